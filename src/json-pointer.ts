import { isList, type Json } from './json-value.js'
import type { Path } from './problems/source.js'

/** One segment of a JSON Pointer (RFC 6901). */
export function pointerSegment(key: string | number): string {
  return String(key).replaceAll('~', '~0').replaceAll('/', '~1')
}

/** Whether a text is a JSON Pointer: empty, or `/`-separated segments in which `~` is only `~0` or `~1` (RFC 6901, section 3). */
export function isPointer(text: string): boolean {
  return /^(?:\/(?:[^~]|~[01])*)?$/.test(text)
}

const INDEX = /^(?:0|[1-9]\d{0,8})$/

/** The keys that a JSON Pointer leads through; an index is a number. */
export function pathOfPointer(pointer: string): Path {
  const segments = pointer.split('/').slice(1)
  const keys = segments.map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
  return keys.map((key) => (INDEX.test(key) ? Number(key) : key))
}

/** undefined if there is nothing; a list has nothing but its items (RFC 6901, section 4). */
export function valueAt(root: Json, path: Path): Json | undefined
export function valueAt(root: unknown, path: Path): unknown
export function valueAt(root: unknown, path: Path): unknown {
  let value = root
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    if (isList(value) && !INDEX.test(String(key))) return undefined
    value = Reflect.get(value, key)
  }
  return value
}
