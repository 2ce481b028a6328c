/**
 * Every way a step can fail, as the output `error-code` names it, with the title of its annotation: the few words that
 * the runner shows in bold. The README lists each with its remedy.
 */
export const TITLES = {
  invalid_input: 'Invalid input',
  unauthorized: 'The server wants a valid token',
  permission_denied: 'Permission denied',
  endpoint_retired: 'The endpoint is retired',
  endpoint_not_found: 'Endpoint not found',
  model_not_found: 'Model not found',
  target_not_found: 'Not found on GitHub',
  not_allowed: 'A value is outside its rule',
  write_failed: 'GitHub did not take what was to be written',
  rate_limited: 'Rate limit reached',
  quota_exhausted: 'Quota or credit exhausted',
  prompt_too_large: 'The prompt is too large',
  content_filtered: 'Blocked by a content filter',
  identity_refused: 'The identity of the job is refused',
  request_rejected: 'The server rejected the request',
  provider_error: 'The server failed',
  network_error: 'Network error',
  timeout: 'Timed out',
  invalid_response: 'The response is not what was asked for',
  refused: 'The model refused',
  truncated: 'The answer was cut off',
  empty_response: 'The answer is empty',
  invalid_json: 'The answer is not valid JSON',
  schema_mismatch: 'The answer does not match the schema',
  tool_call_missing: 'The required tool call is missing',
  output_error: 'A file could not be written',
  evaluation_failed: 'The evaluation failed',
  unjudged: 'There is no verdict',
  budget_reached: 'The budget is reached',
  cancelled: 'Cancelled',
  internal_error: 'Internal error',
}

export type ErrorCode = keyof typeof TITLES

/**
 * What went wrong, for the person who reads the log at midnight. It is a value, not an exception: a server
 * that says no is expected.
 */
export interface Failure {
  readonly code: ErrorCode
  /** What is true, one or more sentences. Text of a server in it has been through `oneLine`. */
  readonly reason: string
  /** What to do about it, one or more sentences. */
  readonly remedy: string
  /** HTTP status of the last request's response; of an error under a 200, its own code. */
  readonly status?: number | undefined
  /** How long the server asks to wait, in ms, where that is more than the time that is left. */
  readonly waitMs?: number | undefined
}

/** What came of something that may fail, where failing is expected: a value, or what went wrong. */
export type Result<T, E = Failure> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E }

/** The text of the `::error::` line and of the output `error-message`: the reason, then the remedy. */
export function failureMessage(failure: Failure): string {
  return `${failure.reason} ${failure.remedy}`.trim()
}

/**
 * The failure of a bug of ours, or of a part that could not be loaded. The message of the exception stays out of it,
 * because it may quote the answer; its class and the first frame are what a report needs.
 */
export function internalError(error: unknown): Failure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (/^(?:(?:ERR_)?MODULE_NOT_FOUND|ENOENT|EACCES|EIO|E[MN]FILE)$/.test(code)) {
    return {
      code: 'internal_error',
      reason: `A part of the action could not be loaded (${code}).`,
      remedy:
        'Run the job again. If it stays so on a self-hosted runner, delete the folder "_actions" in its work folder: the runner then downloads the action again.',
    }
  }
  const name = error instanceof Error ? error.name : typeof error
  const frame = error instanceof Error ? /\n\s+at ([^\n]{1,200})/.exec(error.stack ?? '')?.[1] : undefined
  const place = frame === undefined ? '' : ` at ${frame.replace(/^.*[\\/]/, '').replace(/\)+$/, '')}`
  return {
    code: 'internal_error',
    reason: `The action itself failed (${name}${place}).`,
    remedy:
      'This is a bug: please report it in the repository of the action, with this line and the inputs of the step.',
  }
}
