import { now } from '../clock.js'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Gate } from './io.js'

const FIRST_MS = 1000
const LONGEST_MS = 30_000
/** The share of a planned wait that chance may take away, so that parallel jobs do not come back together. */
const JITTER = 0.25

/**
 * How long to wait before a retry, in ms: as long as the server asked; else 1 s doubling to 30 s, less up to a
 * quarter of it. From the second retry on it is at least 1 s, also where the server says 0.
 *
 * @param retry 1 for the first retry
 * @param serverWaitMs the wait that the server named, if it named one
 * @param chance from 0 to 1, such as `Math.random()`
 */
export function retryWaitMs(retry: number, serverWaitMs: number | undefined, chance: number): number {
  const planned = Math.min(FIRST_MS * 2 ** (retry - 1), LONGEST_MS) * (1 - JITTER * chance)
  const wait = Math.round(serverWaitMs ?? planned)
  return retry > 1 ? Math.max(wait, FIRST_MS) : wait
}

/** For questions that go to the same server: a wait that it asks one of them for holds back all. */
export function createGate(): Gate {
  let opensAt = 0
  return {
    passed: async (signal) => {
      // Meanwhile it may have been closed for longer.
      for (let left = 0; (left = opensAt - now()) > 0 && !signal.aborted;) await pause(left, signal)
    },
    hold: (ms) => {
      opensAt = Math.max(opensAt, now() + ms)
    },
  }
}

/** Longer timers of Node fire at once: https://nodejs.org/api/timers.html#settimeoutcallback-delay-args */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** Resolves after so many ms, or at once when `signal` aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(Math.min(ms, LONGEST_TIMER_MS), undefined, { signal }).catch(() => undefined)
}
