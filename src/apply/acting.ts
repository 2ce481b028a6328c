import type { Code, InlineCode, Link, Nodes, Root } from 'mdast'
import { closedTree, nodesOf, resolveReferences } from '../report/safe-markdown.js'
import { withoutHiddenCharacters } from '../text/hidden-text.js'

/** What text of unknown origin may do where it is posted. */
export interface Allowed {
  /** Hosts to which links may lead, in lower case. */
  readonly links: 'all' | readonly string[]
  /** Who may be notified: names in lower case, without the `@`. */
  readonly mentions: readonly string[]
}

/** A piece of plain text that GitHub, or a bot that reads comments, would act on. */
interface ActingText {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** Whether a text is mere sentences, in which nothing means anything to Markdown, to GitHub or to a bot. */
export function isPlain(text: string): boolean {
  return /^(?:\p{L}[\p{L}\p{N} .,:;!?'"()%-]*(?:\n\n?|$))*$/u.test(text) && !/\b(?:www\.|GH-\d)/i.test(text)
}

/** Before a reference, they close it, or close the issue as a duplicate. */
const CLOSING = String.raw`\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?|duplicate\s+of)(?::\s*|\s+)`
const CLOSING_END = new RegExp(`${CLOSING}$`, 'i')
const CLOSED = String.raw`${CLOSING}(?:[\w.-]{1,100}(?:\/[\w.-]{1,100})?)?(?:#|GH-)\d+`
const ALL_CLOSED = new RegExp(CLOSED, 'gi')

/** The macros of MathJax that make links. */
const FORMULA_LINK = String.raw`\\(?:href|mmlToken)(?![a-z])`

/**
 * Wider than GitHub's own idea of each: what closes an issue, an address, a mention (or a mail address, or a commit of
 * somebody's), a command at the start of a line, and a link of a formula.
 */
const ACTING_TEXT = new RegExp(
  [
    CLOSED,
    String.raw`(?<address>(?:\b[a-z][a-z\d+.-]{0,30}:\/\/|\bwww\.)\S*)`,
    String.raw`(?<mention>[\w.+-]{0,64}@\w[\w./-]*)`,
    String.raw`(?=\/[a-z])(?<=(?<before>^|\n)[ \t]*)(?<command>\/\S*)`,
    String.raw`${FORMULA_LINK}\S*`,
  ].join('|'),
  'gi',
)

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
  return isPlain(markdown) ? [] : actingNodes(closedTree(markdown), allowed)
}

/** The same of a tree that has been parsed already. */
export function actingNodes(tree: Root | undefined, allowed: Allowed): string[] {
  if (tree === undefined) return ['open end']
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
      return isActingCode(node) ? ['code'] : []
    default:
      return actingIn(node, allowed)
  }
}

function isHarmless({ url }: Link, allowed: Allowed): boolean {
  return allowedAddress(url, allowed) === url
}

function actingIn(node: Nodes, allowed: Allowed): string[] {
  if (!('children' in node)) return []
  const across = closesAcross(node) ? ['closing'] : []
  const within = node.children.flatMap((child, index) => {
    const before = node.children[index - 1]
    if (child.type === 'link') return closesBefore(child, before) ? [`closing ${child.url}`] : []
    if (child.type === 'inlineCode') return isFormulaLink(child, before) ? [`formula ${child.value}`] : []
    if (child.type !== 'text') return []
    const found = actingTexts(child.value, placeIn(node, index), allowed).map(({ text }) => `text ${text}`)
    return withoutHiddenCharacters(child.value) === child.value ? found : [...found, 'hidden']
  })
  return [...across, ...within]
}

/** Whether a closing word and its reference stand in different nodes of a line of text: `**fixes** #1`. */
export function closesAcross(line: Nodes): boolean {
  const isLine = line.type === 'paragraph' || line.type === 'heading' || line.type === 'tableCell'
  return isLine && line.children.length > 1 && runningText(line).search(ALL_CLOSED) >= 0
}

/** What a reader sees, but for code, and for what is found in one node alone. */
function runningText(node: Nodes): string {
  if (node.type === 'text') return node.value.replace(ALL_CLOSED, '`')
  if ('children' in node) return node.children.map(runningText).join('')
  return node.type === 'break' ? '\n' : '`'
}

/** Whether a link is to an issue that what stands before it would close. */
export function closesBefore({ url }: Link, before: Nodes | undefined): boolean {
  return (
    before?.type === 'text' && CLOSING_END.test(before.value) && /\/(?:issues|pull|discussions)\/\d/.test(url)
  )
}

/** Whether code behind a `$` is a formula that leads somewhere. */
export function isFormulaLink({ value }: InlineCode, before: Nodes | undefined): boolean {
  return before?.type === 'text' && before.value.endsWith('$') && new RegExp(FORMULA_LINK, 'i').test(value)
}

/** Where the text that is a node's n-th child stands. */
export function placeIn(parent: Nodes, index: number): 'start' | 'link' | 'within' {
  if (parent.type === 'link') return 'link'
  const isOfLines = parent.type === 'paragraph' || parent.type === 'heading'
  const before = 'children' in parent ? parent.children[index - 1] : undefined
  return before?.type === 'break' || (isOfLines && before === undefined) ? 'start' : 'within'
}

/**
 * Whether a block of code is more than code: in a review, GitHub puts a button under a suggestion, which commits what is
 * in it; a formula may hold links.
 */
export function isActingCode({ lang, value }: Code): boolean {
  const language = lang?.trim() ?? ''
  if (/^suggestion/i.test(language)) return true
  return /^math\b/i.test(language) && new RegExp(FORMULA_LINK, 'i').test(value)
}
