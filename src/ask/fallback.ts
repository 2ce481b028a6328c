import { oneLine } from '../display-text.js'
import type { ErrorCode } from '../failure.js'
import type { Judgement } from './answer.js'

/** Failures that another model may not have. */
const OF_THE_MODEL: readonly ErrorCode[] = [
  'model_not_found',
  'permission_denied',
  'prompt_too_large',
  'rate_limited',
  'provider_error',
]

/** Why the next model is asked, for the log and the warning; undefined after an answer or what was billed like one. */
export function passedOn(
  model: string,
  { failure, completion, facts }: Judgement,
  next: string,
): string | undefined {
  const isBilled = completion !== undefined || (facts.completionTokens ?? 0) > 0 || (facts.cost ?? 0) > 0
  if (isBilled || failure === undefined || !OF_THE_MODEL.includes(failure.code)) return undefined
  return `${oneLine(model, 100)} is passed over (${failure.code}): ${oneLine(failure.reason, 500)} Asking ${oneLine(next, 100)}.`
}
