import type { HttpResponse } from '../client/http-types.js'
import type { Failure } from '../errors.js'
import { parseJson } from '../json-value.js'
import { isCutJson } from './cut-json.js'
import { readErrorBody, readErrorValue, type ErrorBody } from './error-body.js'
import { statusOfNames, wordsOf } from './error-names.js'
import { errorUnderSuccess } from './error-under-success.js'
import { failureCode } from './failure-code.js'
import { reasonOf, retirementReason } from './failure-reason.js'
import { REMEDIES } from './failure-remedies.js'
import { redirectFailure } from './redirect-failure.js'
import { serverWaitMs } from './server-wait.js'
import { BROKEN_OFF_REMEDY, PROXY_LOGIN_REMEDY } from './shared-remedies.js'
import { tokenLimitRename, type TokenLimitField, type TokenLimitRename } from './token-limit-rename.js'

export type { TokenLimitField }

/** A response that is no answer, and what the sender may do about it. */
export interface FailedResponse {
  readonly failure: Failure
  readonly retry: boolean
  /** How long the server asks to wait before a retry. */
  readonly serverWaitMs?: number
  /** Set where sending the token limit under its other name is likely to help. */
  readonly renameTokenLimit?: TokenLimitRename
}

export interface ResponseFacts {
  /** Of the endpoint, with the port if its URL has one. */
  readonly host: string
  readonly isGitHubHost: boolean
  /** Whether the request carried a token. */
  readonly sendsToken: boolean
  /** Milliseconds since the epoch. */
  readonly now: number
  /** The field that carried a token limit, if one was sent. */
  readonly sentTokenLimit?: TokenLimitField
}

const RETRIED_STATUSES = new Set([408, 429, 500, 502, 503, 504, 529])

/**
 * The failure that a response really is, by what it says and not by who says it.
 *
 * @returns undefined for a success status whose body holds no error. Whether it is a chat completion is judged
 * elsewhere.
 */
export function readFailedResponse(response: HttpResponse, facts: ResponseFacts): FailedResponse | undefined {
  const { status, body } = response
  const { host } = facts
  if (response.endedByClose && isCutJson(body) && !parseJson(body.toString('utf8'))) {
    return { failure: cutFailure(status, host), retry: true }
  }
  if (status >= 200 && status <= 299) {
    const value = errorUnderSuccess(body)
    return value === undefined ? undefined : failedUnderSuccess(readErrorValue(value), response, facts)
  }
  if (status < 400) return { failure: redirectFailure(response, host), retry: false }
  const error = readErrorBody(body)
  if (status === 407) return { failure: proxyFailure(error, response, host), retry: false }
  return failed(status, `${host} answered ${String(status)}`, error, response, facts)
}

/** An error under a success status counts as an error of its own code, by number or by name. */
function failedUnderSuccess(error: ErrorBody, response: HttpResponse, facts: ResponseFacts): FailedResponse {
  const { status } = response
  const counts = error.status ?? statusOfNames(error.names) ?? status
  const head = `${facts.host} answered ${String(status)}, but with an error`
  const { failure, ...rest } = failed(
    counts,
    error.status === undefined ? head : `${head} ${String(error.status)}`,
    error,
    response,
    facts,
  )
  // The number that a name stands for is ours: nobody sent it.
  return { ...rest, failure: { ...failure, status: error.status ?? status } }
}

function failed(
  status: number,
  head: string,
  error: ErrorBody,
  response: HttpResponse,
  facts: ResponseFacts,
): FailedResponse {
  const { headers } = response
  const wait = serverWaitMs(headers, wordsOf(error.message), error.waitMs, facts.now)
  // Before any other reading: "model o3 no longer accepts max_tokens" sounds like a model that is gone.
  const rename = status === 400 ? tokenLimitRename(error, facts.sentTokenLimit) : undefined
  const code = rename
    ? 'request_rejected'
    : failureCode(status, error, { ...facts, headers, isWaitNamed: wait !== undefined })
  const retry = RETRIED_STATUSES.has(status) && (code === 'rate_limited' || code === 'provider_error')
  return {
    failure: {
      code,
      reason:
        code === 'endpoint_retired'
          ? retirementReason(head, error, response, facts.isGitHubHost)
          : reasonOf(head, error, response),
      remedy: REMEDIES[code]({ ...facts, status, error, willRetry: retry, serverWaitMs: wait }),
      status,
    },
    retry,
    ...(retry && wait !== undefined ? { serverWaitMs: wait } : {}),
    ...(rename ? { renameTokenLimit: rename } : {}),
  }
}

/** Of a body that only the end of the connection ended, as HTTP/1.0 servers send it. */
function cutFailure(status: number, host: string): Failure {
  return {
    code: 'network_error',
    reason: `${host} answered ${String(status)}, but the connection closed in the middle of the JSON body.`,
    remedy: BROKEN_OFF_REMEDY,
    status,
  }
}

function proxyFailure(error: ErrorBody, response: HttpResponse, host: string): Failure {
  const head = `The proxy in front of ${host} answered 407`
  return {
    code: 'network_error',
    reason: reasonOf(head, error, response),
    remedy: PROXY_LOGIN_REMEDY,
    status: 407,
  }
}
