import { oneLine } from '../../display-text.js'
import type { ErrorCode } from '../../failure.js'
import type { FailedRequest } from '../http/network-failure.js'
import type { HttpResponse } from '../http/types.js'
import { codeOf, isRetried, statusOf } from './code.js'
import type { ErrorFacts, ResponseFacts } from './facts.js'
import { REMEDIES } from './remedy.js'
import { readErrorResponse, readErrorValue, type ServerError } from './server-error.js'
import { serverWaitMs } from './server-wait.js'
import { plainWords } from './subjects.js'
import { errorUnderSuccess } from './under-success.js'

/** A response that is not an answer. */
export interface FailedResponse extends FailedRequest {
  readonly error: ServerError
}

/**
 * The failure that a response really is, by what it says and not by who says it.
 *
 * @returns undefined for a success status without an error in the body; whether it is an answer is judged elsewhere
 */
export function readFailedResponse(response: HttpResponse, facts: ResponseFacts): FailedResponse | undefined {
  const isSuccess = response.status >= 200 && response.status <= 299
  const value = isSuccess ? errorUnderSuccess(response.body) : undefined
  if (isSuccess && value === undefined) return undefined
  const error = isSuccess ? readErrorValue(value) : readErrorResponse(response)
  const status = (isSuccess ? statusOf(error) : undefined) ?? response.status
  const waitMs = serverWaitMs(response.headers, plainWords(error.words), error.waitMs, facts.now)
  const known: ErrorFacts = { ...facts, status, error, response, serverWaitMs: waitMs }
  const code = codeOf(known)
  // The number that a name stands for is ours: nobody sent it.
  const said = (isSuccess ? error.status : undefined) ?? response.status
  return {
    failure: { code, reason: reasonOf(code, known), remedy: REMEDIES[code](known), status: said },
    retry: isRetried(code, status),
    serverWaitMs: waitMs,
    error,
  }
}

/** Who answered what: in the words of the server, else with its reason phrase and what else there is. */
function reasonOf(code: ErrorCode, { host, error, response, speaksGitHubModels }: ErrorFacts): string {
  const { status, statusText, headers } = response
  const isSuccess = status >= 200 && status <= 299
  const who = `${status === 407 ? 'The proxy in front of ' : ''}${host} answered ${String(status)}`
  const head = isSuccess ? `${who}, but with an error ${String(error.status ?? '')}`.trimEnd() : who
  const phrase = isSuccess ? '' : oneLine(statusText, 100).replace(/[\s:]+$/, '')
  const answered = phrase === '' ? head : `${head} ${phrase}`
  if (code === 'invalid_response') return `${answered}, ${pointedTo(headers['location'] ?? '', host)}.`
  // Pages and plain texts often begin with the status themselves: `404 page not found`, `502: Bad Gateway`.
  const words = oneLine(error.words).replace(/^(\d{3})(?!\w|[.,]\d)[\s:|,.–—-]*/, (start, number: string) =>
    head.endsWith(` ${number}`) ? '' : start,
  )
  const untold = error.words === '' ? ` without a reason${telling(headers)}` : ''
  const reason = words === '' ? `${answered}${untold}.` : sentence(`${head}: ${words}`)
  if (code !== 'endpoint_retired') return reason
  // GitHub's own answer spoke of a "scheduled brownout" and of "temporarily unavailable".
  const { sunset, link = '' } = headers
  const since = sunset === undefined ? '' : ` (sunset: ${oneLine(sunset, 60)})`
  const claims = error.words === '' ? '' : ', whatever the answer claims'
  const truth = `${speaksGitHubModels ? 'GitHub Models' : 'This endpoint'} is retired${since}, and that is permanent${claims}.`
  // The first address of a `Link` (RFC 8288), in its angle brackets; the header as it is if it holds none.
  const address = oneLine(/<[^<>]{1,1000}>/.exec(link)?.[0] ?? link, 300)
  return `${reason} ${truth}${address === '' ? '' : ` The server's link: ${sentence(address)}`}`
}

/** Headers that may tell why, where a body says nothing; `x-error-message` is read as words. */
const TELLING_HEADERS =
  'www-authenticate proxy-authenticate x-ms-error-code x-amzn-errortype cf-mitigated retry-after sunset deprecation link server'

function telling(headers: HttpResponse['headers']): string {
  const told = TELLING_HEADERS.split(' ')
    .map((name) => `${name}: ${oneLine(headers[name] ?? '', 200)}`)
    .filter((line) => !line.endsWith(': '))
  return told.length === 0 ? '' : ` (${told.slice(0, 4).join('; ')})`
}

/** Origin and path of a `Location`, because its query and its user info may hold secrets. */
function pointedTo(location: string, host: string): string {
  const base = `http://${host}`
  const url = location !== '' && URL.canParse(location, base) ? new URL(location, base) : undefined
  if (!url?.host) return 'which is not an answer to a POST'
  const origin = `${URL.canParse(location) ? `${url.protocol}//` : ''}${oneLine(url.host, 100)}`
  return `a redirect to ${origin}${oneLine(url.pathname, 200)}`
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`
}
