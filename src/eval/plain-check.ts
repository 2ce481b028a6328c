import type { Judgement } from '../ask/answer.js'
import { finishKind } from '../ask/finish-reason.js'
import { readJsonAnswer } from '../ask/reasoning.js'
import { formatValue } from '../display-text.js'
import type { Result } from '../failure.js'
import { pathOfPointer, valueAt } from '../json-pointer.js'
import { isList, isObject, type Json, parseJson } from '../json-value.js'
import { type Validate, violationsText } from '../schema/violation.js'
import { withinTimeLimit } from '../time-limit.js'
import type { FinishReason, PlainCheck, StringRule } from './evaluator.js'

/** For one check, in ms: a pattern such as `(a+)+` can take hours on an answer that is made for it. */
const TIME_LIMIT_MS = 3000

/** What is looked at. */
export interface Given {
  /** The answer's text, trimmed; what the model refused with, or what was cut off. */
  readonly completion: string
  readonly answer: Judgement
  /** Puts the values of the test into a text of an evaluator, for judges with the answer as `completion`. */
  readonly fill: (text: string, completion?: string) => string
}

export interface Finding {
  readonly passed: boolean
  /** Nothing in it is the model's. */
  readonly details: string
}

/** Holds an answer against a check that needs no judge. The error says why there is no verdict. */
export function checkPlainly(check: PlainCheck, given: Given): Result<Finding, string> {
  if (check.kind === 'string' || check.kind === 'finish') return { ok: true, value: found(check, given) }
  try {
    const timed = withinTimeLimit(TIME_LIMIT_MS, () => found(check, given))
    if (timed.done) return { ok: true, value: timed.value }
    return { ok: false, error: `Checking the answer takes more than ${String(TIME_LIMIT_MS / 1000)} s` }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return { ok: false, error: 'The answer is nested too deeply to be checked' }
  }
}

function found(check: PlainCheck, { completion, answer, fill }: Given): Finding {
  switch (check.kind) {
    case 'string': {
      const rules = check.expected.map(({ rule, text }) => ({ rule, text: fill(text) }))
      return {
        passed: rules.every((rule) => holds(rule, completion)),
        details: rules.map(({ rule, text }) => `${DETAILS[rule]}: '${text}'`).join('; '),
      }
    }
    case 'regex': {
      const pattern = regexOf(check, fill)
      return { passed: pattern.test(completion), details: `Expected to match: ${String(pattern)}` }
    }
    case 'finish': {
      const details = `Expected to finish by: ${check.reason}`
      return { passed: finishKind(answer.facts.finishReason) === FINISHES[check.reason], details }
    }
    case 'json':
      return jsonFound(check, completion, fill)
    case 'json_schema':
      return schemaFound(readJsonAnswer(completion), check.validate, 'the answer')
    case 'toolCall': {
      const calls = answer.toolCalls.filter(({ name }) => name === check.name)
      const [first] = calls.map(({ arguments: value }) => check.validate?.(value) ?? [])
      const passed = calls.some(({ arguments: value }) => (check.validate?.(value) ?? []).length === 0)
      const broken =
        first === undefined || passed ? '' : `; the arguments do not fit: ${violationsText(first)}`
      return { passed, details: `Expected a call of ${check.name}${broken}` }
    }
  }
}

const DETAILS = {
  equals: 'Expected exact match',
  contains: 'Expected to contain',
  startsWith: 'Expected to start with',
  endsWith: 'Expected to end with',
} as const

const FINISHES = {
  stop: 'end',
  length: 'length',
  tool_calls: 'tool_calls',
  content_filter: 'filter',
} as const satisfies Record<FinishReason, string>

/** Whether an answer meets an expectation; case counts for `equals` only. */
export function holds({ rule, text }: StringRule, completion: string): boolean {
  if (rule === 'equals') return completion === text
  const [answer, wanted] = [lowered(completion), lowered(text)]
  if (rule === 'contains') return answer.includes(wanted)
  return rule === 'startsWith' ? answer.startsWith(wanted) : answer.endsWith(wanted)
}

/** Letter by letter: JavaScript writes a sigma at the end of a word in another way. */
function lowered(text: string): string {
  return text.replaceAll('Σ', 'σ').toLowerCase()
}

/**
 * The expression of a check; a value that is put in stands for itself.
 *
 * @throws SyntaxError if it is none
 */
export function regexOf(
  { matches, flags }: { readonly matches: string; readonly flags: string },
  fill: (text: string) => string,
): RegExp {
  const source = matches
    .split(/((?<!\$)\{\{[^{}\r\n]*\}\})/)
    .map((part, index) => (index % 2 === 0 || fill(part) === part ? part : escaped(fill(part))))
    .join('')
  return new RegExp(source, flags)
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}

function jsonFound(
  { pointer, validate, equals }: Extract<PlainCheck, { kind: 'json' }>,
  completion: string,
  fill: (text: string) => string,
): Finding {
  const root = readJsonAnswer(completion)
  if (root === undefined) return { passed: false, details: 'Expected JSON' }
  const place = fill(pointer)
  const where = place === '' ? 'the answer' : place
  const value = valueAt(root, pathOfPointer(place))
  if (value === undefined) return { passed: false, details: `Expected a value at ${where}` }
  const fits = validate === undefined ? { passed: true, details: '' } : schemaFound(value, validate, where)
  if (equals === undefined || !fits.passed)
    return fits.details === '' ? { passed: true, details: `Expected JSON with ${where}` } : fits
  const wanted = filledIn(equals.value, fill)
  const passed = isSame(value, wanted) || (wanted !== equals.value && isSame(value, jsonIn(wanted)))
  return { passed, details: `Expected ${where} to be ${formatValue(wanted)}` }
}

/** `{{ count }}` is filled in as text, and may stand for a number, a list or a map. */
function jsonIn(wanted: Json): unknown {
  return typeof wanted === 'string' ? parseJson(wanted)?.value : wanted
}

function schemaFound(value: unknown, validate: Validate, where: string): Finding {
  if (value === undefined) return { passed: false, details: 'Expected JSON' }
  const violations = validate(value)
  const broken = violations.length === 0 ? '' : `: ${violationsText(violations)}`
  return { passed: violations.length === 0, details: `Expected ${where} to fit the schema${broken}` }
}

/** A value of an evaluator with the test's values in its texts. */
function filledIn(value: Json, fill: (text: string) => string): Json {
  if (typeof value === 'string') return fill(value)
  if (typeof value !== 'object' || value === null) return value
  if (isList(value)) return value.map((item) => filledIn(item, fill))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filledIn(item ?? null, fill)]))
}

/** Whether two JSON values are equal; the order of keys does not count. */
function isSame(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((item, index) => isSame(item, other[index]))
  if (!isObject(one) || !isObject(other)) return one === other
  const keys = Object.keys(one)
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && isSame(one[key], other[key]))
  )
}
