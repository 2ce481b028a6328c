import { firstLines, lineAt, lineCount, linesOf, startOf } from './lines.js'
import { missingLineEnd } from './pieces.js'

/** A hunk: its header `@@ … @@` and its lines, each with its line end. */
export interface Hunk {
  readonly text: string
  /** Of UTF-8. */
  readonly bytes: number
  /** Of its header and its lines. */
  readonly lines: number
}

/** What a diff says of one file. `head` and the hunks are, one after the other, its text. */
export interface FileDiff {
  /** The new path; the old one, of a file that is deleted. */
  readonly path: string
  /** What stands before the first hunk: `diff --git`, `index`, `---`, `+++`; or all, of a file without hunks. */
  readonly head: string
  readonly hunks: readonly Hunk[]
  readonly bytes: number
  readonly lines: number
}

export interface UnifiedDiff {
  /** What stands before the first file. */
  readonly preamble: string
  readonly files: readonly FileDiff[]
}

/** Of a diff; more could not even be named, and what has them is made to keep somebody busy. */
const MAX_FILES = 20_000
const MAX_LINES = 1_000_000

/** `@@ -1,7 +1,9 @@`; the numbers of lines are 1 where there are none. Diffs of merges have more of `@`. */
const HUNK = /^@@+ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/
const MERGE_HUNK = /^@@@+ -/
const HUNK_STARTS = new RegExp(`${HUNK.source}|${MERGE_HUNK.source}`, 'gm')

/**
 * Splits a unified diff, of Git or of `diff -u`, into files and hunks. Nothing is lost: joined they are the text.
 * What seems to have more than 20,000 files, or has more than a million lines, is no diff.
 *
 * A hunk ends with as many lines as its header names, so that a deleted line `-- a` is no file's header, or where
 * a line cannot be of a hunk.
 */
export function splitDiff(text: string): UnifiedDiff {
  const none = { preamble: text, files: [] }
  if (lineCount(text) > MAX_LINES) return none
  const lines = linesOf(text)
  const starts = fileStarts(lines)
  if (starts.length > MAX_FILES) return none
  const files = starts.map((start, index) => {
    const own = lines.slice(start, starts[index + 1])
    const first = own.findIndex(isHunkHeader)
    const head = first < 0 ? own : own.slice(0, first)
    return fileDiff(pathOf(head), head.join(''), first < 0 ? '' : own.slice(first).join(''))
  })
  return { preamble: lines.slice(0, starts[0]).join(''), files }
}

/**
 * A file's part of a diff.
 *
 * @param patch from the first `@@` on, as GitHub's API gives it; what stands before that belongs to `head`
 */
export function fileDiff(path: string, head: string, patch: string): FileDiff {
  // Slices, and no list of lines: a large pull request has half a million of them.
  const starts = Array.from(patch.matchAll(HUNK_STARTS), ({ index }) => index).filter((at) => at > 0)
  const ends = [...starts.filter((at) => patch[at - 1] === '\n'), patch.length]
  const hunks = ends.flatMap((end, index): Hunk[] => {
    const text = patch.slice(ends[index - 1] ?? 0, end)
    return text === '' ? [] : [{ text, bytes: Buffer.byteLength(text), lines: lineCount(text) }]
  })
  const sum = (of: 'bytes' | 'lines'): number => hunks.reduce((total, hunk) => total + hunk[of], 0)
  const bytes = Buffer.byteLength(head) + sum('bytes')
  return { path, head, hunks, bytes, lines: lineCount(head) + sum('lines') }
}

/** What of a file is not shown. A hunk that is shown in part counts as left out. */
export interface LeftOutHunks {
  readonly hunks: number
  readonly lines: number
  readonly bytes: number
}

export interface ShownHunks {
  /** Head, hunks, and the mark, unless nothing is left out. */
  readonly text: string
  /** Of the text. */
  readonly bytes: number
  readonly leftOut: LeftOutHunks
}

/**
 * As much of a file as fits: all of it, or its head, whole hunks from the top, and a mark. Where not even the first
 * hunk fits, it is cut between two lines, never inside its header.
 *
 * @param max bytes, the mark included
 * @param markOf the mark, with its line end; for less it is at most a byte longer
 * @param cutsLines whether a first line that is longer than `max` is cut between characters
 * @returns undefined if nothing of a hunk fits
 */
