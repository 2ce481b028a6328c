// A chat completions server for .github/workflows/acceptance.yml. The model's name in a request decides what it
// answers. It plays GitHub's API, too, for a comparison of two commits and a new issue. `start` leaves it running in the
// background, on ACCEPTANCE_PORT where that is set, writes its address to GITHUB_OUTPUT and returns.
// It ends when it is told to (POST /stop), and by itself after ten minutes.
import { spawn } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'

const LIFETIME_MS = 600_000

const usage = { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 }

/** Text that would do harm wherever it is printed or written carelessly. */
const PLAIN = [
  'Grüße 🌍',
  '::error::not a command',
  'ghadelimiter_EOF',
  'content<<EOF',
  'forged',
  '<img src=x>',
].join('\n')

const choice = (message, finishReason = 'stop') => ({
  status: 200,
  body: {
    id: 'chatcmpl-acceptance',
    object: 'chat.completion',
    model: 'acceptance-2026',
    choices: [{ index: 0, finish_reason: finishReason, message: { role: 'assistant', ...message } }],
    usage,
  },
})

const answers = {
  plain: choice({ content: PLAIN }),
  json: choice({ content: '```json\n{ "label": "bug", "urgent": true }\n```' }),
  tools: choice(
    {
      content: null,
      tool_calls: [
        { id: 'call_1', type: 'function', function: { name: 'set_label', arguments: '{"label":"bug"}' } },
      ],
    },
    'tool_calls',
  ),
  broken: { status: 503, body: { error: { message: 'No capacity left', type: 'server_error' } } },
}

/** What differs between any two commits. */
const commit = { sha: 'a'.repeat(40) }
const comparison = {
  base_commit: commit,
  merge_base_commit: commit,
  ahead_by: 1,
  commits: [{ sha: 'b'.repeat(40) }],
  files: [
    ['src/a.ts', '@@ -0,0 +1 @@\n+export const A = 1'],
    ['package-lock.json', '@@ -0,0 +1 @@\n+{}'],
  ].map(([filename, patch]) => ({
    sha: 'c'.repeat(40),
    filename,
    status: 'added',
    additions: 1,
    deletions: 0,
    changes: 1,
    patch,
  })),
}

function serve() {
  const models = []
  const server = createServer(async (request, response) => {
    const reply = (status, value) => {
      response.writeHead(status, { 'content-type': 'application/json', 'x-request-id': 'req-acceptance' })
      response.end(JSON.stringify(value))
    }
    const chunks = []
    for await (const chunk of request) chunks.push(chunk)
    const route = `${request.method} ${request.url}`
    if (route === 'GET /models-asked') return reply(200, models)
    if (route === 'POST /stop') {
      reply(200, 'bye')
      server.close()
      return
    }
    if (/^GET \/repos\/[^/]+\/[^/]+\/compare\//.test(route)) return reply(200, comparison)
    if (/^POST \/repos\/[^/]+\/[^/]+\/issues$/.test(route)) {
      const { body } = JSON.parse(Buffer.concat(chunks).toString())
      // As text: a tag of the answer's is shown, and does nothing.
      if (/<img/.test(body)) return reply(422, { message: 'Validation Failed' })
      return reply(201, { number: 12, html_url: 'https://github.com/octocat/hello-world/issues/12' })
    }
    if (route !== 'POST /v1/chat/completions') return reply(404, { error: { message: `No route ${route}` } })
    const { model, messages } = JSON.parse(Buffer.concat(chunks).toString())
    models.push(model)
    if (model === 'echo') answers.echo = choice({ content: messages.at(-1).content })
    const answer = answers[model] ?? { status: 400, body: { error: { message: `No answer for ${model}` } } }
    reply(answer.status, answer.body)
  })
  server.listen(Number(process.env.ACCEPTANCE_PORT ?? 0), '127.0.0.1', () =>
    process.send({ port: server.address().port }),
  )
  setTimeout(() => server.close(), LIFETIME_MS).unref()
}

function start() {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), 'serve'], {
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  child.once('message', ({ port }) => {
    const address = `http://127.0.0.1:${port}`
    appendFileSync(process.env.GITHUB_OUTPUT, `address=${address}\n`)
    console.log(`The server listens on ${address}`)
    child.disconnect()
    child.unref()
  })
  child.once('exit', (code) => {
    console.error(`The server ended before it listened (exit code ${code})`)
    process.exitCode = 1
  })
}

const commands = { start, serve }
const command = commands[process.argv[2]]
if (command) command()
else {
  console.error('Usage: node scripts/ci/acceptance-server.mjs start|serve')
  process.exitCode = 2
}
