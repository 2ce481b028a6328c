// Runs the committed dist/index.js against a real server that this project did not write, the LiteLLM proxy, with
// models whose answers it makes up: `npm run try:litellm`. Needs Python 3.10 or newer; the proxy is installed into
// .cache/litellm and listens on loopback for as long as this takes.
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { runStep } from './run-step.mjs'

const LITELLM = 'litellm[proxy]==1.108.7'
const START_TIMEOUT_MS = 120_000
const MASTER_KEY = 'sk-master-key-of-a-test'

const root = fileURLToPath(new URL('..', import.meta.url))
const venv = join(root, '.cache/litellm')
const bin = (name) => join(venv, process.platform === 'win32' ? 'Scripts' : 'bin', name)

const GREETING = `
messages: [{ role: user, content: 'Greet {{ input }}' }]
testData: [{ input: Ada, expected: Hello }, { input: Bob, expected: Hello }]
evaluators:
  - { name: greets, string: { startsWith: '{{ expected }}' } }
  - { name: similar, uses: github/similarity, passScore: 0.75 }
`

const cases = [
  {
    name: 'success',
    inputs: { model: 'plain', prompt: 'Say hello' },
    exitCode: 0,
    outputs: { outcome: 'success', content: 'Hello from LiteLLM', 'error-code': '' },
  },
  {
    name: 'JSON by a schema',
    inputs: {
      model: 'json',
      prompt: 'Which label?',
      'json-schema': JSON.stringify({
        type: 'object',
        additionalProperties: false,
        required: ['label'],
        properties: { label: { enum: ['bug', 'question'] } },
      }),
    },
    exitCode: 0,
    outputs: { outcome: 'success', json: '{"label":"bug"}' },
  },
  {
    name: 'JSON that does not fit the schema',
    inputs: { model: 'json', prompt: 'Which label?', 'json-schema': '{"type": "array"}' },
    exitCode: 1,
    outputs: { outcome: 'failure', 'error-code': 'schema_mismatch' },
  },
  {
    name: 'wrong key',
    inputs: { model: 'plain', prompt: 'Say hello', token: 'sk-not-the-key-of-anything' },
    exitCode: 1,
    outputs: { outcome: 'failure', 'error-code': 'unauthorized', 'error-status': '401', attempts: '1' },
  },
  {
    name: 'unknown model',
    inputs: { model: 'no-such-model', prompt: 'Say hello' },
    exitCode: 1,
    outputs: { outcome: 'failure', 'error-code': 'model_not_found', attempts: '1' },
  },
  {
    name: 'rate limit',
    inputs: { model: 'limited', prompt: 'Say hello', 'max-retries': '0' },
    exitCode: 1,
    outputs: { outcome: 'failure', 'error-code': 'rate_limited', 'error-status': '429' },
  },
  {
    name: 'prompt too large',
    inputs: { model: 'overflowing', prompt: 'Say hello', 'max-retries': '0' },
    exitCode: 1,
    outputs: { outcome: 'failure', 'error-code': 'prompt_too_large', 'error-status': '400' },
  },
  {
    name: 'wrong path',
    inputs: { model: 'plain', prompt: 'Say hello', endpoint: '/no/such/path' },
    exitCode: 1,
    outputs: { outcome: 'failure', 'error-code': 'endpoint_not_found', 'error-status': '404' },
  },
  {
    name: 'eval with a judge',
    door: 'eval',
    inputs: { model: 'plain', 'prompt-files': 'greeting.prompt.yml', 'judge-model': 'judge' },
    files: { 'greeting.prompt.yml': GREETING },
    exitCode: 0,
    outputs: { outcome: 'success', passed: 'true', 'passed-tests': '2', requests: '4', 'error-code': '' },
  },
]

function install() {
  const marker = join(venv, 'installed')
  if (existsSync(marker) && readFileSync(marker, 'utf8') === LITELLM) return
  console.log(`Installing ${LITELLM} into .cache/litellm …`)
  rmSync(venv, { recursive: true, force: true })
  const options = { stdio: ['ignore', 'ignore', 'inherit'] }
  execFileSync('python3', ['-m', 'venv', venv], options)
  execFileSync(
    bin('python'),
    ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', LITELLM],
    options,
  )
  writeFileSync(marker, LITELLM)
}

/** A port that is free now. LiteLLM takes no 0. */
async function freePort() {
  const server = createServer()
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address()
  await new Promise((done) => server.close(done))
  return port
}

async function startProxy() {
  const port = await freePort()
  const config = join(root, 'scripts/try-litellm/config.yml')
  const proxy = spawn(bin('litellm'), ['--config', config, '--host', '127.0.0.1', '--port', String(port)], {
    cwd: venv,
    // The price list that comes with it, rather than one from the network; nothing else of this environment.
    env: {
      PATH: process.env.PATH,
      HOME: venv,
      LITELLM_MASTER_KEY: MASTER_KEY,
      LITELLM_LOCAL_MODEL_COST_MAP: 'True',
      LITELLM_LOG: 'ERROR',
      PYTHONDONTWRITEBYTECODE: '1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let log = ''
  for (const stream of [proxy.stdout, proxy.stderr]) stream.on('data', (data) => (log += data))
  const address = `http://127.0.0.1:${port}`
  const deadline = Date.now() + START_TIMEOUT_MS
  const ended = new Promise((done) => proxy.once('close', done))
  while (
    !(await fetch(`${address}/health/liveliness`).then(
      (response) => response.ok,
      () => false,
    ))
  ) {
    if (proxy.exitCode !== null || Date.now() > deadline) {
      proxy.kill()
      throw new Error(`LiteLLM did not start:\n${log}`)
    }
    await new Promise((done) => setTimeout(done, 250))
  }
  return {
    address,
    async stop() {
      proxy.kill()
      await ended
    },
  }
}

install()
const proxy = await startProxy()
let failures = 0
try {
  for (const one of cases) {
    const inputs = {
      token: MASTER_KEY,
      ...one.inputs,
      endpoint: proxy.address + (one.inputs.endpoint ?? ''),
    }
    const { exitCode, log, outputs } = await runStep(join(root, one.door ?? '.'), inputs, one.files)
    const got = Object.fromEntries(Object.keys(one.outputs).map((name) => [name, outputs[name]]))
    // The runner swallows the lines that tell it what to mask.
    const shown = log.replace(/^::add-mask::.*$/gm, '')
    const ok = exitCode === one.exitCode && isDeepStrictEqual(got, one.outputs) && !shown.includes(MASTER_KEY)
    if (!ok) failures += 1
    console.log(
      `${ok ? 'ok  ' : 'FAIL'}  ${one.name.padEnd(32)}  ${outputs['error-code'] || outputs.content || outputs.outcome}`,
    )
    if (!ok) console.log({ exitCode, got, expected: one.outputs, log })
  }
} finally {
  await proxy.stop()
}
console.log(`\n${cases.length - failures} of ${cases.length} cases are as expected, with ${LITELLM}`)
process.exitCode = failures === 0 ? 0 : 1
