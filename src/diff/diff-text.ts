import { counted } from '../display-text.js'
import { sharesInRounds } from '../fit/shares.js'
import { type ShownHunks, topHunks } from '../fit/unified-diff.js'
import { CLASSES } from './file-class.js'
import { fileList } from './file-list.js'
import { hunksMark, type ShownFile } from './shown-file.js'

export interface DiffText {
  /** The list of all files, an empty line, and the diffs; at most as many bytes as asked for. */
  readonly text: string
  /** What of each file is in the text, undefined if nothing but its place in the list; ignored ones among them. */
  readonly shown: ReadonlyMap<ShownFile, ShownHunks | undefined>
}

/** Between the list and the diffs. */
const BETWEEN = '\n'

/**
 * The text of a change: every file by name, then the diffs. Where not all fits, the budget goes to source, to tests,
 * then to documentation and configuration, and within each evenly to all files, so that as many as possible are seen.
 *
 * @param files in path order
 * @param unlisted how many more files there are than GitHub lists; undefined if it does not say
 * @param max bytes, at least 1,000
 */
export function diffText(files: readonly ShownFile[], unlisted: number | undefined, max: number): DiffText {
  if (files.length === 0)
    return { text: unlisted === 0 ? 'No files are changed.\n' : unlistedLine(unlisted), shown: new Map() }
  const note = unlisted === 0 ? '' : unlistedLine(unlisted)
  const list = fileList(files, Math.floor(max / 2) - Buffer.byteLength(note + BETWEEN))
  const whole = list(() => true) + note
  const diffs = files.filter((one) => one.ignored === undefined)
  const bytes = diffs.reduce((sum, { diff }) => sum + diff.bytes, Buffer.byteLength(whole + BETWEEN))
  if (bytes <= max) {
    const all = new Map(files.map((one) => [one, one.ignored === undefined ? wholeOf(one) : undefined]))
    return { text: assembled(whole, files, all), shown: all }
  }
  const shown = inShares(files, max - Buffer.byteLength(list(() => false) + note + BETWEEN))
  return { text: assembled(list((one) => shown.get(one) !== undefined) + note, files, shown), shown }
}

function unlistedLine(unlisted: number | undefined): string {
  const more =
    unlisted === undefined ? 'further files may be missing here:' : `${counted(unlisted, 'more file')}:`
  return `[… ${more} GitHub's API lists no more than the ones above]\n`
}

function assembled(list: string, files: readonly ShownFile[], shown: DiffText['shown']): string {
  const diffs = files.map((one) => shown.get(one)?.text ?? '').join('')
  return diffs === '' ? list : `${list}${BETWEEN}${diffs}`
}

function wholeOf({ diff }: ShownFile): ShownHunks | undefined {
  return topHunks(diff, diff.bytes, () => '')
}

/** Each class gets what those before it left. */
function inShares(files: readonly ShownFile[], room: number): DiffText['shown'] {
  const shown = new Map<ShownFile, ShownHunks | undefined>(files.map((one) => [one, undefined]))
  let left = room
  for (const of of CLASSES) {
    const inClass = files.filter((one) => one.class === of && one.ignored === undefined)
    for (const [one, part] of evenly(inClass, left)) {
      shown.set(one, part)
      left -= part.bytes
    }
  }
  return shown
}

/** The first lines of a hunk that a file shows at least: its header and one more. */
const FEWEST_LINES = 2
/** Where not all can be seen anyway, those that are should be worth it. */
const WORTHWHILE_LINES = 12

/** The first lines of all files, or of as many as there is room for, and what is then left in equal parts. */
function evenly(files: readonly ShownFile[], room: number): Map<ShownFile, ShownHunks> {
  const fewest = admittedTo(room, files, FEWEST_LINES)
  const isForAll = fewest.length >= files.length * 0.9
  const admitted = isForAll ? fewest : admittedTo(room, files, WORTHWHILE_LINES)
  const left = room - admitted.reduce((sum, { least }) => sum + least, 0)
  const part = (index: number, more: number): ShownHunks | undefined => {
    const { one, least } = admitted[index] ?? { least: 0 }
    return one && topHunks(one.diff, least + more, hunksMark(one))
  }
  const wants = admitted.map(({ one, least }) => one.diff.bytes - least)
  const used = (index: number, more: number): number =>
    Math.max((part(index, more)?.bytes ?? 0) - (admitted[index]?.least ?? 0), 0)
  const shares = sharesInRounds(wants, left, used)
  const parts = admitted.map(({ one }, index) => [one, part(index, shares[index] ?? 0)] as const)
  return new Map(parts.filter((pair): pair is readonly [ShownFile, ShownHunks] => pair[1] !== undefined))
}

interface Admitted {
  readonly one: ShownFile
  /** What it takes to show its first lines. */
  readonly least: number
}

/** The files whose first lines fit, those that take least before others. */
function admittedTo(room: number, files: readonly ShownFile[], firstLines: number): Admitted[] {
  let left = room
  return files
    .map((one) => ({ one, least: leastBytes(one, firstLines) }))
    .sort((a, b) => a.least - b.least)
    .filter(({ least }) => (left -= least) >= 0)
}

/** The header, first lines of the first hunk, and the mark of what is left out; or all, where that is less. */
function leastBytes(one: ShownFile, firstLines: number): number {
  const { head, hunks, bytes, lines } = one.diff
  const first = startOfLines(hunks[0]?.text ?? '', firstLines)
  const mark = hunksMark(one)({ hunks: hunks.length, lines, bytes })
  return Math.min(bytes, Buffer.byteLength([head, first, '\n', mark].join('')))
}

function startOfLines(text: string, lines: number): string {
  let end = 0
  for (let line = 0; line < lines && end < text.length; line += 1) {
    const next = text.indexOf('\n', end)
    end = next < 0 ? text.length : next + 1
  }
  return text.slice(0, end)
}
