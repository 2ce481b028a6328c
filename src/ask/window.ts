import { createGate } from './pace.js'
import type { Gate } from './io.js'
import type { HttpResponse } from './http/types.js'
import { durationMs } from './server-error/server-wait.js'
import { createSlots } from './slots.js'

const FIRST = 4
/** The longest wait that is begun because a server counts down; later its 429 says how long. */
const LONGEST_HOLD_MS = 60_000

/** How many requests go to one server at a time: as many as it bears, up to a ceiling. */
export interface Window {
  readonly gate: Gate
  /** Resolves when one more request may go out, with what to call at its end; undefined if `signal` aborted first. */
  enter(signal: AbortSignal): Promise<(() => void) | undefined>
  /** A request of those that are out came through. */
  succeeded(response: Pick<HttpResponse, 'headers'>, tokens: number): void
  /** The server answered 429. */
  limited(): void
}

/**
 * It begins at 4, grows by one for each window of successes and is halved by a 429, once for all requests that were out
 * by then. Where the server counts down what is left, it holds back before the 429 comes.
 */
export function createWindow(ceiling: number): Window {
  const gate = createGate()
  let size = Math.min(FIRST, ceiling)
  const slots = createSlots(size)
  let successes = 0
  /** Requests that were out when it was halved; their 429s say nothing new. */
  let known = 0

  const resize = (to: number): void => {
    size = to
    successes = 0
    slots.resize(size)
  }
  return {
    gate,
    enter: async (signal) => {
      const leave = await slots.enter(signal)
      if (leave === undefined) return undefined
      await gate.passed(signal)
      return () => {
        known = Math.max(0, known - 1)
        leave()
      }
    },
    succeeded: ({ headers }, tokens) => {
      successes += 1
      if (successes >= size && size < ceiling) resize(size + 1)
      const waitMs = holdMs(headers, slots.taken, tokens)
      if (waitMs > 0) gate.hold(waitMs)
    },
    limited: () => {
      if (known > 0) return
      known = slots.taken
      resize(Math.max(1, Math.floor(size / 2)))
    },
  }
}

/**
 * How long to hold back, by what a server says is left until it counts anew: none of its requests, or fewer tokens than
 * those that are out may take. https://platform.openai.com/docs/guides/rate-limits#rate-limits-in-headers
 *
 * @param tokens that one request took
 */
function holdMs(headers: HttpResponse['headers'], out: number, tokens: number): number {
  const waits = (['requests', 'tokens'] as const).map((of) => {
    const left = Number(headers[`x-ratelimit-remaining-${of}`] ?? NaN)
    const needed = of === 'requests' ? 1 : tokens * out
    return left < needed ? resetMs(headers[`x-ratelimit-reset-${of}`] ?? '') : 0
  })
  return Math.min(Math.max(...waits), LONGEST_HOLD_MS)
}

/** `6m0s`, `120ms`, or seconds; a point in time is left to the 429. */
function resetMs(text: string): number {
  const seconds = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined
  if (seconds !== undefined) return seconds > 86_400 ? 0 : seconds * 1000
  return durationMs(text) ?? 0
}
