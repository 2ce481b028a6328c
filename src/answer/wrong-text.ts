import type { ResponseFormat } from '../inputs/response-format.js'
import { isObject } from '../json-value.js'
import type { WithinTimeLimit } from '../time-limit.js'
import { MAX_VIOLATIONS, violationsText } from '../schema/violation.js'
import type { Verdict } from './verdict.js'

/**
 * What is wrong with an answer that should be JSON.
 *
 * @param answer its value; undefined if it does not parse
 */
export function wrongText(
  answer: { readonly value: unknown } | undefined,
  format: ResponseFormat,
  within: WithinTimeLimit,
): Verdict | undefined {
  if (answer === undefined) {
    return {
      code: 'invalid_json',
      reason: 'JSON was asked for, and the answer does not parse as JSON.',
      remedy: `Its text is in the output "content". Say in the prompt that JSON alone is wanted, or use ${format.kind === 'json_schema' ? 'a model that enforces schemas' : 'a "json-schema"'}.`,
    }
  }
  if (format.kind === 'json_object' && !isObject(answer.value)) {
    return {
      code: 'schema_mismatch',
      reason: 'A JSON object was asked for, and the answer is JSON, but no object.',
      remedy:
        'The answer is in the output "json". Say in the prompt what the object holds, or use a "json-schema".',
    }
  }
  const checked = format.kind === 'json_schema' ? format.validate(answer.value, within) : undefined
  if (checked === undefined) return undefined
  if (!checked.done) {
    return {
      code: 'schema_mismatch',
      reason: `The answer is JSON, but whether it matches the schema is unknown: ${checked.why}.`,
      remedy:
        'The answer is in the output "json". Look in the schema for a "pattern" with a repetition in a repetition, "uniqueItems" on a long list, and a definition that contains itself.',
    }
  }
  const { violations } = checked
  if (violations.length === 0) return undefined
  const more =
    violations.length === MAX_VIOLATIONS ? ` (at most ${String(MAX_VIOLATIONS)} places are listed)` : ''
  return {
    code: 'schema_mismatch',
    reason: `The answer is JSON, but does not match the schema${more}: ${violationsText(violations)}.`,
    remedy:
      'The answer is in the output "json". Mend the schema or the prompt, or use a model that enforces schemas.',
  }
}