export function topHunks(
  file: FileDiff,
  max: number,
  markOf: (leftOut: LeftOutHunks) => string,
  cutsLines = false,
): ShownHunks | undefined {
  const { head, hunks } = file
  const [first] = hunks
  if (file.bytes <= max) {
    const leftOut = { hunks: 0, lines: 0, bytes: 0 }
    return { text: head + joined(hunks), bytes: file.bytes, leftOut }
  }
  if (first === undefined) return undefined
  const headBytes = Buffer.byteLength(head)
  const lines = hunks.reduce((sum, hunk) => sum + hunk.lines, 0)
  const longest = markOf({ hunks: hunks.length, lines, bytes: file.bytes - headBytes })
  // 10 KB become 9.9 KB, and what is shown may need a line end.
  let room = max - headBytes - Buffer.byteLength(longest) - 2
  const fits = (hunk: Hunk): boolean => (room -= hunk.bytes) >= 0
  const unfit = hunks.findIndex((hunk) => !fits(hunk))
  const whole = unfit < 0 ? hunks : hunks.slice(0, unfit)
  const start =
    whole.length > 0 ? { text: '', lines: 0 } : startOfHunk(first, room + first.bytes, max, cutsLines)
  if (start === undefined) return undefined
  const shown = head + joined(whole) + start.text
  const leftOut = {
    hunks: hunks.length - whole.length,
    lines: lines - whole.reduce((sum, hunk) => sum + hunk.lines, start.lines),
    bytes: file.bytes - Buffer.byteLength(shown),
  }
  const text = shown + missingLineEnd(shown) + markOf(leftOut)
  return { text, bytes: Buffer.byteLength(text), leftOut }
}

/** Of a hunk that does not fit, its header and what fits of its lines; undefined if that is nothing. */
function startOfHunk(
  { text }: Hunk,
  room: number,
  max: number,
  cutsLines: boolean,
): { readonly text: string; readonly lines: number } | undefined {
  const whole = firstLines(text, room)
  const lines = lineCount(whole)
  if (lines > 1) return { text: whole, lines }
  const line = lineAt(text, whole.length)
  if (!cutsLines || lines === 0 || Buffer.byteLength(line) <= max) return undefined
  return { text: startOf(text, room), lines }
}

function joined(hunks: readonly Hunk[]): string {
  return hunks.map(({ text }) => text).join('')
}

function isHunkHeader(line: string): boolean {
  return line.startsWith('@@') && (HUNK.test(line) || MERGE_HUNK.test(line))
}

/** The lines at which files begin. */
function fileStarts(lines: readonly string[]): readonly number[] {
  const starts: number[] = []
  let isInHead = false
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? ''
    if (isHunkHeader(line)) {
      index += hunkLength(lines, index) - 1
      isInHead = false
    } else if (line.startsWith('diff -')) {
      starts.push(index)
      isInHead = true
    } else if (!isInHead && line.startsWith('--- ') && lines[index + 1]?.startsWith('+++ ') === true) {
      starts.push(index)
      isInHead = true
    }
  }
  return starts
}

/** Of a hunk's lines, its header included. */
function hunkLength(lines: readonly string[], start: number): number {
  const [, removed = '1', added = '1'] = HUNK.exec(lines[start] ?? '') ?? ['', 'Infinity', 'Infinity']
  let [old, fresh] = [Number(removed), Number(added)]
  let end = start + 1
  for (; end < lines.length; end += 1) {
    const sign = (lines[end] ?? '').charAt(0)
    // Git writes "\ No newline at end of file" behind the last line, too.
    if (sign !== '\\' && old <= 0 && fresh <= 0) break
    if (sign === '-') old -= 1
    else if (sign === '+') fresh -= 1
    else if (/^[ \r\n]/.test(sign)) [old, fresh] = [old - 1, fresh - 1]
    else if (sign !== '\\') break
  }
  return end - start
}

function pathOf(head: readonly string[]): string {
  const named = (pattern: RegExp): string | undefined =>
    head.map((line) => pattern.exec(line)?.[1]).find((path) => path !== undefined && path !== '/dev/null')
  // `diff -u` writes a time behind the path, Git a tab behind one with blanks.
  const path =
    named(/^rename to (.+?)\r?\n?$/) ??
    named(/^\+\+\+ (?:b\/)?([^\t\r\n]+)/) ??
    named(/^--- (?:a\/)?([^\t\r\n]+)/) ??
    named(/^diff .* "?b\/(.+?)"?\r?\n?$/) ??
    named(/^diff --(?:cc|combined) (.+?)\r?\n?$/)
  return path ?? 'a file'
}
