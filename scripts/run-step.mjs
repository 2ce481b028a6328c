// Runs one step of an action as a runner does, in an empty workspace, and returns what came of it.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import {
  inputEnvironment,
  makeStepFiles,
  readActionFile,
  readKeyValueFile,
  withoutRunner,
} from './runner-files.mjs'

const LIMIT_MS = 60_000

/**
 * @param folder a checkout of the action
 * @param inputs the step's `with:`
 * @param files the files of the workspace: path to text
 * @returns the exit code (null after a minute), stdout and stderr, and the outputs by name
 */
export async function runStep(folder, inputs, files = {}) {
  const action = readActionFile(readFileSync(join(folder, 'action.yml'), 'utf8'))
  const workspace = mkdtempSync(join(tmpdir(), 'step-'))
  const temp = mkdtempSync(join(tmpdir(), 'runner-'))
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(workspace, path)), { recursive: true })
      writeFileSync(join(workspace, path), text)
    }
    const step = makeStepFiles(temp)
    const child = spawn(process.execPath, [join(folder, action.runs.main)], {
      cwd: workspace,
      env: {
        ...withoutProxy(withoutRunner(process.env)),
        ...inputEnvironment(action.inputs, inputs, ''),
        RUNNER_TEMP: step.temp,
        GITHUB_WORKSPACE: workspace,
        GITHUB_OUTPUT: step.output,
        GITHUB_STEP_SUMMARY: step.summary,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: LIMIT_MS,
    })
    let log = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (log += data))
    const exitCode = await new Promise((done) => child.once('close', done))
    return { exitCode, log, outputs: Object.fromEntries(readKeyValueFile(readFileSync(step.output, 'utf8'))) }
  } finally {
    for (const used of [workspace, temp]) rmSync(used, { recursive: true, force: true })
  }
}

/** These scripts talk to loopback only. */
function withoutProxy(environment) {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/^(https?|all)_proxy$/i.test(name)),
  )
}
