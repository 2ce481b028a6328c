import type { Judgement } from '../ask/answer.js'
import { finishKind } from '../ask/finish-reason.js'
import type { ChatMessage } from '../ask/question.js'
import { type Failure, failureMessage, type Result } from '../failure.js'
import { ANSWERED } from './asking.js'
import { type Check, type Evaluator, innerCheck, type JudgeCheck } from './evaluator.js'
import { type Choice, readJudgeText } from './judge-text.js'
import { checkPlainly, type Given } from './plain-check.js'
import type { EvaluationResult, Sample } from './sample.js'

/** Asks a judge: what it chose. */
export type AskJudge = (
  check: JudgeCheck,
  messages: readonly ChatMessage[],
) => Promise<Result<Choice, NoVerdict>>

/** Why an evaluator has no verdict. */
export interface NoVerdict {
  readonly failure: Failure
  /** As the results have it. */
  readonly details: string
}

/**
 * Holds an answer against the evaluators of its test.
 *
 * @param fill puts the values of the test into a text of an evaluator, for judges with the answer as `completion`
 */
export async function assess(
  answer: Judgement,
  evaluators: readonly Evaluator[],
  fill: (text: string, completion?: string) => string,
  askJudge: AskJudge,
): Promise<Sample> {
  const { failure } = answer
  if (failure !== undefined && !ANSWERED.includes(failure.code)) return unanswered(failure, evaluators)
  const completion = textOf(answer)
  const evaluationResults: EvaluationResult[] = []
  let noVerdict: Failure | undefined
  for (const { name, check } of evaluators) {
    const result = await evaluate(check, { completion, answer, fill }, askJudge)
    if ('failure' in result) noVerdict ??= result.failure
    const verdict = 'failure' in result ? { score: 0, passed: false, details: result.details } : result
    evaluationResults.push({ evaluatorName: name, ...verdict })
  }
  const isNone = failure !== undefined && !evaluators.some(({ check }) => wants(check, failure))
  const passed = !isNone && evaluationResults.every((result) => result.passed)
  return {
    modelResponse: completion,
    evaluationResults,
    status: noVerdict === undefined ? (passed ? 'passed' : 'failed') : 'errored',
    // What to do is said for the main action, with outputs that this one does not have.
    failure: noVerdict ?? (isNone ? { ...failure, remedy: '' } : undefined),
  }
}

/** The answer, as evaluators see it: also what the model refused with. */
function textOf({ completion }: Judgement): string {
  const content = completion?.content.trim() ?? ''
  return content === '' ? (completion?.refusal?.trim() ?? '') : content
}

function unanswered(failure: Failure, evaluators: readonly Evaluator[]): Sample {
  const none = { score: 0, passed: false, details: `No answer: ${failure.code}` }
  const evaluationResults = evaluators.map(({ name }) => ({ evaluatorName: name, ...none }))
  return { modelResponse: '', evaluationResults, status: 'errored', failure }
}

/** Whether a test asks for what would else be no answer: a filter, or the limit of tokens. */
function wants(check: Check, { code }: Failure): boolean {
  if (check.kind !== 'finish') return false
  return code === (check.reason === 'content_filter' ? 'content_filtered' : 'truncated')
}

type Verdict = Pick<EvaluationResult, 'score' | 'passed' | 'details'>

async function evaluate(check: Check, given: Given, askJudge: AskJudge): Promise<Verdict | NoVerdict> {
  const inner = innerCheck(check)
  const result = inner.kind === 'llm' ? await judged(inner, given, askJudge) : plain(inner, given)
  if (check.kind !== 'not' || 'failure' in result) return result
  const passed = !result.passed
  return { score: passed ? 1 : 0, passed, details: `Not: ${result.details}` }
}

function plain(check: Parameters<typeof checkPlainly>[0], given: Given): Verdict | NoVerdict {
  const found = checkPlainly(check, given)
  if (!found.ok) return unjudged(found.error)
  const { passed, details } = found.value
  return { score: passed ? 1 : 0, passed, details }
}

async function judged(check: JudgeCheck, given: Given, askJudge: AskJudge): Promise<Verdict | NoVerdict> {
  const { completion, fill } = given
  // To judge nothing costs as much as to judge something.
  if (completion === '') return { score: 0, passed: false, details: 'Not judged: the answer is empty' }
  const { systemPrompt, prompt, passScore } = check
  const system =
    systemPrompt === undefined ? [] : [{ role: 'system', content: fill(systemPrompt, completion) } as const]
  const said = await askJudge(check, [...system, { role: 'user', content: fill(prompt, completion) }])
  if (!said.ok) return said.error
  const { score, choice } = said.value
  const passed = passScore === undefined ? score > 0 : score >= passScore
  return { score, passed, details: `LLM evaluation matched choice: '${choice}'` }
}

/** The verdict of a judge. A text that was cut off may have ended before it. */
export function choiceOf(
  { failure, completion, facts }: Judgement,
  choices: readonly Choice[],
): Result<Choice, NoVerdict> {
  if (failure !== undefined && !ANSWERED.includes(failure.code)) {
    const ofJudge = { ...failure, reason: `The judge: ${failure.reason}` }
    return { ok: false, error: { failure: ofJudge, details: failureMessage(ofJudge) } }
  }
  if (failure !== undefined)
    return { ok: false, error: unjudged(`The judge gave no verdict: ${failure.code}`) }
  if (finishKind(facts.finishReason) === 'length')
    return { ok: false, error: unjudged("The judge's answer was cut off at its limit of tokens") }
  const choice = readJudgeText(completion?.content ?? '', choices)
  return choice.ok ? choice : { ok: false, error: unjudged(choice.error, ASK_FOR_ONE) }
}

const ASK_FOR_ONE = 'Ask the judge in its prompt to end with one of the choices alone, on a line of its own.'

function unjudged(details: string, remedy = ''): NoVerdict {
  return { failure: { code: 'unjudged', reason: `${details}.`, remedy }, details }
}
