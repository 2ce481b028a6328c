import type { Nodes, Root } from 'mdast'
import { applyEdits, safetyEdits } from './markdown-edits.js'
import { prefixLike } from './markdown-html.js'
import { parseMarkdown, spanOf } from './markdown-parse.js'
import { cleanText, fenced } from './markdown-text.js'

/** How often the result is parsed again; what is not safe by then was built not to be. */
const MAX_PASSES = 5

/** The most bytes that the result may have: with all else, a summary stays below the runner's 1 MiB. */
const MAX_BYTES = 400 * 1024

/** The start of what follows. If it is not seen as a heading, something is still open. */
const FOLLOWING = '\n\n# .\n'

/**
 * Markdown of unknown origin that may stand between other parts of a page: raw HTML is shown as text, images
 * are links, open fences are closed; every other byte stays as it is. If it cannot be made so, it is shown as
 * plain text in a fence.
 *
 * The result is parsed again until there is nothing left to change: what is returned has been seen to be safe.
 */
export function safeMarkdown(source: string): string {
  let text = cleanText(source).trimEnd()
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const parsed = parseMarkdown(text + FOLLOWING)
    const edits = safetyEdits(text, parsed)
    const closing = edits.length > 0 ? '' : closingOf(text, parsed.tree)
    if (closing === undefined) break
    if (edits.length === 0 && closing === '')
      return Buffer.byteLength(text) > MAX_BYTES ? fenced(source) : text
    text = applyEdits(text, edits) + closing
  }
  return fenced(source)
}

/** What must follow the text so that the next heading is one: nothing, a line, or undefined if nothing helps. */
function closingOf(text: string, tree: Root): string | undefined {
  const last = tree.children.at(-1)
  const isClosed = last?.type === 'heading' && spanOf(last).start > text.length
  const end = isClosed ? tree.children.at(-2) : last
  if (end === undefined) return isClosed ? '' : undefined
  const fence = openFence(text, deepestLast(end))
  // Once is enough where it is closed anyway, by the end of its quote or list.
  if (fence !== '' && !(isClosed && text.endsWith(fence))) return fence
  if (!isClosed) return undefined
  // A formula of GitHub's that was cut off.
  const block = end.type === 'paragraph' ? text.slice(spanOf(end).start) : ''
  return block.startsWith('$$') && block.split('$$').length % 2 === 0 ? '\n$$' : ''
}

/** The line that closes a fence which the text leaves open, in its quotes and lists; else nothing. */
function openFence(text: string, node: Nodes): string {
  if (node.type !== 'code') return ''
  const { start } = spanOf(node)
  const [first = '', ...lines] = text.slice(start).split('\n')
  const fence = /^ *(`{3,}|~{3,})/.exec(first)?.[1]
  if (fence === undefined) return ''
  const lastLine =
    lines
      .at(-1)
      ?.replace(/^[>\s]*/, '')
      .trimEnd() ?? ''
  const closes = lastLine.length >= fence.length && lastLine === fence.slice(0, 1).repeat(lastLine.length)
  return closes ? '' : `\n${prefixLike(text, start)}${fence}`
}

function deepestLast(node: Nodes): Nodes {
  let deepest = node
  while ('children' in deepest) {
    const last: Nodes | undefined = deepest.children.at(-1)
    if (last === undefined) break
    deepest = last
  }
  return deepest
}
