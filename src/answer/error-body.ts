import { isObject, parseJson } from '../json-value.js'
import { isFailedGeneration } from './error-names.js'
import {
  embeddedJson,
  MAX_WORDS,
  sketch,
  textOfBody,
  withoutGeneration,
  withoutQuotes,
} from './error-text.js'
import { factsOf, placeOf, type ErrorFacts } from './error-facts.js'

/** What an error says, whatever its shape. Its texts come from the server: they go through `oneLine` to be shown. */
export interface ErrorBody extends ErrorFacts {
  /** What it says in words, from outside in; empty if it says nothing. */
  readonly message: string
  /** Where the message comes from: a field of a known shape, any other text, or there is none. */
  readonly source: 'field' | 'text' | 'nothing'
}

/** A larger body is no error for people; its beginning is read as text. */
export const MAX_PARSED = 4 * 1024 * 1024
/** What a text that is no JSON as a whole is searched for JSON in. */
const MAX_PREFIX = 16 * 1024
const MAX_DEPTH = 8
const MAX_ITEMS = 10
const MAX_SAID = 3

/** Reads the body of a response that failed. It never throws. */
export function readErrorBody(body: Buffer): ErrorBody {
  const isParsed = body.length <= MAX_PARSED
  const text = body.subarray(0, isParsed ? MAX_PARSED : 4 * MAX_PREFIX).toString('utf8')
  const parsed = isParsed ? parseJson(text) : undefined
  if (parsed) return readErrorValue(parsed.value)
  const words = textOfBody(text)
  const embedded = text.trimStart().startsWith('<') ? undefined : embeddedJson(text.slice(0, MAX_PREFIX))
  const inner = embedded ? read(embedded.value, MAX_DEPTH) : NOTHING
  return inner.message === '' ? finish({ ...inner, message: words }, 'text') : finish(inner, 'field')
}

/** Reads the error in a parsed body. */
export function readErrorValue(value: unknown): ErrorBody {
  const reading = read(value, MAX_DEPTH)
  const [name = ''] = reading.names
  if (reading.message !== '' || name !== '') {
    return finish({ ...reading, message: reading.message || name }, 'field')
  }
  return finish({ ...reading, message: isHollow(value) ? '' : sketch(value) }, 'text')
}

type Reading = Omit<ErrorBody, 'source'>

const NOTHING: Reading = { message: '', names: [], param: '' }

function finish(reading: Reading, source: 'field' | 'text'): ErrorBody {
  const words = withoutGeneration(reading.message).trim()
  const message = isFailedGeneration(reading) ? withoutQuotes(words) : words
  return { ...reading, message, source: message === '' ? 'nothing' : source }
}

/** Whether a value says nothing: null, false, 0, empty, or made of such values. */
export function isHollow(value: unknown, depth = 3): boolean {
  if (isObject(value)) return depth > 0 && everyValue(value, (field) => isHollow(field, depth - 1))
  if (Array.isArray(value)) return depth > 0 && value.slice(0, 100).every((item) => isHollow(item, depth - 1))
  return typeof value === 'string' ? value.trim() === '' : !value
}

function everyValue(value: Readonly<Record<string, unknown>>, holds: (field: unknown) => boolean): boolean {
  for (const key in value) if (!holds(value[key])) return false
  return true
}

function read(value: unknown, depth: number): Reading {
  if (depth === 0) return NOTHING
  if (typeof value === 'string') return readText(value, depth)
  if (Array.isArray(value)) return readList(value, depth)
  return isObject(value) ? readFields(value, depth) : NOTHING
}

/** A text is the message itself, or JSON that was put into a string, or words around JSON. */
function readText(text: string, depth: number): Reading {
  const words = text.slice(0, MAX_WORDS).trim()
  if (!/[{[]/.test(words)) return { ...NOTHING, message: words }
  const whole = /^[{[]/.test(words) ? parseJson(text) : undefined
  if (whole) return read(whole.value, depth - 1)
  const embedded = embeddedJson(text.slice(0, MAX_PREFIX))
  const inner = embedded ? read(embedded.value, depth - 1) : NOTHING
  if (!embedded || inner.message === '') return { ...inner, message: words }
  return { ...inner, message: `${embedded.before}${inner.message}${embedded.after}`.slice(0, MAX_WORDS) }
}

function readList(items: readonly unknown[], depth: number): Reading {
  const readings = items.slice(0, MAX_ITEMS).map((item) => read(item, depth - 1))
  const said = [...new Set(readings.map(({ message }) => message).filter((message) => message !== ''))]
  const more = said.length > MAX_SAID ? ['and more'] : []
  const message = [...said.slice(0, MAX_SAID), ...more].join('; ').slice(0, MAX_WORDS)
  return { ...readings.reduce(merge, NOTHING), message }
}

/** Fields that hold words, or an error again, in the order in which they are read out. */
const SAYING_KEYS =
  'error title message msg Message error_description error_message errorMessage error_msg status_msg faultstring detail errors fault base_resp'.split(
    ' ',
  )

/** Fields that know more about the error, but whose own words are read only if nothing else is said. */
const KNOWING_KEYS = ['innererror', 'inner_error', 'details', 'provider_specific_fields']

function readFields(fields: Readonly<Record<string, unknown>>, depth: number): Reading {
  const own: Reading = { ...NOTHING, ...factsOf(fields) }
  const metadata = isObject(fields['metadata']) ? fields['metadata'] : {}
  const said = [...SAYING_KEYS.map((key) => fields[key]), metadata['raw'], metadata]
    .filter((value) => !isHollow(value))
    .map((value) => read(value, depth - 1))
    .reduce(merge, own)
  const known = KNOWING_KEYS.map((key) => fields[key])
    .filter((value) => !isHollow(value))
    .map((value) => read(value, depth - 1))
    .reduce(merge, said)
  const message = said.message === '' ? known.message : said.message
  return {
    ...known,
    message: message === '' ? '' : `${placeOf(fields['loc'])}${message}`.slice(0, MAX_WORDS),
  }
}

/** Two readings in one, the first one's facts before the second one's. */
function merge(first: Reading, second: Reading): Reading {
  const status = first.status ?? second.status
  const waitMs = first.waitMs ?? second.waitMs
  return {
    message: inOne(first.message, second.message),
    names: [...first.names, ...second.names].slice(0, 20),
    param: first.param || second.param,
    ...(status === undefined ? {} : { status }),
    ...(waitMs === undefined ? {} : { waitMs }),
  }
}

function inOne(outer: string, inner: string): string {
  if (inner === '' || outer.includes(inner)) return outer
  if (inner.includes(outer)) return inner
  return `${outer}${/[.!?:]$/.test(outer) ? ' ' : ': '}${inner}`.slice(0, MAX_WORDS)
}
