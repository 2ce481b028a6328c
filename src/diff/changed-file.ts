import * as z from 'zod/mini'

/** A file of a pull request or a comparison, as GitHub's API lists it. */
export interface ChangedFile {
  readonly path: string
  /** The path that it was renamed or copied from. */
  readonly previous: string | undefined
  readonly status: Status
  readonly additions: number
  readonly deletions: number
  /** Its last line has an end, too; undefined for binary files, large ones, renamed ones and empty ones. */
  readonly patch: string | undefined
  readonly isEmpty: boolean
}

/** GitHub's words, and the letters that Git has for them. */
export const STATUSES = {
  added: 'A',
  removed: 'D',
  modified: 'M',
  renamed: 'R',
  copied: 'C',
  changed: 'T',
  unchanged: 'U',
} as const

export type Status = keyof typeof STATUSES

/** https://docs.github.com/en/rest/pulls/pulls#list-pull-requests-files; comparisons have the same rows. */
const ROW = z.object({
  sha: z.nullable(z.string()),
  filename: z.string().check(z.minLength(1)),
  previous_filename: z.optional(z.string()),
  status: z.string(),
  additions: z.number(),
  deletions: z.number(),
  patch: z.optional(z.string()),
})

const ROWS = z.array(ROW)

/** The name that Git gives to an empty file, in SHA-1 and in SHA-256. */
const EMPTY_BLOBS = [
  'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391',
  '473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813',
]

/** @returns undefined if it is no list of files */
export function readRows(data: unknown): readonly ChangedFile[] | undefined {
  const parsed = ROWS.safeParse(data)
  if (!parsed.success) return undefined
  return parsed.data.map(({ sha, filename, previous_filename: previous, patch, ...row }) => ({
    path: filename,
    previous,
    status: isStatus(row.status) ? row.status : 'modified',
    additions: row.additions,
    deletions: row.deletions,
    patch: patch === undefined || patch === '' ? undefined : `${patch}\n`,
    isEmpty: EMPTY_BLOBS.includes(sha ?? ''),
  }))
}

function isStatus(status: string): status is Status {
  return Object.hasOwn(STATUSES, status)
}

/** Whether a row says nothing: that of a binary or merely renamed file, or one that GitHub has emptied. */
export function isHollow({ patch, additions, deletions, isEmpty }: ChangedFile): boolean {
  return patch === undefined && additions === 0 && deletions === 0 && !isEmpty
}
