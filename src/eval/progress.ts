import { now } from '../clock.js'
import { formatDuration } from '../display-text.js'
import type { Status } from './sample.js'

const EVERY_MS = 5000

/** How far a run is, told at most every 5 s. */
export interface Progress {
  /** One more answer has been held against its evaluators. */
  readonly done: (status: Status | undefined) => void
  readonly stop: () => void
}

/**
 * @param total tests
 * @param requests begun so far
 */
export function startProgress(
  total: number,
  requests: () => number,
  print: (line: string) => void,
): Progress {
  const counts = { passed: 0, failed: 0, errored: 0 }
  const started = now()
  let told = ''
  const tell = (): void => {
    const line = progressLine(counts, total, requests(), now() - started)
    if (line !== told) print(line)
    told = line
  }
  const timer = setInterval(tell, EVERY_MS)
  return {
    done: (status) => {
      if (status !== undefined) counts[status] += 1
    },
    stop: () => {
      clearInterval(timer)
      tell()
    },
  }
}

/** `37 of 120 · 35 passed, 2 failed · 1.9/s · 44.0 s left` */
function progressLine(
  counts: Readonly<Record<Status, number>>,
  total: number,
  requests: number,
  elapsedMs: number,
): string {
  const done = counts.passed + counts.failed + counts.errored
  const verdicts = Object.entries(counts).filter(([status, count]) => count > 0 || status === 'passed')
  const left =
    done === 0 || done === total ? [] : [`${formatDuration((elapsedMs / done) * (total - done))} left`]
  return [
    `${String(done)} of ${String(total)}`,
    verdicts.map(([status, count]) => `${String(count)} ${status}`).join(', '),
    `${((requests / elapsedMs) * 1000).toFixed(1)}/s`,
    ...left,
  ].join(' · ')
}
