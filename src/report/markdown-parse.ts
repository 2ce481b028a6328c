import type { Nodes, Root } from 'mdast'
import { fromMarkdown, type CompileContext, type Handle, type Token } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'

/** A stretch of the source, in UTF-16 units; `end` is exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** A stretch of the source and what to put in its place. */
export interface Edit extends Span {
  readonly text: string
}

export interface ParsedMarkdown {
  readonly tree: Root
  /** The lines of all blocks of raw HTML, without the prefixes of the quotes and lists that they stand in. */
  readonly htmlBlockLines: readonly Span[]
  /** The same of raw HTML inside a paragraph. */
  readonly htmlTexts: readonly Span[]
  /** The lines of all code blocks. */
  readonly codeLines: readonly Span[]
  /** Where a `<` is the syntax of a link, by offset. */
  readonly linkMarkers: ReadonlySet<number>
}

/** Parses GitHub-flavoured Markdown, keeping the offsets that the tree does not have. */
export function parseMarkdown(source: string): ParsedMarkdown {
  const htmlBlockLines: Span[] = []
  const htmlTexts: Span[] = []
  const codeLines: Span[] = []
  const linkMarkers = new Set<number>()
  function collect(spans: Span[]): Handle {
    return function (this: CompileContext, token: Token) {
      spans.push({ start: token.start.offset, end: token.end.offset })
      this.config.enter['data']?.call(this, token)
    }
  }
  function marker(token: Token): void {
    linkMarkers.add(token.start.offset)
  }
  const tree = fromMarkdown(source, {
    extensions: [gfm()],
    mdastExtensions: [
      // The transforms look for addresses in text, at some cost, and lose the offsets.
      gfmFromMarkdown().map((extension) => ({ ...extension, transforms: [] })),
      {
        enter: {
          htmlFlowData: collect(htmlBlockLines),
          htmlTextData: collect(htmlTexts),
          codeFlowValue: collect(codeLines),
          resourceDestinationLiteralMarker: marker,
          definitionDestinationLiteralMarker: marker,
        },
      },
    ],
  })
  return { tree, htmlBlockLines, htmlTexts, codeLines, linkMarkers }
}

/** Where a node stands in the source. */
export function spanOf(node: Nodes): Span {
  return { start: node.position?.start.offset ?? 0, end: node.position?.end.offset ?? 0 }
}

/** Visits every node in the order of the source, with its parent and the link that it stands in, if any. */
export function visit(
  tree: Root,
  see: (node: Nodes, parent: Nodes | undefined, link: Nodes | undefined) => void,
): void {
  type Visit = readonly [node: Nodes, parent: Nodes | undefined, link: Nodes | undefined]
  const waiting: Visit[] = [[tree, undefined, undefined]]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    see(...next)
    const [node, , outer] = next
    if (!('children' in node)) continue
    const link = node.type === 'link' || node.type === 'linkReference' ? node : outer
    for (const child of node.children.toReversed()) waiting.push([child, node, link])
  }
}
