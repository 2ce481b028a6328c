import { isObject, parseJson } from '../json-value.js'
import { isHollow, MAX_PARSED } from './error-body.js'

const LARGE = 64 * 1024

/**
 * The error that a body under a success status holds, wherever it stands: at the top, in a list, flat, or in the
 * first choice. OpenRouter and others answer so when a request fails after its headers have been sent
 * (https://openrouter.ai/docs/api-reference/errors).
 *
 * @returns the value that holds the error; undefined if there is none, or the body is no JSON
 */
export function errorUnderSuccess(body: Buffer): unknown {
  if (isPlainlyNone(body)) return undefined
  const root = parseJson(body.toString('utf8'))?.value
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
  const isSaying = ['message', 'msg', 'detail', 'title'].some((key) => typeof root[key] === 'string')
  const isFailing = ['code', 'status', 'statusCode', 'status_code', 'type'].some((key) =>
    isFailingCode(root[key]),
  )
  return isSaying && isFailing
}

function isFailingCode(code: unknown): boolean {
  if (typeof code === 'number') return code >= 400
  return typeof code === 'string' && !/^(?:|0+|2\d\d|ok|success|message)$/i.test(code)
}
