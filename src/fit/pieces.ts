import { amountText, type LeftOut } from './left-out.js'

/** What a text becomes when it is shortened. */
export interface Shortened {
  readonly text: string
  readonly leftOut: Omit<LeftOut, 'variable'>
}

/** A part of a text: shown, or left out. */
export type Piece = string | Gap

export interface Gap {
  readonly lines: number
  /** Of UTF-8. */
  readonly bytes: number
}

/**
 * `[… 1,234 lines, 56 KB left out …]` and its line end.
 *
 * @param of what else there is to say, such as the names of files
 */
export function gapMark(gap: Gap, of = ''): string {
  return `[… ${amountText(gap)} left out${of} …]\n`
}

/** The most bytes that the mark of a gap in a text of so many lines takes, with a line end before it. */
export function markBytes(lines: number): number {
  return Buffer.byteLength(gapMark({ lines: Math.max(lines, 2), bytes: 999_000 })) + 1
}

/** The pieces as one text, each run of gaps a mark on a line of its own. */
export function assembled(pieces: readonly Piece[]): string {
  const parts: string[] = []
  let gap: Gap = { lines: 0, bytes: 0 }
  for (const piece of [...pieces, undefined]) {
    if (typeof piece === 'object') gap = { lines: gap.lines + piece.lines, bytes: gap.bytes + piece.bytes }
    if (typeof piece === 'object' || piece === '') continue
    if (gap.bytes > 0) parts.push(missingLineEnd(parts.at(-1)), gapMark(gap))
    gap = { lines: 0, bytes: 0 }
    parts.push(piece ?? '')
  }
  return parts.join('')
}

/** All that is left out. */
export function gapsIn(pieces: readonly Piece[]): Gap {
  return totalOf(pieces.filter((piece) => typeof piece === 'object'))
}

export function totalOf(gaps: readonly Gap[]): Gap {
  const sum = (of: keyof Gap): number => gaps.reduce((total, gap) => total + gap[of], 0)
  return { lines: sum('lines'), bytes: sum('bytes') }
}

export function bytesIn(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0)
}

/** What a text lacks before a mark can follow. */
export function missingLineEnd(text = '\n'): string {
  return text.endsWith('\n') ? '' : '\n'
}
