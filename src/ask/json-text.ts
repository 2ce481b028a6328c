import { hasNumber, isDeeperThan, type Json, isJson, MAX_LEVELS, parseJson } from '../json-value.js'

/**
 * The value of JSON text, or undefined if it isn't JSON that can be written again: `1e400` is Infinity to
 * JavaScript and would be a silent `null` in an output, and more than 1,000 levels exhaust the stack.
 */
export function parseFiniteJson(text: string): Json | undefined {
  // Most answers are prose, and the parser's error costs more than all else that is done with one.
  if (!/^\ufeff?\s*["[{\d\-tfn]/.test(text)) return undefined
  const value = parseJson(text)?.value
  return isJson(value) && isWritable(value) ? value : undefined
}

/** Whether a value can be written as JSON as it is. */
export function isWritable(value: Json): boolean {
  return !isDeeperThan(value, MAX_LEVELS) && !hasNumber(value, (number) => !Number.isFinite(number))
}

/**
 * Reads JSON as it is, then without the one fence that encloses all of it. Any other text around the JSON is not JSON:
 * guessing would hand a pipeline half an answer.
 */
export function readJsonText(text: string): Json | undefined {
  const direct = parseFiniteJson(text)
  return direct === undefined ? unfenced(text) : direct
}

/** What a fence encloses: with or without a language, also on one line, or closed right behind the last brace. */
function unfenced(text: string): Json | undefined {
  const [, , inside] = /^\s*(`{3,}|~{3,})(?![`~])([^]*[^`~])\1[`~]*\s*$/.exec(text) ?? []
  if (inside === undefined) return undefined
  const withoutLanguage = inside.replace(/^[A-Za-z][\w+.#-]*/, '')
  const withoutFirstLine = inside.slice(inside.indexOf('\n') + 1)
  const values = [inside, withoutLanguage, withoutFirstLine].map(parseFiniteJson)
  return values.find((value) => value !== undefined)
}
