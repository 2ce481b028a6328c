import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { requestBody } from '../../src/ask/request.js'
import { readEnvironment } from '../../src/environment.js'
import { readInputs } from '../../src/inputs/read-inputs.js'

export interface Step {
  readonly inputs?: Readonly<Record<string, string>>
  /** In the workspace. */
  readonly files?: Readonly<Record<string, string | Buffer>>
  readonly event?: unknown
  /** `GITHUB_REPOSITORY` and the like. */
  readonly env?: Readonly<Record<string, string>>
}

export interface ReadStep {
  /** What is sent, but for `stream`; undefined if something is wrong. */
  readonly body: Readonly<Record<string, unknown>> | undefined
  /** One text for each. */
  readonly problems: readonly string[]
  readonly warnings: readonly string[]
}

const STEP = { endpoint: 'https://api.example.com/v1', model: 'm', prompt: 'Hello' }

/** Reads a step that is right, but for what `inputs` sets or, with '', takes away. */
export async function readStep({ inputs = {}, files = {}, event, env = {} }: Step = {}): Promise<ReadStep> {
  const workspace = mkdtempSync(join(tmpdir(), 'step-'))
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(workspace, path)), { recursive: true })
    writeFileSync(join(workspace, path), content)
  }
  const eventPath = join(mkdtempSync(join(tmpdir(), 'event-')), 'event.json')
  if (event !== undefined) writeFileSync(eventPath, typeof event === 'string' ? event : JSON.stringify(event))
  const { result, warnings } = await readInputs(
    readEnvironment({
      GITHUB_WORKSPACE: workspace,
      RUNNER_TEMP: tmpdir(),
      ...(event === undefined ? {} : { GITHUB_EVENT_PATH: eventPath }),
      ...env,
      ...Object.fromEntries(
        Object.entries({ ...STEP, ...inputs }).map(([name, text]) => [`INPUT_${name.toUpperCase()}`, text]),
      ),
    }),
  )
  if (!result.ok) {
    const [first, ...others] = result.error.reason.split('\n')
    const problems = others.length === 0 ? [first ?? ''] : others.map((line) => line.replace(/^- /, ''))
    return { body: undefined, problems, warnings }
  }
  const body = Object.entries(requestBody(result.value.question)).filter(([field]) => field !== 'stream')
  return { body: Object.fromEntries(body), problems: [], warnings }
}

/** The same of a step whose prompt file is this text. */
export async function readPromptFileStep(text: string, { inputs, ...step }: Step = {}): Promise<ReadStep> {
  return readStep({
    ...step,
    inputs: { prompt: '', model: '', 'prompt-file': 'p.prompt.yml', ...inputs },
    files: { 'p.prompt.yml': text, ...step.files },
  })
}
