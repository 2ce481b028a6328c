import * as z from 'zod/mini'
import { oneLine } from '../display-text.js'
import type { InputName } from './declared.js'
import type { Report } from './problem.js'

/** Numbers are written as JSON writes them: `0.7x`, `1e`, `+1` and `.5` are mistakes, not numbers. */
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/

/** Booleans of YAML's core schema, which `core.getBooleanInput` follows: https://yaml.org/spec/1.2/spec.html#id2804923 */
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['True', true],
  ['TRUE', true],
  ['false', false],
  ['False', false],
  ['FALSE', false],
])

export interface NumberRange {
  readonly kind: 'number' | 'integer'
  readonly min: number
  readonly max: number
}

/** Whether a value is a number in a range; what JSON Schema calls an integer, `3.0` included, is an integer. */
export function isNumberInRange(value: unknown, { kind, min, max }: NumberRange): value is number {
  const number = kind === 'integer' ? z.int() : z.number()
  return number.check(z.gte(min), z.lte(max)).safeParse(value).success
}

/** `a number from 0 to 1`, `an integer from 1`, `an integer`. */
export function rangeText({ kind, min, max }: NumberRange): string {
  const noun = kind === 'integer' ? 'an integer' : 'a number'
  const from = min === Number.MIN_SAFE_INTEGER ? '' : ` from ${String(min)}`
  const to = max === Number.MAX_SAFE_INTEGER ? '' : ` to ${String(max)}`
  return `${noun}${from}${to}`
}

export const ANY_INTEGER: NumberRange = {
  kind: 'integer',
  min: Number.MIN_SAFE_INTEGER,
  max: Number.MAX_SAFE_INTEGER,
}
export const POSITIVE_INTEGER: NumberRange = { kind: 'integer', min: 1, max: Number.MAX_SAFE_INTEGER }

export function numberInput(
  input: InputName,
  text: string | undefined,
  range: NumberRange,
  report: Report,
): number | undefined {
  if (text === undefined) return undefined
  const value = JSON_NUMBER.test(text) ? Number(text) : undefined
  if (isNumberInRange(value, range)) return value
  report({
    input,
    rule: `must be ${rangeText(range)}, not "${oneLine(text, 60)}"`,
    remedy: `Write it in digits, such as ${exampleOf(range)}, or leave it out.`,
  })
  return undefined
}

function exampleOf({ kind, min, max }: NumberRange): string {
  if (kind === 'integer') return String(Math.min(max, Math.max(min, 300)))
  return String(Math.min(max, Math.max(min, 0.5)))
}

/** The boolean that a text means, or undefined if it means none. */
export function booleanOf(text: string): boolean | undefined {
  return BOOLEANS.get(text)
}

export function booleanInput(
  input: InputName,
  text: string | undefined,
  fallback: boolean,
  report: Report,
): boolean {
  if (text === undefined) return fallback
  const value = booleanOf(text)
  if (value !== undefined) return value
  report({ input, rule: `must be true or false, not "${oneLine(text, 60)}"`, remedy: 'Write true or false.' })
  return fallback
}

export function choiceInput<T extends string>(
  input: InputName,
  text: string | undefined,
  choices: readonly T[],
  report: Report,
): T | undefined {
  if (text === undefined) return undefined
  const value = choices.find((choice) => choice === text)
  if (value === undefined) {
    report({
      input,
      rule: `must be one of ${choices.join(', ')}, not "${oneLine(text, 60)}"`,
      remedy: 'Choose one of them, or leave it out.',
    })
  }
  return value
}

/** Items of a comma- or line-separated input, trimmed, without empty ones. */
export function separated(text: string): string[] {
  return text
    .split(/[,\r\n]+/)
    .map((item) => item.trim())
    .filter((item) => item !== '')
}
