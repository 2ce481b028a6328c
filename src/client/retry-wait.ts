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
