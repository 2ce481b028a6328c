/** The inputs that `diff/action.yml` declares, in its order. */
export const INPUTS = [
  'pull-request', 'base', 'head', 'github-token', 'max-bytes', 'include', 'ignore', 'ignore-defaults',
  'max-line-bytes', 'timeout', 'max-retries', 'fail-on-error', 'summary',
] as const // prettier-ignore

/** Its outputs, but for how it ended. */
export const OUTPUTS = [
  'diff-file', 'files-file', 'files', 'additions', 'deletions', 'bytes', 'complete', 'left-out', 'ignored', 'base-sha',
  'head-sha',
] as const // prettier-ignore
