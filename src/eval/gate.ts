import { requestBody } from '../ask/request.js'
import type { Environment } from '../environment.js'
import { lastGate } from '../inputs/last-gate.js'
import type { Problem, Problems } from '../problems/problems.js'
import { textOf } from '../template/template.js'
import { type Evaluation, messagesFor } from './evaluation.js'
import { innerCheck } from './evaluator.js'
import type { JudgePlace } from './judge-place.js'

/** The last look at what goes out: no GitHub token to a stranger. */
export function gateForTokens(
  evaluation: Evaluation,
  { own, judges }: Readonly<Record<'own' | 'judges', JudgePlace>>,
  environment: Environment,
  problems: Problems,
): void {
  const { question, file, prompt, evaluators } = evaluation
  const leakIn = ({ target: { url, headers }, endpoint }: JudgePlace, sent: unknown): Problem | undefined =>
    lastGate({ url, headers, body: JSON.stringify(sent) }, environment, endpoint)
  // Files in messages are the same in all tests, and may be large.
  const messages = prompt.template.messages.map(({ message }) => message)
  const texts = file.tests.map((test) => messagesFor(evaluation, test).map(textOf))
  const ofJudges = evaluators.map(({ check }) => innerCheck(check)).filter(({ kind }) => kind === 'llm')
  const leak =
    leakIn(own, [requestBody({ ...question, messages }), texts]) ??
    (ofJudges.length === 0 ? undefined : leakIn(judges, [ofJudges, file.tests.map(({ data }) => data)]))
  if (leak !== undefined) problems.add(leak)
}
