import { oneLine } from '../display-text.js'
import type { WithinTimeLimit } from '../time-limit.js'

/** Enough to mend an answer or a prompt; the rest is the same again. */
export const MAX_VIOLATIONS = 10

/** One place where a value breaks its schema. Neither part holds anything that the model made up. */
export interface Violation {
  /** JSON Pointer (RFC 6901) into the value; `*` for a key that the schema does not name. */
  readonly pointer: string
  readonly message: string
}

/** What came of holding a value against a schema. */
export type Validation =
  | { readonly done: true; readonly violations: readonly Violation[] }
  /** It could not be found out; `why` ends a sentence about the value. */
  | { readonly done: false; readonly why: string }

/** A compiled schema. */
export type Validate = (value: unknown, within: WithinTimeLimit) => Validation

/** Violations as one text: `/labels/0 must be string; (root) must have required property 'kind'`. */
export function violationsText(list: readonly Violation[]): string {
  return list
    .map(({ pointer, message }) => `${pointer === '' ? '(root)' : oneLine(pointer, 200)} ${message}`)
    .join('; ')
}
