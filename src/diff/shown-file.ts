import { counted, grouped } from '../display-text.js'
import { startOf } from '../fit/lines.js'
import { type FileDiff, fileDiff, type LeftOutHunks } from '../fit/unified-diff.js'
import { type ChangedFile, isHollow, STATUSES } from './changed-file.js'
import { classOf, type FileClass } from './file-class.js'

/** A file on its way into the text. */
export interface ShownFile {
  readonly file: ChangedFile
  /** Why it has no diff, where that was asked for. */
  readonly ignored: string | undefined
  readonly class: FileClass
  /** Its part of the text, whole: the header, and the patch or a mark in its place. */
  readonly diff: FileDiff
  /** What is not there whatever the budget, in a word or two; undefined if nothing. */
  readonly lacks: 'binary' | 'too large' | "not in GitHub's answer" | 'long lines' | undefined
}

/**
 * @param lost whether GitHub has emptied the row
 * @param maxLineBytes a longer line is cut to so many bytes, mark included
 */
export function shownFile(
  file: ChangedFile,
  ignored: string | undefined,
  lost: boolean,
  maxLineBytes: number,
): ShownFile {
  const { path, previous = path, patch } = file
  const header = `diff --git ${quoted(`a/${previous}`)} ${quoted(`b/${path}`)}\n`
  const known = { file, ignored, class: classOf(path) }
  if (patch === undefined) {
    const [mark, lacks] = markOf(file, lost)
    return { ...known, lacks, diff: fileDiff(path, `${header}${mark}\n`, '') }
  }
  const shown = withShortLines(patch, maxLineBytes)
  const lacks = shown === patch ? undefined : 'long lines'
  return { ...known, lacks, diff: fileDiff(path, header, shown) }
}

/** What stands in the place of a patch that GitHub's API does not give. */
function markOf(file: ChangedFile, lost: boolean): readonly [mark: string, lacks: ShownFile['lacks']] {
  if (file.isEmpty) return ['[empty]', undefined]
  if (!isHollow(file)) return [`[too large for GitHub's API: ${linesText(file)}]`, 'too large']
  if (lost) return ["[not in GitHub's answer]", "not in GitHub's answer"]
  const isMoved = file.status === 'renamed' || file.status === 'copied'
  return isMoved ? ['[renamed only]', undefined] : ['[binary]', 'binary']
}

/** `[… 7 of 12 hunks, 812 lines of src/a.ts left out]` */
export function hunksMark({ file, diff }: ShownFile): (leftOut: LeftOutHunks) => string {
  const total = diff.hunks.length
  return ({ hunks, lines }) =>
    `[… ${grouped(hunks)} of ${counted(total, 'hunk')}, ${counted(lines, 'line')} of ${quoted(file.path)} left out]\n`
}

/** `M +12 −3 src/a.ts` */
export function fileLine(file: ChangedFile): string {
  const { path, previous } = file
  const from = previous === undefined ? '' : `${quoted(previous)} → `
  return `${STATUSES[file.status]} ${linesText(file)} ${from}${quoted(path)}`
}

/** `+1,234 −56` */
export function linesText({ additions, deletions }: Pick<ChangedFile, 'additions' | 'deletions'>): string {
  return `+${grouped(additions)} −${grouped(deletions)}`
}

/** What an eye misses or takes for a line end. */
const UNCLEAR = /["\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u

/** A name as it is, or in quotes, as Git does it, where it could pass for something else. */
export function quoted(name: string): string {
  if (!UNCLEAR.test(name)) return name
  const escaped = JSON.stringify(name).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (char) =>
    [...Buffer.from(char)].map((byte) => `\\${byte.toString(8)}`).join(''),
  )
  return escaped
}

/** Lines that are too long become their start and a mark; a patch without such lines stays the same. */
function withShortLines(patch: string, max: number): string {
  // No UTF-16 unit takes more than three bytes.
  const isLong = (line: string): boolean => line.length > max / 3 && Buffer.byteLength(line) > max
  // Most patches have no such line, and a large pull request has half a million lines.
  for (let start = 0, end = 0; end < patch.length; start = end + 1) {
    const next = patch.indexOf('\n', start)
    end = next < 0 ? patch.length : next
    if (end - start > max / 3 && isLong(patch.slice(start, end))) {
      const lines = patch.split('\n')
      return lines.map((line) => (isLong(line) ? cutLine(line, max) : line)).join('\n')
    }
  }
  return patch
}

function cutLine(line: string, max: number): string {
  const bytes = Buffer.byteLength(line)
  const mark = (left: number): string => `[… ${grouped(left)} bytes left out]`
  const start = startOf(line, max - Buffer.byteLength(mark(bytes)))
  return `${start}${mark(bytes - Buffer.byteLength(start))}`
}
