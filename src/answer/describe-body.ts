import { oneLine } from '../display-text.js'
import { isObject } from '../json-value.js'

export interface BodyDescription {
  /** The end of a sentence. */
  readonly what: string
  readonly remedy: string
}

const CHECK_ENDPOINT =
  'Check that "endpoint" is the base URL of an OpenAI-compatible API, such as https://api.openai.com/v1.'
const RUN_AGAIN =
  'Run the step again; if it stays so, what the server sent is in the output "raw-response-file".'
const NO_STREAM = 'The server must be able to answer at once: look at its settings, or ask another one.'

/**
 * What a body is, instead of a chat completion, in words that let a person guess the reason. Of what may be the
 * model's own words nothing is quoted.
 *
 * @param parsed the value of the body as JSON; undefined if it is none
 */
export function describeBody(body: string, parsed: unknown): BodyDescription {
  const start = body.slice(0, 2000).trim()
  if (start === '') return { what: 'it is empty', remedy: CHECK_ENDPOINT }
  if (/^(?:<!doctype html|<html|<head|<body)/i.test(start)) {
    const title = /<title[^>]*>([^<]{1,200})/i.exec(body.slice(0, 20_000))?.[1]
    const shown = title === undefined ? '' : `, "${oneLine(title, 120)}"`
    return { what: `it is an HTML page${shown}`, remedy: CHECK_ENDPOINT }
  }
  if (/^(?:data|event|id|retry)?:/.test(start)) {
    return { what: 'it is an event stream, although "stream": false was asked for', remedy: NO_STREAM }
  }
  if (parsed === undefined) return { what: 'it is not valid JSON', remedy: CHECK_ENDPOINT }
  if (!isObject(parsed)) return { what: 'it is JSON, but no object', remedy: CHECK_ENDPOINT }
  const { choices } = parsed
  if (!Array.isArray(choices)) return { what: 'it has no list of choices', remedy: CHECK_ENDPOINT }
  const choice: unknown = choices[0]
  if (choice === undefined) return { what: 'its list of choices is empty', remedy: RUN_AGAIN }
  const message = isObject(choice) ? (choice['message'] ?? undefined) : choice
  const what =
    message === undefined ? 'its first choice has no message' : 'its first choice is none that can be read'
  return { what, remedy: RUN_AGAIN }
}
