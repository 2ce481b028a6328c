import { safeMarkdown } from './safe-markdown.js'
import { cleanText, fenced } from './markdown-text.js'
import { withinTimeLimit } from '../time-limit.js'

/** Leaves time to end within the second that a cancelled step has, as no signal is seen meanwhile. */
const TIME_LIMIT_MS = 800

/** What a tag, an image, a fence or a formula begins with. Without any of it, Markdown is safe as it stands. */
const NEEDS_A_LOOK = /<|!\[|`{3}|~{3}|\$\$/

/** Safe Markdown, or plain text in a fence if that takes too long: some text costs a parser hours. */
export function safeMarkdownInTime(source: string): string {
  // Most answers need no parser, which takes a third of a second for 64 KiB.
  if (!NEEDS_A_LOOK.test(source)) return cleanText(source).trimEnd()
  try {
    const rendered = withinTimeLimit(TIME_LIMIT_MS, () => safeMarkdown(source))
    return rendered.done ? rendered.value : fenced(source)
  } catch {
    // Deep nesting can exhaust the parser's stack. The answer is shown all the same.
    return fenced(source)
  }
}
