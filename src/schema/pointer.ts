/** The keys that a JSON Pointer (RFC 6901) leads through; an index is one, too. */
export function pointerPath(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** The same with indices as numbers, to look them up in a value or a YAML document. */
export function pathOf(pointer: string): (string | number)[] {
  return pointerPath(pointer).map((segment) => (/^\d+$/.test(segment) ? Number(segment) : segment))
}
