import { copyFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inParallel } from '../support/in-parallel.js'
import { completion, startServer, type Reply } from '../support/inference-server.js'
import { runAction, type RunOptions, type RunResult } from '../support/run-action.js'

/** What no author and no server does: a reader of the log that goes away, a part of the action that is gone. */

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const RECORDER = new URL('../support/record-loading.mjs', import.meta.url).href
const CHUNKS = readdirSync(join(ROOT, 'dist')).filter((name) => /^\d+\.index\.js$/.test(name))
const REFUSED: Reply = { status: 401, body: { error: { message: 'no' } } }

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'damaged-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

/** Asks for JSON in YAML, so that most parts of the action are needed. */
async function ask(
  options: RunOptions = {},
  reply: Reply = { body: completion({ content: '{"a":1}' }) },
): Promise<RunResult> {
  await using server = await startServer(reply)
  const inputs = { endpoint: `${server.url}/v1`, model: 'm', prompt: 'Hi', 'json-schema': 'type: object' }
  return await runAction({ ...options, inputs: { ...inputs, ...options.inputs } })
}

/** A copy of the action without some of its files. */
function actionWithout(name: string, chunks: readonly string[]): string {
  const action = join(folder, name)
  cpSync(join(ROOT, 'dist'), join(action, 'dist'), { recursive: true })
  copyFileSync(join(ROOT, 'action.yml'), join(action, 'action.yml'))
  for (const chunk of chunks) rmSync(join(action, 'dist', chunk))
  return action
}

/** What an author could see of how it ended. */
function endOf({ exitCode, signal, stderr, outputs, commands }: RunResult): object {
  const errors = commands.filter(({ name }) => name === 'error').length
  return { exitCode, signal, stderr, outcome: outputs['outcome'], code: outputs['error-code'], errors }
}

const GREEN = { exitCode: 0, signal: null, stderr: '', outcome: 'success', code: '', errors: 0 }
const RED = { ...GREEN, exitCode: 1, outcome: 'failure', code: 'internal_error', errors: 1 }

describe('a part of the action that is gone', () => {
  const results = new Map<string, RunResult>()
  let spared: readonly string[]
  beforeAll(async () => {
    const record = join(folder, 'record')
    await ask({ env: { NODE_OPTIONS: `--import=${RECORDER}`, RECORD_LOADING: record } })
    const loaded = readFileSync(record, 'utf8').trimEnd().split('\n')
    spared = CHUNKS.filter((chunk) => !loaded.some((line) => line.endsWith(`/${chunk}`)))
    // What the step does not load may as well be gone all at once.
    const isWhole = await ask({ action: actionWithout('spared', spared) })
    for (const chunk of spared) results.set(chunk, isWhole)
    const needed = CHUNKS.filter((chunk) => !spared.includes(chunk))
    await inParallel(needed, async (chunk) => {
      results.set(chunk, await ask({ action: actionWithout(chunk, [chunk]) }))
    })
  })

  test.each(CHUNKS)('%s: the outputs say how it ended, and there is one error at most', (chunk) => {
    const result = results.get(chunk)
    const end = result && endOf(result)
    expect(spared.includes(chunk) ? [GREEN] : [GREEN, RED]).toContainEqual(end)
  })

  test('many parts are needed', () => {
    expect(CHUNKS.length - spared.length).toBeGreaterThan(5)
  })

  test('all of them, and a soft failure stays one', async () => {
    const action = actionWithout('all', CHUNKS)
    const [hard, soft] = await Promise.all([
      ask({ action }),
      ask({ action, inputs: { 'fail-on-error': 'false' } }),
    ])
    expect(endOf(hard)).toEqual(RED)
    expect(hard.outputs['error-message']).toMatch(
      /^A part of the action could not be loaded \(MODULE_NOT_FOUND\)\. /,
    )
    expect(endOf(soft)).toEqual({ ...RED, exitCode: 0, errors: 0 })
  })
})

// A shell is what closes a pipe there.
const testOnPosix = process.platform === 'win32' ? test.skip : test

testOnPosix.each<[how: string, redirected: string]>([
  ['its reader goes after the first line', '| head -n 1 >/dev/null'],
  ['its reader never comes', '| true'],
  ['it is closed', '>&-'],
  ['it has no more room', process.platform === 'linux' ? '>/dev/full' : '>&-'],
])('stdout: %s, and the step ends as it would have', async (how, redirected) => {
  const node = join(folder, `${how.replaceAll(' ', '-')}.sh`)
  const lines = [
    '#!/bin/sh',
    `{ '${process.execPath}' "$@"; echo $? >"$RUNNER_TEMP/code"; } ${redirected}`,
    'exit "$(cat "$RUNNER_TEMP/code")"',
    '',
  ]
  writeFileSync(node, lines.join('\n'), { mode: 0o755 })
  const [green, red] = await Promise.all([ask({ node }), ask({ node }, REFUSED)])
  expect(endOf(green)).toEqual(GREEN)
  expect(endOf(red)).toMatchObject({ exitCode: 1, signal: null, stderr: '', code: 'unauthorized' })
  expect(red.summary).toContain('unauthorized')
})
