import { requestBody } from '../ask/request.js'
import type { Target } from '../ask/target.js'
import type { Environment } from '../environment.js'
import { lastGate } from '../inputs/last-gate.js'
import type { Problems } from '../problems/problems.js'
import { textOf } from '../template/template.js'
import { type Evaluation, messagesFor } from './evaluation.js'
import { innerCheck } from './evaluator.js'

type Places = Readonly<Record<'own' | 'judges', Omit<Parameters<typeof lastGateOf>[0], 'body'>>>

function lastGateOf(
  { target, endpoint, body }: { target: Target; endpoint: Parameters<typeof lastGate>[2]; body: string },
  environment: Environment,
) {
  return lastGate({ url: target.url, headers: target.headers, body }, environment, endpoint)
}

/** The last look at what goes out: no GitHub token to a stranger. */
export function gateForTokens(
  evaluation: Evaluation,
  { own, judges }: Places,
  environment: Environment,
  problems: Problems,
): void {
  const { question, file, prompt, evaluators } = evaluation
  // Files in messages are the same in all tests, and may be large.
  const unfilled = requestBody({
    ...question,
    messages: prompt.template.messages.map(({ message }) => message),
  })
  const texts = file.tests.map((test) => messagesFor(evaluation, test).map(textOf))
  const ofJudges = evaluators.map(({ check }) => innerCheck(check)).filter(({ kind }) => kind === 'llm')
  const leak =
    lastGateOf({ ...own, body: JSON.stringify([unfilled, texts]) }, environment) ??
    (ofJudges.length === 0
      ? undefined
      : lastGateOf(
          { ...judges, body: JSON.stringify([ofJudges, file.tests.map(({ data }) => data)]) },
          environment,
        ))
  if (leak !== undefined) problems.add(leak)
}
