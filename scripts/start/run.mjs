// The story of `npm start`: arguments → step and stand-in server → what came of it. The first argument may name one of
// the other actions; what stands in for the servers that it talks to is in the file of that name.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  inputEnvironment,
  makeStepFiles,
  readActionFile,
  readKeyValueFile,
  withoutRunner,
} from '../runner-files.mjs'
import { readArguments, takenByNpm } from './arguments.mjs'
import { helpText } from './help.mjs'
import { followLog } from './log.mjs'
import { showEnd, showOutputs, showRequests, showStep, showSummary } from './sections.mjs'
import { lookOf } from './terminal.mjs'

/** The other actions of this repository. */
const DOORS = ['diff', 'apply', 'eval']

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
/** For wrong arguments and a broken checkout; 1 is a step that failed. */
const USAGE_ERROR = 2

/** @returns the exit code: the step's own, or 2 if it could not be started */
export async function run(argv) {
  const look = lookOf(process.stdout)
  const name = DOORS.find((known) => known === argv[0])
  const home = join(ROOT, name ?? '.')
  const action = readActionFile(readFileSync(join(home, 'action.yml'), 'utf8'))
  const door = await (name === undefined ? import('./once.mjs') : import(`./${name}.mjs`))
  const product = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  const inputNames = action.inputs.map((input) => input.name)
  const taken = takenByNpm(process.env, inputNames).map((option) => `--${option}`)
  if (taken.length > 0) {
    return complain(
      `npm took ${taken.join(', ')} for itself. Put "--" before the inputs: ${['npm start --', ...argv.slice(0, name ? 1 : 0), ...taken.map((option) => `${option} …`)].join(' ')}`,
    )
  }
  const { inputs, options, problem } = readArguments(argv.slice(name ? 1 : 0), inputNames, door.LISTS)
  if (problem) return complain(problem)
  if (options.help) return print(helpText(action, look, name))
  if (options.version) return print(`${product.name} ${product.version}`)

  const main = join(home, action.runs.main)
  const shownMain = relative(ROOT, main)
  if (!existsSync(main)) return complain(`${shownMain} is not there. Build it: npm ci && npm run build`)
  // npm runs scripts in the folder of package.json and tells where it was called.
  const workspace = (process.env.npm_lifecycle_event === 'start' && process.env.INIT_CWD) || process.cwd()
  const given = options.event === undefined ? undefined : readEvent(resolve(workspace, options.event))
  if (given?.problem) return complain(given.problem)

  const { standIn, inputs: all, env: more = {}, event: payload } = await door.prepare(inputs)
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'chat-completion-')))
  try {
    const event = given ?? (payload && madeEvent(payload, folder))
    const secrets = [all.token].filter((token) => token?.length >= 8)
    showStep({ ...product, main: shownMain, given: all, own: inputs, standIn }, action, {
      look,
      masks: secrets,
    })

    const files = makeStepFiles(folder)
    const variables = inputEnvironment(action.inputs, all, '')
    const env = {
      ...stepEnvironment(standIn),
      ...runnerEnvironment(files, workspace, event),
      ...more,
      ...variables,
    }
    const started = performance.now()
    const step = spawn(process.execPath, [main], { cwd: workspace, env, stdio: ['ignore', 'pipe', 'pipe'] })
    const { code, masks } = await followLog(step, secrets, look, door.progressOf)
    const seconds = (performance.now() - started) / 1000

    const shown = { look, masks }
    const outputs = readKeyValueFile(readFileSync(files.output, 'utf8'))
    const attempts = Number(outputs.get('attempts') ?? 0)
    const { requests: arrived } = standIn ?? {}
    if (door.SHOWS_REQUESTS) showRequests({ arrived, endpoint: inputs.endpoint, attempts }, all, shown)
    showOutputs(outputs, action, shown)
    showSummary(readFileSync(files.summary, 'utf8'), shown)
    const wroteFiles = [...outputs.values()].some((value) => value.includes(folder))
    const left = options.keep || wroteFiles ? folder : undefined
    const hints = code === 0 ? [] : hintsFor(outputs, options, standIn)
    showEnd({ code, seconds, standIn, folder: left, kept: options.keep, hints, next: door.next }, look)
    return code
  } finally {
    standIn?.close()
    if (!options.keep) rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** What the step cannot know: which option of this script helps. */
function hintsFor(outputs, options, standIn) {
  const message = outputs.get('error-message') ?? ''
  return [
    ...(options.event === undefined && /github\.event|GITHUB_EVENT_PATH/.test(message)
      ? ['The prompt reads the event: give one with --event FILE, such as examples/events/issue.json.']
      : []),
    ...(standIn?.notes ?? []),
  ]
}

function print(text) {
  process.stdout.write(`${text}\n`)
  return 0
}

function complain(problem) {
  process.stderr.write(`${problem}\nSee: npm start -- --help\n`)
  return USAGE_ERROR
}

function readEvent(path) {
  try {
    return { path, payload: JSON.parse(readFileSync(path, 'utf8')) }
  } catch (error) {
    const reason = error.code === 'ENOENT' ? 'does not exist' : `cannot be used (${error.message})`
    return { problem: `The file of "--event", ${path}, ${reason}.` }
  }
}

/** The payload of a demonstration, as a runner passes it. */
function madeEvent(payload, folder) {
  const path = join(folder, 'event.json')
  writeFileSync(path, JSON.stringify(payload))
  return { path, payload }
}

/** The user's own environment; the way to the stand-in server leads through no proxy. */
function stepEnvironment(standIn) {
  const own = Object.entries(withoutRunner(process.env)).filter(([name]) => name !== 'CHAT_TOKEN')
  return Object.fromEntries(standIn ? own.filter(([name]) => !/_proxy$/i.test(name)) : own)
}

function runnerEnvironment(files, workspace, event) {
  const payload = event?.payload ?? {}
  const variables = {
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTOR: payload.sender?.login ?? 'octocat',
    GITHUB_API_URL: 'https://api.github.com',
    GITHUB_EVENT_NAME: eventName(payload),
    GITHUB_EVENT_PATH: event?.path,
    GITHUB_OUTPUT: files.output,
    GITHUB_REF: payload.ref ?? 'refs/heads/main',
    GITHUB_REF_NAME: (payload.ref ?? 'refs/heads/main').replace(/^refs\/(?:heads|tags)\//, ''),
    GITHUB_BASE_REF: payload.pull_request?.base?.ref,
    GITHUB_HEAD_REF: payload.pull_request?.head?.ref,
    GITHUB_REPOSITORY: payload.repository?.full_name ?? 'octocat/hello-world',
    GITHUB_RUN_ID: '1',
    GITHUB_RUN_NUMBER: '1',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_SHA: payload.after ?? payload.pull_request?.head?.sha ?? '0'.repeat(40),
    GITHUB_STEP_SUMMARY: files.summary,
    GITHUB_WORKFLOW: 'npm start',
    GITHUB_WORKSPACE: workspace,
    RUNNER_TEMP: files.temp,
  }
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined))
}

/** Which event a payload is of; the payload itself does not say. */
function eventName(payload) {
  if (payload.comment && payload.issue) return 'issue_comment'
  if (payload.issue) return 'issues'
  if (payload.pull_request) return payload.review ? 'pull_request_review' : 'pull_request'
  if (payload.discussion) return 'discussion'
  if (payload.release) return 'release'
  return payload.commits ? 'push' : 'workflow_dispatch'
}
