import { formatDuration } from '../display-text.js'
import type { Failure } from '../failure.js'
import type { Stage } from './http/exchange.js'

/** What a stopped question waited for: its turn, a retry, or a stage of its request. */
export type WaitingFor = 'turn' | 'retry' | 'identity' | Stage

const STOPPED: Readonly<Record<WaitingFor, readonly [doing: string, remedy: string]>> = {
  turn: ['waiting to ask', 'Raise the input "timeout".'],
  retry: ['waiting for the next attempt at', 'Raise the input "timeout".'],
  identity: [
    'waiting, while exchanging the identity, for the token for',
    'Check that the runner reaches the provider in "identity", or raise the input "timeout".',
  ],
  connection: [
    'connecting to',
    'Check host and port in the input "endpoint", and that no firewall keeps the runner from it.',
  ],
  answer: [
    'waiting for the answer of',
    'Raise the input "timeout", or use a shorter prompt, a lower limit of tokens or a faster model.',
  ],
  body: ['reading the answer of', 'Raise the input "timeout", or ask for a shorter answer.'],
}

/**
 * @param by who stopped it: the user, the time limit of the question, or the deadline from outside
 * @param status of the newest attempt's response, if there is one
 */
export function stoppedFailure(
  by: 'user' | 'time limit' | 'deadline',
  waitingFor: WaitingFor,
  host: string,
  timeoutMs: number,
  status: number | undefined,
): Failure {
  const [doing, remedy] = STOPPED[waitingFor]
  const known = status === undefined ? {} : { status }
  if (by === 'user') {
    const reason = `The step was cancelled while it was ${doing} ${host}.`
    return { code: 'cancelled', reason, remedy: 'Run it again if you still want the answer.', ...known }
  }
  const ownTime = `After ${String(timeoutMs / 1000)} s, which is all that "timeout" allows`
  const limit = by === 'deadline' ? 'When all time was used up' : ownTime
  return { code: 'timeout', reason: `${limit}, the step was still ${doing} ${host}.`, remedy, ...known }
}

/** The most that the input `timeout` allows. */
const MAX_TIMEOUT_MS = 6 * 3600 * 1000
const AFTER_THAT_TIME = 'Run the step again after that time.'

/**
 * A failure after the last attempt.
 *
 * @param serverWaitMs what the server asked to wait before another one
 */
export function lastTry(failure: Failure, attempts: number, serverWaitMs = 0): Failure {
  const which =
    attempts === 1 ? 'It was the only attempt' : `This was attempt ${String(attempts)}, the last one`
  const wait = serverWaitMs < 1000 ? '' : `; the server asks to wait ${formatDuration(serverWaitMs)}`
  const remedy = serverWaitMs > MAX_TIMEOUT_MS ? AFTER_THAT_TIME : failure.remedy
  return { ...failure, reason: `${failure.reason} ${which}${wait}.`, remedy }
}

/** A failure whose next attempt is not made because it would come too late: more retries would not help. */
export function tooLate(
  failure: Failure,
  waitMs: number,
  waitFrom: 'server' | 'backoff',
  leftMs: number,
): Failure {
  const wait = formatDuration(waitMs)
  const asked = `The server asks to wait ${wait} before the next attempt`
  const due = waitFrom === 'server' ? asked : `The next attempt was due in ${wait}`
  const left = formatDuration(Math.max(leftMs, 0))
  const reason = `${failure.reason} ${due}, but only ${left} of "timeout" is left.`
  // Where there was no answer at all, what to check is more than the time.
  const late = waitFrom === 'server' ? { ...failure, reason, waitMs } : { ...failure, reason }
  if (failure.code === 'network_error') return late
  const raise = 'Run the step again later, or raise the input "timeout" above the wait.'
  return { ...late, remedy: waitMs > MAX_TIMEOUT_MS ? AFTER_THAT_TIME : raise }
}
