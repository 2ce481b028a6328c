import { setMaxListeners } from 'node:events'
import { type Answer, type Judgement, noAnswer } from '../ask/answer.js'
import { ask } from '../ask/ask.js'
import { createConnections } from '../ask/http/connections.js'
import type { AskEvent } from '../ask/io.js'
import type { Question } from '../ask/question.js'
import { createSlots } from '../ask/slots.js'
import type { Target } from '../ask/target.js'
import { createWindow, type Window } from '../ask/window.js'
import type { ErrorCode, Failure } from '../failure.js'
import type { JsonObject } from '../json-value.js'
import type { Cache } from './cache.js'

/** Asks many questions, as fast as the servers bear it. */
export interface Asker {
  ask(request: Request): Promise<Answered>
  /** What ended all; nothing more is begun. */
  readonly stopped: Failure | undefined
  /** What is the matter with a model that nobody asks any more. */
  deadModel(model: string, target: Target): Failure | undefined
  /** Requests begun, retries included. */
  readonly requests: number
  close(): void
}

export interface Request {
  readonly question: Question
  readonly target: Target
  /** Which of several answers to the same question this is. */
  readonly number: number
  /** Whether an answer is one to keep. */
  readonly isComplete: (answer: Judgement) => boolean
}

export interface Answered {
  readonly answer: Judgement
  /** Billed now; empty for an answer from the cache. */
  readonly usage: JsonObject
}

/** No other question would fare better. */
const FATAL: readonly ErrorCode[] = [
  'unauthorized', 'permission_denied', 'endpoint_retired', 'endpoint_not_found', 'quota_exhausted',
  'identity_refused', 'cancelled',
] // prettier-ignore

/** So many without an answer in a row: the server is gone. */
const MAX_UNANSWERED = 20

/** Failures of an answer: somebody answered, and was paid for it. */
export const ANSWERED: readonly ErrorCode[] = [
  'refused', 'content_filtered', 'empty_response', 'truncated', 'invalid_json', 'schema_mismatch',
  'tool_call_missing',
] // prettier-ignore

interface AskerOptions {
  readonly ceiling: number
  readonly cache: Cache | undefined
  readonly signal: AbortSignal
  readonly onEvent: (event: AskEvent) => void
}

export function createAsker({ ceiling, cache, signal, onEvent }: AskerOptions): Asker {
  const connections = createConnections()
  const windows = new Map<string, Window>()
  /** Over all servers. */
  const slots = createSlots(ceiling)
  const dead = new Map<string, Failure>()
  const stop = new AbortController()
  const waiting = AbortSignal.any([signal, stop.signal])
  // Each request listens to it.
  setMaxListeners(0, signal, waiting, stop.signal)
  let stopped: Failure | undefined
  let unanswered = 0
  let requests = 0

  const windowOf = ({ url }: Target): Window => {
    const window = windows.get(url.origin) ?? createWindow(ceiling)
    windows.set(url.origin, window)
    return window
  }
  const nameOf = (model: string, { url }: Target): string => `${url.href} ${model}`
  const whyNot = (question: Question, target: Target): Failure | undefined =>
    stopped ?? dead.get(nameOf(question.model, target)) ?? (signal.aborted ? CANCELLED : undefined)

  const note = ({ failure, lastResponse, facts }: Answer, request: Request, window: Window): void => {
    const isAnswered = failure === undefined || ANSWERED.includes(failure.code)
    unanswered = isAnswered ? 0 : unanswered + 1
    if (isAnswered && lastResponse !== undefined)
      window.succeeded(lastResponse, facts.totalTokens ?? facts.completionTokens ?? 0)
    if (isAnswered) return
    if (FATAL.includes(failure.code) || failure.waitMs !== undefined || unanswered >= MAX_UNANSWERED)
      stopped ??= failure
    if (stopped !== undefined) stop.abort()
    if (failure.code === 'model_not_found') dead.set(nameOf(request.question.model, request.target), failure)
  }

  return {
    ask: async (request) => {
      const { question, target, number, isComplete } = request
      const known = cache?.get(question, target.url, number)
      if (known !== undefined && isComplete(known)) return { answer: known, usage: {} }
      const window = windowOf(target)
      // What holds back one server holds no place that another one could have.
      const leaveWindow = await window.enter(waiting)
      const leaveSlot = leaveWindow && (await slots.enter(waiting))
      const leave = (): void => {
        leaveSlot?.()
        leaveWindow?.()
      }
      const failure = whyNot(question, target) ?? (leaveSlot === undefined ? CANCELLED : undefined)
      if (failure !== undefined) {
        leave()
        return { answer: noAnswer(failure), usage: {} }
      }
      const asked = await ask(question, target, {
        id: question.model,
        signal,
        noMore: stop.signal,
        connections,
        gate: window.gate,
        onEvent: (event) => {
          if (event.event === 'attempt') requests += 1
          if (event.event === 'response' && event.status === 429) window.limited()
          onEvent(event)
        },
      })
      note(asked, request, window)
      leave()
      if (asked.response !== undefined && isComplete(asked))
        cache?.put(question, target.url, number, asked.response)
      // It was still waiting for the server when all was stopped.
      const answer = asked.attempts === 0 && stopped !== undefined ? noAnswer(stopped) : asked
      return { answer, usage: answer.facts.usage }
    },
    get stopped() {
      return stopped ?? (signal.aborted ? CANCELLED : undefined)
    },
    deadModel: (model, target) => dead.get(nameOf(model, target)),
    get requests() {
      return requests
    },
    close: () => {
      connections.close()
    },
  }
}

const CANCELLED: Failure = {
  code: 'cancelled',
  reason: 'The step was cancelled before everything was asked.',
  remedy: 'Run it again if you still want the results.',
}
