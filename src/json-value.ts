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

/** One segment of a JSON Pointer (RFC 6901). */
export function pointerSegment(key: string | number): string {
  return String(key).replaceAll('~', '~0').replaceAll('/', '~1')
}
