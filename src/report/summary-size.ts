import { sliceWhole } from '../display-text.js'

/** The most bytes of an answer, and of all tool calls, that a summary shows. */
export const MAX_SHOWN_BYTES = 64 * 1024

/** The first `max` bytes of a text as UTF-8, cut between characters. */
export function firstBytes(text: string, max: number): string {
  // No UTF-16 unit takes less than a byte.
  const start = sliceWhole(text, max)
  if (Buffer.byteLength(start) <= max) return start
  const bytes = Buffer.from(start)
  let end = max
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1
  return bytes.toString('utf8', 0, end)
}
