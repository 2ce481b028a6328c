import type { Code, Definition, Html, Image, Link, Nodes, Paragraph, Root, Text } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown, gfmToMarkdown } from 'mdast-util-gfm'
import { defaultHandlers, toMarkdown, type Handle, type Options } from 'mdast-util-to-markdown'
import { gfm } from 'micromark-extension-gfm'
import { withinTimeLimit } from '../time-limit.js'
import { cleanText, fenced, NEEDS_A_LOOK } from './markdown-text.js'

/** Leaves time to end within the second that a cancelled step has, since no signal is seen meanwhile. */
const TIME_LIMIT_MS = 800

/** The most bytes that the result may have: with all else, a summary stays below the runner's 1 MiB. */
const MAX_BYTES = 400 * 1024

/** Addresses that cmark makes no link of unless it is told to: `_scan_dangerous_url` in its src/scanners.re. */
const DANGEROUS = /^(?:javascript|vbscript|file|data):/i

/** Languages that GitHub draws, instead of showing the code. */
const DRAWN = /\b(?:mermaid|geojson|topojson|stl)\b/i

/** A code block that stands in no list and no quote, so that every parser sees it and its end. */
export const PLAIN_CODE =
  /^(`{3,})(?!.*(?:mermaid|(?:geo|topo)json|stl))[\w+#.-]*\n(?:.*\n)*? {0,3}\1`*[ \t]*$/gim

/**
 * Text that could mean something else where it comes to stand: by its new neighbours, at the start of a line, or to
 * GitHub's parser, which takes other things for definitions, and sees more addresses, with backslashes and backticks
 * as parts of them. An alert is not among it.
 */
const AMBIGUOUS =
  /^\[(?!!(?:note|tip|important|warning|caution)\])|`|:\/\/|www\.|[!#\\]$|\n[ \t>]*(?:[-+*#=|:_]|\d+[.)])/i

/**
 * Markdown of unknown origin that may stand between other parts of a page: raw HTML is shown as text, images are
 * links, fences are closed, nothing is drawn. What can't be made so, or takes longer than 0.8 s, is plain text in a
 * fence. It never throws.
 */
export function safeMarkdown(source: string): string {
  const text = cleanText(source).trimEnd()
  try {
    const safe = withinTimeLimit(TIME_LIMIT_MS, () => rewritten(text))
    if (safe.done && safe.value !== undefined) return safe.value
  } catch {
    // Deep nesting can exhaust the parser's stack. The answer is shown all the same.
  }
  return fenced(text)
}

function rewritten(text: string): string | undefined {
  // Most answers need no parser, which takes up to a second for 64 KiB.
  if (!NEEDS_A_LOOK.test(text.replace(PLAIN_CODE, ''))) return text
  const markdown = serialise(parseMarkdown(text), text)
  return isContained(markdown) && Buffer.byteLength(markdown) <= MAX_BYTES ? markdown : undefined
}

// Made once: to make them takes longer than to parse a sentence.
const SYNTAX = gfm()
/** The transforms look for addresses where GitHub's parser sees none, at some cost. */
const TREE = gfmFromMarkdown().map((extension) => ({ ...extension, transforms: [] }))

export function parseMarkdown(markdown: string): Root {
  return fromMarkdown(markdown, {
    extensions: [SYNTAX],
    mdastExtensions: TREE,
  })
}

/**
 * Writes a tree as Markdown without HTML, images and references.
 *
 * @param source what the tree was parsed from: text that has a position may be written as it stands there
 */
export function serialise(tree: Root, source: string): string {
  resolveReferences(tree)
  const extensions = [gfmToMarkdown({ tablePipeAlign: false }), harmless(source)]
  return toMarkdown(tree, { extensions, bullet: '-', rule: '-' }).trimEnd()
}

/** The tree of Markdown; undefined where it leaves something open, of which all that follows would be a part. */
export function closedTree(markdown: string): Root | undefined {
  const tree = parseMarkdown(`${markdown}\n\n# .`)
  return tree.children.pop()?.position?.start.offset === markdown.length + 2 ? tree : undefined
}

/** Whether Markdown, parsed again, has nothing in it that acts, and leaves nothing open. */
export function isContained(markdown: string, tree = closedTree(markdown)): boolean {
  return tree !== undefined && !nodesOf(tree).some(acts)
}

