import { now } from '../clock.js'
import { internalError, type Failure } from '../failure.js'
import { type Answer, type AnswerFacts, type Judgement, noAnswer } from './answer.js'
import { type AuthorizationNeed, authorizedHeaders } from './authorize.js'
import { passedOn } from './fallback.js'
import { lastTry, stoppedFailure, tooLate, type WaitingFor } from './given-up.js'
import { exchange } from './http/exchange.js'
import type { FailedRequest } from './http/network-failure.js'
import { chooseProxy, type Proxy } from './http/proxy.js'
import type { HttpResponse } from './http/types.js'
import type { AskIo, Happening } from './io.js'
import { pause, retryWaitMs } from './pace.js'
import type { Question } from './question.js'
import type { Repair } from './repair.js'
import { requestBody } from './request.js'
import type { Target } from './target.js'

const WAITING_EVERY_MS = 30_000

/** One question on its way. */
interface Asking {
  readonly question: Question
  readonly target: Target
  readonly io: AskIo
  readonly proxy: Proxy | undefined
  /** Aborts when the user cancels, or when the time is up. */
  readonly stop: AbortSignal
  /** On the clock of `clock.ts`. */
  readonly started: number
  readonly deadline: number
  /** The number of the newest attempt; 0 before the first. */
  attempts: number
  /** Of the newest attempt. */
  response: HttpResponse | undefined
  lastResponse: HttpResponse | undefined
  /** Whether the token was got anew because the server refused it: worth one try. */
  hasNewToken: boolean
}

/**
 * Asks until there is an answer, no hope or no time. It never rejects for what others did: what they did wrong is
 * the answer's `failure`, and a bug of ours is its `internal_error`.
 */
export async function ask(question: Question, target: Target, io: AskIo): Promise<Answer> {
  const started = now()
  const deadline = Math.min(started + target.timeoutMs, io.deadline ?? Infinity)
  const timeUp = new AbortController()
  const leftMs = Math.max(deadline - started, 0)
  const timer = setTimeout(() => {
    timeUp.abort()
  }, leftMs)
  if (leftMs === 0) timeUp.abort()
  const stop = AbortSignal.any([io.signal, timeUp.signal])
  const none = { attempts: 0, response: undefined, lastResponse: undefined, hasNewToken: false }
  const proxy = chooseProxy(target.url, target.proxyVariables)
  const usable = proxy.ok ? proxy.value : undefined
  const asking: Asking = { question, target, io, proxy: usable, stop, started, deadline, ...none }
  const judgement = proxy.ok
    ? await inTurn(question.model, question.fallbackModels ?? [], asking).catch((error: unknown) =>
        newestFacts(asking)
          .catch(() => undefined)
          .then((facts) => noAnswer(internalError(error), facts)),
      )
    : noAnswer(proxy.error)
  clearTimeout(timer)
  const { attempts, response, lastResponse } = asking
  return { ...judgement, attempts, elapsedMs: now() - started, response, lastResponse }
}

/** Asks the models in turn, until there is an answer or a failure that is not of the model. */
async function inTurn(
  model: string,
  others: readonly string[],
  asking: Asking,
): Promise<Judgement & Pick<Answer, 'announcedEnd' | 'leftOut'>> {
  const { question, target } = asking
  const judgement = await untilAnswered({ ...question, model }, asking)
  const [next, ...rest] = others
  const says = next === undefined ? undefined : passedOn(model, judgement, next)
  if (next !== undefined && says !== undefined) {
    tell(asking, { event: 'fallback', says })
    const later = await inTurn(next, rest, asking)
    return { ...later, warnings: [says, ...later.warnings] }
  }
  const { response } = asking
  if (response === undefined) return judgement
  const { remarksOn } = await loadOutcome()
  const { warnings, announcedEnd } = remarksOn(judgement, response, model, target.url.host)
  const { facts, failure } = judgement
  const hint =
    failure?.code === 'model_not_found' ? await modelHint(model, asking).catch(() => undefined) : undefined
  // A server may leave out who answered, which is not plain where it was not the first one.
  const answered = judgement.completion !== undefined && model !== question.model ? model : undefined
  return {
    ...judgement,
    facts: { ...facts, model: facts.model ?? answered },
    failure: failure && { ...failure, remedy: [failure.remedy, hint ?? []].flat().join(' ') },
    warnings: [...judgement.warnings, ...warnings],
    announcedEnd,
  }
}

