import type { ErrorCode, Failure } from '../failure.js'
import { changeText, isBroken, sumOf } from './comparison.js'
import type { EvalInputs } from './inputs.js'
import type { Scored, ScoredTest } from './scored.js'
import { rateText } from './statistics.js'

/** Regressions of all evaluations, and improvements. */
export function changesOf(all: readonly Scored[]) {
  return sumOf(all.flatMap(({ comparison }) => comparison ?? []))
}

export function isRegression({ status, before }: ScoredTest): boolean {
  return isBroken({ now: status, before })
}

/**
 * Why the step fails; undefined if it does not. What ended all, and a model that is not there, fail it whatever was
 * asked for, and so does a run that measured nothing.
 *
 * @param fatal what ended all, or a model that is not there
 */
export function verdictOf(
  all: readonly Scored[],
  { threshold, failOn }: Pick<EvalInputs, 'threshold' | 'failOn'>,
  fatal: Failure | undefined,
): Failure | undefined {
  if (fatal !== undefined) return fatal
  const tests = all.flatMap((scored) => scored.tests)
  if (tests.every(({ status }) => status === 'errored')) return nothingMeasured(tests)
  const below = all.filter(({ totals }) => totals.rate < threshold)
  const changes = changesOf(all)
  const reasons = [
    ...(failOn === 'threshold' || failOn === 'either'
      ? below.map((scored) => belowText(scored, threshold))
      : []),
    ...((failOn === 'regression' || failOn === 'either') && changes.broken > 0
      ? [`${changeText(changes)}.`]
      : []),
  ]
  if (reasons.length === 0) return undefined
  const [first = '', ...rest] = reasons
  const more = rest.length === 0 ? '' : ` And ${String(rest.length)} more.`
  const remedy =
    'The summary shows each failed test with its answer; the report and the results are in the outputs.'
  return { code: 'evaluation_failed', reason: `${first}${more}`, remedy }
}

function belowText({ outcome, totals }: Scored, threshold: number): string {
  const { file, question } = outcome.evaluation
  const errored = totals.errored === 0 ? '' : `, ${String(totals.errored)} without a verdict`
  return `${file.path} with ${question.model}: ${String(totals.passed)} of ${String(totals.total)} tests passed (${rateText(totals.rate)} %${errored}), and "threshold" is ${String(threshold)}.`
}

/** The code that most tests have, with what the first of them says. */
function nothingMeasured(tests: readonly ScoredTest[]): Failure {
  const failures = tests.flatMap(({ failure }) => failure ?? [])
  const counts = new Map<ErrorCode, number>()
  for (const { code } of failures) counts.set(code, (counts.get(code) ?? 0) + 1)
  const [first] = failures.sort((a, b) => (counts.get(b.code) ?? 0) - (counts.get(a.code) ?? 0))
  const nothing = 'Nothing was measured: no test has a verdict.'
  if (first === undefined) return { code: 'unjudged', reason: nothing, remedy: '' }
  return { ...first, reason: `${nothing} ${first.reason}` }
}
