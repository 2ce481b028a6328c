import { ANY_INTEGER, type NumberRange, POSITIVE_INTEGER } from './scalar-input.js'

/**
 * The inputs that `action.yml` declares, in its order. A repository test keeps this list, `action.yml` and the
 * README's table the same.
 */
export const DECLARED_INPUTS = [
  'prompt', 'prompt-file', 'system-prompt', 'system-prompt-file', 'messages', 'variables', 'file-variables',
  'files', 'image-detail', 'hidden-text', 'fence', 'fit', 'max-prompt-tokens',
  'model', 'fallback-models', 'endpoint', 'token', 'identity', 'github-token', 'org', 'api-version', 'github-hosts', 'token-header',
  'custom-headers', 'extra-body', 'response-format', 'json-schema', 'json-schema-file', 'tools', 'tools-file',
  'tool-choice', 'temperature', 'top-p', 'frequency-penalty', 'presence-penalty', 'max-tokens',
  'max-completion-tokens', 'seed', 'reasoning-effort', 'verbosity', 'service-tier', 'prompt-cache-key',
  'store', 'stop', 'modalities', 'timeout', 'max-retries', 'fail-on-error', 'summary', 'output-file', 'input',
  'file_input',
] as const // prettier-ignore

export type InputName = (typeof DECLARED_INPUTS)[number]

/** An input that is a field of the body, in the API's own name. */
export interface BodyField {
  readonly input: InputName
  readonly field: string
  /** What is sent; `other` is none of the parameters. */
  readonly takes: NumberRange | 'text' | 'boolean' | 'sequences' | 'modalities' | 'other'
  /** The range where the server speaks GitHub's dialect. */
  readonly onGitHub?: NumberRange
  /** The key in a prompt file's `modelParameters`, which may also hold the field's own name. */
  readonly key?: string
  /** Whether `extra-body` may name it as long as the input is not set: it had to before there was an input. */
  readonly inExtraBody?: true
}

const range = (min: number, max: number): NumberRange => ({ kind: 'number', min, max })

/** https://docs.github.com/en/rest/models/inference has the ranges; other servers take temperatures up to 2. */
export const BODY_FIELDS: readonly BodyField[] = [
  { input: 'model', field: 'model', takes: 'other' },
  { input: 'messages', field: 'messages', takes: 'other' },
  { input: 'response-format', field: 'response_format', takes: 'other' },
  { input: 'tools', field: 'tools', takes: 'other' },
  { input: 'tool-choice', field: 'tool_choice', takes: 'other' },
  { input: 'temperature', field: 'temperature', takes: range(0, 2), onGitHub: range(0, 1), key: 'temperature' },
  { input: 'top-p', field: 'top_p', takes: range(0, 1), key: 'topP' },
  { input: 'frequency-penalty', field: 'frequency_penalty', takes: range(-2, 2), key: 'frequencyPenalty' },
  { input: 'presence-penalty', field: 'presence_penalty', takes: range(-2, 2), key: 'presencePenalty' },
  { input: 'max-tokens', field: 'max_tokens', takes: POSITIVE_INTEGER, key: 'maxTokens' },
  { input: 'max-completion-tokens', field: 'max_completion_tokens', takes: POSITIVE_INTEGER, key: 'maxCompletionTokens' },
  { input: 'seed', field: 'seed', takes: ANY_INTEGER, key: 'seed' },
  { input: 'stop', field: 'stop', takes: 'sequences', key: 'stop' },
  { input: 'modalities', field: 'modalities', takes: 'modalities' },
  { input: 'reasoning-effort', field: 'reasoning_effort', takes: 'text', key: 'reasoningEffort', inExtraBody: true },
  { input: 'verbosity', field: 'verbosity', takes: 'text', key: 'verbosity', inExtraBody: true },
  { input: 'service-tier', field: 'service_tier', takes: 'text', inExtraBody: true },
  { input: 'prompt-cache-key', field: 'prompt_cache_key', takes: 'text', inExtraBody: true },
  { input: 'store', field: 'store', takes: 'boolean', inExtraBody: true },
] // prettier-ignore

/** Old names of actions/ai-inference, accepted in silence, and what they are called here. */
export const RENAMED_INPUTS = [
  { old: 'input', name: 'variables' },
  { old: 'file_input', name: 'file-variables' },
] as const satisfies readonly { old: InputName; name: InputName }[]

export const DEFAULT_ENDPOINT = 'https://models.github.ai/inference'
export const DEFAULT_TIMEOUT_SECONDS = 600
export const DEFAULT_MAX_RETRIES = 2

/**
 * The declared input that an undeclared one was probably meant to be: `max_tokens` for `max-tokens`. The runner
 * only warns of unknown inputs, so that the step would run without the value that its author set.
 *
 * @param name the input's name as the runner passes it, in any case
 * @param names what the `action.yml` declares
 */
export function intendedInput(name: string, names: readonly string[] = DECLARED_INPUTS): string | undefined {
  const dashed = name.toLowerCase().replaceAll('_', '-')
  const declared = names.find((input) => input.replaceAll('_', '-') === dashed)
  return RENAMED_INPUTS.find(({ old }) => old === declared)?.name ?? declared
}
