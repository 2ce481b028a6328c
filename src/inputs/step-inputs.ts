import type { Environment } from '../environment.js'
import type { Problems } from '../problems/problems.js'
import { DEFAULT_MAX_RETRIES, DEFAULT_TIMEOUT_SECONDS, intendedInput } from './declared.js'
import { booleanInput, numberInput, POSITIVE_INTEGER } from './scalar-input.js'

const SECONDS = { ...POSITIVE_INTEGER, max: 21_600 }
const RETRIES = { ...POSITIVE_INTEGER, min: 0, max: 10 }

/** What every action of this repository takes. */
export interface StepInputs {
  readonly timeoutMs: number
  readonly maxRetries: number
}

/**
 * Reads what every action takes, and reports inputs that none of them is. Whether it fails the step and writes a
 * summary is decided at its end, from the environment; here, both are only checked.
 *
 * @param declared the names in the action's `action.yml`
 */
export function readStepInputs(
  { inputs }: Environment,
  problems: Problems,
  declared: readonly string[],
): StepInputs {
  for (const [input, value] of inputs)
    if (!declared.includes(input)) reportUndeclared(input, value, problems, declared)
  booleanInput('fail-on-error', inputs.get('fail-on-error'), problems)
  booleanInput('summary', inputs.get('summary'), problems)
  const timeout = numberInput('timeout', inputs.get('timeout'), SECONDS, problems)
  const retries = numberInput('max-retries', inputs.get('max-retries'), RETRIES, problems)
  return {
    timeoutMs: (timeout ?? DEFAULT_TIMEOUT_SECONDS) * 1000,
    maxRetries: retries ?? DEFAULT_MAX_RETRIES,
  }
}

/** What actions/ai-inference has, and this action has not. */
const DROPPED = [
  {
    input: 'enable-github-mcp',
    value: 'true',
    rule: 'does not exist here: this action asks a model once and runs no tools',
    remedy: 'Remove it; fetch what the model must know in an earlier step and pass it by "file-variables".',
  },
  {
    input: 'provider',
    value: 'copilot',
    rule: 'does not exist here: this action speaks to HTTP servers, not to the Copilot CLI',
    remedy: 'Remove it and set "endpoint", "token" and "model" of an OpenAI-compatible server.',
  },
]

/** A misspelt input would be ignored in silence, a dropped feature missed later. */
function reportUndeclared(
  input: string,
  value: string,
  problems: Problems,
  declared: readonly string[],
): void {
  const meant = intendedInput(input, declared)
  if (meant !== undefined)
    problems.add({ input, rule: `isn't an input; "${meant}" is`, remedy: `Write "${meant}".` })
  const dropped = DROPPED.find((known) => known.input === input && known.value === value.toLowerCase())
  if (dropped !== undefined) problems.add({ input, rule: dropped.rule, remedy: dropped.remedy })
}
