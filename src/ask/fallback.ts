import { oneLine } from '../display-text.js'
import type { ErrorCode, Failure } from '../failure.js'
import type { Judgement } from './answer.js'

/** Failures that another model may not have. */
const OF_THE_MODEL: readonly ErrorCode[] = [
  'model_not_found',
  'permission_denied',
  'prompt_too_large',
  'rate_limited',
  'provider_error',
]

/** The failure after which the next model is asked; undefined after an answer or what was billed like one. */
export function passedOn({ failure, completion, facts }: Judgement): Failure | undefined {
  const isBilled = completion !== undefined || (facts.completionTokens ?? 0) > 0 || (facts.cost ?? 0) > 0
  return isBilled || failure === undefined || !OF_THE_MODEL.includes(failure.code) ? undefined : failure
}

/** For the log and the warning. */
export function passedOnText(model: string, { code, reason }: Failure, next: string): string {
  return `${oneLine(model, 100)} is passed over (${code}): ${oneLine(reason, 500)} Asking ${oneLine(next, 100)}.`
}
