/** The inputs that `apply/action.yml` declares, in its order. */
export const INPUTS = [
  'json', 'json-file', 'text', 'text-file', 'rules', 'rules-file', 'target', 'github-token', 'dry-run', 'timeout',
  'max-retries', 'fail-on-error', 'summary',
] as const // prettier-ignore

/** Its outputs, but for how it ended. */
export const OUTPUTS = [
  'applied', 'planned', 'skipped', 'comment-id', 'comment-url', 'issue-number', 'labels-added', 'labels-removed',
  'review-id',
] as const // prettier-ignore