async function untilAnswered(
  question: Question,
  asking: Asking,
): Promise<Judgement & Pick<Answer, 'leftOut'>> {
  let leftOut: Answer['leftOut']
  const { target, io, stop } = asking
  const giveUp = async (failure: Failure) => ({
    ...noAnswer(target.authorizer?.explain(failure) ?? failure, await newestFacts(asking)),
    leftOut,
  })
  let body = requestBody(question)
  const repaired = new Set<string>()
  let retries = 0
  let last: Failure | undefined
  const resting = io.noMore === undefined ? stop : AbortSignal.any([stop, io.noMore])
  for (;;) {
    await io.gate?.passed(resting)
    if (resting.aborted) {
      const ended = stopped(asking, asking.attempts === 0 ? 'turn' : 'retry')
      return giveUp(stop.aborted ? ended : (last ?? ended))
    }

    const headers = await authorizedHeaders(target, needOf(asking))
    if (headers?.ok !== true) {
      asking.response = undefined
      return giveUp(headers?.error ?? stopped(asking, 'identity'))
    }
    const ended = await makeAttempt(question, body, headers.value, asking)
    if (!('retry' in ended)) return { ...ended, leftOut }
    const { failure, retry, serverWaitMs, repair } = ended
    last = failure
    if (repair !== undefined && !repaired.has(repair.kind)) {
      repaired.add(repair.kind)
      body = repair.body
      leftOut = repair.leftOut ?? leftOut
      tell(asking, { event: 'repair', says: repair.says })
      continue
    }
    if (failure.status === 401 && target.authorizer !== undefined && !asking.hasNewToken) {
      asking.hasNewToken = true
      target.authorizer.discard(headers.value['Authorization'] ?? '')
      tell(asking, { event: 'repair', says: 'The token is refused (401): another one is got and tried.' })
      continue
    }
    if (!retry || io.noMore?.aborted === true) return giveUp(failure)

    const waitMs = retryWaitMs(retries + 1, serverWaitMs, Math.random())
    const waitFrom = serverWaitMs === undefined ? 'backoff' : 'server'
    const leftMs = asking.deadline - now()
    const isForAll = waitFrom === 'server' || failure.code === 'rate_limited'
    if (isForAll && waitMs < leftMs) io.gate?.hold(waitMs)
    if (retries === target.maxRetries) return giveUp(lastTry(failure, asking.attempts, serverWaitMs))
    if (waitMs >= leftMs) return giveUp(tooLate(failure, waitMs, waitFrom, leftMs))
    tell(asking, { event: 'retry', reason: failure.reason, waitMs, waitFrom })
    retries += 1
    await pause(waitMs, resting)
  }
}

/** An attempt that brought no answer. */
interface FailedAttempt extends FailedRequest {
  readonly repair?: Repair | undefined
}

async function makeAttempt(
  question: Question,
  body: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>>,
  asking: Asking,
): Promise<Judgement | FailedAttempt> {
  const { target, io, proxy, stop } = asking
  const { url } = target
  asking.attempts += 1
  asking.response = undefined
  tell(asking, { event: 'attempt' })
  const onSent = (): void => {
    // If it fails, that shows when they are needed.
    loadOutcome().catch(() => undefined)
    tell(asking, { event: 'sent' })
  }
  const sending = { request: { url, headers, body: JSON.stringify(body) }, proxy, signal: stop, onSent }
  const began = now()
  const elapsedMs = (): number => now() - began
  const ticking = setInterval(() => {
    tell(asking, { event: 'waiting', elapsedMs: elapsedMs() })
  }, WAITING_EVERY_MS)
  const ended = await exchange(sending, io.connections).finally(() => {
    clearInterval(ticking)
  })
  if (ended.outcome === 'stopped')
    return { failure: stopped(asking, ended.stage, ended.status), retry: false }
  if (ended.outcome === 'response') {
    const { response } = ended
    asking.response = response
    asking.lastResponse = response
    const bytes = response.body.byteLength
    tell(asking, { event: 'response', status: response.status, elapsedMs: elapsedMs(), bytes })
  }
  const { outcomeOf } = await loadOutcome()
  return outcomeOf(ended, question, target, proxy?.url.host, body)
}

/** Tried twice: a file that could not be opened just now may be there again. */
function loadOutcome() {
  // Bundled, `import()` throws where a file is missing; in an async function it rejects.
  const load = async () => await import('./outcome.js')
  return load().catch(load)
}

/** What the newest response says of itself. */
async function newestFacts({ response }: Asking): Promise<AnswerFacts | undefined> {
  return response && (await loadOutcome()).factsOf(response)
}

/** Names of models that are there, for whoever named one that is not. It is no attempt, and fails nothing. */
async function modelHint(model: string, asking: Asking): Promise<string | undefined> {
  const { target, proxy, stop, io } = asking
  const headers = await authorizedHeaders(target, needOf(asking))
  if (headers?.ok !== true) return undefined
  const { nearestModels } = await import('./nearest-models.js')
  return nearestModels(model, target, headers.value, proxy, stop, io.connections)
}

function needOf(asking: Asking): AuthorizationNeed {
  const { target, stop, deadline } = asking
  return { signal: stop, deadline, maxRetries: target.maxRetries, tell: tell.bind(undefined, asking) }
}

function tell({ io, attempts }: Asking, happening: Happening): void {
  io.onEvent({ id: io.id, attempt: attempts, ...happening })
}

function stopped(asking: Asking, waitingFor: WaitingFor, status = asking.response?.status): Failure {
  const { target, io, started, deadline } = asking
  const { timeoutMs, url } = target
  const byTime = deadline < started + timeoutMs ? 'deadline' : 'time limit'
  return stoppedFailure(io.signal.aborted ? 'user' : byTime, waitingFor, url.host, timeoutMs, status)
}
