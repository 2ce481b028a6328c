// The least that asks: one POST with node:http, the answer parsed and thrown away. It is CommonJS, since importing
// node:http into an ES module reads its getter `WebSocket`, for which Node loads an HTTP client of 11 MiB.
const { readFileSync } = require('node:fs')
const { request } = require('node:http')
const process = require('node:process')

const prompt = process.env['INPUT_PROMPT-FILE']
const content = prompt ? readFileSync(prompt, 'utf8') : process.env.INPUT_PROMPT
const body = JSON.stringify({
  model: process.env.INPUT_MODEL,
  messages: [{ role: 'user', content }],
  stream: false,
})
const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }
request(`${process.env.INPUT_ENDPOINT}/chat/completions`, { method: 'POST', headers }, (response) => {
  const chunks = []
  response.on('data', (chunk) => chunks.push(chunk))
  response.on('end', () => JSON.parse(Buffer.concat(chunks).toString('utf8')))
}).end(body)
