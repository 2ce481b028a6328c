/** The most characters of a server's text that a message quotes. */
const MAX_QUOTED = 500

/** What a terminal obeys: CSI, OSC and two-character escapes. */
export const TERMINAL_SEQUENCES =
  /\u001b(?:\[[0-?]{0,64}[ -/]{0,8}[@-~]|\][^\u0007\u001b]{0,2000}(?:\u0007|\u001b\\)|[@-Z\\-_])/g

/**
 * Makes one line of text from outside: without what an eye misses or a terminal obeys, and shortened. What the
 * runner would obey (`::`, `##[`) is left to the log, the only place where it counts.
 *
 * @param max the most characters (UTF-16 units) to keep; the rest becomes `…`
 */
export function oneLine(text: string, max = MAX_QUOTED): string {
  const line = text
    // Then control and bidi characters and the line separators of Unicode.
    .replace(TERMINAL_SEQUENCES, '')
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
    .replace(/[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g, '')
    .replace(/ {2,}/g, ' ')
    .trim()
  return line.length <= max ? line : `${sliceWhole(line, max - 1).trimEnd()}…`
}

/** The first `max` UTF-16 units of a text, without half a surrogate pair at the end. */
export function sliceWhole(text: string, max: number): string {
  const cut = text.slice(0, max)
  return /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut
}

/** `532 B`, `1.4 kB`, `2.0 MB`: decimal units, as the limits of the API and of the runner are. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${String(bytes)} B`
  if (bytes < 999_950) return `${(bytes / 1000).toFixed(1)} kB`
  return `${(bytes / 1_000_000).toFixed(1)} MB`
}

/** `0.4 s`, `12.0 s`, `1 min 15 s`, `1 h 34 min`, `2 days 3 h`: from milliseconds. */
export function formatDuration(ms: number): string {
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  const minutes = seconds < 3600 ? Math.floor(seconds / 60) : Math.round(seconds / 60)
  if (seconds < 3600) return `${String(minutes)} min${seconds % 60 === 0 ? '' : ` ${String(seconds % 60)} s`}`
  if (minutes < 24 * 60) return `${String(Math.floor(minutes / 60))} h ${String(minutes % 60)} min`
  const hours = Math.round(ms / 3_600_000)
  const days = Math.floor(hours / 24)
  return `${String(days)} ${days === 1 ? 'day' : 'days'}${hours % 24 === 0 ? '' : ` ${String(hours % 24)} h`}`
}

/** `12,345`; `toLocaleString` loads the data of all languages, megabytes and milliseconds, for it. */
export function grouped(count: number): string {
  return count.toFixed(0).replace(/\B(?=(?:\d{3})+$)/g, ',')
}

/** `1 file`, `1,234 files` */
export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`
}

/** `a, b and c`. */
export function listed(words: readonly string[], conjunction: 'and' | 'or' = 'and'): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} ${conjunction} ${words.slice(-1).join('')}`
}

/** A value as compact JSON on one line, shortened: what the log and problems show of it. */
export function formatValue(value: unknown): string {
  return oneLine(JSON.stringify(value), 80)
}
