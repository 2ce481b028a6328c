import type { Nodes, Root, RootContent, Text } from 'mdast'
import { sliceWhole } from '../display-text.js'
import { fenced } from '../report/markdown-text.js'
import { nodesOf, serialise } from '../report/safe-markdown.js'

const CUT_NOTE = '*The rest is left out: the text is too long.*'

/** The tree as Markdown, cut at the end of a block where it is too long. */
export function written(tree: Root, source: string, maxLength: number, isCut: boolean): string {
  const whole = serialise(tree, source)
  if (whole.length <= maxLength && !isCut) return whole
  const room = maxLength - CUT_NOTE.length - 2
  const fits = (children: readonly RootContent[]): boolean =>
    serialise({ ...tree, children: [...children] }, source).length <= room
  let low = 0
  let high = tree.children.length
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (fits(tree.children.slice(0, middle))) low = middle
    else high = middle - 1
  }
  const kept = low > 0 ? tree.children.slice(0, low) : startOfBlock(tree.children[0], fits)
  const start = serialise({ ...tree, children: kept }, source)
  return start === '' ? CUT_NOTE : `${start}\n\n${CUT_NOTE}`
}

/** As much of a block as fits: its first lines or items, or else the start of its text. */
function startOfBlock(
  block: RootContent | undefined,
  fits: (nodes: RootContent[]) => boolean,
): RootContent[] {
  if (block === undefined) return []
  if (block.type === 'list' && block.children.length > 1) {
    const count = block.children.findLastIndex((_, i) =>
      fits([{ ...block, children: block.children.slice(0, i) }]),
    )
    if (count > 0) return [{ ...block, children: block.children.slice(0, count) }]
  }
  const text = textOf(block)
  for (let length = text.length; length > 0; length = Math.floor(length * 0.7)) {
    const start = startOf(text, length)
    const cut: RootContent =
      block.type === 'code'
        ? { ...block, value: start }
        : { type: 'paragraph', children: [asText(start.replace(/\s+/g, ' '))] }
    if (fits([cut])) return [cut]
  }
  return []
}

/** The lines of a text that fit, or if not even one does, its words. */
export function startOf(text: string, max: number): string {
  if (text.length <= max) return text
  const cut = sliceWhole(text, max)
  const end = [cut.lastIndexOf('\n'), cut.lastIndexOf(' ')].find((at) => at > 0)
  return cut.slice(0, end).trimEnd()
}

/** A text as one code block, cut where it is too long. */
export function fencedWithin(text: string, maxLength: number, isCut: boolean): string {
  const whole = fenced(text)
  if (whole.length <= maxLength && !isCut) return whole
  for (let length = Math.min(text.length, maxLength); length > 0; length = Math.floor(length * 0.7)) {
    const start = `${fenced(startOf(text, length))}\n\n${CUT_NOTE}`
    if (start.length <= maxLength) return start
  }
  return CUT_NOTE
}

export function textOf(node: Nodes): string {
  return nodesOf(node)
    .map((inner) => ('value' in inner ? inner.value : ''))
    .join('')
}

/** Without a position, so that it is never written as it once stood there. */
export function asText(value: string): Text {
  return { type: 'text', value }
}
