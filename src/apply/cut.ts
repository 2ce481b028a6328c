import type { ListItem, Nodes, Root, RootContent, TableRow, Text } from 'mdast'
import { sliceWhole } from '../display-text.js'
import { fenced } from '../report/markdown-text.js'
import { nodesOf, serialise } from '../report/safe-markdown.js'

const CUT_NOTE = '*The rest is left out: the text is too long.*'

/**
 * The tree as Markdown, cut at the end of a block, an item or a row where it is too long.
 *
 * @param isCut whether the tree is only the start of a text, so that its last block may be in part
 */
export function written(tree: Root, source: string, maxLength: number, isCut: boolean): string {
  const writtenOf = (children: readonly RootContent[]): string =>
    serialise({ ...tree, children: [...children] }, source)
  const lengthOf = (children: readonly RootContent[]): number => writtenOf(children).length
  if (!isCut) {
    const whole = writtenOf(tree.children)
    if (whole.length <= maxLength) return whole
  }
  const room = maxLength - CUT_NOTE.length - 2
  const isInPart = isCut && tree.children.length > 1
  const blocks = thatFit(isInPart ? tree.children.slice(0, -1) : tree.children, room, lengthOf)
  const next = tree.children[blocks.length]
  const part = partOf(next, room - lengthOf(blocks) - 2, lengthOf)
  const last = blocks.length === 0 && part.length === 0 ? startOfBlock(next, room, lengthOf) : part
  const start = writtenOf([...blocks, ...last])
  return start === '' ? CUT_NOTE : `${start}\n\n${CUT_NOTE}`
}

/** The first nodes, as many as fit: each by itself, because to write all of them takes its time, and then together. */
function thatFit<T>(
  nodes: readonly T[],
  room: number,
  lengthOf: (nodes: readonly T[]) => number,
): readonly T[] {
  let count = 0
  for (let left = room; count < nodes.length; count += 1) {
    left -= lengthOf(nodes.slice(count, count + 1))
    if (left < 0) break
    left -= '\n'.length
  }
  while (count > 0 && lengthOf(nodes.slice(0, count)) > room) count = Math.ceil(count * 0.98) - 1
  return nodes.slice(0, count)
}

/** The items of a list, or the rows of a table, that fit. */
function partOf(
  block: RootContent | undefined,
  room: number,
  lengthOf: (nodes: readonly RootContent[]) => number,
): readonly RootContent[] {
  if (block?.type !== 'list' && block?.type !== 'table') return []
  const whole: readonly (ListItem | TableRow)[] = block.children
  const withChildren = (some: readonly (ListItem | TableRow)[]): RootContent =>
    Object.assign({}, block, { children: [...some] })
  const some = thatFit(whole, room, (children) => lengthOf([withChildren(children)]))
  return some.length === 0 ? [] : [withChildren(some)]
}

/** As much of the text of a block as fits. */
function startOfBlock(
  block: RootContent | undefined,
  room: number,
  lengthOf: (nodes: readonly RootContent[]) => number,
): readonly RootContent[] {
  const text = block === undefined ? '' : textOf(block)
  for (let length = text.length; length > 0; length = Math.floor(length * 0.7)) {
    const start = startOf(text, length)
    const cut: RootContent =
      block?.type === 'code'
        ? { ...block, value: start }
        : { type: 'paragraph', children: [asText(start.replace(/\s+/g, ' '))] }
    if (lengthOf([cut]) <= room) return [cut]
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
  for (let length = Math.min(text.length, maxLength); length > 0; length = Math.floor(length * 0.9)) {
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
