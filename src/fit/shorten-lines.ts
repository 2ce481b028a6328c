import { endOf, linesOf, startOf } from './lines.js'
import { assembled, bytesIn, gapsIn, markBytes, type Piece, type Shortened } from './pieces.js'
import { fairShares } from './shares.js'

/** Of the samples of a list; more of them would be mostly marks. */
const BYTES_A_SAMPLE = 400
const MAX_SAMPLES = 20

/**
 * Shortens a text that is larger than `max`. Its lines are sections of equally many lines; what stays is the beginning
 * of each, of the last one its end.
 */
export function shortenLines(text: string, max: number, way: 'head' | 'tail' | 'ends' | 'lines'): Shortened {
  const lines = linesOf(text)
  const samples = Math.min(Math.max(Math.floor(max / BYTES_A_SAMPLE), 2), MAX_SAMPLES)
  const count = Math.min({ head: 1, tail: 1, ends: 2, lines: samples }[way], lines.length)
  const room = max - Math.max(count - 1, 1) * markBytes(lines.length)
  const edge = (index: number): number => Math.floor((index * lines.length) / count)
  const sections = Array.from({ length: count }, (_, index) => lines.slice(edge(index), edge(index + 1)))
  const shares = fairShares(sections.map(bytesIn), room)
  const pieces = sections.flatMap((section, index) => {
    const share = shares[index] ?? 0
    if (way === 'ends' && count === 1) return bothEnds(text, share)
    const isEnd = way === 'tail' || (count > 1 && index === count - 1)
    return isEnd ? endPieces(section, share) : startPieces(section, share)
  })
  const shortened = assembled(pieces)
  return {
    text: Buffer.byteLength(shortened) <= max ? shortened : '',
    leftOut: { ...gapsIn(pieces), files: 0 },
  }
}

/** The lines from the top that fit; the next one is cut if it is longer than all there is room for. */
export function startPieces(lines: readonly string[], room: number): readonly Piece[] {
  const { whole, left } = fitting(lines, room)
  const next = lines[whole]
  const start = next !== undefined && Buffer.byteLength(next) > room ? startOf(next, left) : ''
  const shown = lines.slice(0, whole).join('') + start
  return [shown, { lines: lines.length - whole, bytes: bytesIn(lines) - Buffer.byteLength(shown) }]
}

/** The same from the end. */
function endPieces(lines: readonly string[], room: number): readonly Piece[] {
  const { whole, left } = fitting(lines.toReversed(), room)
  const previous = lines.at(-whole - 1)
  const end = previous !== undefined && Buffer.byteLength(previous) > room ? endOf(previous, left) : ''
  const shown = end + lines.slice(lines.length - whole).join('')
  return [{ lines: lines.length - whole, bytes: bytesIn(lines) - Buffer.byteLength(shown) }, shown]
}

function bothEnds(line: string, room: number): readonly Piece[] {
  const [start, end] = [startOf(line, Math.ceil(room / 2)), endOf(line, Math.floor(room / 2))]
  return [start, { lines: 1, bytes: bytesIn([line]) - bytesIn([start, end]) }, end]
}

/** How many lines fit, and how many bytes are left then. */
function fitting(lines: readonly string[], room: number): { readonly whole: number; readonly left: number } {
  let left = room
  let whole = 0
  for (const line of lines) {
    const bytes = Buffer.byteLength(line)
    if (bytes > left) break
    left -= bytes
    whole += 1
  }
  return { whole, left: Math.max(left, 0) }
}
