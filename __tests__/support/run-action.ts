import { execFileSync, spawn } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  commandReader,
  inputEnvironment,
  logLines,
  readActionFile,
  readKeyValueFile,
  type ActionFile,
  type WorkflowCommand,
} from '../../scripts/runner-files.mjs'

/** What `${{ github.token }}` is in these tests. */
export const WORKFLOW_TOKEN = 'ghs_testtoken0123456789'

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url))
/** No step of the tests takes nearly as long, on a machine that is busy with other things either; one that does hangs. */
const LIMIT_MS = 180_000

/**
 * A file that the runner gives to the step: `unset`, its variable is not there; `missing`, the path leads to
 * nothing; `unwritable`, to something of the wrong kind (a directory for a file, a file for a directory), which
 * stops root, too.
 */
export type RunnerFile = 'normal' | 'unset' | 'missing' | 'unwritable'

/** The folders of the other actions. */
export const DOORS = ['diff', 'apply', 'eval'] as const
export type Door = (typeof DOORS)[number]

export interface RunOptions {
  /** Which action of the repository; by default the main one. */
  readonly door?: Door
  /** The step's `with:`; what is not here has its default of action.yml. Undeclared names get through. */
  readonly inputs?: Readonly<Record<string, string>>
  /** More variables; `undefined` takes one away. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Files of the workspace, by their path in it. */
  readonly files?: Readonly<Record<string, string | Buffer>>
  /** Links, by their path in the workspace, and where they lead. */
  readonly links?: Readonly<Record<string, string>>
  /** Named pipes that nobody reads or writes, by their path in the workspace. */
  readonly pipes?: readonly string[]
  /** The webhook payload: an object, or the text of the file. */
  readonly event?: object | string
  readonly runnerFiles?: {
    readonly output?: RunnerFile
    readonly summary?: RunnerFile
    readonly temp?: RunnerFile
  }
  /** Called with the running step, such as to cancel it. */
  readonly onStarted?: (step: RunningStep) => void
  /** Called with each piece of stdout as it comes. */
  readonly onStdout?: (text: string) => void
  /** The Node binary; by default CHAT_ACTION_TEST_NODE, or the one that runs the tests. */
  readonly node?: string
  /** The checkout of the action; by default this one. */
  readonly action?: string
  /** Milliseconds after which a hanging step is killed. */
  readonly limitMs?: number
}

export interface RunningStep {
  readonly pid: number | undefined
  kill(signal: NodeJS.Signals): void
}

export interface RunResult {
  /** Null if a signal ended the step. */
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  /** The step hung and was killed. */
  readonly timedOut: boolean
  readonly stdout: string
  readonly stderr: string
  /** As the runner reads them; the order is that of the file. */
  readonly outputs: Readonly<Record<string, string>>
  readonly summary: string
  /** Files that the step made or changed, by `workspace/…` or `temp/…` with forward slashes. */
  readonly files: ReadonlyMap<string, Buffer>
  /** The bytes of one of them, by its absolute path, such as an output names it. */
  fileAt(path: string): Buffer | undefined
  /** Workflow commands of stdout, then of stderr: a runner obeys those of both. */
  readonly commands: readonly WorkflowCommand[]
  /** The data of the `add-mask` commands. */
  readonly masks: readonly string[]
  /** The folder of the run, which is gone by now. */
  readonly root: string
  /** The names of action.yml's outputs, in its order. */
  readonly declaredOutputs: readonly string[]
}

/** Plays the GitHub runner for one step that uses the committed bundle, and tells all that came of it. */
export async function runAction(options: RunOptions = {}): Promise<RunResult> {
  // Some systems reach their temporary folder through a link, and the step prints the real path.
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'chat-action-test-')))
  return await runIn(root, options, (main, cwd, env) => runNode(main, cwd, env, options))
}

/** Plays the runner in an empty folder, which is gone afterwards. */
export async function runIn(
  root: string,
  options: RunOptions,
  run: (main: string, workspace: string, env: Record<string, string>) => Promise<Ended>,
): Promise<RunResult> {
  const home = join(options.action ?? REPOSITORY, options.door ?? '.')
  const action = readActionFile(readFileSync(join(home, 'action.yml'), 'utf8'))
  try {
    const paths = prepare(root, options)
    const before = filesOf(root)
    const ended = await run(
      join(home, action.runs.main),
      paths.workspace,
      environment(action, paths, options),
    )
    const after = filesOf(root)
    const files = new Map([...after].filter(([path, bytes]) => isMade(path, bytes, before)))
    const commands = [ended.stdout, ended.stderr].flatMap(commandsOf)
    return {
      ...ended,
      outputs: Object.fromEntries(readKeyValueFile(after.get('runner/output')?.toString('utf8') ?? '')),
      summary: after.get('runner/summary')?.toString('utf8') ?? '',
      files,
      fileAt: (path) => files.get(slashed(relative(root, resolve(root, path)))),
      commands,
      masks: commands.filter(({ name }) => name === 'add-mask').map(({ data }) => data),
      root,
      declaredOutputs: action.outputs.map(({ name }) => name),
    }
  } finally {
    rmSync(root, { recursive: true, force: true, maxRetries: 3 })
  }
}

