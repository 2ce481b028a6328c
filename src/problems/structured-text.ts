import { oneLine } from '../display-text.js'
import type { Result } from '../failure.js'
import { hasNumber, isDeeperThan, isObject, MAX_LEVELS, parseJson } from '../json-value.js'
import type { Path, Scalars, Source, SyntaxProblem } from './source.js'

/**
 * Parses JSON or YAML 1.2 (core schema, with the merge key `<<`), as long as JSON can say the same. Text that is
 * JSON is not shown to the YAML parser, which costs more to load than the whole rest of a run.
 *
 * @param scalars if not `typed`, a number at any depth that would lose digits is its text, and no problem
 */
export async function parseStructured(
  text: string,
  scalars: Scalars = 'typed',
): Promise<Result<unknown, SyntaxProblem>> {
  const json = parseJson(text)
  const isDeep = json !== undefined && isDeeperThan(json.value, MAX_LEVELS)
  if (json !== undefined && !isDeep && isFaithful(json.value, scalars)) return { ok: true, value: json.value }
  const { parseYaml, syntaxProblem } = await import('./yaml-text.js')
  return isDeep ? syntaxProblem(0, 'deep') : parseYaml(text, scalars)
}

/** Whether a value that JSON.parse gave is what the text says: it rounds numbers, and forgets how they are written. */
function isFaithful(value: unknown, scalars: Scalars): boolean {
  if (scalars === 'as written')
    return isObject(value) && Object.values(value).every((item) => typeof item === 'string')
  return !hasNumber(value, (number) => Math.abs(number) > Number.MAX_SAFE_INTEGER)
}

/** `line 3, column 5` of an offset (UTF-16 units) in any text. */
export function positionIn(text: string, offset: number): string {
  const before = text.slice(0, offset).split(/\r\n|\n|\r/)
  return `line ${String(before.length)}, column ${String((before.at(-1) ?? '').length + 1)}`
}

/**
 * `line 3, column 5` of the value at a path, or of the nearest one above that is there; of the offset, if the path
 * is empty. Only a mistake pays for this.
 */
export async function locate(source: Source, path: Path = [], offset = 0): Promise<string> {
  if (path.length === 0) return positionIn(source.text, offset)
  const { offsetOf } = await import('./yaml-text.js')
  return positionIn(source.text, offsetOf(source, path))
}

/** `messages[0].content`, as a person would write it. */
export function pathText(path: Path): string {
  return path
    .map((part, i) =>
      typeof part === 'number' ? `[${String(part)}]` : `${i === 0 ? '' : '.'}${oneLine(part, 60)}`,
    )
    .join('')
}
