import { isObject, type Json } from '../json-value.js'

/**
 * JSON, indented by two, or undefined if that takes more than `max` UTF-16 units. `JSON.stringify` has no
 * limit: indentation can make gigabytes of a few thousand brackets.
 */
export function prettyJson(value: Json, max: number): string | undefined {
  const parts: string[] = []
  let left = max
  function put(text: string): boolean {
    left -= text.length
    parts.push(text)
    return left >= 0
  }
  // Each level costs its indentation, so that the limit bounds the depth, too.
  function list(items: readonly (readonly [string, Json])[], ends: string, indent: string): boolean {
    if (items.length === 0) return put(ends)
    const inner = `${indent}  `
    return (
      put(ends.slice(0, 1)) &&
      items.every(([key, item], i) => put(`${i === 0 ? '' : ','}\n${inner}${key}`) && write(item, inner)) &&
      put(`\n${indent}${ends.slice(1)}`)
    )
  }
  function write(item: Json, indent: string): boolean {
    if (isList(item))
      return item.length > max
        ? false
        : list(
            item.map((one) => ['', one]),
            '[]',
            indent,
          )
    if (!isObject(item)) return put(JSON.stringify(item))
    const entries: [string, Json][] = []
    for (const [key, one] of Object.entries(item)) {
      if (one !== undefined) entries.push([`${JSON.stringify(key)}: `, one])
    }
    return list(entries, '{}', indent)
  }
  return write(value, '') ? parts.join('') : undefined
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}
