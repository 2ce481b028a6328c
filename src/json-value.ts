/** A value that JSON can express. What comes from outside is `unknown` until it is one of these. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [key: string]: Json | undefined
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether a value that came out of `JSON.parse` is there at all; it is then JSON all the way down. */
export function isJson(value: unknown): value is Json {
  return value !== undefined
}

/** The same for a map. */
export function isJsonObject(value: unknown): value is JsonObject {
  return isObject(value)
}

/** The value of JSON text, or undefined if it is none. A byte order mark is skipped (RFC 8259, section 8.1). */
export function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text)
    return { value }
  } catch {
    return undefined
  }
}

/** A value as JSON text without blanks, however deep: `JSON.stringify` recurses, and gives up at some thousand levels. */
export function compactJson(value: Json): string {
  try {
    return JSON.stringify(value)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return compactDeepJson(value)
  }
}

function compactDeepJson(root: Json): string {
  const parts: string[] = []
  const pending: ({ readonly value: Json } | string)[] = [{ value: root }]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (typeof next === 'string') parts.push(next)
    else if (typeof next.value !== 'object' || next.value === null) parts.push(JSON.stringify(next.value))
    else {
      const isList = Array.isArray(next.value)
      // What comes last is written first, for the list of what is pending is a stack.
      pending.push(isList ? ']' : '}')
      for (const [index, [key, item]] of [...Object.entries(next.value).entries()].reverse()) {
        pending.push({ value: item ?? null })
        pending.push(`${index === 0 ? '' : ','}${isList ? '' : `${JSON.stringify(key)}:`}`)
      }
      parts.push(isList ? '[' : '{')
    }
  }
  return parts.join('')
}

/** One segment of a JSON Pointer (RFC 6901). */
export function pointerSegment(key: string | number): string {
  return String(key).replaceAll('~', '~0').replaceAll('/', '~1')
}

/** Whether a value holds an integer that a double cannot tell from its neighbours. */
export function hasRoundedInteger(root: unknown): boolean {
  return hasNumber(root, (number) => Number.isInteger(number) && !Number.isSafeInteger(number))
}

/** Whether a value, which may be nested more deeply than the stack allows, holds a number of a kind. */
export function hasNumber(root: unknown, isOfKind: (number: number) => boolean): boolean {
  const pending: unknown[] = [root]
  while (pending.length > 0) {
    const value = pending.pop()
    if (typeof value === 'number' && isOfKind(value)) return true
    if (typeof value === 'object' && value !== null)
      for (const item of Object.values(value)) pending.push(item)
  }
  return false
}
