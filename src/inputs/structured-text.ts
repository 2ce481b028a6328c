import type { LineCounter, Node } from 'yaml'
import { parseJson } from '../json-value.js'
import { yamlTrouble } from './yaml-trouble.js'

export type Path = readonly (string | number)[]

/** What JSON or YAML text says, and where it says it. */
export interface StructuredText {
  readonly value: unknown
  /** `line 3, column 5` of the value at a path, or of the nearest one above that is there. */
  locate(path: Path): Promise<string>
}

export type ParsedText =
  | { readonly ok: true; readonly parsed: StructuredText }
  | {
      readonly ok: false
      /** `line 3, column 5` */
      readonly where: string
      /** What the parser says, without quoting the text. */
      readonly detail: string
    }

/**
 * Parses JSON or YAML 1.2 (core schema). Text that is JSON is not shown to the YAML parser, which costs more to
 * load than the whole rest of a run.
 *
 * @param scalars `as written`: a scalar that is a value of the outermost map becomes the text that stands there
 *   (`1.10` stays, null is empty)
 */
export async function parseStructured(
  text: string,
  scalars: 'typed' | 'as written' = 'typed',
): Promise<ParsedText> {
  if (scalars === 'typed') {
    const json = parseJson(text)
    if (json !== undefined) return checked(json.value, text)
  }
  const yaml = await import('yaml')
  const { LineCounter, isScalar, parseDocument, visit } = yaml
  const lines = new LineCounter()
  try {
    const document = parseDocument(text, { ...QUIET, lineCounter: lines, version: '1.2' })
    const trouble = yamlTrouble(document, yaml)
    if (trouble !== undefined) {
      return { ok: false, where: position(lines, trouble.offset), detail: trouble.detail }
    }
    if (scalars === 'as written') {
      visit(document, {
        Scalar: (key, node, ancestors) => {
          // Only the values of the outermost map: document, map and pair are above them.
          if (key !== 'value' || ancestors.length !== 3) return
          if (node.value === null) node.value = ''
          else if (isScalar(node) && node.type === 'PLAIN' && node.source !== undefined)
            node.value = node.source
        },
      })
    }
    // Resolves aliases; throws on too many of them (a "billion laughs" document) and on unresolved ones.
    return await checked(document.toJS(), text)
  } catch (error) {
    if (error instanceof RangeError) return TOO_DEEP
    return { ok: false, where: START, detail: 'an alias that nothing defines, or too many' }
  }
}

/** A value that can be written as JSON again, as it is. */
async function checked(value: unknown, text: string): Promise<ParsedText> {
  if (isTooDeep(value)) return TOO_DEEP
  const locate = locator(text)
  const path = nonJsonPath(value)
  if (path === undefined) return { ok: true, parsed: { value, locate } }
  return {
    ok: false,
    where: await locate(path),
    detail: 'no finite number, which is all that JSON can express',
  }
}

const START = 'line 1, column 1'
const TOO_DEEP: ParsedText = { ok: false, where: START, detail: 'it is nested too deeply' }

/** More levels than anybody writes, and fewer than exhaust the stack when they are written as JSON again. */
const MAX_LEVELS = 1000

function isTooDeep(root: unknown): boolean {
  let level = [root]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_LEVELS) return true
    level = level.flatMap((value): unknown[] =>
      typeof value === 'object' && value !== null ? Object.values(value) : [],
    )
  }
  return false
}

/** The library would print warnings that quote the text, which may be a secret. */
const QUIET = { prettyErrors: false, logLevel: 'error' } as const

/** `line 3, column 5` of an offset (UTF-16 units) in any text. */
export function positionIn(text: string, offset: number): string {
  const before = text.slice(0, offset).split(/\r\n|\n|\r/)
  return `line ${String(before.length)}, column ${String((before.at(-1) ?? '').length + 1)}`
}

function position(lines: LineCounter, offset: number): string {
  const { line, col } = lines.linePos(offset)
  return `line ${String(line)}, column ${String(col)}`
}

/** Finds positions when they are asked for: only a mistake pays for them. */
function locator(text: string): (path: Path) => Promise<string> {
  return async (path) => {
    const { LineCounter, isCollection, isMap, isScalar, parseDocument } = await import('yaml')
    const lines = new LineCounter()
    const document = parseDocument(text, { ...QUIET, lineCounter: lines })
    let node: Node | null = document.contents
    let offset = node?.range?.[0] ?? 0
    for (const segment of path) {
      if (!isCollection(node)) break
      // A key is nearer to what a person looks for than its value, which may begin on the next line.
      const pair: unknown = isMap(node)
        ? node.items.find(({ key }) => isScalar(key) && String(key.value) === String(segment))?.key
        : undefined
      const next: unknown = node.get(segment, true)
      const found = isNode(pair) ? pair : isNode(next) ? next : undefined
      if (found === undefined) break
      offset = found.range?.[0] ?? offset
      node = isNode(next) ? next : null
    }
    return position(lines, offset)
  }

  function isNode(value: unknown): value is Node {
    return typeof value === 'object' && value !== null && 'range' in value
  }
}

/** Path of the first number that JSON cannot express (`.nan`, `.inf`, `1e400`): it would be sent as null. */
function nonJsonPath(value: unknown, path: Path = []): Path | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : path
  if (typeof value !== 'object' || value === null) return undefined
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? value.map((item, index) => [index, item])
    : Object.entries(value)
  for (const [key, item] of entries) {
    const found = nonJsonPath(item, [...path, key])
    if (found !== undefined) return found
  }
  return undefined
}

/** `messages[0].content`, as a person would write it. */
export function pathText(path: Path): string {
  return path
    .map((part, i) => (typeof part === 'number' ? `[${String(part)}]` : i === 0 ? part : `.${part}`))
    .join('')
}
