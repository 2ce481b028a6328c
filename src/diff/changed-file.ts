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

/** Whether a row says nothing: that of a binary or merely renamed file, or one that GitHub has emptied. */
export function isHollow({ patch, additions, deletions, isEmpty }: ChangedFile): boolean {
  return patch === undefined && additions === 0 && deletions === 0 && !isEmpty
}
