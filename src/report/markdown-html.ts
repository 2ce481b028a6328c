import { spanOf, visit, type Edit, type ParsedMarkdown, type Span } from './markdown-parse.js'
import { literal } from './markdown-text.js'

/**
 * Raw HTML becomes text in which nothing can come alive, neither the tags nor Markdown between them. A block
 * of it becomes a paragraph of its own with the same lines and indentation.
 */
export function htmlEdits(source: string, { tree, htmlBlockLines, htmlTexts }: ParsedMarkdown): Edit[] {
  const edits: Edit[] = htmlTexts.map((span) => ({
    ...span,
    text: literal(source.slice(span.start, span.end)),
  }))
  for (const [index, line] of htmlBlockLines.entries()) {
    const next = htmlBlockLines[index + 1]
    edits.push({ ...line, text: asTextLine(source, line, next) })
  }
  const starts = new Set(htmlBlockLines.map((line) => line.start))
  visit(tree, (node) => {
    if (node.type === 'html' && starts.has(spanOf(node).start))
      edits.push(...blankLines(source, spanOf(node)))
  })
  return edits
}

/** A line of what is to be shown as text; `next` is the line after it, if the text goes on. */
export function asTextLine(source: string, line: Span, next: Span | undefined): string {
  const written = source.slice(line.start, line.end).trimEnd()
  if (written === '') return ''
  // Indentation would make code of it, or be lost.
  const indent = /^[ \t]*/.exec(written)?.[0] ?? ''
  const text =
    indent.replaceAll('\t', '    ').replaceAll(' ', '\u00a0') + literal(written.slice(indent.length))
  const goesOn = next !== undefined && source.slice(line.end, next.start).split('\n').length === 2
  return goesOn && source.slice(next.start, next.end).trim() !== '' ? `${text}\\` : text
}

/**
 * HTML needs no blank line before the next block, nor after a paragraph; the paragraph that it becomes does.
 * They have the prefixes of the quotes and lists that the block stands in.
 */
export function blankLines(source: string, { start, end }: Span): Edit[] {
  const lineAfter = source.slice(end + 1, nextLineEnd(source, end + 1))
  const edits = blankLineBefore(source, start)
  if (source[end] !== '\n' || isBlank(lineAfter)) return edits
  return [...edits, { start: end, end, text: `\n${blankLike(source, start)}` }]
}

function blankLineBefore(source: string, start: number): Edit[] {
  const lineStart = source.lastIndexOf('\n', start - 1) + 1
  const lineBefore = source.slice(source.lastIndexOf('\n', lineStart - 2) + 1, Math.max(0, lineStart - 1))
  if (!isBlank(source.slice(lineStart, start)) || isBlank(lineBefore)) return []
  return [{ start: lineStart, end: lineStart, text: `${blankLike(source, start)}\n` }]
}

function blankLike(source: string, start: number): string {
  return prefixLike(source, start).trimEnd()
}

/** What a further line of the block at an offset begins with: the same quotes, and blanks for list markers. */
export function prefixLike(source: string, start: number): string {
  return source.slice(source.lastIndexOf('\n', start - 1) + 1, start).replace(/[^>\s]/g, ' ')
}

function isBlank(line: string): boolean {
  return /^[>\s]*$/.test(line)
}

function nextLineEnd(source: string, from: number): number {
  const at = source.indexOf('\n', from)
  return at === -1 ? source.length : at
}
