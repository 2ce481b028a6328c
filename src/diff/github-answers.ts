import * as z from 'zod/mini'
import { type ChangedFile, type Status, STATUSES } from './changed-file.js'

export const PULL = z.object({
  changed_files: z.number(),
  additions: z.number(),
  deletions: z.number(),
  base: z.object({ sha: z.string() }),
  head: z.object({ sha: z.string() }),
})

const COMMIT = z.object({ sha: z.string() })
export const COMPARISON = z.object({
  base_commit: COMMIT,
  merge_base_commit: COMMIT,
  ahead_by: z.number(),
  commits: z.array(COMMIT),
  files: z.unknown(),
})

export type Pull = z.infer<typeof PULL>

/** https://docs.github.com/en/rest/pulls/pulls#list-pull-requests-files; comparisons have the same rows. */
const ROW = z.object({
  sha: z.nullish(z.string()),
  filename: z.string().check(z.minLength(1)),
  previous_filename: z.nullish(z.string()),
  status: z.string(),
  additions: z.number(),
  deletions: z.number(),
  patch: z.nullish(z.string()),
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
    previous: previous ?? undefined,
    status: isStatus(row.status) ? row.status : 'modified',
    additions: row.additions,
    deletions: row.deletions,
    patch: patch ? withLineEnd(patch) : undefined,
    // One that is renamed, or that has lost all its lines, has more to say.
    isEmpty: EMPTY_BLOBS.includes(sha ?? '') && ['added', 'removed'].includes(row.status),
  }))
}

/** In one piece at once: what it was made of dies young, and is not kept beside it until the text is made. */
function withLineEnd(patch: string): string {
  return [patch, ''].join('\n')
}

function isStatus(status: string): status is Status {
  return Object.hasOwn(STATUSES, status)
}
