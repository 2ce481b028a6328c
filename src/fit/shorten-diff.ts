import { counted, oneLine } from '../display-text.js'
import { type Gap, gapMark, type Shortened, totalOf } from './pieces.js'
import { fairShares, sharesInRounds } from './shares.js'
import { shortenLines } from './shorten-lines.js'
import { type FileDiff, splitDiff, topHunks } from './unified-diff.js'

/** The most characters of a path in a mark. */
const MAX_PATH = 200

/**
 * Shortens a unified diff that is larger than `max`. Its files get max-min fair shares; of one that is larger than
 * its share, whole hunks from the top stay. What is no diff keeps its beginning.
 */
export function shortenDiff(text: string, max: number): Shortened {
  const { preamble, files } = splitDiff(text)
  if (files.length === 0) return shortenLines(text, max, 'head')
  const bytes = Buffer.byteLength(preamble)
  const [share = 0] = fairShares([bytes, max], max)
  const before = share < bytes ? shortenLines(preamble, share, 'head') : { text: preamble, leftOut: NOTHING }
  const after = shortenFiles(files, max - Buffer.byteLength(before.text))
  const sum = (of: keyof typeof NOTHING): number => before.leftOut[of] + after.leftOut[of]
  const leftOut = { bytes: sum('bytes'), lines: sum('lines'), files: sum('files') }
  return { text: before.text + after.text, leftOut }
}

const NOTHING = { bytes: 0, lines: 0, files: 0 }

function shortenFiles(files: readonly FileDiff[], max: number): Shortened {
  // Each file can be named, unless the names alone took a quarter of the room: then the first ones.
  let room = max / 4
  const unnamed = files.findIndex((file) => (room -= leastBytes(file)) < 0)
  const named = unnamed < 0 ? files : files.slice(0, unnamed)
  const rest = files.slice(named.length)
  const restMark = rest.length === 0 ? '' : filesMark(rest, max / 8)

  const shares = sharesOf(named, max - Buffer.byteLength(restMark))
  const excerpts = named.map((file, index) => ({ file, shown: excerpt(file, shares[index] ?? 0) }))
  const parts = excerpts.flatMap(({ shown }, index) => {
    if (shown !== undefined) return [shown.text]
    const isNamed = index > 0 && excerpts[index - 1]?.shown === undefined
    const end = excerpts.findIndex((later, place) => place > index && later.shown !== undefined)
    const run = excerpts.slice(index, end < 0 ? undefined : end).map(({ file }) => file)
    return isNamed ? [] : [filesMark(run, Infinity)]
  })
  const text = parts.join('') + restMark
  const gaps = [...excerpts.map(({ file, shown }): Gap => shown?.leftOut ?? file), ...rest].filter(
    (gap) => gap.bytes > 0,
  )
  if (Buffer.byteLength(text) > max) return { text: '', leftOut: { ...totalOf(files), files: files.length } }
  return { text, leftOut: { ...totalOf(gaps), files: gaps.length } }
}

/** For each file the most bytes that it may take, its mark included. */
function sharesOf(files: readonly FileDiff[], max: number): readonly number[] {
  const least = files.map(leastBytes)
  const wants = files.map(({ bytes }, index) => bytes - (least[index] ?? 0))
  const shares = sharesInRounds(wants, max - least.reduce((sum, bytes) => sum + bytes, 0), (index, share) => {
    const file = files[index]
    const own = least[index] ?? 0
    const shown = file && excerpt(file, own + share)
    return shown === undefined ? 0 : Math.max(shown.bytes - own, 0)
  })
  return shares.map((share, index) => share + (least[index] ?? 0))
}

function excerpt(file: FileDiff, max: number) {
  return topHunks(file, max, (gap) => gapMark(gap, ` of ${shownPath(file)}`), true)
}

/** What a file takes at least: its name in a mark, or all of it, if that is shorter. */
function leastBytes(file: FileDiff): number {
  return Math.min(Buffer.byteLength(filesMark([file], Infinity)), file.bytes)
}

/** The mark of files of which nothing is shown, with as many of their names as fit. */
function filesMark(files: readonly FileDiff[], max: number): string {
  const mark = (names: readonly string[]): string => {
    const more = files.length - names.length
    const others = counted(more, names.length === 0 ? 'file' : 'more file')
    return gapMark(totalOf(files), `: ${[...names, ...(more === 0 ? [] : [others])].join(', ')}`)
  }
  let left = max - Buffer.byteLength(mark([]))
  const unnamed = files.findIndex((file) => (left -= Buffer.byteLength(shownPath(file)) + 2) < 0)
  return mark(files.slice(0, unnamed < 0 ? undefined : unnamed).map(shownPath))
}

function shownPath({ path }: FileDiff): string {
  return oneLine(path, MAX_PATH)
}
