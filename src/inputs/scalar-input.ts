import { oneLine } from '../display-text.js'
import type { Problems } from '../problems/problems.js'

/** Numbers are written as JSON writes them: `0.7x`, `1e`, `+1` and `.5` are mistakes, not numbers. */
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/

/** Of YAML's core schema, which `core.getBooleanInput` follows: https://yaml.org/spec/1.2.2/#10212-boolean */
const BOOLEAN = /^(?:true|True|TRUE|(false|False|FALSE))$/

export interface NumberRange {
  readonly kind: 'number' | 'integer'
  readonly min: number
  readonly max: number
}

export const ANY_INTEGER: NumberRange = {
  kind: 'integer',
  min: Number.MIN_SAFE_INTEGER,
  max: Number.MAX_SAFE_INTEGER,
}
export const POSITIVE_INTEGER: NumberRange = { ...ANY_INTEGER, min: 1 }

/** Whether a value is a number in a range; what JSON Schema calls an integer, `3.0` included, is an integer. */
export function isNumberInRange(value: unknown, { kind, min, max }: NumberRange): value is number {
  if (typeof value !== 'number' || !(value >= min && value <= max)) return false
  return kind === 'number' || Number.isSafeInteger(value)
}

/** `a number from 0 to 1`, `an integer from 1`, `an integer`. */
export function rangeText({ kind, min, max }: NumberRange): string {
  const noun = kind === 'integer' ? 'an integer' : 'a number'
  const from = min === Number.MIN_SAFE_INTEGER ? '' : ` from ${String(min)}`
  const to = max === Number.MAX_SAFE_INTEGER ? '' : ` to ${String(max)}`
  return `${noun}${from}${to}`
}

export function numberInput(
  input: string,
  text: string | undefined,
  range: NumberRange,
  problems: Problems,
): number | undefined {
  if (text === undefined) return undefined
  const value = JSON_NUMBER.test(text) ? Number(text) : undefined
  if (isNumberInRange(value, range)) return value
  const example = Math.min(
    range.max,
    Math.max(range.min, range.kind === 'integer' ? 300 : range.max > 10 ? 90 : 0.5),
  )
  return problems.add({
    input,
    rule: `must be ${rangeText(range)}, not "${oneLine(text, 60)}"`,
    remedy: `Write it in digits, such as ${String(example)}, or leave it out.`,
  })
}

/** The boolean that a text means, or undefined if it means none. */
export function booleanOf(text: string): boolean | undefined {
  const match = BOOLEAN.exec(text)
  return match === null ? undefined : match[1] === undefined
}

/** @returns undefined if it is not set, or bad, which is a problem then */
export function booleanInput(
  input: string,
  text: string | undefined,
  problems: Problems,
): boolean | undefined {
  const value = text === undefined ? undefined : booleanOf(text)
  if (text === undefined || value !== undefined) return value
  const rule = `must be true or false, not "${oneLine(text, 60)}"`
  return problems.add({ input, rule, remedy: 'Write one of them, or leave it out.' })
}

export function choiceInput<T extends string>(
  input: string,
  text: string | undefined,
  choices: readonly T[],
  problems: Problems,
): T | undefined {
  const value = choices.find((choice) => choice === text)
  if (text === undefined || value !== undefined) return value
  const rule = `must be one of ${choices.join(', ')}, not "${oneLine(text, 60)}"`
  return problems.add({ input, rule, remedy: 'Choose one of them, or leave it out.' })
}

/** Items of a comma- or line-separated input, trimmed, without empty ones. */
export function separated(text: string): string[] {
  return text
    .split(/[,\r\n]+/)
    .map((item) => item.trim())
    .filter((item) => item !== '')
}
