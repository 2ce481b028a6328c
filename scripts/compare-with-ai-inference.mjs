// Runs migrated steps through actions/ai-inference v2.1.1 and through this action, both as their committed bundles
// against one server on loopback, and compares what arrives there, field by field.
//
// Usage: git clone --branch v2.1.1 https://github.com/actions/ai-inference ../ai-inference
//        npm run compare -- ../ai-inference
import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { runStep } from './run-step.mjs'

/** What both send in the same way unless a documented difference says otherwise. */
const COMPARED_HEADERS = ['authorization', 'content-type', 'accept']

const TOKEN = 'a-token-for-the-comparison'

const SCHEMA = {
  name: 'verdict',
  strict: true,
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['label'],
    properties: { label: { type: 'string', enum: ['bug', 'question'] } },
  },
}

const promptFile = (extra = '') =>
  `messages:
  - role: system
    content: You are terse.
  - role: user
    content: |
      Explain {{topic}} to {{reader}}.
  - role: assistant
    content: Which part?
  - role: user
    content: All of it.
${extra}`

/**
 * The steps. `inputs` are the `with:` of both actions beside `endpoint` and `token`, and `model` where it is not
 * given. `differs` names the fields that must differ, with the reason: if one does not, that is a failure, too.
 */
const steps = [
  { name: 'prompt', inputs: { prompt: 'What is a monad?' } },
  {
    name: 'prompt of several lines, trimmed at both ends',
    inputs: { prompt: '\n  First.\n\n  Second: "é", 🌍, {{not-a-variable}}.\n' },
  },
  {
    name: 'system-prompt',
    inputs: { prompt: 'Hello', 'system-prompt': 'You are a poet.\nIn two lines.' },
  },
  {
    name: 'prompt-file, plain text',
    files: { 'prompt.txt': '  Text with blanks around\r\nand CRLF \n' },
    inputs: { 'prompt-file': 'prompt.txt' },
  },
  {
    name: 'prompt-file beats prompt',
    files: { 'prompt.txt': 'From the file' },
    inputs: { 'prompt-file': 'prompt.txt', prompt: 'From the input' },
  },
  {
    name: 'system-prompt-file',
    files: { 'system.txt': 'Be brief.\n' },
    inputs: { prompt: 'Hello', 'system-prompt-file': 'system.txt' },
  },
  {
    name: '.prompt.yml with input',
    files: { 'explain.prompt.yml': promptFile() },
    inputs: { 'prompt-file': 'explain.prompt.yml', input: 'topic: monads\nreader: a child' },
  },
  {
    name: '.prompt.yaml with file_input',
    files: { 'explain.prompt.yaml': promptFile(), 'topic.md': '# Burritos\n\n- one\n' },
    inputs: {
      'prompt-file': 'explain.prompt.yaml',
      input: 'reader: a cook',
      file_input: 'topic: ./topic.md',
    },
  },
  {
    name: '.prompt.yml, a file variable beats a text variable',
    files: { 'explain.prompt.yml': promptFile(), 'topic.md': 'from the file' },
    inputs: {
      'prompt-file': 'explain.prompt.yml',
      input: 'topic: from the text\nreader: me',
      file_input: 'topic: topic.md',
    },
  },
  {
    name: '.prompt.yml with model and parameters',
    files: {
      'explain.prompt.yml': promptFile(
        'model: mistral-small\nmodelParameters:\n  temperature: 0.3\n  topP: 0.9\n  maxTokens: 321\n',
      ),
    },
    model: null,
    inputs: { 'prompt-file': 'explain.prompt.yml', input: 'topic: a\nreader: b' },
  },
  {
    name: '.prompt.yml with maxCompletionTokens',
    files: { 'explain.prompt.yml': promptFile('modelParameters:\n  maxCompletionTokens: 456\n') },
    inputs: { 'prompt-file': 'explain.prompt.yml', input: 'topic: a\nreader: b' },
  },
  {
    name: '.prompt.yml with a JSON schema',
    files: {
      'label.prompt.yml': `messages:
  - role: user
    content: Bug or question?
responseFormat: json_schema
jsonSchema: |-
  ${JSON.stringify(SCHEMA)}
`,
    },
    inputs: { 'prompt-file': 'label.prompt.yml' },
  },
  { name: 'max-tokens', inputs: { prompt: 'Hello', 'max-tokens': '1000' } },
  { name: 'max-completion-tokens', inputs: { prompt: 'Hello', 'max-completion-tokens': '2000' } },
  { name: 'temperature and top-p', inputs: { prompt: 'Hello', temperature: '0.25', 'top-p': '1' } },
  {
    name: 'temperature 0',
    inputs: { prompt: 'Hello', temperature: '0' },
  },
  {
    name: 'custom-headers, YAML',
    inputs: { prompt: 'Hello', 'custom-headers': 'X-Team: core\nX-Request-Source: ci' },
    headers: ['x-team', 'x-request-source'],
  },
  {
    name: 'custom-headers, JSON',
    inputs: { prompt: 'Hello', 'custom-headers': '{"X-Team": "core", "X-Count": 3}' },
    headers: ['x-team', 'x-count'],
  },
  {
    name: 'endpoint with a path and a slash at its end',
    path: '/gateway/openai/v1/',
    inputs: { prompt: 'Hello' },
  },
  {
    name: '.prompt.yml and inputs for the same parameters',
    files: { 'explain.prompt.yml': promptFile('model: from-file\nmodelParameters:\n  temperature: 0.3\n') },
    model: 'from-input',
    inputs: { 'prompt-file': 'explain.prompt.yml', input: 'topic: a\nreader: b', temperature: '0.7' },
    differs: {
      '/model': 'an input beats the file',
      '/temperature': 'an input beats the file',
    },
  },
  {
    name: '.prompt.yml, numbers as variables',
    files: { 'explain.prompt.yml': promptFile() },
    inputs: { 'prompt-file': 'explain.prompt.yml', input: 'topic: 1.10\nreader: 007' },
    differs: { '/messages/1/content': 'a value is inserted as it is written' },
  },
  { name: 'no model', model: null, inputs: { prompt: 'Hello' }, ours: 'sends nothing: no default model' },
]

