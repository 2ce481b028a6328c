import { counted, oneLine } from '../display-text.js'
import type { EvalInputs } from './inputs.js'
import { plannedRequests } from './prepare.js'
import { judgesOf, type Outcome } from './run.js'

/** What will be asked: files, models, tests, requests. */
export function planLines(inputs: EvalInputs, outcomes: readonly Outcome[]): string[] {
  const { evaluations, repeat, maxConcurrency, target, judgeTarget } = inputs
  const files = new Set(evaluations.map(({ file }) => file.path))
  const models = new Set(evaluations.map(({ question }) => question.model))
  const tests = outcomes.reduce((sum, outcome) => sum + outcome.tests.length, 0)
  const judges = new Set(evaluations.flatMap((evaluation) => judgesOf(evaluation).map(({ model }) => model)))
  return [
    `Evaluating ${counted(files.size, 'prompt file')} with ${counted(models.size, 'model')} at ${target.url.host}`,
    `  tests     ${String(tests)}${repeat === 1 ? '' : `, ${String(repeat)} answers each`}`,
    `  requests  ${String(plannedRequests(inputs))} at most, ${String(maxConcurrency)} at a time`,
    `  models    ${oneLine([...models].join(', '), 200)}`,
    ...(judges.size === 0
      ? []
      : [`  judges    ${oneLine([...judges].join(', '), 200)} at ${judgeTarget.url.host}`]),
  ]
}
