import { oneLine } from '../display-text.js'

/** One place where a value breaks its schema. Neither part holds anything that the model made up. */
export interface Violation {
  /** JSON Pointer (RFC 6901) into the value; `*` for a key that the schema does not name. */
  readonly pointer: string
  readonly message: string
}

/** A compiled schema. */
export type Validate = (value: unknown) => readonly Violation[]

/** Violations as one text: `/labels/0 must be string; (root) must have required property 'kind'`. */
export function violationsText(list: readonly Violation[]): string {
  return list
    .map(({ pointer, message }) => `${pointer === '' ? '(root)' : oneLine(pointer, 200)} ${message}`)
    .join('; ')
}
