// The least that asks: one POST with node:http, the answer parsed and thrown away.
import { readFileSync } from 'node:fs'
import { request } from 'node:http'

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
