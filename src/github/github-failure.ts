import { type FailedRequest, networkFailure } from '../ask/http/network-failure.js'
import type { Unanswered } from '../ask/http/exchange.js'
import type { HttpResponse } from '../ask/http/types.js'
import { readErrorResponse } from '../ask/server-error/server-error.js'
import { serverWaitMs } from '../ask/server-error/server-wait.js'
import { oneLine } from '../display-text.js'
import type { Failure } from '../failure.js'

/** What a request is for, and what it takes: the words that a failure is explained with. */
export interface Need {
  /** What is asked for, as it stands in a sentence: `pull request 12`. */
  readonly what: string
  /** The permission as a workflow grants it: `pull-requests: read`. */
  readonly permission: string
  /** What to check where it is not there, a sentence: `Check the number in "pull-request".` */
  readonly check: string
}

/** What to wait where a secondary limit names no time: "wait for at least one minute before retrying". */
const SECONDARY_WAIT_MS = 60_000

/**
 * What a response means that is no success.
 *
 * @param now milliseconds since the epoch
 */
export function githubFailure(response: HttpResponse, need: Need, host: string, now: number): FailedRequest {
  const { status } = response
  const words = oneLine(readErrorResponse(response).words, 400)
  const said = `${host} answered ${String(status)} for ${need.what}`
  const reason = words === '' ? `${said}.` : `${said}: ${words.replace(/[.\s]*$/, '.')}`
  const failed = (code: Failure['code'], remedy: string, waitMs?: number): FailedRequest => ({
    failure: { code, reason, remedy, status },
    retry: code === 'rate_limited' || [408, 500, 502, 503, 504].includes(status),
    serverWaitMs: waitMs,
  })
  const asked = serverWaitMs({ 'retry-after': response.headers['retry-after'] ?? '' }, '', undefined, now)
  const waitMs = limitWaitMs(response, words, asked, now)
  if (waitMs !== undefined) return failed('rate_limited', LIMIT_REMEDY, waitMs)
  const grant = `give the job "permissions: ${need.permission}"; a token of your own needs the same`
  if (status <= 399) {
    const moved = `${said}: it has moved, and a redirect is not followed.`
    const remedy = 'Run the workflow again: the event then names the new place.'
    return { failure: { code: 'target_not_found', reason: moved, remedy, status }, retry: false }
  }
  if (status === 401)
    return failed('unauthorized', `Check "github-token": it has expired, was revoked or is not of ${host}.`)
  // They get a token that only reads, whatever the workflow grants.
  const ofForks =
    need.permission === 'pull-requests: write' ? ' Runs for forks only read: use workflow_run.' : ''
  if (status === 403) return failed('permission_denied', `To use it, ${grant}.${ofForks}`)
  if (status === 404 || status === 410)
    return failed(
      'target_not_found',
      `${need.check} GitHub answers so, too, where a token may not see it: ${grant}.`,
    )
  if (status >= 500 || status === 408)
    return failed(
      'provider_error',
      'The fault is on the side of GitHub: run the step again later, or raise "max-retries".',
      asked,
    )
  return failed('request_rejected', need.check)
}

export const LIMIT_REMEDY =
  'Run the step again later, run fewer steps at a time, or raise the inputs "max-retries" and "timeout".'

/**
 * How long a limit of requests lasts; undefined if none is reached. In this order:
 * https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#handle-rate-limit-errors-appropriately
 */
function limitWaitMs(
  { status, headers }: HttpResponse,
  words: string,
  askedMs: number | undefined,
  now: number,
): number | undefined {
  if (status !== 403 && status !== 429) return undefined
  const isUsedUp = headers['x-ratelimit-remaining'] === '0'
  const isSecondary = /\bsecondary rate limit\b|\babuse detection\b/i.test(words)
  if (askedMs !== undefined) return askedMs
  const reset = Number(headers['x-ratelimit-reset'] ?? NaN)
  // The reset is in whole seconds of GitHub's clock.
  if (isUsedUp && Number.isFinite(reset)) return Math.max(0, reset * 1000 - now) + 1000
  return isUsedUp || isSecondary || status === 429 ? SECONDARY_WAIT_MS : undefined
}

/** What an exchange without a whole response means: as with a model's server, but nobody set an "endpoint" here. */
export function unansweredFailure(
  ended: Unanswered,
  need: Need,
  host: string,
  proxyHost: string | undefined,
): FailedRequest {
  const { failure, retry } = networkFailure(ended, host, proxyHost)
  const reason = `${failure.reason.replace(/\.$/, '')}, while asking for ${need.what}.`
  if (ended.outcome === 'too large') return { failure: { ...failure, reason, remedy: CHECK_API }, retry }
  const remedy = failure.remedy.includes('"endpoint"')
    ? `Check that the runner reaches ${host}, the host of GITHUB_API_URL, through its firewall and proxy.`
    : failure.remedy
  return { failure: { ...failure, reason, remedy }, retry }
}

const CHECK_API =
  'Check that GITHUB_API_URL is the address of the API, and what stands between it and the runner.'

/** A success that is none of GitHub's API: a gateway's page, another server. */
export function unreadableFailure(need: Need, host: string, status: number): Failure {
  const reason = `${host} answered ${String(status)} for ${need.what}, but not as GitHub's API does.`
  return { code: 'invalid_response', reason, remedy: CHECK_API, status }
}
