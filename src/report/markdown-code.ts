import type { InlineCode, Nodes } from 'mdast'
import { asTextLine, blankLines } from './markdown-html.js'
import { spanOf, visit, type Edit, type ParsedMarkdown, type Span } from './markdown-parse.js'
import { literal } from './markdown-text.js'

/** What would be a tag or an image if it were not code. */
const DANGEROUS = /<[A-Za-z/!?]|!\[/

/** GitHub's parser knows no longer fence of inline code: MAXBACKTICKS in cmark's src/inlines.c. */
const MAX_BACKTICKS = 80

/**
 * Code that holds tags or images stays code where every parser agrees that it is code, and becomes text where
 * there is doubt: GitHub's parser sees other addresses (which swallow backticks), loses count after backticks
 * that close nothing, and has its own mind on what is a table and what is indented.
 */
export function codeEdits(source: string, parsed: ParsedMarkdown): Edit[] {
  const inline: InlineCode[] = []
  const edits: Edit[] = []
  visit(parsed.tree, (node, parent) => {
    if (node.type === 'inlineCode' && isDangerous(source, node)) inline.push(node)
    if (node.type === 'code' && isDangerous(source, node) && isIndented(source, node)) {
      if (!isPlainlyIndented(node, parent)) edits.push(...indentedCodeEdits(source, spanOf(node), parsed))
    }
  })
  if (inline.length === 0) return edits
  const isDoubtful = doubtfulParts(source, parsed)
  for (const node of inline) {
    if (isDoubtful(spanOf(node).start))
      edits.push({ ...spanOf(node), text: literal(node.value.replaceAll('\n', ' ')) })
  }
  return edits
}

function isDangerous(source: string, node: Nodes): boolean {
  const { start, end } = spanOf(node)
  return DANGEROUS.test(source.slice(start, end))
}

function isIndented(source: string, node: Nodes): boolean {
  return !/[`~]/.test(source[spanOf(node).start] ?? '')
}

function isPlainlyIndented(node: Nodes, parent: Nodes | undefined): boolean {
  if (parent?.type !== 'root') return false
  const before = parent.children.find((_, index) => parent.children[index + 1] === node)
  if (before === undefined) return true
  const linesBetween = (node.position?.start.line ?? 0) - (before.position?.end.line ?? 0)
  return (before.type === 'paragraph' || before.type === 'heading') && linesBetween > 1
}

function indentedCodeEdits(source: string, block: Span, { codeLines }: ParsedMarkdown): Edit[] {
  const lines = codeLines.filter((line) => line.start >= block.start && line.end <= block.end)
  return [
    ...lines.map((line, i) => ({ ...line, text: asTextLine(source, line, lines[i + 1]) })),
    ...blankLines(source, block),
  ]
}

/**
 * Tells of an offset whether parsers may differ on the inline code around it. The text between two blank lines
 * is looked at as a whole, for no code goes beyond it, whatever the blocks are.
 */
function doubtfulParts(source: string, { tree }: ParsedMarkdown): (offset: number) => boolean {
  const doubts: number[] = []
  const inert: Span[] = []
  visit(tree, (node, parent) => {
    if (node.type !== 'code' && node.type !== 'inlineCode') return
    const span = spanOf(node)
    inert.push(span)
    if (node.type === 'code') return
    const text = source.slice(span.start, span.end)
    const length = /^`*/.exec(text)?.[0].length ?? 0
    const isCutByTable = text.includes('|') && parent?.type !== 'tableCell'
    if (length > MAX_BACKTICKS || text.includes('\n') || isCutByTable) doubts.push(span.start)
  })
  let index = 0
  for (const { 0: found, index: at } of source.matchAll(/`+|(?::\/\/|www\.)[^ \t\n`]*/gi)) {
    while ((inert[index]?.end ?? Infinity) <= at) index += 1
    if ((inert[index]?.start ?? Infinity) <= at) continue
    // Backticks that are no code, and an address that they follow.
    if (found.startsWith('`') || source[at + found.length] === '`') doubts.push(at)
  }
  const parts = Array.from(source.matchAll(/\n(?=[>\s]*\n)/g), ({ index: at }) => at)
  const doubtful = new Set(doubts.map((offset) => countBelow(parts, offset)))
  return (offset) => doubtful.has(countBelow(parts, offset))
}

function countBelow(sorted: readonly number[], limit: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] ?? 0) < limit) low = middle + 1
    else high = middle
  }
  return low
}
