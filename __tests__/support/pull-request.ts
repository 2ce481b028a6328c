import type { ChangedFile } from '../../src/diff/changed-file.js'
import { notFound, type GitHubRequest, type Routes } from './github-server.js'

/** The SHA of an empty file. */
const EMPTY = 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391'

/** A row as GitHub's API has it. */
export function rowOf(file: ChangedFile): object {
  const { path, previous, patch, additions, deletions, status, isEmpty } = file
  return {
    sha: isEmpty ? EMPTY : '1'.repeat(40),
    filename: path,
    status,
    additions,
    deletions,
    changes: additions + deletions,
    blob_url: `https://github.com/octocat/hello-world/blob/b/${encodeURIComponent(path)}`,
    ...(previous === undefined ? {} : { previous_filename: previous }),
    ...(patch === undefined ? {} : { patch: patch.replace(/\n$/, '') }),
  }
}

/** A text file that is changed: so many lines added, of a word each. */
export function changedFile(path: string, lines: number, more: Partial<ChangedFile> = {}): ChangedFile {
  const body = Array.from({ length: lines }, (_, index) => `+line ${String(index + 1)} of ${path}`)
  const patch = [`@@ -0,0 +1,${String(lines)} @@`, ...body, ''].join('\n')
  const file = { path, previous: undefined, additions: lines, deletions: 0, patch, isEmpty: false }
  return { ...file, status: 'added', ...more }
}

export interface PlayedPull {
  readonly files: readonly ChangedFile[]
  /** What the pull request itself says; by default what is in `files`. */
  readonly changedFiles?: number
  readonly attributes?: string
  /** How many lines a page shows before GitHub empties the rows that follow. */
  readonly linesPerPage?: number
}

/** Plays pull request 12 of octocat/hello-world. */
export function pullRoutes({
  files,
  changedFiles = files.length,
  attributes,
  linesPerPage = 20_000,
}: PlayedPull): Routes {
  const sum = (of: 'additions' | 'deletions'): number => files.reduce((total, file) => total + file[of], 0)
  const listed = ({ query }: GitHubRequest): object[] => {
    const size = Number(query.get('per_page') ?? 30)
    const start = (Number(query.get('page') ?? 1) - 1) * size
    let left = linesPerPage
    return files.slice(start, Math.min(start + size, 3000)).map((file) => {
      left -= file.additions + file.deletions
      if (left >= 0) return rowOf(file)
      return rowOf({ ...file, patch: undefined, additions: 0, deletions: 0 })
    })
  }
  const content = Buffer.from(attributes ?? '').toString('base64')
  return {
    'GET /repos/octocat/hello-world/pulls/12': {
      body: {
        number: 12,
        changed_files: changedFiles,
        additions: sum('additions'),
        deletions: sum('deletions'),
        base: { sha: 'a'.repeat(40), ref: 'main' },
        head: { sha: 'b'.repeat(40), ref: 'feature' },
      },
    },
    'GET /repos/octocat/hello-world/pulls/12/files': (request) => ({ body: listed(request) }),
    'GET /repos/octocat/hello-world/contents/.gitattributes':
      attributes === undefined ? notFound() : { body: { type: 'file', encoding: 'base64', content } },
  }
}
