import { endOf, firstLines, lineAt, lineCount, startOf } from './lines.js'
import { assembled, bytesIn, type Gap, gapsIn, markBytes, type Piece, type Shortened } from './pieces.js'
import { fairShares } from './shares.js'

/** Of the samples of a list; more of them would be mostly marks. */
const BYTES_A_SAMPLE = 400
const MAX_SAMPLES = 20

/**
 * Shortens a text that is larger than `max`. Its lines are sections of equally many lines; what stays is the beginning
 * of each, of the last one its end.
 */
export function shortenLines(text: string, max: number, way: 'head' | 'tail' | 'ends' | 'lines'): Shortened {
  const lines = lineCount(text)
  const samples = Math.min(Math.max(Math.floor(max / BYTES_A_SAMPLE), 2), MAX_SAMPLES)
  const count = Math.min({ head: 1, tail: 1, ends: 2, lines: samples }[way], lines)
  const room = max - Math.max(count - 1, 1) * markBytes(lines)
  const sections = sectionsOf(text, lines, count)
  const shares = fairShares(
    sections.map((section) => Buffer.byteLength(section)),
    room,
  )
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

/** The text in so many parts of equally many lines. */
function sectionsOf(text: string, lines: number, count: number): readonly string[] {
  const sections: string[] = []
  for (let start = 0, line = 0; sections.length < count;) {
    const edge = Math.floor(((sections.length + 1) * lines) / count)
    let end = start
    for (; line < edge; line += 1) end = text.indexOf('\n', end) + 1 || text.length
    sections.push(text.slice(start, end))
    start = end
  }
  return sections
}

/** The lines from the top that fit; the next one is cut if it is longer than all there is room for. */
function startPieces(section: string, room: number): readonly Piece[] {
  const whole = firstLines(section, room)
  const isCut = Buffer.byteLength(lineAt(section, whole.length)) > room
  const shown = isCut ? startOf(section, room) : whole
  return [shown, gapBeside(section, whole, shown)]
}

/** The same from the end. */
function endPieces(section: string, room: number): readonly Piece[] {
  const end = endOf(section, room)
  const start = section.length - end.length
  const isWhole = start === 0 || section[start - 1] === '\n'
  const whole = isWhole ? end : end.slice(lineAt(end, 0).length)
  const before = section.slice(0, section.length - whole.length)
  const isCut = Buffer.byteLength(before.slice(before.lastIndexOf('\n', before.length - 2) + 1)) > room
  const shown = isCut ? end : whole
  return [gapBeside(section, whole, shown), shown]
}

function gapBeside(section: string, whole: string, shown: string): Gap {
  const lines = lineCount(section) - lineCount(whole)
  return { lines, bytes: Buffer.byteLength(section) - Buffer.byteLength(shown) }
}

function bothEnds(line: string, room: number): readonly Piece[] {
  const [start, end] = [startOf(line, Math.ceil(room / 2)), endOf(line, Math.floor(room / 2))]
  return [start, { lines: 1, bytes: bytesIn([line]) - bytesIn([start, end]) }, end]
}
