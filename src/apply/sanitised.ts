import type { Heading, Html, Nodes, Paragraph, Parents, Root, Text } from 'mdast'
import { cleanText } from '../report/markdown-text.js'
import {
  closedTree,
  isContained,
  nodesOf,
  parseMarkdown,
  PLAIN_CODE,
  resolveReferences,
} from '../report/safe-markdown.js'
import { withoutHiddenCharacters, withoutHiddenText } from '../text/hidden-text.js'
import { withinTimeLimit } from '../time-limit.js'
import {
  actingNodes,
  actingTexts,
  type Allowed,
  closesAcross,
  closesBefore,
  isActingCode,
  isFormulaLink,
  isPlain,
  placeIn,
} from './acting.js'
import { asText, fencedWithin, startOf, written } from './cut.js'
import { unlinked } from './links.js'

const TIME_LIMIT_MS = 800
const MAX_LINKS = 50
/** The highest heading that a text may bring: what is above it belongs to the page. */
const TOP_HEADING = 3
/** Writing a tree may change how it is read: this often at most, until it stays as it is. */
const MAX_PASSES = 4
/** More lists and quotes in each other than anybody writes; parsing them takes as long as the time limit. */
const DEEP = /^[ \t]*(?:(?:>|[-+*]|\d{1,9}[.)])[ \t]*){30}/m

/**
 * Markdown of unknown origin that may be posted in somebody's name: it notifies nobody, leads nowhere, shows no image,
 * commands no bot and closes no issue beyond what is allowed. Doing it twice changes nothing. What can't be made so, or
 * takes longer than 0.8 s, is one code block. It never throws.
 *
 * @param maxLength the most characters (UTF-16 units) of the result, at least 200; the cut is at the end of a block
 */
export function sanitised(source: string, allowed: Allowed, maxLength: number): string {
  const whole = cleanText(withoutHiddenText(source))
    .replace(/^(?:[ \t]*\n)+/, '')
    .trimEnd()
  if (whole.length <= maxLength && isPlain(whole)) return whole
  // What is longer than this is cut all the same, unless it has many images; parsing takes its time.
  const start = startOf(whole, maxLength * 1.5)
  try {
    const made = withinTimeLimit(TIME_LIMIT_MS, () => settled(start, allowed, maxLength, start !== whole))
    if (made.done && made.value !== undefined) return made.value
  } catch {
    // Deep nesting can exhaust the parser's stack. The text is shown all the same.
  }
  return fencedWithin(start, maxLength, start !== whole)
}

/** The text after as many passes as it takes until nothing changes; undefined where the promise does not hold then. */
function settled(text: string, allowed: Allowed, maxLength: number, isCut: boolean): string | undefined {
  if (DEEP.test(text.replace(PLAIN_CODE, ''))) return undefined
  let before = text
  for (let pass = 1; pass <= MAX_PASSES; pass += 1) {
    const after = rewritten(before, allowed, maxLength, pass === 1 && isCut)
    if (after === before || (pass > 1 && after === rewritten(after, allowed, maxLength, false)))
      return keepsPromise(after, allowed, maxLength) ? after : undefined
    before = after
  }
  return undefined
}

function keepsPromise(markdown: string, allowed: Allowed, maxLength: number): boolean {
  const tree = closedTree(markdown)
  const isHarmless = isContained(markdown, tree) && actingNodes(tree, allowed).length === 0
  return isHarmless && markdown.length <= maxLength
}

function rewritten(text: string, allowed: Allowed, maxLength: number, isCut: boolean): string {
  const tree = parseMarkdown(text)
  resolveReferences(tree)
  const links = { left: MAX_LINKS }
  rewrite(tree, allowed, links)
  lowerHeadings(tree)
  numberFootnotes(tree)
  return written(tree, text, maxLength, isCut)
}

