/** The bytes that JSON has outside of its strings, brackets aside: blanks, numbers, `true`, `false`, `null`. */
const PLAIN = new Set(Buffer.from(' \t\r\n,:+-.0123456789Eaeflnrstu'))

const QUOTE = '"'.charCodeAt(0)
const BACKSLASH = '\\'.charCodeAt(0)
const OPENING = new Set(Buffer.from('{['))
const CLOSING = new Set(Buffer.from('}]'))

/**
 * Whether a body is the beginning of a JSON object or list that ends before it is closed: in a text, or with
 * brackets still open. A body that is wrong in another way is not cut. One pass, no recursion.
 */
export function isCutJson(body: Buffer): boolean {
  let at = body.subarray(0, 3).equals(Buffer.from('\ufeff')) ? 3 : 0
  let depth = 0
  for (; at < body.length; at++) {
    const byte = body[at] ?? 0
    if (byte === QUOTE && depth > 0) {
      at = endOfText(body, at + 1)
      if (at < 0) return true
    } else if (OPENING.has(byte)) depth++
    else if (CLOSING.has(byte)) {
      if (--depth <= 0) return false
    } else if (!PLAIN.has(byte)) return false
    else if (depth === 0 && byte > 0x20) return false
  }
  return depth > 0
}

/** The index of the quotation mark that ends a text, or -1. */
function endOfText(body: Buffer, start: number): number {
  for (let at = start; at < body.length; at++) {
    if (body[at] === BACKSLASH) at++
    else if (body[at] === QUOTE) return at
  }
  return -1
}
