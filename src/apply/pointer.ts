import { isList, isObject, type Json } from '../json-value.js'

/** Whether a text is a JSON Pointer: empty, or `/`-separated segments in which `~` is only `~0` or `~1` (RFC 6901, section 3). */
export function isPointer(text: string): boolean {
  return /^(?:\/(?:[^~]|~[01])*)?$/.test(text)
}

/** The value that a JSON Pointer leads to; undefined if it leads nowhere. */
export function valueAt(root: Json, pointer: string): Json | undefined {
  const segments = pointer.split('/').slice(1)
  return segments.reduce<Json | undefined>((value, segment) => {
    const key = segment.replaceAll('~1', '/').replaceAll('~0', '~')
    return value === undefined ? undefined : child(value, key)
  }, root)
}

function child(value: Json, key: string): Json | undefined {
  if (isList(value)) return /^(?:0|[1-9]\d*)$/.test(key) ? value[Number(key)] : undefined
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
}
