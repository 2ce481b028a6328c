import { oneLine } from '../display-text.js'
import { isObject } from '../json-value.js'
import { isHollow, readErrorValue } from './error-body.js'
import { isEventStream } from './error-under-success.js'

export interface BodyDescription {
  /** The end of a sentence. */
  readonly what: string
  readonly remedy: string
}

const CHECK_ENDPOINT =
  'Check that "endpoint" is the base URL of an OpenAI-compatible API, such as https://api.openai.com/v1.'
const RUN_AGAIN =
  'Run the step again; if it stays so, what the server sent is in the output "raw-response-file".'
const NO_COMPRESSION =
  'Switch that compression off in the server or in what stands in front of it: gzip, deflate and br are read, too.'
const NO_STREAM = 'The server must be able to answer at once: look at its settings, or ask another one.'

/**
 * What a body is, instead of a chat completion, in words that let a person guess the reason. Of what may be the
 * model's own words nothing is quoted.
 *
 * @param parsed the value of the body as JSON; undefined if it is none
 * @param encoding the `content-encoding` that the response had; undefined if it had none
 */
export function describeBody(body: string, parsed: unknown, encoding?: string): BodyDescription {
  const start = body.slice(0, 2000).trim()
  if (start === '') return { what: 'it is empty', remedy: CHECK_ENDPOINT }
  const unread = parsed === undefined ? unreadEncoding(encoding) : undefined
  if (unread !== undefined) {
    return { what: `it is compressed as "${unread}", which was not asked for`, remedy: NO_COMPRESSION }
  }
  if (/^(?:<!doctype html|<html|<head|<body)/i.test(start)) {
    const title = /<title[^>]*>([^<]{1,200})/i.exec(body.slice(0, 20_000))?.[1]
    const shown = title === undefined ? '' : `, "${oneLine(title, 120)}"`
    return { what: `it is an HTML page${shown}`, remedy: CHECK_ENDPOINT }
  }
  if (isEventStream(start)) {
    return { what: 'it is an event stream, although "stream": false was asked for', remedy: NO_STREAM }
  }
  if (parsed === undefined) return { what: 'it is not valid JSON', remedy: CHECK_ENDPOINT }
  const { what, remedy } = describeValue(parsed)
  return { what: `${what}${saidIn(parsed)}`, remedy }
}

function describeValue(parsed: unknown): BodyDescription {
  if (!isObject(parsed)) return { what: 'it is JSON, but no object', remedy: CHECK_ENDPOINT }
  const { choices } = parsed
  if (!Array.isArray(choices)) return { what: 'it has no list of choices', remedy: CHECK_ENDPOINT }
  const choice: unknown = choices[0]
  if (choice === undefined) return { what: 'its list of choices is empty', remedy: RUN_AGAIN }
  const message = isObject(choice) ? (choice['message'] ?? undefined) : choice
  if (message !== undefined) return { what: 'its first choice is none that can be read', remedy: RUN_AGAIN }
  const reason = isObject(choice) ? choice['finish_reason'] : undefined
  const ended = typeof reason === 'string' ? `, and the finish_reason "${oneLine(reason, 60)}"` : ''
  return { what: `its first choice has no message${ended}`, remedy: RUN_AGAIN }
}

/** Fields of answers in other protocols: beside them, a `message` may be the model's. */
const ANSWER_KEYS =
  'role content response text output output_text outputs candidates generated_text completion generation answer result data done usage'.split(
    ' ',
  )

/** What the server says in a body that is neither an answer nor plainly an error: `{"detail": "Not authenticated"}`. */
function saidIn(parsed: unknown): string {
  const first: unknown = Array.isArray(parsed) ? parsed[0] : parsed
  if (isObject(first) && ANSWER_KEYS.some((key) => !isHollow(first[key]))) return ''
  const { message, source, names } = readErrorValue(parsed)
  const words = source === 'field' && message !== names[0] ? oneLine(message) : ''
  return words === '' ? '' : `, and says: ${words.replace(/\.$/, '')}`
}

const READ_ENCODINGS = ['', 'identity', 'gzip', 'x-gzip', 'deflate', 'br']

function unreadEncoding(encodings = ''): string | undefined {
  const unread = encodings.split(/[\s,]+/).find((name) => !READ_ENCODINGS.includes(name.toLowerCase()))
  return unread === undefined ? undefined : oneLine(unread, 40)
}
