import { isObject, parseJson } from '../../json-value.js'
import { isHollow, MAX_PARSED, SAYING_KEYS } from './server-error.js'

/**
 * The value that holds the error in a body under a success status, wherever it stands: at the top, in a list, flat, in
 * a choice or its message, or in an event of a stream. OpenRouter and others answer so when a request fails after its
 * headers have been sent (https://openrouter.ai/docs/api-reference/errors).
 */
export function errorUnderSuccess(body: Buffer): unknown {
  // Saves parsing a large answer twice: a key or a value has quotation marks, the same within a text has `\"`.
  const isLarge = body.length > 64 * 1024
  const isPlain = isLarge && !['"error"', '"errors"', '"base_resp"'].some((key) => body.includes(key))
  if (isPlain || body.length > MAX_PARSED) return undefined
  const text = body.toString('utf8')
  if (!isEventStream(text)) return errorIn(parseJson(text)?.value)
  const pieces = [...text.matchAll(/^data: ?(\{.*"(?:error|code|status)".*)$/gm)].slice(0, 1000)
  return pieces.map(([, data = '']) => errorIn(parseJson(data)?.value)).find((error) => error !== undefined)
}

/** Events have these fields, or begin with a comment: https://html.spec.whatwg.org/#event-stream-interpretation */
export function isEventStream(text: string): boolean {
  return /^\ufeff?\s*(?:data|event|id|retry)?:/.test(text.slice(0, 2000))
}

function errorIn(root: unknown): unknown {
  if (Array.isArray(root)) return root.slice(0, 3).find((item) => isObject(item) && isError(item['error']))
  if (!isObject(root)) return undefined
  if (isError(root['error'])) return root
  const { choices } = root
  if (!Array.isArray(choices) || choices.length === 0) return isFlatError(root) ? root : undefined
  const errors = choices.slice(0, 100).map(errorInChoice)
  return errors.find((error) => error !== undefined)
}

function errorInChoice(choice: unknown): unknown {
  if (!isObject(choice)) return undefined
  const { message } = choice
  const error = [choice['error'], isObject(message) ? message['error'] : undefined].find(isError)
  if (error !== undefined) return { error }
  const isEndedByError = /^error$/i.test(String(choice['finish_reason']).slice(0, 10))
  return isEndedByError ? 'the answer ended with finish_reason "error"' : undefined
}

function isError(value: unknown): boolean {
  const said = isObject(value) ? value['message'] : value
  const isNone = typeof said === 'string' && /^(?:ok|success|none|null|no error)\.?$/i.test(said)
  return !isNone && !isHollow(value)
}

// Only an error has the last four, whatever their numbers mean.
const CODE_KEYS = 'code status statusCode status_code type error_code errorCode error_type errorType'

function isFlatError(root: Readonly<Record<string, unknown>>): boolean {
  const { base_resp: reply } = root
  const isFailing = CODE_KEYS.split(' ').some((key) => isFailingCode(root[key], key.startsWith('error')))
  return (
    isError(root['errors']) ||
    ['object', 'type', 'status'].some((key) => root[key] === 'error') ||
    root['success'] === false ||
    (isObject(reply) && !isHollow(reply['status_code'])) ||
    (isFailing && SAYING_KEYS.split(' ').some((key) => typeof root[key] === 'string'))
  )
}

function isFailingCode(code: unknown, isOfError: boolean): boolean {
  if (isOfError) return !isHollow(code)
  if (typeof code === 'number') return code >= 400
  return typeof code === 'string' && !/^(?:|0+|2\d\d|ok|success|message)$/i.test(code)
}
