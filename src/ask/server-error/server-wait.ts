import type { HttpResponse } from '../http/types.js'

/**
 * How long the server asks to wait before the next request, in ms: the first of its headers, its words and a field of
 * its body, such as Google's RetryInfo, that is there and valid. `x-ratelimit-timeremaining` is GitHub Models'.
 *
 * @param now milliseconds since the epoch, for dates
 */
export function serverWaitMs(
  headers: HttpResponse['headers'],
  words: string,
  fieldMs: number | undefined,
  now: number,
): number | undefined {
  const date = parseHttpDate(headers['retry-after'])
  return (
    headerNumber(headers['retry-after-ms'], 1) ??
    headerNumber(headers['x-ratelimit-timeremaining'], 1000) ??
    headerNumber(headers['retry-after'], 1000) ??
    (date === undefined ? undefined : Math.max(0, date - now)) ??
    durationMs(WAIT.exec(words.replace(/\s+/g, ' '))?.[1] ?? '') ??
    fieldMs
  )
}

function headerNumber(value = '', unitMs: number): number | undefined {
  // A header that came twice is joined by a comma; the first one counts.
  const match = /^\s*(\d{1,12}(?:\.\d{1,9})?)\s*(?:,|$)/.exec(value)
  return match ? Math.ceil(Number(match[1]) * unitMs) : undefined
}

/**
 * The time of an HTTP date (RFC 9110, section 5.6.7, without the forms that it calls obsolete), as milliseconds
 * since the epoch. `Date.parse` alone takes nearly any text for a date.
 */
export function parseHttpDate(value = ''): number | undefined {
  const isDate = /^\s*[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} (?:GMT|UTC)\s*$/.test(value)
  const time = isDate ? Date.parse(value) : NaN
  return Number.isNaN(time) ? undefined : time
}

const DURATION = String.raw`(\d{1,9}(?:\.\d{1,12})?)\s?(milliseconds?|millis|msecs?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d)(?![a-z])`
/** `wait 9 seconds`, `retry in 3.75s`, `try again in 1m30s` */
const WAIT = new RegExp(
  String.raw`\b(?:wait(?:ing)?|retry(?:ing)?|again|available|resets?) (?:for |in |after |within )?(?:about |approximately |at least |another )?((?:${DURATION}(?:,? ?(?:and )?)){1,5})`,
  'i',
)

/** Milliseconds of `37s`, `1h16m0.667s` or `1 minute and 30 seconds`; undefined if there is no duration in it. */
export function durationMs(text: string): number | undefined {
  const pieces = [...text.slice(0, 100).matchAll(new RegExp(DURATION, 'gi'))]
  const sum = pieces.reduce((ms, [, count, unit = '']) => ms + Number(count) * msOf(unit.toLowerCase()), 0)
  return pieces.length === 0 ? undefined : Math.ceil(sum)
}

function msOf(unit: string): number {
  return /^m(?:s|illi)/.test(unit) ? 1 : ({ s: 1000, m: 60_000, h: 3_600_000 }[unit.charAt(0)] ?? 86_400_000)
}
