import type { ListItem } from 'mdast'
import { spanOf, visit, type Edit, type ParsedMarkdown, type Span } from './markdown-parse.js'

/**
 * Where parsers differ on whether a list item begins, they differ on where the code after it ends. So a list
 * marker that is text here becomes text to all, and the line after an empty item, if blank, has no blanks. Both
 * show as before. Without blocks of code there is nothing at stake, and nothing is changed.
 */
export function markerEdits(source: string, { tree }: ParsedMarkdown): Edit[] {
  const edits: Edit[] = []
  const code: Span[] = []
  const blocks: Span[] = []
  visit(tree, (node) => {
    const { start, end } = spanOf(node)
    if (node.type === 'code') blocks.push({ start, end })
    if (node.type === 'code' || node.type === 'inlineCode') code.push({ start, end })
    if (node.type === 'listItem') edits.push(...boxEdits(source, node))
    if (node.type === 'code') edits.push(...blankLineBehind(source, end))
    if (node.type !== 'paragraph') return
    for (const { 0: found, 1: marker = '', index } of source.slice(start, end).matchAll(TEXT_MARKER)) {
      const markerEnd = start + index + found.length
      const text = marker.startsWith('[') ? `\\${marker}` : marker.replace(/.$/, '\\$&')
      edits.push({ start: markerEnd - marker.length, end: markerEnd, text })
    }
  })
  if (blocks.length === 0) return []
  for (const { 0: found, 1: blank = '', index } of source.matchAll(BLANK_AFTER_EMPTY_ITEM)) {
    const end = index + found.length
    const text = blank.trimEnd()
    if (text !== blank) edits.push({ start: end - blank.length, end, text })
  }
  return edits.filter((edit) => !code.some(({ start, end }) => start <= edit.start && edit.start < end))
}

/** The box of a task whose text begins on the next line only. */
function boxEdits(source: string, item: ListItem): Edit[] {
  const { start } = spanOf(item)
  const [text] = item.children
  if (typeof item.checked !== 'boolean' || text === undefined) return []
  const box = /\[(?=[ xX]\][ \t]*\n)/.exec(source.slice(start, spanOf(text).start))
  return box === null ? [] : [{ start: start + box.index, end: start + box.index, text: '\\' }]
}

/** An empty item right behind a block of code. */
function blankLineBehind(source: string, end: number): Edit[] {
  return EMPTY_ITEM_BEHIND.test(source.slice(end, end + 100)) ? [{ start: end, end, text: '\n' }] : []
}

/** A list marker, or a box of a task without text, at the start of a line of a paragraph. */
const TEXT_MARKER =
  /(?:^|\n[ \t>]*)([-+*](?=[ \t\n]|$)|\d{1,9}[.)](?=[ \t\n]|$)|\[[ xX]\](?=[ \t]*(?:\n|$)))/g

const BLANK_AFTER_EMPTY_ITEM = /^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]*)+\n([ \t>]*)$/gm

const EMPTY_ITEM_BEHIND = /^\n[ \t]*(?:[-+*]|\d{1,9}[.)])[ \t]*(?:\n|$)/
