import { grouped } from '../display-text.js'
import { leftOutText } from '../fit/left-out.js'
import { BYTES_PER_TOKEN } from '../fit/tokens.js'
import type { HttpResponse } from './http/types.js'
import type { Shrinkable } from './question.js'
import type { Repair } from './repair.js'
import type { FailedResponse } from './server-error/read-failed-response.js'
import { tokensSaid } from './tokens-said.js'

/** Of the room that a server has; the rest is for what it counts beside the texts. */
const FILLED = 0.95

/** What of a body is counted like its messages: the tools and the format, but not images. */
const COUNTED_FIELDS = ['tools', 'response_format']
const ANSWER_FIELDS = ['max_completion_tokens', 'max_tokens']
const MAX_READ = 64 * 1024

/**
 * A prompt that a server had no room for, shortened to the room that it names, or else by half of what can be
 * shortened.
 *
 * @returns undefined if it would not be smaller, or not as small as it must be
 */
export function refit(
  { error }: Pick<FailedResponse, 'error'>,
  response: Pick<HttpResponse, 'body'>,
  { bytes, fixedBytes, shrink }: Shrinkable,
  body: Repair['body'],
): Repair | undefined {
  const said = tokensSaid(error.words, response.body.toString('utf8', 0, MAX_READ))
  const asked = ANSWER_FIELDS.map((field) => body[field]).find((value) => typeof value === 'number')
  const room = said.limit === undefined ? undefined : said.limit - (said.answer ?? asked ?? 0)
  if (room !== undefined && room <= 0) return undefined
  const other = Buffer.byteLength(JSON.stringify(COUNTED_FIELDS.flatMap((field) => body[field] ?? [])))
  const target =
    room === undefined
      ? fixedBytes + (bytes - fixedBytes) / 2
      : FILLED * room * bytesPerToken(bytes + other, room, said.prompt) - other
  if (target >= bytes) return undefined
  const shrunk = shrink(Math.floor(target))
  if (shrunk === undefined) return undefined
  const what = `${leftOutText(shrunk.leftOut)} left out`
  const who =
    room === undefined ? 'The server has no room' : `The server has room for ${grouped(room)} tokens`
  return {
    kind: 'fit',
    body: { ...body, messages: shrunk.messages },
    says: `${who}: the prompt is sent once more with ${what}.`,
    leftOut: shrunk.leftOut,
  }
}

/** A count that does not pass the room by more than one is none: there the server stopped counting. */
function bytesPerToken(bytes: number, room: number, count = 0): number {
  return count > room + 1 ? bytes / count : Math.min(BYTES_PER_TOKEN, bytes / room)
}
