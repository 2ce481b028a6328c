import { readFailedResponse, type FailedResponse, type TokenLimitField } from '../answer/response-failure.js'
import type { Failure } from '../errors.js'
import type { Redactor } from '../redact.js'
import { exchange, type Exchange } from './exchange.js'
import type { HttpRequest, HttpResponse } from './http-types.js'
import { networkFailure } from './network-failure.js'
import type { Proxy } from './proxy-choice.js'
import { proxyRefusal } from './proxy-refusal.js'
import { MAX_BODY_BYTES } from './read-response.js'
import { readRedirect } from './redirect.js'
import { redactedResponse } from './redacted-response.js'
import { stoppedFailure } from './stopped-failure.js'
import type { SendEvent } from './send-event.js'

export interface AttemptSettings {
  /** For everything; only the message of a timeout speaks of it. */
  readonly timeoutMs: number
  readonly isGitHubHost: boolean
  /** Whether the request carries a token. */
  readonly sendsToken: boolean
  readonly proxy: Proxy | undefined
  /** Aborts by the user. */
  readonly signal: AbortSignal
  /** Aborts by the user or by the time limit. */
  readonly stop: AbortSignal
  /** Hides what the server echoes of the secrets. */
  readonly redact: Redactor
  readonly onEvent: (event: SendEvent) => void
}

export type Attempt =
  | { readonly ok: true; readonly response: HttpResponse }
  /** With the response that ended it, if one arrived whole. */
  | { readonly ok: false; readonly failed: FailedResponse; readonly response?: HttpResponse }

/** Sends a request once, follows its redirects, and reads what came of it. */
export async function makeAttempt(
  request: HttpRequest,
  attempt: number,
  sentTokenLimit: TokenLimitField | undefined,
  settings: AttemptSettings,
): Promise<Attempt> {
  const started = performance.now()
  let { url } = request
  for (let followed = 0; ; followed += 1) {
    const ended = await exchange({ ...request, url }, settings.proxy, settings.stop, () => {
      settings.onEvent({ event: 'sent', attempt })
    })
    if (ended.outcome !== 'response') {
      return { ok: false, failed: unanswered(ended, request.url.host, settings) }
    }
    const response = redactedResponse(ended.response, settings.redact)
    const { status, body } = ended.response
    const redirect = readRedirect(ended.response, url, followed, settings.redact)
    if (redirect.redirect === 'follow') {
      settings.onEvent({ event: 'redirect', attempt, status })
      url = redirect.url
      continue
    }
    const elapsedMs = performance.now() - started
    settings.onEvent({ event: 'response', attempt, status, elapsedMs, bytes: body.byteLength })
    if (redirect.redirect === 'refused') {
      return { ok: false, response, failed: { failure: redirect.failure, retry: false } }
    }
    const failed = readFailedResponse(response, {
      host: request.url.host,
      isGitHubHost: settings.isGitHubHost,
      sendsToken: settings.sendsToken,
      now: Date.now(),
      ...(sentTokenLimit === undefined ? {} : { sentTokenLimit }),
    })
    return failed === undefined ? { ok: true, response } : { ok: false, response, failed }
  }
}

function unanswered(
  ended: Exclude<Exchange, { readonly outcome: 'response' }>,
  host: string,
  { proxy, timeoutMs, signal, redact }: AttemptSettings,
): FailedResponse {
  switch (ended.outcome) {
    case 'stopped': {
      const by = signal.aborted ? 'user' : 'time limit'
      const { stage: waitingFor, status } = ended
      return { failure: stoppedFailure({ by, waitingFor, host, timeoutMs, status }), retry: false }
    }
    case 'too large': {
      const failure: Failure = {
        code: 'invalid_response',
        reason: `The response of ${host} is larger than ${String(MAX_BODY_BYTES / 1024 ** 2)} MiB, the most that is read.`,
        remedy: 'No chat completion is that large: check that the input "endpoint" is the address of one.',
        status: ended.status,
      }
      return { failure, retry: false }
    }
    case 'proxy refused':
      return proxyRefusal(ended.status, redact.text(ended.statusText), {
        host,
        proxyHost: proxy?.url.host ?? '',
      })
    case 'broken': {
      const { error, stage, status, atProxy } = ended
      const proxyHost = atProxy ? proxy?.url.host : undefined
      return networkFailure(error, { host, proxyHost, stage, status })
    }
  }
}
