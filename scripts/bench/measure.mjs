// One run of the benchmark.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inputEnvironment } from '../runner-files.mjs'

const MEASURE_ITSELF = fileURLToPath(new URL('measure-itself.cjs', import.meta.url))
/** No run takes nearly as long; one that does hangs. */
const LIMIT_MS = 60_000

/** One whole process, from before its start until after its end. */
export async function measure({ label, main, inputs, asks }, { node, given, folder, server }) {
  const run = mkdtempSync(join(folder, 'run-'))
  const files = { usage: join(run, 'usage.json'), output: join(run, 'output'), summary: join(run, 'summary') }
  writeFileSync(files.output, '')
  writeFileSync(files.summary, '')
  mkdirSync(join(run, 'temp'))
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    SystemRoot: process.env.SystemRoot,
    GITHUB_ACTIONS: 'true',
    GITHUB_OUTPUT: files.output,
    GITHUB_STEP_SUMMARY: files.summary,
    GITHUB_WORKSPACE: run,
    RUNNER_TEMP: join(run, 'temp'),
    BENCH_USAGE_FILE: files.usage,
    ...inputEnvironment(inputs, given, 'ghs_benchmark0123456789'),
  }
  const startedAt = performance.now()
  const child = spawn(node, ['--require', MEASURE_ITSELF, main], {
    cwd: run,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LIMIT_MS,
    // A process that is busy in a loop would not hear of anything gentler.
    killSignal: 'SIGKILL',
  })
  let log = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (log += chunk))
  const [code, endedAt] = await new Promise((done, reject) => {
    let exitedAt
    child.on('error', reject)
    child.on('exit', () => (exitedAt = performance.now()))
    child.on('close', (code) => done([code, exitedAt]))
  })
  const exchange = server.takeExchange()
  if (code !== 0 || (asks && !exchange)) {
    const what = code === 0 ? 'sent no request' : code === null ? 'did not end' : `ended with ${code}`
    throw new Error(`${label} ${what}:\n${log}`)
  }
  const { cpuMs, peakBytes } = JSON.parse(readFileSync(files.usage, 'utf8'))
  return {
    toRequestMs: exchange ? exchange.arrivedAt - startedAt : undefined,
    // What the server kept it waiting: the 300 ms, and the fraction that a timer is late.
    besideWaitingMs: endedAt - startedAt - (exchange?.waitedMs ?? 0),
    cpuMs,
    peakMiB: peakBytes / 1024 / 1024,
  }
}
