import { oneLine } from '../display-text.js'

/** Enough to correct an answer or a prompt; the rest is the same again. */
export const MAX_VIOLATIONS = 10

/** One place where a value breaks its schema. Neither part holds anything that the model made up. */
export interface Violation {
  /** JSON Pointer (RFC 6901) into the value; `*` for a key that the schema does not name. */
  readonly pointer: string
  readonly message: string
}

/**
 * A compiled schema: up to ten places where a value breaks it. A pattern such as `(a+)+` can make it take hours.
 *
 * @throws RangeError if the value is nested more deeply than the stack allows
 */
export type Validate = (value: unknown) => readonly Violation[]

/** Violations as one text: `/labels/0 must be string; (root) must have required property 'kind'`. */
export function violationsText(list: readonly Violation[]): string {
  return list
    .map(({ pointer, message }) => `${pointer === '' ? '(root)' : oneLine(pointer, 200)} ${message}`)
    .join('; ')
}
