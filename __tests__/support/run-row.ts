import { mkdirSync, mkdtempSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runStep } from '../../src/step/run-step.js'
import { type Door, type Ended, runAction, runIn, type RunOptions, type RunResult } from './run-action.js'

/**
 * One row of a long table of steps: every eighth is a step of the bundle, all others are of the sources. Those that set a
 * variable of Node's need a process of their own.
 */
export async function runRow(options: RunOptions, index: number): Promise<RunResult> {
  const isOfNode = Object.keys(options.env ?? {}).some((name) => name.startsWith('NODE_'))
  return await (index % 8 === 0 || isOfNode ? runAction : runSource)(options)
}

/**
 * Runs a step from the sources, in this process, and one after the other, which takes a twentieth of the
 * time of `runAction`. Environment, files, sockets and outputs are as real; that a process ends is not shown.
 */
export async function runSource(options: RunOptions): Promise<RunResult> {
  const result = queue.then(async () => {
    mkdirSync(root, { recursive: true })
    return await runIn(root, options, (_main, _workspace, env) => runHere(env, options.door))
  })
  queue = result.catch(() => undefined)
  return await result
}

/** One folder for all: `@actions/core` keeps the path of the first summary. */
const root = realpathSync(mkdtempSync(join(tmpdir(), 'chat-action-test-')))
let queue: Promise<unknown> = Promise.resolve()

const ACTIONS = {
  main: () => import('../../src/once/main.js'),
  diff: () => import('../../src/diff/main.js'),
  apply: () => import('../../src/apply/main.js'),
  eval: () => import('../../src/eval/main.js'),
}

async function runHere(env: Record<string, string>, door: Door | 'main' = 'main'): Promise<Ended> {
  const before = process.env
  process.env = env
  let stdout = ''
  try {
    const exitCode = await runStep(ACTIONS[door], new AbortController().signal, (text) => (stdout += text))
    return { exitCode, signal: null, timedOut: false, stdout, stderr: '' }
  } finally {
    process.env = before
  }
}
