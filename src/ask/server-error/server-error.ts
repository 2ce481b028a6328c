import { oneLine, sliceWhole } from '../../display-text.js'
import { isObject, parseJson } from '../../json-value.js'
import type { HttpResponse } from '../http/types.js'
import { durationMs } from './server-wait.js'
import { isAbout, type Spoken, SUBJECTS } from './subjects.js'

/** What an error says, whatever its shape. Its texts come from the server: they go through `oneLine` to be shown. */
export interface ServerError extends Spoken {
  /** The HTTP status that the error claims for itself (400 to 599). */
  readonly status: number | undefined
  /** A wait that a field of it asks for, in ms. */
  readonly waitMs: number | undefined
}

/** A larger body isn't an error for people; its beginning is read as text. */
export const MAX_PARSED = 4 * 1024 * 1024
/** The most characters that are read of a text that isn't JSON, and kept of words. */
const MAX_PAGE = 16 * 1024
const MAX_WORDS = 4000

/** Reads a response that failed. It never throws. */
export function readErrorResponse({ body, headers }: Pick<HttpResponse, 'body' | 'headers'>): ServerError {
  const isWhole = body.length <= MAX_PARSED
  const text = body.subarray(0, isWhole ? MAX_PARSED : 4 * MAX_PAGE).toString('utf8')
  const parsed = isWhole ? parseJson(text) : undefined
  const page = shortened(text.trim(), MAX_PAGE).replace(/^data: ?/, '')
  const error = readErrorValue(parsed ? parsed.value : cutAt(page, MODEL_TEXT))
  return { ...error, words: inOne(error.words, shortened(headers['x-error-message'] ?? '')) }
}

/** Reads the error in a parsed body. */
export function readErrorValue(value: unknown): ServerError {
  const error = readKnownFields(value)
  return { ...error, words: error.words || error.names[0] || (isHollow(value) ? '' : sketch(value)) }
}

/** The same, but without words if no known field has any. */
export function readKnownFields(value: unknown): ServerError {
  const found: Findings = { names: [], params: [], statuses: [], waits: [] }
  const words = wordsIn(value, found)
  const names = found.names.slice(0, 20)
  const [[param], [status], [waitMs]] = [found.params, found.statuses, found.waits]
  return { words: withoutAnswer(words, names), names, param, status, waitMs }
}

/** What is found beside words, from outside in. */
type Findings = Readonly<Record<'names' | 'params', string[]> & Record<'statuses' | 'waits', number[]>>

/** Whether a value says nothing: null, false, 0, empty, or made of such values. */
export function isHollow(value: unknown, depth = 3): boolean {
  if (typeof value === 'string') return value.trim() === ''
  if (typeof value !== 'object' || value === null) return !value
  return depth > 0 && Object.values(value).every((item) => isHollow(item, depth - 1))
}

function wordsIn(value: unknown, found: Findings, depth = 8): string {
  if (depth === 0) return ''
  if (typeof value === 'string') return wordsInText(value, found, depth)
  if (Array.isArray(value)) {
    const said = value.slice(0, 10).map((item) => wordsIn(item, found, depth - 1))
    const once = [...new Set(said)].filter((words) => words !== '')
    return shortened([...once.slice(0, 3), ...(once.length > 3 ? ['and more'] : [])].join('; '))
  }
  return isObject(value) ? wordsInFields(value, found, depth) : ''
}