/** Makes everything below a node harmless, in its place. */
function rewrite(parent: Parents, allowed: Allowed, links: { left: number }): void {
  const children = parent.children.flatMap((child): Nodes[] => {
    const harmless = isParent(child) ? [child] : inert(child, parent)
    harmless.filter(isParent).forEach((node) => {
      rewrite(node, allowed, links)
    })
    return harmless.flatMap((node) => (node.type === 'link' ? unlinked(node, allowed, links) : [node]))
  })
  Object.assign(parent, { children })
  const joined = joinTexts(
    closesAcross(parent) ? children.flatMap((child) => bare(child, allowed)) : children,
  )
  Object.assign(parent, { children: joined })
  Object.assign(parent, {
    children: joined.flatMap((child, index) => {
      const before = joined[index - 1]
      if (child.type === 'text') return split(child, placeIn(parent, index), allowed)
      if (child.type === 'link' && closesBefore(child, before)) return unlinked(child, allowed, { left: 0 })
      return child.type === 'inlineCode' && isFormulaLink(child, before) ? [asText(' '), child] : [child]
    }),
  })
}

function isParent(node: Nodes): node is Parents {
  return 'children' in node
}

/** A node without children as one that shows the same and does nothing. */
function inert(node: Nodes, parent: Parents): Nodes[] {
  if (node.type === 'image') return [asText((node.alt ?? '').replace(/\s+/g, ' ').trim() || 'image')]
  if (node.type === 'html') return [isOfText(parent) ? asText(node.value) : htmlBlock(node)]
  if (node.type === 'code' && isActingCode(node)) return [{ ...node, lang: 'text', meta: null }]
  // No line of it may begin a block, or command a bot.
  if (node.type === 'inlineCode') return [{ ...node, value: node.value.replace(/\s*\n\s*/g, ' ') }]
  return [node]
}

function isOfText({ type }: Parents): boolean {
  return ['paragraph', 'heading', 'tableCell', 'emphasis', 'strong', 'delete', 'link'].includes(type)
}

/** A block of HTML as text that keeps its lines and their indentation. */
function htmlBlock({ value }: Html): Paragraph {
  const lines = value.replace(/^[ \t]+/gm, (blanks) => '\u00a0'.repeat(blanks.length)).split('\n')
  const children = lines.flatMap((line, index) =>
    index === 0 ? [asText(line)] : [{ type: 'break' } as const, asText(line)],
  )
  return { type: 'paragraph', children }
}

/** A node as mere text, so that what acts together is found together. */
function bare(node: Nodes, allowed: Allowed): Nodes[] {
  if (node.type === 'break') return [asText('\n')]
  if (node.type === 'link') return unlinked(node, allowed, { left: 0 })
  const isEmphasis = node.type === 'emphasis' || node.type === 'strong' || node.type === 'delete'
  return isEmphasis ? node.children.flatMap((child) => bare(child, allowed)) : [node]
}

/** What stood apart may be a mention when it stands together. */
function joinTexts(nodes: readonly Nodes[]): Nodes[] {
  const joined: Nodes[] = []
  for (const node of nodes) {
    const last = joined.at(-1)
    if (node.type === 'text' && last?.type === 'text') joined.splice(-1, 1, asText(last.value + node.value))
    else joined.push(node)
  }
  return joined
}

/** A text with what acts in it as code. */
function split(written: Text, place: 'start' | 'link' | 'within', allowed: Allowed): Nodes[] {
  // Entities can have been what was taken out before.
  const value = withoutHiddenCharacters(written.value)
  const node = value === written.value ? written : asText(value)
  const found = actingTexts(value, place, allowed)
  if (found.length === 0) return [node]
  const parts: Nodes[] = []
  let at = 0
  for (const { start, end, text } of found) {
    if (start > at) parts.push(asText(node.value.slice(at, start)))
    parts.push({ type: 'inlineCode', value: text.replace(/\s+/g, ' ') })
    at = end
  }
  return at < node.value.length ? [...parts, asText(node.value.slice(at))] : parts
}

function lowerHeadings(tree: Root): void {
  const headings = nodesOf(tree).filter((node): node is Heading => node.type === 'heading')
  const lowered = Math.max(0, TOP_HEADING - Math.min(...headings.map(({ depth }) => depth)))
  for (const heading of headings) Object.assign(heading, { depth: Math.min(6, heading.depth + lowered) })
}

/** Their labels are shown nowhere, but a parser that knows no footnotes would take them for text. */
function numberFootnotes(tree: Root): void {
  const numbers = new Map<string, string>()
  for (const node of nodesOf(tree)) {
    if (node.type !== 'footnoteReference' && node.type !== 'footnoteDefinition') continue
    const number = numbers.get(node.identifier) ?? String(numbers.size + 1)
    numbers.set(node.identifier, number)
    Object.assign(node, { identifier: number, label: number })
  }
}
