import { hasNumber, parseJson } from '../json-value.js'

/**
 * The value of JSON text, or undefined if it is none that a double can hold: `1e400` is Infinity to JavaScript, and
 * would be a silent `null` in an output.
 */
export function parseFiniteJson(text: string): { readonly value: unknown } | undefined {
  const parsed = parseJson(text)
  return parsed !== undefined && isFiniteJson(parsed.value) ? parsed : undefined
}

/** Whether each number in a value is finite. */
export function isFiniteJson(root: unknown): boolean {
  return !hasNumber(root, (number) => !Number.isFinite(number))
}
