import { oneLine } from '../../display-text.js'
import { isObject } from '../../json-value.js'
import { isHollow, readKnownFields, textOfPage } from './server-error.js'
import { isEventStream } from './under-success.js'

const CHECK_ENDPOINT =
  'Check that "endpoint" is the base URL of an OpenAI-compatible API, such as https://api.openai.com/v1.'
const RUN_AGAIN =
  'Run the step again; if it stays so, what the server sent is in the output "raw-response-file".'

/**
 * What a body is, instead of a chat completion: the end of a sentence. Nothing is quoted that may be the model's own.
 *
 * @param parsed undefined if the body isn't JSON
 */
export function describeBody(
  body: string,
  parsed: unknown,
  encoding: string | undefined,
): { readonly what: string; readonly remedy: string } {
  const start = body.slice(0, 20_000).trim()
  if (start === '') return { what: 'it is empty', remedy: CHECK_ENDPOINT }
  const unread = (encoding ?? '')
    .split(/[\s,]+/)
    .find((name) => !/^(?:|identity|(?:x-)?gzip|deflate|br)$/i.test(name))
  if (parsed === undefined && unread !== undefined) {
    const what = `it is compressed as "${oneLine(unread, 40)}", which was not asked for`
    return { what, remedy: 'Switch that compression off at the server; gzip, deflate and br can be read.' }
  }
  if (/^<(?:!doctype html|html|head|body)/i.test(start)) {
    const text = oneLine(textOfPage(start), 120)
    return { what: `it is an HTML page${text === '' ? '' : `, "${text}"`}`, remedy: CHECK_ENDPOINT }
  }
  if (isEventStream(start)) {
    const remedy = 'The server must be able to answer at once: look at its settings, or ask another one.'
    return { what: 'it is an event stream, although "stream": false was asked for', remedy }
  }
  if (parsed === undefined) {
    // A server of HTTP/1.0 ends a body by closing the connection, also in its middle.
    return { what: 'it is not valid JSON', remedy: /^[{[]/.test(start) ? RUN_AGAIN : CHECK_ENDPOINT }
  }
  const first: unknown = Array.isArray(parsed) ? parsed[0] : parsed
  const isAnswer = isObject(first) && ANSWER_KEYS.split(' ').some((key) => !isHollow(first[key]))
  // `{"detail": "Not authenticated"}` is neither an answer nor plainly an error.
  const words = isAnswer ? '' : oneLine(readKnownFields(parsed).words).replace(/\.$/, '')
  const said = words === '' ? '' : `, and says: ${words}`
  if (!isObject(parsed)) return { what: `it is JSON, but not an object${said}`, remedy: CHECK_ENDPOINT }
  const { choices } = parsed
  if (!Array.isArray(choices)) return { what: `it has no list of choices${said}`, remedy: CHECK_ENDPOINT }
  if (choices.length === 0) return { what: `its list of choices is empty${said}`, remedy: RUN_AGAIN }
  const reason = isObject(choices[0]) ? choices[0]['finish_reason'] : undefined
  const ended =
    typeof reason === 'string' ? `, and the finish_reason "${oneLine(reason.slice(0, 200), 60)}"` : ''
  return { what: `its first choice has no message${ended}${said}`, remedy: RUN_AGAIN }
}

/** Fields of answers in other protocols: beside them, a `message` may be the model's. */
const ANSWER_KEYS =
  'role content response text output output_text outputs candidates generated_text completion generation answer result data done usage'
