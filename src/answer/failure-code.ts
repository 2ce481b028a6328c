import type { HttpResponse } from '../client/http-types.js'
import {
  isFiltered,
  isMissingModel,
  isNamedQuota,
  isRateLimit,
  isRetirement,
  isSaidQuota,
  isTooLong,
  type Spoken,
} from './error-names.js'
import type { AnswerCode } from './failure-remedies.js'
import { parseHttpDate } from './server-wait.js'

/** What beside the error decides its code. */
export interface CodeFacts {
  readonly headers: HttpResponse['headers']
  readonly isGitHubHost: boolean
  /** Milliseconds since the epoch. */
  readonly now: number
  /** Whether the server says how long to wait: then a quota is one of a minute or a day, which comes back. */
  readonly isWaitNamed: boolean
}

/** The code of an error that came with an HTTP status, or under a 200 counts as one of it. */
export function failureCode(status: number, error: Spoken, facts: CodeFacts): AnswerCode {
  if (isRetirement(error)) return 'endpoint_retired'
  switch (status) {
    case 400:
      if (isTooLong(error)) return 'prompt_too_large'
      if (isFiltered(error)) return 'content_filtered'
      return isMissingModel(error) ? 'model_not_found' : 'request_rejected'
    case 401:
      return 'unauthorized'
    case 402:
      return 'quota_exhausted'
    case 403:
      if (isPast(facts.headers['sunset'], facts.now)) return 'endpoint_retired'
      return isRateLimit(error) ? 'rate_limited' : 'permission_denied'
    case 404:
      return isMissingModel(error) ? 'model_not_found' : 'endpoint_not_found'
    case 408:
      return 'provider_error'
    case 410:
      return !facts.isGitHubHost && isMissingModel(error) ? 'model_not_found' : 'endpoint_retired'
    case 413:
      return 'prompt_too_large'
    case 422:
      return isTooLong(error) ? 'prompt_too_large' : 'request_rejected'
    case 429:
      return isNamedQuota(error) || (!facts.isWaitNamed && isSaidQuota(error))
        ? 'quota_exhausted'
        : 'rate_limited'
    default:
      return status >= 400 && status <= 499 ? 'request_rejected' : 'provider_error'
  }
}

/** `Sunset` is an HTTP date (RFC 8594). */
function isPast(sunset: string | undefined, now: number): boolean {
  const time = parseHttpDate(sunset)
  return time !== undefined && time <= now
}
