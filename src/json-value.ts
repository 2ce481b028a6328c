/** A value that JSON can express. What comes from outside is `unknown` until it is one of these. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [key: string]: Json | undefined
}

/** More levels than anybody writes, and fewer than exhaust the stack of what walks or writes a value. */
export const MAX_LEVELS = 1000

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** `Array.isArray` makes `any[]` of what is unknown. */
export function isList(value: Json): value is readonly Json[]
export function isList(value: unknown): value is readonly unknown[]
export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value)
}

/** Whether a value that came out of `JSON.parse` is there at all; it is then JSON all the way down. */
export function isJson(value: unknown): value is Json {
  return value !== undefined
}

/** The same for a map. */
export function isJsonObject(value: unknown): value is JsonObject {
  return isObject(value)
}

/** The value of JSON text, or undefined if it isn't JSON. A byte order mark is skipped (RFC 8259, section 8.1). */
export function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text)
    return { value }
  } catch {
    return undefined
  }
}

/** Whether a value has lists or maps inside each other more than so many levels deep. */
export function isDeeperThan(root: unknown, levels: number): boolean {
  let level = [root].filter(hasParts)
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > levels) return true
    const next: object[] = []
    for (const value of level) for (const item of valuesOf(value)) if (hasParts(item)) next.push(item)
    level = next
  }
  return false
}

function hasParts(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** The same as `Object.values`, which copies a list. */
function valuesOf(value: object): readonly unknown[] {
  return Array.isArray(value) ? value : Object.values(value)
}

/** Whether a value holds an integer that a double cannot tell from its neighbours. */
export function hasRoundedInteger(root: unknown): boolean {
  return hasNumber(root, (number) => Number.isInteger(number) && !Number.isSafeInteger(number))
}

/** Whether a value, at any depth, holds a number of a kind. */
export function hasNumber(root: unknown, isOfKind: (number: number) => boolean): boolean {
  const pending: unknown[] = [root]
  while (pending.length > 0) {
    const value = pending.pop()
    if (typeof value === 'number' && isOfKind(value)) return true
    if (hasParts(value)) for (const item of valuesOf(value)) pending.push(item)
  }
  return false
}
