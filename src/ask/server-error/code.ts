import type { ErrorCode } from '../../failure.js'
import { isRepairable } from '../repair.js'
import type { ErrorFacts } from './facts.js'
import type { ServerError } from './server-error.js'
import { parseHttpDate } from './server-wait.js'
import { isAbout, isMissingModel, isNamed, isOverLimit, isSaid, SUBJECTS } from './subjects.js'

/** One of the codes that a server's answer can lead to: the first rule that fits. */
export function codeOf(facts: ErrorFacts) {
  const { status, error, response, now, speaksGitHubModels, serverWaitMs } = facts
  const is = (...statuses: number[]): boolean => statuses.includes(status)
  const isPastSunset = (parseHttpDate(response.headers['sunset']) ?? Infinity) <= now
  if (isAbout(error, SUBJECTS.retirement) || (is(403) && isPastSunset)) return 'endpoint_retired'
  if (is(410) && (speaksGitHubModels || !isMissingModel(error))) return 'endpoint_retired'
  if (status < 400) return status >= 200 && status <= 299 ? 'provider_error' : 'invalid_response'
  if (is(401)) return 'unauthorized'
  if (is(407)) return 'network_error'
  if (is(400) && isRepairable(error)) return 'request_rejected'
  if (is(413) || (is(400, 422) && isAbout(error, SUBJECTS.tooLong))) return 'prompt_too_large'
  if (is(400) && isAbout(error, SUBJECTS.filter)) return 'content_filtered'
  if (is(403) && isAbout(error, SUBJECTS.rateLimit)) return 'rate_limited'
  const isUnpaid = isNamed(error, SUBJECTS.quota) || isSaid(error, SUBJECTS.money)
  if (is(402) || (is(400, 403, 412) && isUnpaid)) return 'quota_exhausted'
  if (is(403)) return 'permission_denied'
  if (is(410) || (is(400, 404) && isMissingModel(error))) return 'model_not_found'
  if (is(404)) return 'endpoint_not_found'
  if (is(429)) {
    if (isNamed(error, SUBJECTS.quota) || isSaid(error, SUBJECTS.noQuota)) return 'quota_exhausted'
    if (isOverLimit(error)) return 'prompt_too_large'
    // A quota that has a wait is one of a minute or a day, which comes back.
    return serverWaitMs === undefined && isSaid(error, SUBJECTS.quota) ? 'quota_exhausted' : 'rate_limited'
  }
  return status <= 499 && !is(408) ? 'request_rejected' : 'provider_error'
}

export function isRetried(code: ErrorCode, status: number): boolean {
  const isPassing = code === 'rate_limited' || code === 'provider_error'
  return isPassing && [408, 429, 500, 502, 503, 504, 529].includes(status)
}

/** Names of errors that stand for an HTTP status, or one that counts like it, the first rule that fits. */
const STATUS_RULES: readonly (readonly [RegExp, number])[] = [
  [SUBJECTS.tooLong.names, 400],
  [SUBJECTS.filter.names, 400],
  [SUBJECTS.missingModel.names, 404],
  [SUBJECTS.noChatModel.names, 404],
  [/paymentrequired|insufficient(?:credit|balance|fund)/, 402],
  [/ratelimit|toomanyrequests|toomanytokens|resourceexhausted|throttl/, 429],
  [SUBJECTS.quota.names, 429],
  [
    /overloaded|unavailable|badgateway|deadlineexceeded|timeout|^internal$|^(?:api|(?:internal)?server|internal)error$/,
    503,
  ],
  [/unauthori[sz]ed|unauthenticated|authentication|apikey/, 401],
  [/permission|forbidden|accessdenied|noaccess/, 403],
  [/notfound/, 404],
  [
    /invalidrequest|badrequest|invalidargument|unprocessable|unsupported(?:parameter|value)|validationerror/,
    400,
  ],
]

/** What an error under a success status counts as: its own number, or what its words or names stand for. */
export function statusOf(error: ServerError): number | undefined {
  if (error.status !== undefined) return error.status
  if (isAbout(error, SUBJECTS.unknownEndpoint)) return 404
  return error.names
    .map((name) => STATUS_RULES.find(([names]) => isNamed({ names: [name] }, { names }))?.[1])
    .find((status) => status !== undefined)
}