/** A text is the words themselves, a page, JSON that was put into a string, or (LiteLLM) words around JSON. */
function wordsInText(text: string, found: Findings, depth = 8): string {
  const page = shortened(text.trim(), MAX_PAGE)
  if (/^<(?:\?xml|!doctype|html|head|title|body|error)\b/i.test(page)) return shortened(textOfPage(page))
  const whole = /^[{[]/.test(page) ? parseJson(text) : undefined
  if (whole) return wordsIn(whole.value, found, depth - 1)
  const start = page.search(/\[\s{0,20}\{|\{/)
  const end = page.lastIndexOf(page.charAt(start) === '[' ? ']' : '}') + 1
  const inner = start < 0 ? '' : wordsIn(parseJson(page.slice(start, end))?.value, found, depth - 1)
  return shortened(inner === '' ? page : `${page.slice(0, start)}${inner}${page.slice(end)}`)
}

/** Fields that hold words, or an error again, in the order in which they are read out. */
export const SAYING_KEYS =
  'error title message msg Message error_description error_message errorMessage error_msg status_msg faultstring detail errors fault base_resp innererror inner_error details provider_specific_fields'

function wordsInFields(fields: Readonly<Record<string, unknown>>, found: Findings, depth: number): string {
  const { metadata, loc } = fields
  noteFacts(fields, found)
  const values = SAYING_KEYS.split(' ').map((key) => fields[key])
  const upstream = isObject(metadata) ? [metadata['raw'], metadata] : []
  const words = [...values, ...upstream].map((value) => wordsIn(value, found, depth - 1)).reduce(inOne, '')
  // FastAPI says where it found the fault.
  return shortened(Array.isArray(loc) && words !== '' ? `${pathOf(loc).join('.')}: ${words}` : words)
}

function inOne(outer: string, inner: string): string {
  if (outer.includes(inner)) return outer
  if (inner.includes(outer)) return inner
  return shortened(`${outer}${/[.!?:]$/.test(outer) ? ' ' : ': '}${inner}`)
}

const NAME_KEYS = ['code', 'error_code', 'errorCode', 'type', 'error_type', 'status', '__type', 'reason']
const STATUS_KEYS = ['code', 'status', 'statusCode', 'status_code', 'error_code']
const WAIT_KEYS = ['retryDelay', 'retry_after', 'retry_after_seconds']

function noteFacts(fields: Readonly<Record<string, unknown>>, found: Findings): void {
  const { error } = fields
  // `{"error": "invalid_grant"}`, but not `{"error": "a sentence"}`.
  const name = typeof error === 'string' && /^[\w.-]+$/.test(error) ? error : undefined
  const generation = 'failed_generation' in fields ? 'failed_generation' : undefined
  found.names.push(...[...NAME_KEYS.map((key) => fields[key]), name, generation].filter(isName))
  found.params.push(...[fields['param'], fields['loc']].flatMap((path) => pathOf(path).slice(0, 1)))
  found.statuses.push(...STATUS_KEYS.flatMap((key) => asStatus(fields[key]) ?? []))
  found.waits.push(...WAIT_KEYS.flatMap((key) => asWait(fields[key]) ?? []))
}

function isName(value: unknown): value is string {
  const isNone = /^\s*$|^\d+$|^(?:error|fail|none|null)$|^about:|:\/\//i
  return typeof value === 'string' && value.length <= 100 && !isNone.test(value)
}

function asStatus(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value
  return typeof number === 'number' && number >= 400 && number <= 599 ? Math.floor(number) : undefined
}

function asWait(value: unknown): number | undefined {
  if (typeof value === 'number') return value >= 0 && value < 1e9 ? Math.ceil(value * 1000) : undefined
  return typeof value === 'string' ? durationMs(value) : undefined
}

/** A field's name, or FastAPI's path to it: `["body", "top_p"]`. */
function pathOf(value: unknown): readonly string[] {
  const path: readonly unknown[] = Array.isArray(value) ? value.slice(0, 6) : [value]
  const parts = path.filter((part) => typeof part === 'string' || typeof part === 'number').map(String)
  return parts.filter((part, index) => !(index === 0 ? /^(?:body|none|null)?$/i : /^$/).test(part))
}

/** Fields that hold what a model wrote, or what was sent to it. */
const MODEL_KEYS =
  'failed_generation content choices candidates reasoning reasoning_content thinking refusal tool_calls function_call arguments output output_text completion generated_text generation response text delta input inputs messages prompt'
const MODEL_TEXT = new RegExp(
  String.raw`\\{0,8}["'](?:${MODEL_KEYS.replaceAll(' ', '|')})\\{0,8}["']\s{0,20}:`,
)

/** Where messages go on to quote it: Groq's `failed_generation`, and what Ollama and llama.cpp failed to parse. */
const GENERATION =
  /\\{0,8}["']?failed_generation\\{0,8}["']?\s{0,20}[:=]|(?<=\bparsing tool call): raw=|(?<=\bfailed to parse (?:input|output|response|tool call)[^:]{0,60}): /i

/** Words without what the model wrote. Where a server checks that, it quotes names that the model may have made up. */
function withoutAnswer(words: string, names: readonly string[]): string {
  const own = cutAt(words, GENERATION).trim()
  if (!isAbout({ names, words }, SUBJECTS.failedGeneration)) return own
  const named = own.replace(/(['"`])failed_generation\1/g, 'failed_generation')
  // From the first quotation mark to the last, because such a name can hold quotation marks.
  return named.replace(/(^|[^\p{L}\p{N}])['"`“‘«].*['"`”’»]/su, "$1'*'")
}

function cutAt(text: string, mark: RegExp): string {
  const match = mark.exec(text)
  return match ? text.slice(0, match.index).replace(/[\s,{[]{1,50}$/, '') : text
}

/** A JSON value of unknown shape, without the fields that hold what a model wrote. */
function sketch(value: unknown): string {
  let fields = 0
  try {
    const text = JSON.stringify(value, (key, field: unknown) => {
      if (++fields > 100 || MODEL_KEYS.split(' ').includes(key)) return undefined
      return typeof field === 'string' ? oneLine(cutAt(shortened(field), GENERATION), 200) : field
    })
    return shortened(text)
  } catch {
    return '' // It is nested too deeply.
  }
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

/** The title or heading of a page, or else its words. */
export function textOfPage(page: string): string {
  const heading = /<(?:title|h1)\b[^<>]*>\s*([^<\s][^<]*)/i.exec(page)?.[1]
  const words = heading ?? page.replace(/<(script|style)\b.*?(?:<\/\1[^<>]*>?|$)|<[^<>]*>?/gis, ' ')
  return words.replace(/&(#?\w{1,6});/g, (entity, name: string) => ENTITIES[name.toLowerCase()] ?? entity)
}

/** A text that is cut ends in `…`: what hides secrets knows that the start of one may stand before it. */
function shortened(text: string, max = MAX_WORDS): string {
  return text.length <= max ? text : `${sliceWhole(text, max - 1)}…`
}
