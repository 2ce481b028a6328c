import { parseJson } from '../json-value.js'

/**
 * The value of JSON text, or undefined if it is none that a double can hold: `1e400` is Infinity to JavaScript, and
 * would be a silent `null` in an output.
 */
export function parseFiniteJson(text: string): { readonly value: unknown } | undefined {
  const parsed = parseJson(text)
  return parsed !== undefined && isFiniteJson(parsed.value) ? parsed : undefined
}

/** Whether each number in a value is finite. It may be nested more deeply than the stack allows. */
export function isFiniteJson(root: unknown): boolean {
  const pending: unknown[] = [root]
  while (pending.length > 0) {
    const value = pending.pop()
    if (typeof value === 'number' && !Number.isFinite(value)) return false
    if (typeof value === 'object' && value !== null)
      for (const item of Object.values(value)) pending.push(item)
  }
  return true
}