interface Paths {
  readonly workspace: string
  readonly temp: string
  readonly output: string
  readonly summary: string
  readonly event: string
}

function prepare(
  root: string,
  { files = {}, links = {}, pipes = [], event, runnerFiles = {} }: RunOptions,
): Paths {
  const paths: Paths = {
    workspace: join(root, 'workspace'),
    temp: join(root, 'temp'),
    output: join(root, 'runner', 'output'),
    summary: join(root, 'runner', 'summary'),
    event: join(root, 'runner', 'event.json'),
  }
  mkdirSync(paths.workspace)
  mkdirSync(dirname(paths.output))
  makeRunnerFile(paths.output, runnerFiles.output)
  makeRunnerFile(paths.summary, runnerFiles.summary)
  if (runnerFiles.temp === 'unwritable') writeFileSync(paths.temp, '')
  else if (runnerFiles.temp !== 'missing') mkdirSync(paths.temp)
  if (event !== undefined)
    writeFileSync(paths.event, typeof event === 'string' ? event : JSON.stringify(event))
  for (const [path, content] of Object.entries(files)) {
    const target = join(paths.workspace, path)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, content)
  }
  for (const [path, target] of Object.entries(links)) symlinkSync(target, join(paths.workspace, path))
  for (const path of pipes) execFileSync('mkfifo', [join(paths.workspace, path)])
  return paths
}

function makeRunnerFile(path: string, state: RunnerFile = 'normal'): void {
  if (state === 'unwritable') mkdirSync(path)
  else if (state !== 'missing') writeFileSync(path, '')
}

function environment(action: ActionFile, paths: Paths, options: RunOptions): Record<string, string> {
  const { runnerFiles = {} } = options
  const wanted: Record<string, string | undefined> = {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    SystemRoot: process.env['SystemRoot'],
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTOR: 'octocat',
    GITHUB_API_URL: 'https://api.github.com',
    GITHUB_BASE_REF: '',
    GITHUB_EVENT_NAME: 'workflow_dispatch',
    GITHUB_EVENT_PATH: options.event === undefined ? undefined : paths.event,
    GITHUB_HEAD_REF: '',
    GITHUB_JOB: 'test',
    GITHUB_OUTPUT: runnerFiles.output === 'unset' ? undefined : paths.output,
    GITHUB_REF: 'refs/heads/main',
    GITHUB_REF_NAME: 'main',
    GITHUB_REPOSITORY: 'octocat/hello-world',
    GITHUB_RUN_ID: '1234567890',
    GITHUB_RUN_NUMBER: '7',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_SHA: '0123456789abcdef0123456789abcdef01234567',
    GITHUB_STEP_SUMMARY: runnerFiles.summary === 'unset' ? undefined : paths.summary,
    GITHUB_WORKFLOW: 'Test',
    GITHUB_WORKSPACE: paths.workspace,
    RUNNER_TEMP: runnerFiles.temp === 'unset' ? undefined : paths.temp,
    ...inputEnvironment(action.inputs, options.inputs ?? {}, WORKFLOW_TOKEN),
    ...options.env,
  }
  return Object.fromEntries(
    Object.entries(wanted).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}

/** How a step ended. */
export type Ended = Pick<RunResult, 'exitCode' | 'signal' | 'timedOut' | 'stdout' | 'stderr'>

function runNode(
  main: string,
  cwd: string,
  env: Record<string, string>,
  options: RunOptions,
): Promise<Ended> {
  const node = options.node ?? process.env['CHAT_ACTION_TEST_NODE'] ?? process.execPath
  return new Promise((done, reject) => {
    const child = spawn(node, [main], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    const stdout: Buffer[] = []
    const stderr: Buffer[] = []
    let timedOut = false
    const limit = setTimeout(() => {
      timedOut = true
      child.kill('SIGKILL')
    }, options.limitMs ?? LIMIT_MS)
    child.stdout.on('data', (chunk: Buffer) => {
      stdout.push(chunk)
      options.onStdout?.(chunk.toString('utf8'))
    })
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
    child.on('error', (error) => {
      clearTimeout(limit)
      reject(error)
    })
    child.on('close', (exitCode, signal) => {
      clearTimeout(limit)
      const text = (chunks: readonly Buffer[]): string => Buffer.concat(chunks).toString('utf8')
      done({ exitCode, signal, timedOut, stdout: text(stdout), stderr: text(stderr) })
    })
    options.onStarted?.({ pid: child.pid, kill: (signal) => void child.kill(signal) })
  })
}

function commandsOf(log: string): WorkflowCommand[] {
  const read = commandReader()
  return logLines(log).flatMap((line) => read(line) ?? [])
}

function isMade(path: string, bytes: Buffer, before: ReadonlyMap<string, Buffer>): boolean {
  return !path.startsWith('runner/') && before.get(path)?.equals(bytes) !== true
}

/** All files under a folder, by their path in it. */
function filesOf(root: string): Map<string, Buffer> {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return new Map(paths.sort().map((path) => [slashed(relative(root, path)), readFileSync(path)]))
}

const slashed = (path: string): string => path.split(sep).join('/')
