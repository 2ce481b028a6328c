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
  const lastEnd = source.lastIndexOf('>')
  let index = 0
  for (const { 0: found, index: at } of source.matchAll(TAG_OR_IMAGE)) {
    if (found === '<' ? at > lastEnd && isMidLine(source, at) : source[at + found.length] !== '[') continue
    while ((inert[index]?.end ?? Infinity) <= at) index += 1
    if ((inert[index]?.start ?? Infinity) <= at) continue
    if (parsed.linkMarkers.has(at)) {
      edits.push(...sameLine(source, at))
      continue
    }
    const first = isEscaped(source, at) ? at - 1 : at
    for (let mark = at; mark < at + found.length; mark += 1) {
      edits.push({ start: mark === at ? first : mark, end: mark + 1, text: literal(found[0] ?? '') })
    }
  }
  return edits
}

const TAG_OR_IMAGE = /<(?=\/?[A-Za-z][A-Za-z\d-]*(?:[\s/>]|$)|[!?])|!+/g

// Only where a line begins, after the marks of its quotes, lists, tasks and footnotes, can a tag do without its
// end; `a <b` is no tag.
function isMidLine(source: string, at: number): boolean {
  const before = source.slice(Math.max(0, at - 200), at).replace(/^[^]*\n/, '')
  return /[A-Za-z]/.test(before.replace(/\[[^\]]*\]/g, ''))
}

// The address of a link may stand on a line of its own, where it can look like a block of HTML.
function sameLine(source: string, at: number): Edit[] {
  const lineEnd = /\n[ \t>]*$/.exec(source.slice(Math.max(0, at - 200), at))?.[0]
  return lineEnd === undefined ? [] : [{ start: at - lineEnd.length, end: at, text: ' ' }]
}

function isEscaped(source: string, at: number): boolean {
  let start = at
  while (source[start - 1] === '\\') start -= 1
  return (at - start) % 2 === 1
}