function acts(node: Nodes): boolean {
  if (node.type === 'link') return DANGEROUS.test(node.url)
  if (node.type === 'code') return DRAWN.test(node.lang ?? '')
  // To cmark, no fence of inline code is longer than 80: MAXBACKTICKS in its src/inlines.c.
  if (node.type === 'inlineCode') return node.value.includes('`'.repeat(80))
  return node.type === 'html' || node.type === 'image'
}

/** A node and all below it, in the order of the text. */
export function nodesOf(top: Nodes): Nodes[] {
  return 'children' in top ? [top, ...top.children.flatMap(nodesOf)] : [top]
}

/**
 * Makes links and images of references, and takes the definitions out: GitHub's parser keeps one directly above a
 * table as text, in which tags of its label and title would come alive.
 */
export function resolveReferences(tree: Root): void {
  const definitions = new Map<string, Definition>()
  const nodes = nodesOf(tree)
  for (const node of nodes.toReversed())
    if (node.type === 'definition') definitions.set(node.identifier, node)
  for (const node of nodes) {
    if (node.type === 'linkReference' || node.type === 'imageReference') {
      const { url, title } = definitions.get(node.identifier) ?? {}
      Object.assign(node, { type: node.type === 'linkReference' ? 'link' : 'image', url, title })
    }
    if ('children' in node)
      Object.assign(node, { children: node.children.filter(({ type }) => type !== 'definition') })
  }
}

/** How the serializer writes what acts: raw HTML as text, images as links, what is drawn as plain code. */
function harmless(source: string): Options {
  const link: Handle = (node: Link, parent, state, info) => {
    // As GitHub's parser writes it, too. Without blanks and brackets, nothing in it can come alive.
    const url = node.url.replace(/[\s<>[\]\\`|"]/g, encodeURIComponent)
    if (DANGEROUS.test(url)) {
      const address = state.handle({ type: 'inlineCode', value: url }, parent, state, info)
      return `${state.containerPhrasing(node, info)} (${address})`
    }
    // No link can stand in a link: those of images follow.
    const images = nodesOf(node).filter(({ type }) => type === 'image')
    const links = images.map((image) => ` (${state.handle({ ...image, alt: null }, parent, state, info)})`)
    return defaultHandlers.link({ ...node, url }, parent, state, info) + links.join('')
  }
  return {
    handlers: {
      link,
      image({ url, alt }: Image, parent, state, info) {
        const text: Text = { type: 'text', value: alt ? `Image: ${alt.replace(/\s+/g, ' ')}` : 'Image' }
        if (state.stack.includes('link')) return state.handle(text, parent, state, info)
        return link({ type: 'link', url, children: [text] }, parent, state, info)
      },
      text(node: Text, parent, state, info) {
        const written = source.slice(node.position?.start.offset ?? 0, node.position?.end.offset ?? 0)
        const isClear = parent?.type !== 'link' && !NEEDS_A_LOOK.test(written) && !AMBIGUOUS.test(written)
        // As it is written, so that formulas stay formulas, and alerts alerts.
        if (written !== '' && isClear) return written.replace(/\n[ \t>]*/g, '\n')
        const escaped = defaultHandlers.text(node, parent, state, info)
        // To GitHub's parser a backslash may be the end of an address.
        return escaped.replace(/\\([^])/g, (pair, char) => (char === '<' ? '&lt;' : pair))
      },
      html({ value }: Html, parent, state, info) {
        if (state.stack.includes('phrasing'))
          return state.handle({ type: 'text', value }, parent, state, info)
        // A block of it keeps its lines and their indentation.
        const lines = value.replace(/^[ \t]+/gm, (blanks) => '\u00a0'.repeat(blanks.length))
        const paragraph: Paragraph = { type: 'paragraph', children: [{ type: 'text', value: lines }] }
        return state.handle(paragraph, parent, state, info).replaceAll('\n', '\\\n')
      },
      code(node: Code, parent, state, info) {
        const shown = DRAWN.test(node.lang ?? '') ? { ...node, lang: 'text', meta: null } : node
        return defaultHandlers.code(shown, parent, state, info)
      },
    },
    join: [(left, right) => (left.type === 'html' || right.type === 'html' ? 1 : undefined)],
    unsafe: [
      // Addresses that only GitHub's parser makes links of: `ftp://`, `HTTP://`.
      { character: ':', after: '\\/\\/', inConstruct: 'phrasing', notInConstruct: ['autolink', 'link'] },
      // In case that GitHub's parser sees no link, or no footnote.
      { character: '<', inConstruct: ['titleQuote', 'label', 'reference'] },
    ],
  }
}
