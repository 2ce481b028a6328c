import { isPointer } from '../json-pointer.js'

/** A part of a template: the author's own text, or where a value comes from. */
export type Part =
  { readonly kind: 'own'; readonly text: string } | { readonly kind: 'value'; readonly from: string }

/** What stands for the whole text in place of a JSON Pointer. */
export const WHOLE_TEXT = 'text'

const PLACEHOLDER = /\{\{\s*(.*?)\s*\}\}/gs

/** The parts of a text with `{{ text }}` and `{{ /pointer }}`. What a value brings is never read as a placeholder. */
export function partsOf(template: string): readonly Part[] {
  const parts: Part[] = []
  let at = 0
  for (const match of template.matchAll(PLACEHOLDER)) {
    if (match.index > at) parts.push({ kind: 'own', text: template.slice(at, match.index) })
    parts.push({ kind: 'value', from: match[1] ?? '' })
    at = match.index + match[0].length
  }
  return at < template.length ? [...parts, { kind: 'own', text: template.slice(at) }] : parts
}

export function isTemplate(text: string): boolean {
  return sourcesOf(text).every((from) => from === WHOLE_TEXT || (from.startsWith('/') && isPointer(from)))
}

/** Where the values of a template come from: JSON Pointers, and `text`. */
export function sourcesOf(template: string): readonly string[] {
  return partsOf(template).flatMap((part) => (part.kind === 'value' ? [part.from] : []))
}

/**
 * The template with its values. One that begins with a block, such as a list or code, begins a line; one that ends with
 * one ends it. Behind nothing but blanks and `>`, all its lines stand like the first.
 */
export function filled(parts: readonly Part[], valueOf: (from: string) => string): string {
  let text = ''
  let endsInBlock = false
  for (const part of parts) {
    const prefix = /(?:^|\n)([ \t>]*)$/.exec(text)?.[1]
    const piece = part.kind === 'own' ? part.text : valueOf(part.from).replaceAll('\n', `\n${prefix ?? ''}`)
    const isInLine = prefix === undefined
    if (part.kind === 'value' && isInLine && beginsWithBlock(piece)) text = `${text.trimEnd()}\n\n`
    if (endsInBlock && piece !== '' && !/^[ \t]*(?:\n|$)/.test(piece)) text += '\n\n'
    text += part.kind === 'own' && endsInBlock ? piece.replace(/^[ \t]+(?=\S)/, '') : piece
    if (piece !== '') endsInBlock = part.kind === 'value' && endsWithBlock(piece)
  }
  return text
}

function beginsWithBlock(markdown: string): boolean {
  return /^(?:#{1,6}\s|>|[-+*]\s|\d{1,9}[.)]\s|`{3}|~{3}|\||(?: {4}|\t)|(?:[-*_][ \t]*){3,}$)/m.test(
    markdown.split('\n', 1)[0] ?? '',
  )
}

/** Whether text directly behind it would be read as a part of it. */
function endsWithBlock(markdown: string): boolean {
  return markdown.includes('\n') || beginsWithBlock(markdown)
}
