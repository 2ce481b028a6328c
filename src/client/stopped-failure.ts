import type { Failure } from '../errors.js'
import type { Stage } from './exchange.js'

/** What a stopped request waited for. */
export type WaitingFor = Stage | 'retry'

const STILL: Readonly<Record<WaitingFor, (host: string) => string>> = {
  connection: (host) => `there was still no connection to ${host}`,
  answer: (host) => `${host} had still not begun to answer`,
  body: (host) => `the answer of ${host} had begun, but was still incomplete`,
  retry: (host) => `the next attempt at ${host} was still to come`,
}

const WHILE: Readonly<Record<WaitingFor, (host: string) => string>> = {
  connection: (host) => `it was connecting to ${host}`,
  answer: (host) => `it waited for the answer of ${host}`,
  body: (host) => `it was reading the answer of ${host}`,
  retry: (host) => `it waited for the next attempt at ${host}`,
}

const TIMEOUT_REMEDY: Readonly<Record<WaitingFor, string>> = {
  connection:
    'Check the host and the port in the input "endpoint", and that no firewall keeps the runner from it.',
  answer: 'Raise the input "timeout", or use a shorter prompt, a lower limit of tokens or a faster model.',
  body: 'Raise the input "timeout", or ask for a shorter answer.',
  retry: 'Raise the input "timeout".',
}

export interface StoppedRequest {
  readonly by: 'user' | 'time limit'
  readonly waitingFor: WaitingFor
  readonly host: string
  /** The whole time that was allowed. */
  readonly timeoutMs: number
  /** Of the last request's response, if it got one. */
  readonly status?: number | undefined
}

export function stoppedFailure({ by, waitingFor, host, timeoutMs, status }: StoppedRequest): Failure {
  const known = status === undefined ? {} : { status }
  if (by === 'user') {
    return {
      code: 'cancelled',
      reason: `The step was cancelled while ${WHILE[waitingFor](host)}.`,
      remedy: 'Run it again if you still want the answer.',
      ...known,
    }
  }
  return {
    code: 'timeout',
    reason: `After ${String(timeoutMs / 1000)} s, which is all that "timeout" allows, ${STILL[waitingFor](host)}.`,
    remedy: TIMEOUT_REMEDY[waitingFor],
    ...known,
  }
}
