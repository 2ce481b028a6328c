import type { InlineCode } from 'mdast'
import { blankLineBefore } from './markdown-html.js'
import { spanOf, visit, type Edit, type ParsedMarkdown } from './markdown-parse.js'
import { literal } from './markdown-text.js'

/** What would be a tag or an image if it were not code. */
const DANGEROUS = /<[A-Za-z/!?]|!\[/

/** GitHub's parser knows no longer fence of inline code: MAXBACKTICKS in cmark's src/inlines.c. */
const MAX_BACKTICKS = 80

/** How far back a word is looked at; a longer one counts as an address. */
const LONGEST_WORD = 2000

/** Whether there is inline code that must not be taken for text. */
export function holdsDangerousCode(source: string, { tree }: ParsedMarkdown): boolean {
  let found = false
  visit(tree, (node) => {
    if (node.type === 'inlineCode') found ||= DANGEROUS.test(textOf(source, node))
  })
  return found
}

/**
 * Code that holds tags or images must be code to every parser. It shows the same after these edits, by which
 * it no longer depends on where GitHub's parser differs: in what an address is, in which tags end a paragraph,
 * in what is a table before indented code, and in how long a fence may be.
 */
export function codeEdits(source: string, { tree }: ParsedMarkdown): Edit[] {
  const edits: Edit[] = []
  visit(tree, (node) => {
    const { start, end } = spanOf(node)
    if (node.type === 'inlineCode') {
      const fence = /^`*/.exec(source.slice(start, end))?.[0].length ?? 0
      if (fence > MAX_BACKTICKS) edits.push({ start, end, text: shorterFence(node) })
      else if (DANGEROUS.test(textOf(source, node))) edits.push(...inlineEdits(source, start, end))
    }
    if (node.type === 'code' && !/^ *[`~]/.test(source.slice(start, end)) && DANGEROUS.test(node.value)) {
      edits.push(...blankLineBefore(source, start))
    }
  })
  return edits
}

function inlineEdits(source: string, start: number, end: number): Edit[] {
  // A line that starts with a tag can end the paragraph. Code shows a line end as a blank.
  const edits: Edit[] = Array.from(
    source.slice(start, end).matchAll(/\n[\s>]*(?=<)/g),
    ({ 0: found, index }) => {
      return { start: start + index, end: start + index + found.length, text: ' ' }
    },
  )
  // The backticks may be taken as part of an address before them.
  const word = /[^ \t\n]*$/.exec(source.slice(Math.max(0, start - LONGEST_WORD), start))?.[0] ?? ''
  if (word.length === LONGEST_WORD || /:\/\/|www\./i.test(word)) edits.push({ start, end: start, text: ' ' })
  return edits
}

function shorterFence({ value }: InlineCode): string {
  const runs = new Set((value.match(/`+/g) ?? []).map((run) => run.length))
  let length = 1
  while (runs.has(length)) length += 1
  if (length > MAX_BACKTICKS) return literal(value)
  const fence = '`'.repeat(length)
  return `${fence} ${value.replaceAll('\n', ' ')} ${fence}`
}

function textOf(source: string, node: InlineCode): string {
  const { start, end } = spanOf(node)
  return source.slice(start, end)
}
