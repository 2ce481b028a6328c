import { setTimeout as pause } from 'node:timers/promises'
import type { TokenLimitField } from '../answer/response-failure.js'
import type { Failure } from '../errors.js'
import type { Redactor } from '../redact.js'
import { makeAttempt, type AttemptSettings } from './attempt.js'
import { hopeless, lastTry } from './given-up-failure.js'
import type { HttpRequest, HttpResponse } from './http-types.js'
import { chooseProxy, type ProxyVariables } from './proxy-choice.js'
import { retryWaitMs } from './retry-wait.js'
import type { SendEvent } from './send-event.js'
import { stoppedFailure, type WaitingFor } from './stopped-failure.js'
import { withTokenLimitRenamed } from './token-limit-repair.js'

export interface SendSettings {
  /** For everything, waits included. */
  readonly timeoutMs: number
  readonly maxRetries: number
  readonly isGitHubHost: boolean
  /** Whether the request carries a token; a server that refuses it is told of differently. */
  readonly sendsToken: boolean
  readonly proxyVariables: ProxyVariables
  /** SIGINT or SIGTERM. */
  readonly signal: AbortSignal
  /** The field of the body that limits the tokens, if there is one: a server may want it under its other name. */
  readonly sentTokenLimit?: TokenLimitField
  /** Hides what the server echoes of the secrets. */
  readonly redact: Redactor
  readonly onEvent: (event: SendEvent) => void
}

/** `ok` means: a success status without an error in the body. Whether it is a chat completion is not judged here. */
type Outcome =
  | { readonly ok: true; readonly attempts: number; readonly response: HttpResponse }
  | {
      readonly ok: false
      /** Requests begun: refused connections and the repair included, redirects not. */
      readonly attempts: number
      readonly failure: Failure
      /** The last response that arrived whole, though perhaps not that of the last attempt. */
      readonly response?: HttpResponse
    }

export type Sent = Outcome & { readonly elapsedMs: number }

/** Sends a request until there is an answer, no hope or no time. It never rejects for what others did. */
export async function sendChatRequest(request: HttpRequest, settings: SendSettings): Promise<Sent> {
  const started = performance.now()
  const proxy = chooseProxy(request.url, settings.proxyVariables)
  if (!proxy.ok) return { ok: false, failure: proxy.failure, attempts: 0, elapsedMs: 0 }
  if (settings.signal.aborted) {
    return { ok: false, failure: stoppedBefore('connection', request, settings), attempts: 0, elapsedMs: 0 }
  }

  const stop = new AbortController()
  const abort = (): void => {
    stop.abort()
  }
  const timer = setTimeout(abort, settings.timeoutMs)
  settings.signal.addEventListener('abort', abort, { signal: stop.signal })
  try {
    const outcome = await attemptUntilDone(request, {
      ...settings,
      proxy: proxy.value,
      stop: stop.signal,
      deadline: started + settings.timeoutMs,
    })
    return { ...outcome, elapsedMs: performance.now() - started }
  } finally {
    clearTimeout(timer)
    abort()
  }
}

interface Sending extends SendSettings, AttemptSettings {
  /** On the clock of `performance.now()`. */
  readonly deadline: number
}

async function attemptUntilDone(request: HttpRequest, sending: Sending): Promise<Outcome> {
  let current = request
  let tokenLimit = sending.sentTokenLimit
  let repaired = false
  let retries = 0
  let lastResponse: HttpResponse | undefined
  for (let attempt = 1; ; attempt += 1) {
    sending.onEvent({ event: 'attempt', attempt })
    const made = await makeAttempt(current, attempt, tokenLimit, sending)
    if (made.ok) return { ok: true, attempts: attempt, response: made.response }
    lastResponse = made.response ?? lastResponse
    const giveUp = (failure: Failure): Outcome => ({
      ok: false,
      attempts: attempt,
      failure,
      ...(lastResponse === undefined ? {} : { response: lastResponse }),
    })

    const { failure, retry, serverWaitMs, renameTokenLimit: rename } = made.failed
    if (rename !== undefined && !repaired) {
      repaired = true
      tokenLimit = rename.to
      current = withTokenLimitRenamed(current, rename.from, rename.to)
      sending.onEvent({ event: 'repair', attempt, ...rename })
      continue
    }
    if (!retry) return giveUp(failure)
    if (retries === sending.maxRetries) return giveUp(lastTry(failure, attempt, serverWaitMs))

    retries += 1
    const waitMs = retryWaitMs(retries, serverWaitMs, Math.random())
    const waitFrom = serverWaitMs === undefined ? 'backoff' : 'server'
    const leftMs = sending.deadline - performance.now()
    if (waitMs >= leftMs) return giveUp(hopeless(failure, waitMs, waitFrom, leftMs))
    sending.onEvent({ event: 'retry', attempt, reason: failure.reason, waitMs, waitFrom })
    await pause(waitMs, undefined, { signal: sending.stop }).catch(() => undefined)
    if (sending.stop.aborted) return giveUp(stoppedBefore('retry', request, sending, failure.status))
  }
}

function stoppedBefore(
  waitingFor: WaitingFor,
  { url }: HttpRequest,
  { signal, timeoutMs }: SendSettings,
  status?: number,
): Failure {
  const by = signal.aborted ? 'user' : 'time limit'
  return stoppedFailure({ by, waitingFor, host: url.host, timeoutMs, status })
}
