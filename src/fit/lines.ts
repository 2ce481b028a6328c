/** The lines of a text, each with its line end; joined they are the text. */
export function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []
}

/** How many that are, without a list of them: a text of 10 MiB may have millions. */
export function lineCount(text: string): number {
  let count = text === '' || text.endsWith('\n') ? 0 : 1
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1
  return count
}

/** The line that begins at a place. */
export function lineAt(text: string, start: number): string {
  const end = text.indexOf('\n', start)
  return text.slice(start, end < 0 ? undefined : end + 1)
}

/** The longest start of whole lines that fits into so many bytes. */
export function firstLines(text: string, max: number): string {
  const start = startOf(text, max)
  return start.length === text.length ? start : start.slice(0, start.lastIndexOf('\n') + 1)
}

/** The longest start of a text that fits into so many bytes of UTF-8, cut between characters. */
export function startOf(text: string, max: number): string {
  if (max <= 0) return ''
  // No UTF-16 unit takes less than a byte.
  const bytes = Buffer.from(text.slice(0, max + 1))
  if (text.length <= max && bytes.length <= max) return text
  let end = max
  while (end > 0 && isContinued(bytes[end])) end -= 1
  return bytes.toString('utf8', 0, end)
}

/** The same from the end. */
export function endOf(text: string, max: number): string {
  if (max <= 0) return ''
  const bytes = Buffer.from(text.slice(-max - 1))
  if (text.length <= max && bytes.length <= max) return text
  let start = Math.max(bytes.length - max, 0)
  while (start < bytes.length && isContinued(bytes[start])) start += 1
  return bytes.toString('utf8', start)
}

/** Bytes of the form 10xxxxxx continue a character. */
function isContinued(byte = 0): boolean {
  return (byte & 0xc0) === 0x80
}
