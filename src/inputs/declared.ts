/**
 * The inputs that `action.yml` declares, in its order. A repository test keeps this list, `action.yml` and the
 * README's table the same.
 */
export const DECLARED_INPUTS = [
  'prompt',
  'prompt-file',
  'system-prompt',
  'system-prompt-file',
  'messages',
  'variables',
  'file-variables',
  'model',
  'endpoint',
  'token',
  'github-token',
  'org',
  'api-version',
  'github-hosts',
  'token-header',
  'custom-headers',
  'extra-body',
  'response-format',
  'json-schema',
  'json-schema-file',
  'tools',
  'tools-file',
  'tool-choice',
  'temperature',
  'top-p',
  'frequency-penalty',
  'presence-penalty',
  'max-tokens',
  'max-completion-tokens',
  'seed',
  'stop',
  'modalities',
  'timeout',
  'max-retries',
  'fail-on-error',
  'summary',
  'output-file',
  'input',
  'file_input',
] as const

export type InputName = (typeof DECLARED_INPUTS)[number]

/** Old names of actions/ai-inference, declared with a deprecation message, and what they are called here. */
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
 */
export function intendedInput(name: string): InputName | undefined {
  const dashed = name.toLowerCase().replaceAll('_', '-')
  return DECLARED_INPUTS.find((declared) => declared.replaceAll('_', '-') === dashed)
}
