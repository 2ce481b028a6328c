import { exchange, type Unanswered } from '../ask/http/exchange.js'
import { type FailedRequest, networkFailure } from '../ask/http/network-failure.js'
import { chooseProxy } from '../ask/http/proxy.js'
import type { HttpRequest, HttpResponse } from '../ask/http/types.js'
import type { ProxyVariables } from '../ask/http/proxy.js'
import { readFailedResponse } from '../ask/server-error/read-failed-response.js'
import { readErrorResponse, readKnownFields, textOfPage } from '../ask/server-error/server-error.js'
import { serverWaitMs } from '../ask/server-error/server-wait.js'
import { oneLine } from '../display-text.js'
import type { Failure, Result } from '../failure.js'
import { isObject, parseJson } from '../json-value.js'
import { USER_AGENT } from '../product.js'
import type { Refusal } from './claims.js'

/** No response about a token is larger. */
const MAX_BYTES = 64 * 1024

/** Why there is no token. */
export type Trouble =
  { readonly kind: 'refused'; readonly refusal: Refusal } | ({ readonly kind: 'failed' } & FailedRequest)

/** `stopped`: the signal aborted. */
export type Ended<T> = Result<T, Trouble> | 'stopped'

/** Sends one request about a token and reads the map that comes back. Redirects are not followed. */
export async function send(
  request: Pick<HttpRequest, 'method' | 'headers' | 'body'> & { readonly url: string },
  proxyVariables: ProxyVariables,
  signal: AbortSignal,
): Promise<Ended<Readonly<Record<string, unknown>>>> {
  const url = new URL(request.url)
  const proxy = chooseProxy(url, proxyVariables)
  if (!proxy.ok) return failed(duringExchange(proxy.error), false)
  const headers = { Accept: 'application/json', 'User-Agent': USER_AGENT, ...request.headers }
  const sending = { request: { ...request, url, headers }, proxy: proxy.value, signal, maxBytes: MAX_BYTES }
  const ended = await exchange(sending, undefined)
  if (ended.outcome === 'stopped') return 'stopped'
  if (ended.outcome !== 'response') return unanswered(ended, url.host, proxy.value?.url.host)
  const { response } = ended
  const value: unknown = parseJson(response.body.toString('utf8'))?.value
  const isSuccess = response.status >= 200 && response.status <= 299
  if (isSuccess && isObject(value)) return { ok: true, value }
  if (isSuccess) return failed(noToken(url.host, response.status, 'which is not a JSON object'), false)
  return refusedOrFailed(response, value, url.host)
}

const CHECK_URL =
  'Check "token-url" and the other addresses in the input "identity"; without them, those of the provider are used.'

/** @param what the end of a sentence about what was sent; nothing of it is quoted, because it may be a token */
export function noToken(host: string, status: number, what: string): Failure {
  const reason = `${host} answered ${String(status)} while exchanging the identity, ${what}.`
  return { code: 'invalid_response', reason, remedy: CHECK_URL, status }
}

export function failed(failure: Failure, retry: boolean, waitMs?: number): { ok: false; error: Trouble } {
  return { ok: false, error: { kind: 'failed', failure, retry, serverWaitMs: waitMs } }
}

function unanswered(ended: Unanswered, host: string, proxyHost: string | undefined): Ended<never> {
  if (ended.outcome === 'too large') {
    const reason = `The response of ${host} while exchanging the identity is larger than 64 KiB.`
    return failed({ code: 'invalid_response', reason, remedy: CHECK_URL, status: ended.status }, false)
  }
  const { failure, retry } = networkFailure(ended, host, proxyHost)
  const remedy = failure.remedy.includes('"endpoint"')
    ? `Check that the runner reaches ${host}, and that "token-url" in the input "identity" is right if it is set.`
    : failure.remedy
  return failed(duringExchange({ ...failure, remedy }), retry)
}

function duringExchange(failure: Failure): Failure {
  return { ...failure, reason: `${failure.reason.replace(/\.$/, '')}, while exchanging the identity.` }
}

/** What AWS says of faults that pass: https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html */
const PASSING = /\b(?:IDPCommunicationError|Throttling)/

function refusedOrFailed(response: HttpResponse, value: unknown, host: string): Ended<never> {
  const { status, headers } = response
  const words = oneLine(wordsOf(response, value), 400)
  const now = Date.now()
  const said = `${host} answered ${String(status)} while exchanging the identity`
  const reason = words === '' ? `${said}.` : `${said}: ${words.replace(/[.\s]*$/, '.')}`
  if (status <= 499 && PASSING.test(words)) {
    const code = words.includes('Throttling') ? 'rate_limited' : 'provider_error'
    const remedy = 'This usually passes: run the step again later, or raise the input "max-retries".'
    return failed({ code, reason, remedy, status }, true, serverWaitMs(headers, words, undefined, now))
  }
  if ([400, 401, 403].includes(status)) {
    return { ok: false, error: { kind: 'refused', refusal: { host, status, words } } }
  }
  const facts = { host, speaksGitHubModels: false, sendsToken: true, model: '', now }
  const read = readFailedResponse(response, facts)
  if (read === undefined) return failed(noToken(host, status, 'which is not an answer'), false)
  const { failure, retry, serverWaitMs: waitMs } = read
  const isOfServer = ['rate_limited', 'provider_error', 'network_error'].includes(failure.code)
  const isRedirect = status <= 399
  return failed(
    {
      code: failure.code,
      reason: isRedirect ? `${said}, a redirect, which is not followed.` : reason,
      remedy: isOfServer ? failure.remedy : CHECK_URL,
      status,
    },
    retry,
    waitMs,
  )
}

/** What a provider says of an error: known fields only, because any other may hold a token. */
function wordsOf(response: HttpResponse, value: unknown): string {
  // AWS: https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
  const error = isObject(value) ? value['Error'] : undefined
  if (isObject(error)) {
    return [error['Code'], error['Message']].filter((part) => typeof part === 'string').join(': ')
  }
  if (value !== undefined) return readKnownFields(value).words
  const text = response.body.toString('utf8').trim()
  return text.startsWith('<') ? textOfPage(text) : readErrorResponse(response).words
}
