import { holdsDangerousCode } from './markdown-code.js'
import { spanOf, visit, type Edit, type ParsedMarkdown, type Span } from './markdown-parse.js'
import { literal } from './markdown-text.js'

/**
 * What looks like the start of a tag or of an image though this parser takes it for text. GitHub's own parser
 * follows an older specification (`<source` starts a block there, a tab may be any blank, `ftp:` makes a
 * link), and so do others; a character reference shows the same to all of them.
 * https://github.com/github/cmark-gfm
 */
export function looseEdits(source: string, parsed: ParsedMarkdown): Edit[] {
  const inert: Span[] = []
  visit(parsed.tree, (node) => {
    const span = spanOf(node)
    const isAutolink = node.type === 'link' && source[span.start] === '<'
    if (isAutolink || node.type === 'code' || node.type === 'inlineCode') inert.push(span)
  })
  const edits: Edit[] = []
  const loose = holdsDangerousCode(source, parsed) ? TAG_IMAGE_OR_CODE : TAG_OR_IMAGE
  let index = 0
  for (const { 0: found, index: at } of source.matchAll(loose)) {
    if (found.startsWith('!') && source[at + found.length] !== '[') continue
    while ((inert[index]?.end ?? Infinity) <= at) index += 1
    if ((inert[index]?.start ?? Infinity) <= at || parsed.linkMarkers.has(at)) continue
    const first = isEscaped(source, at) ? at - 1 : at
    for (let mark = at; mark < at + found.length; mark += 1) {
      edits.push({ start: mark === at ? first : mark, end: mark + 1, text: literal(found[0] ?? '') })
    }
  }
  return edits
}

const TAG_OR_IMAGE = /<(?=\/?[A-Za-z][A-Za-z\d-]*(?:[\s/>]|$)|[!?])|!+/g
// Backticks that close nothing make GitHub's parser miss the code behind them.
const TAG_IMAGE_OR_CODE = new RegExp(`${TAG_OR_IMAGE.source}|\`+`, 'g')

function isEscaped(source: string, at: number): boolean {
  let start = at
  while (source[start - 1] === '\\') start -= 1
  return (at - start) % 2 === 1
}
