import type { Failure, Result } from '../failure.js'
import { Problems } from '../problems/problems.js'
import type { StepIo } from '../step/run-step.js'
import type { EarlierEvaluation } from './comparison.js'
import { checkTests, type Evaluation, readEvaluation } from './evaluation.js'
import type { EvalInputs } from './inputs.js'
import { judgesOf } from './run.js'
import { readPrompt } from './test-file.js'

/** What each evaluation is compared with. */
export type Rival =
  | { readonly kind: 'none' }
  | { readonly kind: 'baseline'; readonly earlier: EarlierEvaluation }
  /** An older prompt, which is asked, too. */
  | { readonly kind: 'asked'; readonly evaluation: Evaluation }
  /** The same prompt. */
  | { readonly kind: 'same' }

/** Requests of a run, judges included; answers from the cache count. */
export function plannedRequests({ evaluations, repeat, base }: EvalInputs): number {
  const of = (one: Evaluation): number => one.file.tests.length * repeat * (1 + judgesOf(one).length)
  return evaluations.reduce((sum, one) => sum + of(one), 0) * (base === undefined ? 1 : 2)
}

export function budgetFailure(inputs: EvalInputs): Failure | undefined {
  const planned = plannedRequests(inputs)
  if (planned <= inputs.maxRequests) return undefined
  return {
    code: 'budget_reached',
    reason: `This run would send ${String(planned)} requests, and "max-requests" allows ${String(inputs.maxRequests)}; nothing was sent.`,
    remedy: 'Raise it, or lower "repeat", the number of models or of tests.',
  }
}

interface Rivals {
  /** One for each evaluation. */
  readonly rivals: readonly Rival[]
  readonly warnings: readonly string[]
}

/** Finds what to compare with. Without anything, a step that shall tell regressions has a mistake in its inputs. */
export async function findRivals(inputs: EvalInputs, io: StepIo): Promise<Result<Rivals>> {
  const warnings: string[] = []
  const found = inputs.base === undefined ? fromBaseline(inputs) : await fromBase(inputs, io, warnings)
  if (!found.ok) return found
  const rivals = found.value
  const isWanted = inputs.failOn === 'regression' || inputs.failOn === 'either'
  if (isWanted && rivals.every(({ kind }) => kind === 'none')) {
    const problems = new Problems()
    const input = inputs.base === undefined ? 'baseline-file' : 'base'
    const rule = 'holds nothing that matches a prompt file and model of this run, and "fail-on" needs it'
    problems.add({ input, rule, remedy: 'Compare with results of the same files and models.' })
    return problems.result<Rivals>(undefined)
  }
  return { ok: true, value: { rivals, warnings } }
}

function fromBaseline({ baseline = [], evaluations }: EvalInputs): { ok: true; value: readonly Rival[] } {
  const value = evaluations.map(({ file, question }): Rival => {
    const earlier = baseline.find(
      (one) =>
        one.model === question.model &&
        (one.file === undefined ? one.name === file.name : one.file === file.path),
    )
    return earlier === undefined ? { kind: 'none' } : { kind: 'baseline', earlier }
  })
  return { ok: true, value }
}

async function fromBase(
  inputs: EvalInputs,
  io: StepIo,
  warnings: string[],
): Promise<Result<readonly Rival[]>> {
  const { base, evaluations } = inputs
  if (base === undefined) return { ok: true, value: [] }
  const paths = [...new Set(evaluations.map(({ file }) => file.path))]
  const { readBase } = await import('./base.js')
  const read = await readBase(base.ref, paths, base.api, inputs, io)
  if (!read.ok) return read
  const rivals: Rival[] = []
  for (const evaluation of evaluations) {
    const rival = await rivalOf(evaluation, read.value.get(evaluation.file.path), inputs)
    if (typeof rival === 'string') warnings.push(`${evaluation.file.path} is not compared: ${rival}`)
    rivals.push(typeof rival === 'string' ? { kind: 'none' } : rival)
  }
  return { ok: true, value: rivals }
}

/** An older prompt with its own model and parameters, put to the tests of the new one; or why it cannot be. */
async function rivalOf(
  head: Evaluation,
  text: string | undefined,
  inputs: EvalInputs,
): Promise<Rival | string> {
  if (text === undefined) return 'in the commit of "base" it is not there.'
  const { file, evaluators } = head
  if (text === file.source.text.replace(/^\ufeff/, '')) return { kind: 'same' }
  const problems = new Problems()
  const { environment } = inputs
  const prompt = await readPrompt(
    { ...file.source, text, file: `${file.path} of "base"` },
    environment,
    problems,
  )
  const models = environment.inputs.has('models')
    ? new Map([...environment.inputs, ['model', head.question.model]])
    : environment.inputs
  const own =
    prompt &&
    (await readEvaluation(file, prompt, { ...environment, inputs: models }, inputs.isGitHub, problems))
  // The tests and the evaluators are those of the head.
  const evaluation = own && { ...own, evaluators }
  if (evaluation !== undefined) checkTests(evaluation, problems)
  if (evaluation !== undefined && problems.count === 0) return { kind: 'asked', evaluation }
  return `what "base" has of it does not fit the tests. ${(await problems.text()).replace(/\s*\n- /g, ' ')}`
}