/** The differences that hold in every step. Each takes its part away from the bodies, and says if it was there. */
const documented = [
  {
    why: '"stream": false is sent',
    take: (step, theirs, ours) => ours.stream === false && delete ours.stream && !('stream' in theirs),
  },
  {
    why: 'no default system prompt',
    take(step, theirs) {
      const set = ['system-prompt', 'system-prompt-file'].some((name) => name in step.inputs)
      const [first] = theirs.messages
      return (
        !set &&
        first.role === 'system' &&
        first.content === 'You are a helpful assistant' &&
        Boolean(theirs.messages.shift())
      )
    },
  },
  {
    why: 'no default limit of 200 tokens',
    take: (step, theirs, ours) =>
      !('max-tokens' in step.inputs) &&
      theirs.max_tokens === 200 &&
      !('max_tokens' in ours) &&
      delete theirs.max_tokens,
  },
]

/** Runs an action's side of a step, and returns what arrived at the server. */
async function run(folder, step, server) {
  server.requests.length = 0
  const inputs = {
    ...(step.model === null ? {} : { model: step.model ?? 'some-model' }),
    endpoint: server.address + (step.path ?? '/v1'),
    token: TOKEN,
    ...step.inputs,
  }
  const { exitCode, log } = await runStep(folder, inputs, step.files)
  return { exitCode, log, request: server.requests[0], requests: server.requests.length }
}

