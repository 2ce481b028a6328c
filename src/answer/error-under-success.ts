import { isObject, parseJson } from '../json-value.js'
import { isHollow, MAX_PARSED } from './error-body.js'

const LARGE = 64 * 1024

/**
 * The error that a body under a success status holds, wherever it stands: at the top, in a list, flat, in the first
 * choice or its message, or in an event of a stream. OpenRouter and others answer so when a request fails after its
 * headers have been sent (https://openrouter.ai/docs/api-reference/errors).
 *
 * @returns the value that holds the error; undefined if there is none, or the body is neither JSON nor events
 */
export function errorUnderSuccess(body: Buffer): unknown {
  if (isPlainlyNone(body)) return undefined
  const text = body.toString('utf8')
  if (isEventStream(text)) return errorInEvents(text)
  return errorIn(parseJson(text)?.value)
}

/** Events have these fields, or begin with a comment: https://html.spec.whatwg.org/#event-stream-interpretation */
export function isEventStream(text: string): boolean {
  return /^\ufeff?\s*(?:data|event|id|retry)?:/.test(text.slice(0, 2000))
}

/** Saves parsing each piece of an answer. */
const ERROR_SIGN =
  /"error"(?!\s{0,20}:\s{0,20}null)|"(?:code|status|statusCode|status_code)"\s{0,20}:\s{0,20}"?[45]\d\d\b/

/** The most events with such a sign that are parsed. */
const MOST_TRIED = 1000

/** Whether events were asked for or not, an error in them says why there is no answer. */
function errorInEvents(text: string): unknown {
  let event = ''
  let tried = 0
  for (const line of text.split(/\r\n|\r|\n/)) {
    const [, field, data = ''] = /^(event|data): ?(.*)$/s.exec(line) ?? []
    if (line === '') event = ''
    if (field === 'event') event = data.trim()
    if (field !== 'data' || (event !== 'error' && !ERROR_SIGN.test(data))) continue
    if (++tried > MOST_TRIED) return undefined
    const value = parseJson(data)?.value
    const error = errorIn(value) ?? (event === 'error' ? { message: value ?? data } : undefined)
    if (error !== undefined) return error
  }
  return undefined
}

function errorIn(root: unknown): unknown {
  if (Array.isArray(root)) return root.slice(0, 3).find((item) => isObject(item) && isError(item['error']))
  if (!isObject(root)) return undefined
  if (isError(root['error'])) return root
  const choices: unknown = root['choices']
  if (Array.isArray(choices) && choices.length > 0) return errorInChoice(choices[0])
  return isFlatError(root) ? root : undefined
}

/**
 * Saves parsing a large answer twice: as a key or a value, these words have quotation marks, within a text they
 * have `\"`.
 */
function isPlainlyNone(body: Buffer): boolean {
  if (body.length < LARGE) return false
  if (!body.includes('"choices"')) return body.length > MAX_PARSED
  return !['"error"', '"errors"', '"base_resp"'].some((key) => body.includes(key))
}

function isError(value: unknown): boolean {
  if (isHollow(value)) return false
  const said = isObject(value) ? value['message'] : value
  return !(typeof said === 'string' && /^(?:ok|success|none|null|no error)\.?$/i.test(said))
}

function errorInChoice(choice: unknown): unknown {
  if (!isObject(choice)) return undefined
  if (isError(choice['error'])) return { error: choice['error'] }
  const { message } = choice
  if (isObject(message) && isError(message['error'])) return { error: message['error'] }
  return choice['finish_reason'] === 'error'
    ? { message: 'the answer ended with finish_reason "error"' }
    : undefined
}

function isFlatError(root: Readonly<Record<string, unknown>>): boolean {
  if (isError(root['errors'])) return true
  if ([root['object'], root['type'], root['status']].includes('error') || root['success'] === false)
    return true
  const reply = root['base_resp']
  if (isObject(reply) && !isHollow(reply['status_code'])) return true
  const isSaying = SAYING_KEYS.some((key) => typeof root[key] === 'string')
  const isFailing =
    ['code', 'status', 'statusCode', 'status_code', 'type'].some((key) => isFailingCode(root[key])) ||
    // Only an error has these, whatever their numbers mean.
    ['error_code', 'errorCode', 'error_type', 'errorType'].some((key) => !isHollow(root[key]))
  return isSaying && isFailing
}

const SAYING_KEYS = 'message msg detail title error_msg error_message error_description errorMessage'.split(
  ' ',
)

function isFailingCode(code: unknown): boolean {
  if (typeof code === 'number') return code >= 400
  return typeof code === 'string' && !/^(?:|0+|2\d\d|ok|success|message)$/i.test(code)
}
