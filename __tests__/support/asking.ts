import type { Answer } from '../../src/ask/answer.js'
import { ask } from '../../src/ask/ask.js'
import type { AskEvent, AskIo } from '../../src/ask/io.js'
import type { Question } from '../../src/ask/question.js'
import type { Target } from '../../src/ask/target.js'
import { minimalQuestion, minimalTarget } from './inputs.js'

/** A server that is asked once, and what a test sets beside it. */
export function plainTarget(url: string, more: Partial<Target> = {}): Target {
  return minimalTarget({ url: new URL(url), sendsToken: true, maxRetries: 0, timeoutMs: 60_000, ...more })
}

export interface Asked {
  readonly answer: Answer
  readonly events: readonly AskEvent[]
  /** Of the failure: `reason remedy`; empty on success. */
  readonly text: string
}

/** Asks the plain question. */
export async function askAt(
  url: string,
  target: Partial<Target> = {},
  io: Partial<AskIo> = {},
  question: Partial<Question> = {},
): Promise<Asked> {
  const events: AskEvent[] = []
  const answer = await ask(minimalQuestion(question), plainTarget(url, target), {
    id: 'the question',
    signal: new AbortController().signal,
    ...io,
    onEvent: (event) => {
      events.push(event)
      io.onEvent?.(event)
    },
  })
  const { failure } = answer
  return { answer, events, text: failure === undefined ? '' : `${failure.reason} ${failure.remedy}` }
}

export function bodyOf({ response }: Pick<Answer, 'response'>): string {
  return response?.body.toString() ?? ''
}