async function startServer() {
  const requests = []
  const server = createServer(async (request, response) => {
    const chunks = []
    for await (const chunk of request) chunks.push(chunk)
    requests.push({
      line: `${request.method} ${request.url}`,
      headers: request.headers,
      body: JSON.parse(Buffer.concat(chunks).toString()),
    })
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(
      JSON.stringify({
        id: 'chatcmpl-1',
        object: 'chat.completion',
        model: 'some-model',
        choices: [
          { index: 0, finish_reason: 'stop', message: { role: 'assistant', content: '{"label":"bug"}' } },
        ],
      }),
    )
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  return { requests, address: `http://127.0.0.1:${server.address().port}`, close: () => server.close() }
}

/** Every leaf of a JSON value, by its JSON Pointer. */
function leaves(value, pointer = '', found = new Map()) {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0)
    found.set(pointer, value)
  else for (const [key, child] of Object.entries(value)) leaves(child, `${pointer}/${key}`, found)
  return found
}

/** Compares the two requests of a step: how many fields are equal, what is documented, what is wrong. */
function compare(step, theirs, ours) {
  if (step.ours) {
    const nothing = ours.requests === 0 && ours.exitCode === 1 && theirs.requests === 1
    return {
      equal: 0,
      notes: nothing ? [step.ours] : [],
      wrong: nothing ? [] : ['this action sent a request'],
    }
  }
  const wrong = []
  for (const [who, { exitCode, requests, log }] of Object.entries({
    'ai-inference': theirs,
    'this action': ours,
  })) {
    if (exitCode !== 0) wrong.push(`${who} ended with exit code ${exitCode}:\n${log}`)
    if (requests !== 1) wrong.push(`${who} sent ${requests} requests`)
  }
  if (wrong.length > 0) return { equal: 0, notes: [], wrong }

  const [left, right] = [theirs.request, ours.request].map(({ line, headers, body }) => ({
    line,
    headers: Object.fromEntries(
      [...COMPARED_HEADERS, ...(step.headers ?? [])].map((name) => [name, headers[name]]),
    ),
    body: structuredClone(body),
  }))
  const notes = documented.filter(({ take }) => take(step, left.body, right.body)).map(({ why }) => why)
  if (left.line !== right.line) wrong.push(`${left.line} became ${right.line}`)
  for (const name of step.headers ?? []) {
    if (left.headers[name] === undefined) wrong.push(`ai-inference did not send ${name}`)
  }

  const a = new Map([...leaves(left.body), ...leaves(left.headers, 'header')])
  const b = new Map([...leaves(right.body), ...leaves(right.headers, 'header')])
  let equal = 0
  for (const pointer of new Set([...a.keys(), ...b.keys()])) {
    const reason = step.differs?.[pointer]
    const same = a.has(pointer) && b.has(pointer) && isDeepStrictEqual(a.get(pointer), b.get(pointer))
    if (same && !reason) equal += 1
    else if (!same && reason) notes.push(`${pointer}: ${reason}`)
    else if (same) wrong.push(`${pointer} does not differ, although it should: ${reason}`)
    else wrong.push(`${pointer}: ${JSON.stringify(a.get(pointer))} became ${JSON.stringify(b.get(pointer))}`)
  }
  return { equal, notes, wrong }
}

async function main() {
  const [checkout] = process.argv.slice(2)
  if (!checkout || !existsSync(join(checkout, 'dist/index.js'))) {
    console.error(
      'Name a checkout of actions/ai-inference v2.1.1: node scripts/compare-with-ai-inference.mjs FOLDER',
    )
    return 2
  }
  const own = fileURLToPath(new URL('..', import.meta.url))
  const server = await startServer()
  let failures = 0
  try {
    for (const step of steps) {
      const theirs = await run(resolve(checkout), step, server)
      const ours = await run(own, step, server)
      const { equal, notes, wrong } = compare(step, theirs, ours)
      if (wrong.length > 0) failures += 1
      console.log(
        `${wrong.length === 0 ? 'ok  ' : 'FAIL'}  ${step.name.padEnd(52)} ${String(equal).padStart(2)} equal`,
      )
      for (const note of notes) console.log(`        documented: ${note}`)
      for (const line of wrong) console.log(`        WRONG: ${line}`)
    }
  } finally {
    server.close()
  }
  console.log(
    `\n${steps.length - failures} of ${steps.length} steps are the same apart from documented differences`,
  )
  return failures === 0 ? 0 : 1
}

process.exitCode = await main()
