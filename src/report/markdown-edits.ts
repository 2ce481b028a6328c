import type { Image, ImageReference, Nodes } from 'mdast'
import { codeEdits } from './markdown-code.js'
import { htmlEdits } from './markdown-html.js'
import { looseEdits } from './markdown-loose.js'
import { markerEdits } from './markdown-marker.js'
import { spanOf, visit, type Edit, type ParsedMarkdown } from './markdown-parse.js'
import { literal } from './markdown-text.js'

/**
 * What must change in Markdown so that nothing in it is raw HTML or an image; all else stays as it is written.
 * `parsed` may hold more than the source, behind it. The list is in the order of the source, without overlaps, and empty if the Markdown is safe.
 */
export function safetyEdits(source: string, parsed: ParsedMarkdown): readonly Edit[] {
  const edits = [
    ...htmlEdits(source, parsed),
    ...imageEdits(source, parsed),
    ...looseEdits(source, parsed),
    ...codeEdits(source, parsed),
    ...markerEdits(source, parsed),
  ]
  const kept: Edit[] = []
  let end = 0
  for (const edit of edits.sort(bySource)) {
    if (edit.start < end || edit.start > source.length) continue
    kept.push(edit)
    end = edit.end
  }
  return kept
}

export function applyEdits(source: string, edits: readonly Edit[]): string {
  const parts: string[] = []
  let at = 0
  for (const edit of edits) {
    parts.push(source.slice(at, edit.start), edit.text)
    at = edit.end
  }
  return parts.join('') + source.slice(at)
}

// An insertion comes before what it precedes, and an image before what stands inside it, as it takes its place.
function bySource(a: Edit, b: Edit): number {
  if (a.start !== b.start) return a.start - b.start
  return Number(b.start === b.end) - Number(a.start === a.end) || b.end - a.end
}

/** An image becomes a link to its address; inside another link, which can hold none, the link stands behind. */
function imageEdits(source: string, { tree }: ParsedMarkdown): Edit[] {
  const edits: Edit[] = []
  const behind = new Map<Nodes, string>()
  visit(tree, (node, _parent, link) => {
    if (node.type !== 'image' && node.type !== 'imageReference') return
    const name = literal((node.alt ?? '').replace(/\s+/g, ' ').trim())
    const label = name === '' ? 'Image' : `Image: ${name}`
    const target = targetOf(node, source)
    if (link === undefined) {
      edits.push({ ...spanOf(node), text: `[${label}]${target}` })
    } else {
      edits.push({ ...spanOf(node), text: label })
      behind.set(link, `${behind.get(link) ?? ''} ([Image]${target})`)
    }
  })
  for (const [link, text] of behind) edits.push({ start: spanOf(link).end, end: spanOf(link).end, text })
  return edits
}

// A reference stays one: the address of a definition may be long, and may be used a thousand times.
function targetOf(node: Image | ImageReference, source: string): string {
  if (node.type === 'image') return `(${destination(node.url)})`
  const { start, end } = spanOf(node)
  const written = source.slice(start, end)
  return `[${labelOf(node, written).replace(/\n[\s>]*/g, ' ')}]`
}

function destination(url: string): string {
  if (/^[\w\-.~:/?#@'*+,;=%]+$/.test(url)) return url
  return `<${literal(url.replace(/[\s\p{Cc}]/gu, '%20'))}>`
}

// As it is written, for that is what labels are compared by.
function labelOf(node: ImageReference, written: string): string {
  if (node.referenceType === 'shortcut') return written.slice('!['.length, -']'.length)
  if (node.referenceType === 'collapsed') return written.slice('!['.length, -'][]'.length)
  return /(?:[^[\\]|\\[^])*\]$/.exec(written.slice(written.lastIndexOf('][') + 2))?.[0].slice(0, -1) ?? ''
}
