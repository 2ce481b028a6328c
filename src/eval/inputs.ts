import { join, resolve } from 'node:path'
import { oneLine } from '../display-text.js'
import type { Environment } from '../environment.js'
import type { Result } from '../failure.js'
import { writablePlace } from '../files.js'
import type { Target } from '../ask/target.js'
import { readConnection, targetOf } from '../inputs/connection.js'
import { booleanInput, choiceInput, numberInput } from '../inputs/scalar-input.js'
import { readStepInputs, type StepInputs } from '../inputs/step-inputs.js'
import { Problems } from '../problems/problems.js'
import type { StepIo } from '../step/run-step.js'
import { type Base, readBaseInput, readBaselineFile } from './compared-with.js'
import type { EarlierEvaluation } from './comparison.js'
import type { Evaluation } from './evaluation.js'
import { gateForTokens } from './gate.js'
import { readJudgePlace } from './judge-place.js'
import { INPUTS } from './names.js'
import { readEvaluations } from './read-evaluations.js'

const FAIL_ON = ['threshold', 'regression', 'either', 'never'] as const

/** Everything the author asked for, checked. */
export interface EvalInputs extends StepInputs {
  readonly environment: Environment
  /** Each file with each model, in the order of the results. */
  readonly evaluations: readonly Evaluation[]
  readonly target: Target
  readonly judgeTarget: Target
  readonly isGitHub: boolean
  readonly repeat: number
  readonly minPass: number
  /** In percent. */
  readonly threshold: number
  readonly failOn: (typeof FAIL_ON)[number]
  readonly maxConcurrency: number
  readonly maxRequests: number
  readonly cache: string | undefined
  readonly files: Readonly<Record<ResultFile, string | undefined>>
  readonly annotations: boolean
  readonly baseline: readonly EarlierEvaluation[] | undefined
  readonly base: Base | undefined
}

export const RESULT_FILES = ['results-file', 'junit-file', 'report-file'] as const
export type ResultFile = (typeof RESULT_FILES)[number]

/** Reads and checks every input and every prompt file. All problems are found before anything is sent, and are one failure. */
export async function readEvalInputs(
  io: StepIo,
): Promise<{ readonly result: Result<EvalInputs>; readonly warnings: readonly string[] }> {
  const problems = new Problems()
  const inputs = await inputsFrom(io, problems)
  return { result: await problems.result(inputs), warnings: problems.warnings }
}

const CONCURRENCY = { kind: 'integer', min: 1, max: 64 } as const
const REPEAT = { kind: 'integer', min: 1, max: 20 } as const
const REQUESTS = { kind: 'integer', min: 1, max: 1_000_000 } as const
const PERCENT = { kind: 'number', min: 0, max: 100 } as const

async function inputsFrom(io: StepIo, problems: Problems): Promise<EvalInputs | undefined> {
  const limits = readStepInputs(io.environment, problems, INPUTS)
  // What this action does not declare means nothing, also where the main action would read it.
  const declared = new Set<string>(INPUTS)
  const inputs = new Map([...io.environment.inputs].filter(([name]) => declared.has(name)))
  const environment = { ...io.environment, inputs }
  const connection = await readConnection(environment, problems, io)
  const judges = await readJudgePlace(environment, connection, limits, problems)
  const repeat = numberInput('repeat', inputs.get('repeat'), REPEAT, problems)
  const minPass = numberInput('min-pass', inputs.get('min-pass'), REPEAT, problems) ?? repeat ?? 1
  if (minPass > (repeat ?? 1) && (repeat !== undefined || !inputs.has('repeat')))
    problems.add({
      input: 'min-pass',
      rule: `must not be more than "repeat", which is ${String(repeat ?? 1)}`,
      remedy: 'Raise "repeat", or lower it.',
    })
  const threshold = numberInput('threshold', inputs.get('threshold'), PERCENT, problems) ?? 100
  if (threshold > 0 && threshold < 1)
    problems.warn(
      `"threshold" is in percent: ${String(threshold)} lets nearly everything fail. Write 95 for 95 %.`,
    )
  const failOn = choiceInput('fail-on', inputs.get('fail-on'), FAIL_ON, problems) ?? 'threshold'
  const concurrency = numberInput('max-concurrency', inputs.get('max-concurrency'), CONCURRENCY, problems)
  const maxRequests = numberInput('max-requests', inputs.get('max-requests'), REQUESTS, problems)
  const annotations = booleanInput('annotations', inputs.get('annotations'), problems)
  const files = {
    'results-file': writtenTo('results-file', environment, problems),
    'junit-file': writtenTo('junit-file', environment, problems),
    'report-file': writtenTo('report-file', environment, problems),
  }
  const cache = writtenTo('cache', environment, problems)
  const named = RESULT_FILES.filter((input) => files[input] !== undefined)
  const twice = named.find((input, index) => named.slice(0, index).some((one) => files[one] === files[input]))
  if (twice !== undefined)
    problems.add({
      input: twice,
      rule: 'names a file that another input names, too',
      remedy: 'Name another.',
    })
  const isGitHub = connection.endpoint?.host.speaksGitHubModels === true
  const evaluations = await readEvaluations(environment, isGitHub, problems)
  const baseline = readBaselineFile(environment, problems)
  const base = readBaseInput(environment, problems)
  const { endpoint } = connection
  if (endpoint === undefined || judges === undefined) return undefined
  const target = targetOf(connection, endpoint, environment, limits)
  const places = { own: { target, endpoint }, judges }
  for (const evaluation of evaluations) gateForTokens(evaluation, places, environment, problems)
  return {
    ...limits,
    environment,
    evaluations,
    target,
    judgeTarget: judges.target,
    isGitHub,
    repeat: repeat ?? 1,
    minPass,
    threshold,
    failOn,
    maxConcurrency: concurrency ?? 4,
    maxRequests: maxRequests ?? 1000,
    cache,
    files,
    annotations: annotations ?? true,
    baseline,
    base,
  }
}

/** The absolute path of what an input names, if that may be written to. */
function writtenTo(
  input: ResultFile | 'cache',
  environment: Environment,
  problems: Problems,
): string | undefined {
  const path = environment.inputs.get(input)
  if (path === undefined) return undefined
  const place = writablePlace(input === 'cache' ? join(path, 'any') : path, environment)
  if (place.ok) return resolve(environment.workspace, path)
  const { problem, remedy } = place.error
  return problems.add({ input, rule: `names ${oneLine(path, 200)}, which ${problem}`, remedy })
}
