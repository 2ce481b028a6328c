import type { Link, Nodes } from 'mdast'
import { nodesOf, parseMarkdown, resolveReferences } from '../report/safe-markdown.js'

/** What text of unknown origin may do where it is posted. */
export interface Allowed {
  /** Hosts to which links may lead, in lower case. */
  readonly links: 'all' | readonly string[]
  /** Who may be notified: names in lower case, without the `@`. */
  readonly mentions: readonly string[]
}

/** A piece of plain text that GitHub, or a bot that reads comments, would act on. */
export interface ActingText {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** Whether a text is mere sentences, in which nothing means anything to Markdown, to GitHub or to a bot. */
export function isPlain(text: string): boolean {
  return /^(?:\p{L}[\p{L}\p{N} .,:;!?'"()%-]*(?:\n\n?|$))*$/u.test(text) && !/\bwww\./i.test(text)
}

/**
 * Wider than GitHub's own idea of each: what closes an issue, an address, a mention (or a mail address, or a commit of
 * somebody's), and a command at the start of a line.
 */
const ACTING_TEXT =
  /(?<closing>\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+(?:[\w.-]{1,100}\/[\w.-]{1,100})?(?:#|GH-)\d+)|(?<address>(?:\b[a-z][a-z\d+.-]{0,30}:\/\/|\bwww\.)[^\s]*)|(?<mention>[\w.+-]{0,64}@\w[\w./-]*)|(?=\/[a-z])(?<=(?<before>^|\n)[ \t]*)(?<command>\/[^\s]*)/gi

/**
 * What acts in the text of one node.
 *
 * @param place `start`: at the start of a line; `link`: in one, where an address is no other link
 */
export function actingTexts(
  text: string,
  place: 'start' | 'link' | 'within',
  allowed: Allowed,
): ActingText[] {
  const found: ActingText[] = []
  ACTING_TEXT.lastIndex = 0
  for (let match = ACTING_TEXT.exec(text); match !== null; match = ACTING_TEXT.exec(text)) {
    const { index: start, groups: { address, mention, command, before } = {} } = match
    const isOrdinary =
      (command !== undefined && before === '' && place !== 'start') ||
      (address !== undefined && place === 'link')
    if (isOrdinary || (mention !== undefined && isAllowedMention(mention, allowed))) {
      // Another one may begin inside.
      ACTING_TEXT.lastIndex = mention === undefined ? start + 1 : ACTING_TEXT.lastIndex
      continue
    }
    const whole = match[0].replace(/[.,;:!?)\]}'"*_~/-]+$/, '')
    found.push({ start, end: start + whole.length, text: whole })
    ACTING_TEXT.lastIndex = start + whole.length
  }
  return found
}

function isAllowedMention(token: string, { mentions }: Allowed): boolean {
  const name = token.replace(/[.-]+$/, '').toLowerCase()
  return name.startsWith('@') && mentions.includes(name.slice(1))
}

/** The address as every parser reads it, where a link may lead there. */
export function allowedAddress(address: string, { links }: Allowed): string | undefined {
  if (!URL.canParse(address)) return undefined
  const { protocol, host, username, password, href } = new URL(address)
  if (protocol !== 'https:' || username !== '' || password !== '') return undefined
  return links === 'all' || links.includes(host) ? href.replace(/[|`\\]/g, encodeURIComponent) : undefined
}

/**
 * All that acts in Markdown beyond what is allowed, each as a line of its own; of two texts, what one has more than
 * the other is what came in.
 */
export function acting(markdown: string, allowed: Allowed): string[] {
  if (isPlain(markdown)) return []
  const tree = parseMarkdown(markdown)
  resolveReferences(tree)
  return nodesOf(tree).flatMap((node) => actsOf(node, allowed))
}

function actsOf(node: Nodes, allowed: Allowed): string[] {
  switch (node.type) {
    case 'html':
      return [`HTML ${node.value}`]
    case 'image':
      return [`image ${node.url}`]
    case 'link':
      return [...(isHarmless(node, allowed) ? [] : [`link ${node.url}`]), ...actingIn(node, allowed)]
    case 'heading':
      return [...(node.depth < 3 ? ['heading'] : []), ...actingIn(node, allowed)]
    case 'code':
      return isSuggestion(node.lang) ? ['suggestion'] : []
    default:
      return actingIn(node, allowed)
  }
}

function isHarmless({ url }: Link, allowed: Allowed): boolean {
  return allowedAddress(url, allowed) === url
}

function actingIn(node: Nodes, allowed: Allowed): string[] {
  if (!('children' in node)) return []
  return node.children.flatMap((child, index) =>
    child.type === 'text'
      ? actingTexts(child.value, placeIn(node, index), allowed).map(({ text }) => `text ${text}`)
      : [],
  )
}

/** Where the text that is a node's n-th child stands. */
export function placeIn(parent: Nodes, index: number): 'start' | 'link' | 'within' {
  if (parent.type === 'link') return 'link'
  const isOfLines = parent.type === 'paragraph' || parent.type === 'heading'
  const before = 'children' in parent ? parent.children[index - 1] : undefined
  return before?.type === 'break' || (isOfLines && before === undefined) ? 'start' : 'within'
}

/** In a review, GitHub puts a button under such a block, which commits what is in it. */
export function isSuggestion(language: string | null | undefined): boolean {
  return /^\s*suggestion/i.test(language ?? '')
}
