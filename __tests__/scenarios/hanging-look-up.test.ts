import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { completion, startServer } from '../support/inference-server.js'
import { QUESTION } from '../support/question.js'
import { runAction, type RunningStep, type RunResult } from '../support/run-action.js'

/**
 * A look-up that hangs holds a thread of Node, which nothing can cancel and for which `process.exit` waits. Here
 * the thread waits for somebody to write to a pipe, in place of a name server that does not answer.
 */
const PRELOAD = `
import dns from 'node:dns'
import { open, writeSync } from 'node:fs'
const { lookup } = dns
dns.lookup = (name, ...rest) => {
  if (name !== 'hangs.example') return lookup(name, ...rest)
  open(process.env.NEVER_WRITTEN, 'r', () => {})
  writeSync(1, 'Looking it up\\n')
}
for (const end of ['exit', 'execve']) {
  const really = process[end]
  process[end] = really && ((...all) => {
    writeSync(1, 'Ended by ' + end + '\\n')
    return really.apply(process, all)
  })
}
`

let folder: string
let env: Record<string, string>

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hanging-look-up-'))
  const preload = join(folder, 'preload.mjs')
  const pipe = join(folder, 'pipe')
  writeFileSync(preload, PRELOAD)
  if (process.platform !== 'win32') execFileSync('mkfifo', [pipe])
  env = { NODE_OPTIONS: `--import=${pathToFileURL(preload).href}`, NEVER_WRITTEN: pipe }
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

// The runtime that action.yml names has it; an older one waits for the look-up, and says so no sooner.
const testWithExecve = 'execve' in process ? test : test.skip
const inputs = { ...QUESTION, endpoint: 'https://hangs.example/v1' }

function errorOf({ outputs, commands }: RunResult): object {
  return { code: outputs['error-code'], annotations: commands.map(({ name }) => name).slice(2) }
}

testWithExecve('a cancelled step does not wait for a look-up that hangs', async () => {
  let step: RunningStep | undefined
  const result = await runAction({
    inputs,
    env,
    onStarted: (started) => {
      step = started
    },
    onStdout: (text) => {
      if (text.includes('Looking it up')) step?.kill('SIGTERM')
    },
  })

  // The look-up never returns, so whatever ends has not waited for it.
  expect({ timedOut: result.timedOut, exitCode: result.exitCode }).toEqual({ timedOut: false, exitCode: 1 })
  expect(errorOf(result)).toEqual({ code: 'cancelled', annotations: ['error'] })
  expect(result.stdout).toMatch(/while it was connecting to hangs\.example\..*\nEnded by execve\n$/)
})

testWithExecve('nor does one whose time is up, and a soft failure stays one', async () => {
  const result = await runAction({ inputs: { ...inputs, timeout: '1', 'fail-on-error': 'false' }, env })

  expect({ timedOut: result.timedOut, exitCode: result.exitCode }).toEqual({ timedOut: false, exitCode: 0 })
  expect(errorOf(result)).toEqual({ code: 'timeout', annotations: ['warning'] })
})

test('a step without such a look-up ends by itself', async () => {
  await using server = await startServer({ body: completion() })

  const result = await runAction({ inputs: { ...QUESTION, endpoint: `${server.url}/v1` }, env })

  expect(result.exitCode).toBe(0)
  expect(result.stdout).not.toContain('Ended by')
})
