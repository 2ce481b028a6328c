import type { Answer, AnswerFacts, Completion } from '../../src/ask/answer.js'
import { type Run, unasked } from '../../src/once/run.js'
import { minimalInputs } from './inputs.js'

export const FACTS: AnswerFacts = {
  finishReason: 'stop',
  model: 'm-1',
  requestId: 'r-1',
  usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3, details: { cached: 0 } },
  promptTokens: 1,
  completionTokens: 2,
  totalTokens: 3,
  cost: undefined,
}

export const COMPLETION: Completion = {
  content: 'Paris.',
  rawContent: '<think>a</think>Paris.',
  reasoning: 'a',
  refusal: undefined,
  audio: undefined,
}

/** A run that brought an answer, and what a test sets in it. */
export function runOf(answer: Partial<Answer> = {}, more: Partial<Run> = {}): Run {
  const response = { status: 200, statusText: 'OK', headers: {}, body: Buffer.from('{}') }
  const failure = more.failure ?? answer.failure
  return {
    inputs: minimalInputs(),
    answer: {
      ...unasked({ code: 'internal_error', reason: '', remedy: '' }).answer,
      attempts: 1,
      elapsedMs: 1234,
      facts: FACTS,
      completion: COMPLETION,
      response,
      lastResponse: response,
      failure,
      ...answer,
    },
    files: { response: '/t/a', rawResponse: '/t/b', audio: undefined },
    failure,
    ...more,
  }
}
