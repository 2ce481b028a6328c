import type { Judgement } from '../ask/answer.js'
import type { ChatMessage } from '../ask/question.js'
import { type Failure, failureMessage, type Result } from '../failure.js'
import { ANSWERED } from './asking.js'
import { type Check, type Evaluator, innerCheck, type JudgeCheck } from './evaluator.js'
import { readJudgeText } from './judge-text.js'
import { checkPlainly, type Given } from './plain-check.js'
import type { EvaluationResult, Sample, SampleError } from './sample.js'

/** Asks a judge: its text, or why there is none. */
export type AskJudge = (check: JudgeCheck, messages: readonly ChatMessage[]) => Promise<Result<string>>

/** Why an evaluator has no verdict. */
interface Unknown {
  readonly error: SampleError
  readonly reason: string
}

/**
 * Holds an answer against the evaluators of its test.
 *
 * @param fill puts the values of the test, and the answer as `completion`, into a text
 */
export async function assess(
  answer: Judgement,
  evaluators: readonly Evaluator[],
  fill: (text: string, completion: string) => string,
  askJudge: AskJudge,
): Promise<Sample> {
  const { failure } = answer
  if (failure !== undefined && !ANSWERED.includes(failure.code)) return unanswered(failure, evaluators)
  const completion = textOf(answer)
  const given: Given = { completion, answer, fill: (text) => fill(text, completion) }
  const evaluationResults: EvaluationResult[] = []
  let unknown: Unknown | undefined
  for (const { name, check } of evaluators) {
    const result = await evaluate(check, given, askJudge)
    const isKnown = 'details' in result
    unknown ??= isKnown ? undefined : result
    const { score, passed, details } = isKnown ? result : { score: 0, passed: false, details: result.reason }
    evaluationResults.push({ evaluatorName: name, score, passed, details })
  }
  const isNone = failure !== undefined && !evaluators.some(({ check }) => wants(check, failure))
  const passed = !isNone && evaluationResults.every((result) => result.passed)
  return {
    modelResponse: completion,
    evaluationResults,
    status: unknown === undefined ? (passed ? 'passed' : 'failed') : 'errored',
    error: unknown?.error ?? (isNone ? failure.code : undefined),
    reason: unknown?.reason ?? (isNone ? failureMessage(failure) : undefined),
  }
}

/** The answer, as evaluators see it: also what the model refused with. */
function textOf({ completion }: Judgement): string {
  const content = completion?.content.trim() ?? ''
  return content === '' ? (completion?.refusal?.trim() ?? '') : content
}

function unanswered(failure: Failure, evaluators: readonly Evaluator[]): Sample {
  const details = `No answer: ${failure.code}`
  return {
    modelResponse: '',
    evaluationResults: evaluators.map(({ name }) => ({
      evaluatorName: name,
      score: 0,
      passed: false,
      details,
    })),
    status: 'errored',
    error: failure.code,
    reason: failureMessage(failure),
  }
}

/** Whether a test asks for what would else be no answer: a filter, or the limit of tokens. */
function wants(check: Check, { code }: Failure): boolean {
  if (check.kind !== 'finish') return false
  return code === (check.reason === 'content_filter' ? 'content_filtered' : 'truncated')
}

type Evaluated = Pick<EvaluationResult, 'score' | 'passed' | 'details'>

async function evaluate(check: Check, given: Given, askJudge: AskJudge): Promise<Evaluated | Unknown> {
  const inner = innerCheck(check)
  const result = inner.kind === 'llm' ? await judged(inner, given, askJudge) : plain(inner, given)
  if (check.kind !== 'not' || !('details' in result)) return result
  const passed = !result.passed
  return { score: passed ? 1 : 0, passed, details: `Not: ${result.details}` }
}

function plain(check: Parameters<typeof checkPlainly>[0], given: Given): Evaluated | Unknown {
  const found = checkPlainly(check, given)
  if (!found.ok) return { error: 'unjudged', reason: found.error }
  const { passed, details } = found.value
  return { score: passed ? 1 : 0, passed, details }
}

async function judged(check: JudgeCheck, given: Given, askJudge: AskJudge): Promise<Evaluated | Unknown> {
  // To judge nothing costs as much as to judge something.
  if (given.completion === '') return { score: 0, passed: false, details: 'Not judged: the answer is empty' }
  const { systemPrompt, prompt, choices, passScore } = check
  const system =
    systemPrompt === undefined ? [] : [{ role: 'system', content: given.fill(systemPrompt) } as const]
  const said = await askJudge(check, [...system, { role: 'user', content: given.fill(prompt) }])
  if (!said.ok) return { error: said.error.code, reason: `The judge: ${failureMessage(said.error)}` }
  const choice = readJudgeText(said.value, choices)
  if (!choice.ok) return { error: 'unjudged', reason: choice.error }
  const { score } = choice.value
  const passed = passScore === undefined ? score > 0 : score >= passScore
  return { score, passed, details: `LLM evaluation matched choice: '${choice.value.choice}'` }
}
