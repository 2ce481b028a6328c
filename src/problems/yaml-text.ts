import {
  type Document,
  isAlias,
  isCollection,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml'
import type { Result } from '../failure.js'
import { isDeeperThan, isObject, MAX_LEVELS } from '../json-value.js'
import type { Path, Scalars, Source, SyntaxProblem } from './source.js'

const QUOTE_IT =
  'Put a text that begins with one of { [ & * ! | > @ ` % or holds ": " in quotes, and write one from ${{ … }} as ${{ toJSON(…) }}.'

/** What is wrong, and what to do, in words of our own: the library's quote the text or address a programmer. */
const TROUBLES: Readonly<Record<string, readonly [detail: string, remedy: string]>> = {
  // The library's codes.
  BAD_DIRECTIVE: ['a line that begins with %, which YAML keeps for itself', QUOTE_IT],
  BAD_DQ_ESCAPE: ['a backslash in double quotes that YAML does not know', 'Use single quotes, or \\\\.'],
  BAD_INDENT: ['a line that is not indented like its neighbours, or an open bracket', 'Align the lines.'],
  BAD_SCALAR_START: ['a value that begins with @, ` or %, which YAML keeps for itself', QUOTE_IT],
  BLOCK_AS_IMPLICIT_KEY: ['two keys on one line', QUOTE_IT],
  BLOCK_IN_FLOW: ['a missing comma, or indented lines inside brackets', 'Put commas between the items.'],
  DUPLICATE_KEY: ['a key that is there twice', 'Keep one of them.'],
  MISSING_CHAR: ['a quote or bracket that is never closed', 'Close it.'],
  MULTIPLE_DOCS: ['more than one YAML document (---)', 'Keep one.'],
  // Its stack has overflowed.
  RESOURCE_EXHAUSTION: ['too many levels, one inside the other', 'Nest it less.'],
  TAB_AS_INDENT: ['a tab as indentation', 'Indent with spaces.'],
  TAG_RESOLVE_FAILED: ['a value that begins with !, a tag to YAML, which nothing defines', QUOTE_IT],
  UNEXPECTED_TOKEN: ['something left over behind a value', QUOTE_IT],
  // Our own.
  alias: ['a value that begins with *, an alias to YAML, which nothing defines', QUOTE_IT],
  deep: ['more than 1,000 levels, one inside the other', 'Nest it less.'],
  endless: ['an alias inside its own anchor, or too many', 'Write the values out.'],
  key: ['a key that is a list or a map', QUOTE_IT],
  loose: ['a line that is neither a key with a colon nor indented under one', QUOTE_IT],
  merge: ['a "<<" with something other than a map', 'Write <<: *name of an anchored map.'],
  'no space': ['a colon without a space after it', 'Write a space after the colon.'],
  number: [
    'a number that JSON cannot hold as it is, so that another one would be sent',
    'Put it in quotes to send it as text.',
  ],
}
const OTHER_TROUBLE = ['something against the rules of YAML', QUOTE_IT] as const

/** Parses JSON or YAML 1.2 as `parseStructured` does, which loads this file only for what is not JSON. */
export function parseYaml(text: string, scalars: Scalars): Result<unknown, SyntaxProblem> {
  return orTrouble(text, () => valueOf(parseDocument(text, OPTIONS), text, scalars))
}

/** What is asked of a file that is read as a whole and item by item. */
interface Readings {
  /** Its outermost scalars as written. */
  readonly typed: unknown
  /** All scalars as written. */
  readonly written: unknown
  /** The line of each item of a list in it, from 1. */
  readonly lines: readonly number[]
}

/** The same in two ways, and where the items of a list stand, by parsing once. */
export function parseReadings(text: string, list: Path): Result<Readings, SyntaxProblem> {
  return orTrouble(text, () => {
    const document = parseDocument(text, OPTIONS)
    const typed = valueOf(document, text, 'as written')
    if (!typed.ok) return typed
    // Each scalar knows still how it is written.
    const written = valueOf(document, text, 'all as written')
    if (!written.ok) return written
    const lines = itemLines(document, text, list)
    return { ok: true, value: { typed: typed.value, written: written.value, lines } }
  })
}

function valueOf(document: Document.Parsed, text: string, scalars: Scalars): Result<unknown, SyntaxProblem> {
  const found = findTrouble(document, text, scalars)
  return found === undefined ? checked(document.toJS()) : syntaxProblem(...found)
}

function orTrouble<T>(text: string, read: () => Result<T, SyntaxProblem>): Result<T, SyntaxProblem> {
  try {
    return read()
  } catch (error) {
    if (error instanceof RangeError) return syntaxProblem(0, 'deep')
    // Aliases that grow without end (a "billion laughs" document) are a ReferenceError.
    if (error instanceof ReferenceError) return syntaxProblem(0, 'endless')
    return syntaxProblem(Math.max(0, text.indexOf('<<')), 'merge')
  }
}

/** The library would print warnings that quote the text, which may be a secret. */
const OPTIONS = { version: '1.2', merge: true, prettyErrors: false, logLevel: 'error' } as const

function checked(value: unknown): Result<unknown, SyntaxProblem> {
  return isDeeperThan(value, MAX_LEVELS) ? syntaxProblem(0, 'deep') : { ok: true, value }
}

export function syntaxProblem(offset: number, trouble: string): Result<never, SyntaxProblem> {
  const [detail, remedy] = TROUBLES[trouble] ?? OTHER_TROUBLE
  const isReadable = trouble === 'number' || trouble === 'no space'
  const rule = isReadable ? `holds ${detail}` : `does not parse as JSON or YAML: ${detail}`
  return { ok: false, error: { offset, detail, rule, remedy } }
}

/**
 * The first thing that makes a parsed document unusable, by the parser or by what would be sent of it. Scalars become
 * what is written on the way.
 */
function findTrouble(
  { contents, errors, warnings }: Document.Parsed,
  text: string,
  scalars: Scalars,
): readonly [offset: number, trouble: string] | undefined {
  // An unknown tag is only a warning to the library, which then drops the value.
  const [error] = [...errors, ...warnings]
  if (error !== undefined) return [error.pos[0], troubleOf(error, text)]
  if (isScalar(contents) && contents.type === 'PLAIN' && /^[\w-]+:(?!\/\/)\S/.test(text.trim()))
    return [contents.range[0], 'no space']
  const anchors = new Set<string>()
  let found: readonly [number, string] | undefined
  const stop = ({ range }: { range?: readonly number[] | null | undefined }, trouble: string): symbol => {
    found = [range?.[0] ?? 0, trouble]
    return visit.BREAK
  }
  visit(contents, (role, node, above) => {
    if (isAlias(node)) {
      if (!anchors.has(node.source)) return stop(node, 'alias')
      const isInside = above.some((outer) => 'anchor' in outer && outer.anchor === node.source)
      return isInside ? stop(node, 'endless') : undefined
    }
    if (isPair(node)) {
      const { key, value } = node
      if (isCollection(key)) return stop(key, 'key')
      const isBare = value === null && isScalar(key) && key.type === 'PLAIN'
      return isBare && String(key.value).includes(':') ? stop(key, 'no space') : undefined
    }
    if (isNode(node) && node.anchor !== undefined) anchors.add(node.anchor)
    if (!isScalar(node)) return undefined
    const isText = scalars === 'as written' ? role === 'value' && isOutermost(above) : scalars !== 'typed'
    if (isText && role !== 'key') {
      if (node.value === null) node.value = ''
      else if (node.type === 'PLAIN') node.value = node.source
    }
    if (typeof node.value !== 'number' || isKept(node.value, node.source ?? '')) return undefined
    if (scalars === 'typed') return stop(node, 'number')
    node.value = node.source
    return undefined
  })
  return found
}

function troubleOf({ code, message, pos: [start] }: YAMLError, text: string): string {
  if (!/implicit .*key/i.test(message)) return code
  return /^[^\s:]+:(?!\/\/)[^\s:]/.test(text.slice(start, start + 200)) ? 'no space' : 'loose'
}

/** Whether a map's values become those of the outermost map: it is that, or one that is merged into it. */
function isOutermost(above: readonly unknown[]): boolean {
  const [owner, map] = above.slice(-3)
  const isMerged = isObject(owner) && isObject(owner['key']) && owner['key']['source'] === '<<'
  return above.length <= 2 || isMerged || (isObject(map) && map['anchor'] !== undefined)
}

/** Whether a number is sent as the one that is written: fractions may be rounded, an integer may not. */
function isKept(value: number, source: string): boolean {
  if (Number.isSafeInteger(value)) return true
  if (!Number.isFinite(value) || source.length > 400) return false
  if (!Number.isInteger(value)) return true
  // What was written is as large as what is sent: only their digits may differ.
  const digits = (number: string): string => number.replace(/e.*|\D/gi, '').replace(/^0+|0+$/g, '')
  const written = /^0[xo]/.test(source) ? BigInt(source).toString() : source
  return digits(written) === digits(JSON.stringify(value))
}

const parsedOnce = new WeakMap<Source, Document.Parsed>()

/** Where the value at a path begins, or the nearest one above that is there. A source with many mistakes is parsed once. */
export function offsetOf(source: Source, path: Path): number {
  const document = parsedOnce.get(source) ?? parseDocument(source.text, OPTIONS)
  parsedOnce.set(source, document)
  let node: unknown = document.contents
  let found = isNode(node) ? node : undefined
  for (const segment of path) {
    if (!isCollection(node)) break
    // A key is nearer to what a person looks for than its value, which may begin on the next line.
    const pair = node.items.find((item) => isPair(item) && String(item.key) === String(segment))
    node = node.get(segment, true)
    found = [isPair(pair) ? pair.key : undefined, node, found].find(isNode)
  }
  return found?.range?.[0] ?? 0
}

function itemLines(document: Document.Parsed, text: string, path: Path): readonly number[] {
  const list = document.getIn(path, true)
  if (!isSeq(list)) return []
  const lines = new LineCounter()
  for (const { index } of text.matchAll(/^/gm)) lines.addNewLine(index)
  return list.items.map((item) => lines.linePos(isNode(item) ? (item.range?.[0] ?? 0) : 0).line)
}
