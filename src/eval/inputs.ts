import { resolve } from 'node:path'
import { oneLine } from '../display-text.js'
import type { Environment } from '../environment.js'
import type { Failure, Result } from '../failure.js'
import { readFileBytes, writablePlace } from '../files.js'
import type { Target } from '../ask/target.js'
import { readConnection, targetOf } from '../inputs/connection.js'
import { type GitHubApi, githubApiFromInputs } from '../inputs/github-api.js'
import { booleanInput, choiceInput, numberInput } from '../inputs/scalar-input.js'
import { readStepInputs, type StepInputs } from '../inputs/step-inputs.js'
import { Problems } from '../problems/problems.js'
import type { StepIo } from '../step/run-step.js'
import { type EarlierEvaluation, readBaseline } from './comparison.js'
import type { Evaluation } from './evaluation.js'
import { gateForTokens } from './gate.js'
import { readJudgePlace } from './judge-place.js'
import { INPUTS } from './names.js'
import { readEvaluations } from './read-evaluations.js'

export const FAIL_ON = ['threshold', 'regression', 'either', 'never'] as const

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
  readonly base: { readonly ref: string; readonly api: GitHubApi } | undefined
}

export const RESULT_FILES = ['results-file', 'junit-file', 'report-file'] as const
export type ResultFile = (typeof RESULT_FILES)[number]

export interface ReadEvalInputs {
  readonly result: Result<EvalInputs>
  readonly warnings: readonly string[]
}

/** Results of many answers may be large. */
const BASELINE = { bytes: 200 * 1024 * 1024, says: '200 MiB', remedy: 'Split the tests into several steps.' }

/** Reads and checks every input and every prompt file. All problems are found before anything is sent, and are one failure. */
export async function readEvalInputs(io: StepIo): Promise<ReadEvalInputs> {
  const problems = new Problems()
  const inputs = await inputsFrom(io, problems)
  const { warnings } = problems
  if (inputs !== undefined && problems.count === 0) return { result: { ok: true, value: inputs }, warnings }
  return { result: { ok: false, error: await inputFailure(problems) }, warnings }
}

export async function inputFailure(problems: Problems): Promise<Failure> {
  return { code: 'invalid_input', reason: await problems.text(), remedy: '' }
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
  const repeat = numberInput('repeat', inputs.get('repeat'), REPEAT, problems) ?? 1
  const minPass =
    numberInput('min-pass', inputs.get('min-pass'), { ...REPEAT, max: repeat }, problems) ?? repeat
  const threshold = numberInput('threshold', inputs.get('threshold'), PERCENT, problems) ?? 100
  const failOn = choiceInput('fail-on', inputs.get('fail-on'), FAIL_ON, problems) ?? 'threshold'
  const concurrency = numberInput('max-concurrency', inputs.get('max-concurrency'), CONCURRENCY, problems)
  const maxRequests = numberInput('max-requests', inputs.get('max-requests'), REQUESTS, problems)
  const annotations = booleanInput('annotations', inputs.get('annotations'), problems)
  const files = {
    'results-file': resultPath('results-file', environment, problems),
    'junit-file': resultPath('junit-file', environment, problems),
    'report-file': resultPath('report-file', environment, problems),
  }
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
    repeat,
    minPass,
    threshold,
    failOn,
    maxConcurrency: concurrency ?? 4,
    maxRequests: maxRequests ?? 1000,
    cache: inputs.get('cache'),
    files,
    annotations: annotations ?? true,
    baseline,
    base,
  }
}

function resultPath(input: ResultFile, environment: Environment, problems: Problems): string | undefined {
  const path = environment.inputs.get(input)
  if (path === undefined) return undefined
  const place = writablePlace(path, environment)
  if (place.ok) return resolve(environment.workspace, path)
  const { problem, remedy } = place.error
  return problems.add({ input, rule: `names ${oneLine(path, 200)}, which ${problem}`, remedy })
}

function readBaselineFile(
  environment: Environment,
  problems: Problems,
): readonly EarlierEvaluation[] | undefined {
  const input = 'baseline-file'
  const path = environment.inputs.get(input)
  if (path === undefined) return undefined
  const file = readFileBytes(path, environment, BASELINE)
  const shown = oneLine(path, 200)
  if (!file.ok) {
    const remedy = `Where there may be none, write \${{ hashFiles('${shown}') && '${shown}' }}.`
    return problems.add({ input, rule: `names ${shown}, which ${file.error.problem}`, remedy })
  }
  const baseline = readBaseline(file.value.toString('utf8'))
  if (baseline !== undefined) return baseline
  const remedy = 'Name the "results-file" of an earlier run, or what "gh models eval --json" wrote.'
  return problems.add({ input, rule: `names ${shown}, which holds no results`, remedy })
}

function readBaseInput(environment: Environment, problems: Problems): EvalInputs['base'] {
  const { inputs } = environment
  const input = 'base'
  const ref = inputs.get(input)
  const needs = inputs.get('fail-on') === 'regression' || inputs.get('fail-on') === 'either'
  if (needs && ref === undefined && !inputs.has('baseline-file'))
    problems.add({
      input: 'fail-on',
      rule: 'needs "baseline-file" or "base" to tell a regression by',
      remedy: 'Set one of them.',
    })
  if (ref === undefined) return undefined
  if (inputs.has('baseline-file'))
    return problems.add({
      input,
      rule: 'must not be set beside "baseline-file"',
      remedy: 'Keep one of the two.',
    })
  if (!/^[^\s~^:?*[\\]{1,255}$/.test(ref))
    return problems.add({
      input,
      rule: 'must be a commit, a branch or a tag',
      remedy: 'Write github.event.pull_request.base.sha as an expression.',
    })
  const api = githubApiFromInputs(environment, problems)
  return api && { ref, api }
}
