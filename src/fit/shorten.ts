import { shortenDiff } from './shorten-diff.js'
import { shortenLines } from './shorten-lines.js'
import type { Shortened } from './pieces.js'

/** How a text may be shortened: by files and hunks, or so that its beginning, its end, both, or samples stay. */
export const WAYS = ['diff', 'head', 'tail', 'ends', 'lines'] as const

export type Way = (typeof WAYS)[number]

/**
 * Shortens a text that is too long; one that fits stays as it is. Cuts fall between lines; only a line that is longer
 * than all there is room for is cut between characters. Where something is left out, a line says how much.
 *
 * @param max bytes of UTF-8, marks included
 */
export function shorten(text: string, max: number, way: Way): Shortened {
  if (Buffer.byteLength(text) <= max) return { text, leftOut: { bytes: 0, lines: 0, files: 0 } }
  return way === 'diff' ? shortenDiff(text, max) : shortenLines(text, max, way)
}
