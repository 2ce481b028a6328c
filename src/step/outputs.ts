import { EOL } from 'node:os'
import { failureMessage, type Failure } from '../failure.js'
import type { Redactor } from '../report/redact.js'

/** The runner takes 1 MiB an output; what is larger breaks the step. In bytes of UTF-8. */
export const MAX_OUTPUT_BYTES = 1_000_000

/** How a step ended: the last outputs of every action here. */
export const ENDING_OUTPUTS = ['outcome', 'error-code', 'error-status', 'error-message'] as const

export function endingOutputs(
  failure: Failure | undefined,
  redact: Redactor,
): Record<(typeof ENDING_OUTPUTS)[number], string> {
  return {
    outcome: failure === undefined ? 'success' : 'failure',
    'error-code': failure?.code ?? '',
    'error-status': String(failure?.status ?? ''),
    'error-message': failure === undefined ? '' : redact.message(failureMessage(failure)),
  }
}

/**
 * The outputs as the runner's file takes them: each value between random delimiters, which no content can forge.
 * `core.setOutput` writes the same, one output at a time: on a full disk, half of one, which fails the step.
 *
 * @param random what nobody can guess who wrote a value
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#multiline-strings
 */
export function outputsText(outputs: Readonly<Record<string, string>>, random: string): string {
  const delimiter = `ghadelimiter_${random}`
  return Object.entries(outputs)
    .map(([name, value]) => [`${name}<<${delimiter}`, value, delimiter, ''].join(EOL))
    .join('')
}
