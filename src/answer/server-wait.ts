type Headers = Readonly<Record<string, string>>

/**
 * How long the server asks to wait before the next request: the first of `retry-after-ms`,
 * `x-ratelimit-timeremaining` (seconds, GitHub Models), `retry-after` (seconds or an HTTP date) and the body's
 * own words that is there and valid.
 *
 * @param words what the body says, bounded by the caller
 * @param fieldMs a wait that the body names in a field, such as Google's RetryInfo
 * @param now milliseconds since the epoch, for dates
 * @returns milliseconds, 0 or more; undefined if the server names no wait
 */
export function serverWaitMs(
  headers: Headers,
  words: string,
  fieldMs: number | undefined,
  now: number,
): number | undefined {
  return (
    headerNumber(headers['retry-after-ms'], 1) ??
    headerNumber(headers['x-ratelimit-timeremaining'], 1000) ??
    headerNumber(headers['retry-after'], 1000) ??
    untilDate(headers['retry-after'], now) ??
    waitInWords(words) ??
    fieldMs
  )
}

function headerNumber(value: string | undefined, unitMs: number): number | undefined {
  // A header that came twice is joined by a comma; the first one counts.
  const match = /^\s*(\d{1,12}(?:\.\d{1,9})?)\s*(?:,|$)/.exec(value ?? '')
  return match ? Math.ceil(Number(match[1]) * unitMs) : undefined
}

function untilDate(value: string | undefined, now: number): number | undefined {
  const date = parseHttpDate(value)
  return date === undefined ? undefined : Math.max(0, date - now)
}

/**
 * The time of an HTTP date in any of its three forms (RFC 9110, section 5.6.7), as milliseconds since the
 * epoch. `Date.parse` alone takes nearly any text for a date, and reads the form without a zone as local time.
 */
export function parseHttpDate(value: string | undefined): number | undefined {
  const text = (value ?? '').trim()
  const isHttpDate =
    /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} (?:GMT|UTC)$/.test(text) ||
    /^[A-Z][a-z]{5,8}, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/.test(text)
  const isAsctime = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/.test(text)
  if (!isHttpDate && !isAsctime) return undefined
  const time = Date.parse(isAsctime ? `${text} GMT` : text)
  return Number.isNaN(time) ? undefined : time
}

const NUMBER = String.raw`\d{1,9}(?:\.\d{1,12})?`
const UNIT =
  '(?:milliseconds?|millis|msecs?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d)(?![a-z])'
const WAIT = new RegExp(
  String.raw`\b(?:wait(?:ing)?|retry(?:ing)?|again|available|resets?) (?:for |in |after |within )?(?:about |approximately |at least |another )?` +
    `((?:${NUMBER} ?${UNIT}(?:,? ?(?:and )?)){1,5})`,
  'i',
)

/**
 * The wait that a text asks for: `wait 9 seconds`, `retry in 3.75s`, `try again in 20ms`, `retry after 1m30s`.
 *
 * @returns milliseconds; undefined if it asks for none
 */
export function waitInWords(words: string): number | undefined {
  const duration = WAIT.exec(words.replace(/\s+/g, ' '))?.[1]
  return duration === undefined ? undefined : durationMs(duration)
}

/** Milliseconds of `37s`, `1h16m0.667s` or `1 minute and 30 seconds`; undefined if there is no duration in it. */
export function durationMs(text: string): number | undefined {
  const pieces = [...text.slice(0, 100).matchAll(new RegExp(`(${NUMBER})\\s?(${UNIT})`, 'gi'))]
  if (pieces.length === 0) return undefined
  return Math.ceil(pieces.reduce((sum, [, count, unit]) => sum + Number(count) * unitMs(unit ?? ''), 0))
}

function unitMs(unit: string): number {
  const name = unit.toLowerCase()
  if (name.startsWith('ms') || name.startsWith('milli')) return 1
  if (name.startsWith('s')) return 1000
  if (name.startsWith('m')) return 60_000
  return name.startsWith('h') ? 3_600_000 : 86_400_000
}
