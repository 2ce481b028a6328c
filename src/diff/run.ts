import { counted, grouped } from '../display-text.js'
import type { Failure } from '../failure.js'
import type { Redactor } from '../report/redact.js'
import type { ChangedFile } from './changed-file.js'
import { diffText } from './diff-text.js'
import { ignoredFor, NOT_INCLUDED } from './ignored.js'
import type { DiffInputs } from './inputs.js'
import type { Change } from './read-change.js'
import { shownFile, type ShownFile } from './shown-file.js'

/** What the file of `files-file` says of one file. */
export interface FileEntry {
  readonly path: string
  readonly previous: string | null
  readonly status: string
  readonly additions: number
  readonly deletions: number
  /** What of its diff is in the text. */
  readonly shown: 'all' | 'part' | 'none'
  /** Why it is not all. */
  readonly reason: string | null
}

/** The text of a change, and what is in it. */
export interface Diff {
  readonly text: string
  readonly entries: readonly FileEntry[]
  /** How many files there are, as far as GitHub says. */
  readonly total: number
  readonly additions: number
  readonly deletions: number
  /** Whether nothing is left out but ignored, binary and merely renamed files. */
  readonly complete: boolean
  /** Files that are not shown whole, for another reason. */
  readonly leftOut: number
  readonly ignored: number
  readonly baseSha: string
  readonly headSha: string
  /** What limit of GitHub's was met, and whether "include" is at fault, in sentences. */
  readonly warnings: readonly string[]
}

/** The story of one run, as far as it came. */
export interface DiffRun {
  /** undefined if they were bad. */
  readonly inputs: DiffInputs | undefined
  readonly diff: Diff | undefined
  /** Absolute paths. */
  readonly files: { readonly diff: string; readonly files: string } | undefined
  readonly failure: Failure | undefined
}

/** The reason of a file that had to make way for others. */
const FOR_BUDGET = 'max-bytes'

/** What comes of a change under the inputs. Nothing is asked and nothing is written here. */
export function diffOf(change: Change, inputs: DiffInputs, redact: Pick<Redactor, 'text'>): Diff {
  const isIgnored = ignoredFor(inputs.include, inputs.ignore, change.attributes)
  const files = change.files.map((file): ShownFile => {
    // Before lines are cut, which may cut a secret.
    const clean: ChangedFile = { ...file, patch: file.patch && redact.text(file.patch) }
    return shownFile(clean, isIgnored(file.path), change.lost.has(file.path), inputs.maxLineBytes)
  })
  const unlisted = change.total === undefined ? undefined : Math.max(change.total - files.length, 0)
  const { text, shown } = diffText(files, unlisted, inputs.maxBytes)
  const entries = files.map((one) => entryOf(one, shown.get(one)))
  const ignored = files.filter((one) => one.ignored !== undefined).length
  const leftOut = entries.filter(({ reason }, index) => {
    return reason !== null && reason !== 'binary' && files[index]?.ignored === undefined
  })
  return {
    text: redact.text(text),
    entries,
    total: change.total ?? files.length,
    additions: change.additions,
    deletions: change.deletions,
    complete: leftOut.length === 0 && unlisted === 0,
    leftOut: leftOut.length + (unlisted ?? 0),
    ignored,
    baseSha: change.baseSha,
    headSha: change.headSha,
    warnings: [...limitWarning(unlisted, files.length), ...includeWarning(files)],
  }
}

function entryOf(one: ShownFile, part: ReturnType<ReturnType<typeof diffText>['shown']['get']>): FileEntry {
  const { path, previous = null, status, additions, deletions, patch } = one.file
  const known = { path, previous, status, additions, deletions }
  const none = (reason: string): FileEntry => ({ ...known, shown: 'none', reason })
  if (one.ignored !== undefined) return none(`ignored: ${one.ignored}`)
  if (patch === undefined)
    return one.lacks === undefined ? { ...known, shown: 'all', reason: null } : none(one.lacks)
  if (part === undefined) return none(FOR_BUDGET)
  const reason = part.leftOut.bytes > 0 ? FOR_BUDGET : (one.lacks ?? null)
  return { ...known, shown: reason === null ? 'all' : 'part', reason }
}

function limitWarning(unlisted: number | undefined, listed: number): string[] {
  if (unlisted === 0) return []
  const missing =
    unlisted === undefined
      ? 'of a comparison: further ones may be missing in the text.'
      : `of a pull request: ${grouped(unlisted)} ${unlisted === 1 ? 'is' : 'are'} missing in the text.`
  return [`GitHub lists no more than ${counted(listed, 'file')} ${missing}`]
}

function includeWarning(files: readonly ShownFile[]): string[] {
  if (files.length === 0 || files.some(({ ignored }) => ignored !== NOT_INCLUDED)) return []
  return ['"include" fits no file of this change: the text names the files, and has no diff.']
}
