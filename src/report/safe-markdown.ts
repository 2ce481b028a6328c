import type { Root } from 'mdast'
import { applyEdits, safetyEdits } from './markdown-edits.js'
import { parseMarkdown, spanOf } from './markdown-parse.js'
import { cleanText, fenced } from './markdown-text.js'

/** How often the result is parsed again; what is not safe by then was built not to be. */
const MAX_PASSES = 5

/** The most bytes that the result may have: with all else, a summary stays below the runner's 1 MiB. */
const MAX_BYTES = 512 * 1024

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
function closingOf(text: string, { children }: Root): string | undefined {
  const last = children.at(-1)
  const before = children.at(-2)
  if (last === undefined) return undefined
  if (last.type === 'code') {
    const fence = /^ *(`{3,}|~{3,})/.exec(text.slice(spanOf(last).start))?.[1]
    return fence === undefined ? undefined : `\n${fence}`
  }
  if (last.type !== 'heading' || spanOf(last).start < text.length) return undefined
  if (before?.type !== 'paragraph') return ''
  // A formula of GitHub's that was cut off.
  const paragraph = text.slice(spanOf(before).start)
  return paragraph.startsWith('$$') && paragraph.split('$$').length % 2 === 0 ? '\n$$' : ''
}
