import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { completion, startServer } from '../support/inference-server.js'
import { QUESTION } from '../support/question.js'
import { runAction, type RunningStep, type RunOptions } from '../support/run-action.js'

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
const { exit } = process
process.exit = (...all) => {
  writeSync(1, 'Still open: ' + process.getActiveResourcesInfo() + '.\\n')
  return exit.apply(process, all)
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

const inputs = { ...QUESTION, endpoint: 'https://hangs.example/v1' }

/** Ends the step like a runner that has waited long enough, as soon as it has said how it ended. */
async function runUntilSaid(said: string, options: RunOptions, onLookUp?: (step: RunningStep) => void) {
  let step: RunningStep | undefined
  const result = await runAction({
    ...options,
    env,
    onStarted: (started) => {
      step = started
    },
    onStdout: (text) => {
      if (step !== undefined && text.includes('Looking it up')) onLookUp?.(step)
      if (text.includes(said)) step?.kill('SIGKILL')
    },
  })
  return { code: result.outputs['error-code'], summary: result.summary, timedOut: result.timedOut }
}

// Windows has no such pipes.
const testWithPipe = process.platform === 'win32' ? test.skip : test

testWithPipe('all is written before a cancelled step waits for a look-up that hangs', async () => {
  const { code, summary, timedOut } = await runUntilSaid('::error', { inputs }, (step) => {
    step.kill('SIGTERM')
  })

  expect({ code, timedOut }).toEqual({ code: 'cancelled', timedOut: false })
  expect(summary).toContain('while it was connecting to hangs.example')
})

testWithPipe('so it is where the time is up, and a soft failure stays one', async () => {
  const soft = { ...inputs, timeout: '1', 'fail-on-error': 'false' }
  const { code, summary, timedOut } = await runUntilSaid('::warning', { inputs: soft })

  expect({ code, timedOut }).toEqual({ code: 'timeout', timedOut: false })
  expect(summary).toContain('hangs.example')
})

test('a step without such a look-up leaves nothing to wait for but closing connections', async () => {
  await using server = await startServer({ body: completion() })

  const result = await runAction({ inputs: { ...QUESTION, endpoint: `${server.url}/v1` }, env })

  expect(result.exitCode).toBe(0)
  const open = /\nStill open: (.*)\.\n$/.exec(result.stdout)?.[1] ?? 'nothing was said'
  expect(open.split(',').filter((name) => !/^(?:Pipe|TCPSocket|SimpleShutdown)Wrap$/.test(name))).toEqual([])
})
