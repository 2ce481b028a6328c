/** The inputs that `eval/action.yml` declares, in its order. */
export const INPUTS = [
  'prompt-files', 'models', 'model', 'judge-model', 'judge-endpoint', 'judge-token', 'judge-token-header', 'repeat',
  'min-pass', 'threshold', 'baseline-file', 'base', 'fail-on', 'max-concurrency', 'max-requests', 'cache',
  'results-file', 'junit-file', 'report-file', 'annotations', 'endpoint', 'token', 'identity', 'github-token', 'org',
  'api-version', 'github-hosts', 'token-header', 'custom-headers', 'extra-body', 'temperature', 'top-p',
  'frequency-penalty', 'presence-penalty', 'max-tokens', 'max-completion-tokens', 'seed', 'reasoning-effort',
  'verbosity', 'service-tier', 'prompt-cache-key', 'store', 'stop', 'timeout', 'max-retries', 'fail-on-error',
  'summary',
] as const // prettier-ignore

/** Its outputs, but for how it ended. */
export const OUTPUTS = [
  'passed', 'pass-rate', 'total', 'passed-tests', 'failed-tests', 'errored-tests', 'regressions', 'improvements',
  'requests', 'usage', 'results-file', 'junit-file', 'report-file',
] as const // prettier-ignore
