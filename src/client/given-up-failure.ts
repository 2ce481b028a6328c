import { formatDuration } from '../display-text.js'
import type { Failure } from '../errors.js'

/** The most that the input `timeout` allows. */
const MAX_TIMEOUT_MS = 6 * 3600 * 1000

/**
 * A failure after the last attempt.
 *
 * @param serverWaitMs what the server asked to wait before another one
 */
export function lastTry(failure: Failure, attempts: number, serverWaitMs = 0): Failure {
  const wait = serverWaitMs < 1000 ? '' : `; the server asks to wait ${formatDuration(serverWaitMs)}`
  const note =
    attempts === 1
      ? `It was the only attempt${wait}.`
      : `This was attempt ${String(attempts)}, the last one${wait}.`
  return {
    ...failure,
    reason: `${failure.reason} ${note}`,
    remedy: serverWaitMs > MAX_TIMEOUT_MS ? AFTER_THAT_TIME : failure.remedy,
  }
}

const AFTER_THAT_TIME = 'Run the step again after that time.'

/** A failure whose next attempt is not made since it would come too late: more retries would not help. */
export function hopeless(
  failure: Failure,
  waitMs: number,
  from: 'server' | 'backoff',
  leftMs: number,
): Failure {
  const wait = formatDuration(waitMs)
  const left = `but only ${formatDuration(Math.max(leftMs, 0))} of "timeout" is left`
  const note =
    from === 'server'
      ? `The server asks to wait ${wait} before the next attempt, ${left}.`
      : `The next attempt was due in ${wait}, ${left}.`
  const reason = `${failure.reason} ${note}`
  // Where there was no answer at all, what to check is more than the time.
  if (failure.code === 'network_error') return { ...failure, reason }
  const remedy =
    waitMs > MAX_TIMEOUT_MS
      ? AFTER_THAT_TIME
      : 'Run the step again later, or raise the input "timeout" above the wait.'
  return { ...failure, reason, remedy }
}
