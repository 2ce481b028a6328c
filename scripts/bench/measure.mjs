// One run of the benchmark.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inputEnvironment, makeStepFiles } from '../runner-files.mjs'

const MEASURE_ITSELF = fileURLToPath(new URL('measure-itself.cjs', import.meta.url))
/** No run takes nearly as long; one that does hangs. */
const LIMIT_MS = 60_000

/** One whole process, from before its start until after its end. */
export async function measure({ label, main, inputs, asks }, { node, given, folder, server }) {
  const startedAt = performance.now()
  const { code, log, endedAt, usageFile } = await run({ main, inputs }, { node, given, folder })
  const exchange = server.takeExchange()
  if (code !== 0 || (asks && !exchange)) {
    const what = code === 0 ? 'sent no request' : code === null ? 'did not end' : `ended with ${code}`
    throw new Error(`${label} ${what}:\n${log}`)
  }
  const { cpuMs, peakBytes } = JSON.parse(readFileSync(usageFile, 'utf8'))
  return {
    toRequestMs: exchange ? exchange.arrivedAt - startedAt : undefined,
    // What the server kept it waiting: the 300 ms, and the fraction that a timer is late.
    besideWaitingMs: endedAt - startedAt - (exchange?.waitedMs ?? 0),
    cpuMs,
    peakMiB: peakBytes / 1024 / 1024,
  }
}

/** How long a process takes to end that is cancelled while it waits for the answer, in milliseconds. */
export async function measureCancel({ label, main, inputs }, { node, given, folder, server }) {
  let signalledAt
  const started = (child) => {
    server.onNextRequest(() => {
      signalledAt = performance.now()
      child.kill('SIGTERM')
    })
  }
  const { code, log, endedAt } = await run({ main, inputs }, { node, given, folder, started })
  server.takeExchange()
  if (code === 0 || signalledAt === undefined) throw new Error(`${label} was not cancelled:\n${log}`)
  return endedAt - signalledAt
}

async function run({ main, inputs }, { node, given, folder, started }) {
  const home = mkdtempSync(join(folder, 'run-'))
  const files = makeStepFiles(home)
  const usageFile = join(home, 'usage.json')
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    SystemRoot: process.env.SystemRoot,
    GITHUB_ACTIONS: 'true',
    GITHUB_OUTPUT: files.output,
    GITHUB_STEP_SUMMARY: files.summary,
    GITHUB_WORKSPACE: home,
    RUNNER_TEMP: files.temp,
    BENCH_USAGE_FILE: usageFile,
    ...inputEnvironment(inputs, given, 'ghs_benchmark0123456789'),
  }
  const child = spawn(node, ['--require', MEASURE_ITSELF, main], {
    cwd: home,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LIMIT_MS,
    // A process that is busy in a loop would not hear of anything gentler.
    killSignal: 'SIGKILL',
  })
  started?.(child)
  let log = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (log += chunk))
  const [code, endedAt] = await new Promise((done, reject) => {
    let exitedAt
    child.on('error', reject)
    child.on('exit', () => (exitedAt = performance.now()))
    child.on('close', (exitCode) => done([exitCode, exitedAt]))
  })
  return { code, log, endedAt, usageFile }
}
