import { hasRoundedInteger, isObject, type Json } from '../json-value.js'
import { MAX_VIOLATIONS, violationsText } from '../schema/violation.js'
import { withinTimeLimit } from '../time-limit.js'
import type { AnswerFacts, Completion, Judgement, Verdict } from './answer.js'
import { factsOf, isTooMuch, parsedBody, readCompletion, type ReadCompletion } from './completion.js'
import { finishKind, finishNote } from './finish-reason.js'
import type { HttpResponse } from './http/types.js'
import type { Question, ResponseFormat } from './question.js'
import { readJsonAnswer } from './reasoning.js'
import { describeBody } from './server-error/describe-body.js'
import { parseCall, type ParsedCall, wrongCalls } from './tool-calls.js'

/** For judging an answer as a whole: a pattern such as `(a+)+` or `uniqueItems` can take hours on one that is made for it. */
const TIME_LIMIT_MS = 3000

/** A body of so few bytes, without a schema and calls, is judged in no time. The limit would cost a thread and its descriptors. */
const QUICK_BYTES = 64 * 1024

/** More is too large for an output, and reading it could take so long that a good answer fails. */
const MAX_UNASKED_LENGTH = 2_000_000

/** https://www.rfc-editor.org/rfc/rfc8259#section-6 */
const ROUNDED =
  'The answer holds integers beyond 2^53, which are rounded in "json" and "tool-calls": take them from "raw-response-file".'

const RAISE_LIMIT = 'Raise "max-tokens" or "max-completion-tokens", or ask for less.'

/**
 * Reads the response of a success status and holds it against what was asked for. Nothing that the model wrote is in
 * a message.
 *
 * @param host of the endpoint, with the port if its URL has one
 */
export function judge(response: HttpResponse, question: Question, host: string): Judgement {
  const body = parsedBody(response)
  const facts = factsOf(response, body)
  const read = readCompletion(body)
  const found: Found = { calls: [], json: undefined }
  const verdict =
    read === undefined
      ? noCompletion(response, host, body)
      : withinLimit(isQuick(response, read, question), () => verdictOn(read, facts, question, found))
  return {
    facts,
    completion: read?.completion,
    toolCalls: found.calls.map(({ id, name, arguments: value }) => ({ id, name, arguments: value })),
    json: found.json,
    warnings: verdict === undefined ? warningsOf(facts, found) : [],
    failure: verdict === undefined ? undefined : { ...verdict, status: response.status },
  }
}

/** What was found before the time was up. */
interface Found {
  calls: readonly ParsedCall[]
  json: Json | undefined
}

function isQuick({ body }: HttpResponse, { calls }: ReadCompletion, { format }: Question): boolean {
  return body.length <= QUICK_BYTES && calls.length === 0 && format.kind !== 'json_schema'
}

function withinLimit(quick: boolean, work: () => Verdict | undefined): Verdict | undefined {
  const unjudged = (why: string): Verdict => ({
    code: 'schema_mismatch',
    reason: `It is unknown whether the answer matches what was asked for: ${why}.`,
    remedy:
      'Look in the schema for a "pattern" with a repetition in a repetition, "uniqueItems" on a long list, and a definition that contains itself.',
  })
  try {
    if (quick) return work()
    const judged = withinTimeLimit(TIME_LIMIT_MS, work)
    if (judged.done) return judged.value
    return unjudged(`checking it takes more than ${String(TIME_LIMIT_MS / 1000)} s`)
  } catch (error) {
    if (error instanceof RangeError) return unjudged('it is nested too deeply to be checked')
    throw error
  }
}

const TOO_MUCH = {
  what: 'it holds more than 1,000,000 lists and maps, or more than 1,000 of them inside each other',
  remedy: 'No chat completion does: check that the input "endpoint" is the address of one.',
}

function noCompletion({ body, headers, status }: HttpResponse, host: string, parsed: unknown): Verdict {
  const { what, remedy } = isTooMuch(body)
    ? TOO_MUCH
    : describeBody(body.toString('utf8'), parsed, headers['content-encoding'])
  const reason = `${host} answered ${String(status)}, but what it sent is not a chat completion: ${what}.`
  return { code: 'invalid_response', reason, remedy }
}

/** If several failures fit, the first of this order is the truth. */
function verdictOn(
  read: ReadCompletion,
  facts: AnswerFacts,
  question: Question,
  found: Found,
): Verdict | undefined {
  const { completion, calls } = read
  const { format } = question
  const isEmpty = isBlank(completion.content)
  const asksForJson = format.kind === 'json_object' || format.kind === 'json_schema'
  found.calls = calls.map(parseCall)
  const isRead = !isEmpty && (asksForJson || completion.rawContent.length <= MAX_UNASKED_LENGTH)
  const json = isRead ? readJsonAnswer(completion.rawContent) : undefined
  // Where nobody asked for JSON, a number or a quoted word is just text.
  if (asksForJson || (typeof json === 'object' && json !== null)) found.json = json
  const isNothing = isEmpty && calls.length === 0 && completion.audio === undefined
  const isCut = finishKind(facts.finishReason) === 'length'
  const owesJson = asksForJson && !isEmpty
  return (
    stopped(completion, facts) ??
    (isCut ? cutOff(read, found.calls, isNothing, owesJson && json === undefined) : undefined) ??
    (isNothing ? emptiness(completion, facts) : undefined) ??
    wrongCalls(found.calls, facts, question) ??
    (owesJson ? wrongText(json, format) : undefined)
  )
}

function stopped({ refusal }: Completion, { finishReason }: AnswerFacts): Verdict | undefined {
  if (finishKind(finishReason) === 'filter') {
    const reason = 'A content filter of the server stopped the answer.'
    const remedy = 'Look for what in the prompt may have set it off, or use another model.'
    return { code: 'content_filtered', reason, remedy }
  }
  if (refusal === undefined && finishReason?.toLowerCase() !== 'refusal') return undefined
  const change = refusal === undefined ? 'Change' : 'Its words are in the output "refusal"; change'
  const remedy = `${change} the prompt or the model.`
  return { code: 'refused', reason: 'The model refused to answer.', remedy }
}

function cutOff(
  { completion, calls: written }: ReadCompletion,
  calls: readonly ParsedCall[],
  isNothing: boolean,
  jsonIsCut: boolean,
): Verdict | undefined {
  const cut = (reason: string): Verdict => ({ code: 'truncated', reason, remedy: RAISE_LIMIT })
  // Without arguments a call may be whole, but the last one that was written is where the limit struck.
  const last = written.at(-1)?.arguments ?? ''
  const isBare = written.length > 0 && typeof last === 'string' && last.trim() === ''
  if (isBare || calls.some(({ parses }) => !parses))
    return cut('The answer was cut off at the token limit in the middle of a tool call.')
  if (jsonIsCut) return cut('The answer was cut off at the token limit before its JSON was whole.')
  if (!isNothing) return undefined
  const spent = completion.reasoning === undefined ? '' : ' All of it was reasoning.'
  return cut(`The token limit was reached before the answer had any text.${spent}`)
}

/** Blanks, and characters that nobody sees: https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point */
function isBlank(text: string): boolean {
  return !/[!-~]/.test(text) && /^[\s\p{DI}\p{Cc}\p{Cf}\u2800]*$/u.test(text)
}

function emptiness({ reasoning }: Completion, { finishReason }: AnswerFacts): Verdict {
  const why = reasoning === undefined ? 'no text, no tool call and no audio' : 'reasoning, but no answer'
  // Anything else than the reasons that are known is a server's free text.
  const note = ['end', 'tool_calls'].includes(finishKind(finishReason)) ? finishNote(finishReason) : ''
  const reason = `The server answered with ${why}${note}.`
  const remedy =
    'Run the step again; if it stays empty, change the prompt or the model, or raise the token limit.'
  return { code: 'empty_response', reason, remedy }
}

const IN_JSON = 'The answer is in the output "json".'

/** What is wrong with an answer that should be JSON. */
function wrongText(json: Json | undefined, format: ResponseFormat): Verdict | undefined {
  if (json === undefined) {
    const reason = 'JSON was asked for, and the answer does not parse as JSON.'
    const better = format.kind === 'json_schema' ? 'a model that enforces schemas' : 'a "json-schema"'
    const remedy = `Its text is in the output "content". Say in the prompt that JSON alone is wanted, or use ${better}.`
    return { code: 'invalid_json', reason, remedy }
  }
  if (format.kind !== 'json_schema') {
    if (isObject(json)) return undefined
    const reason = 'A JSON object was asked for, and the answer is JSON, but not an object.'
    const remedy = `${IN_JSON} Say in the prompt what the object holds, or use a "json-schema".`
    return { code: 'schema_mismatch', reason, remedy }
  }
  const violations = format.validate(json)
  if (violations.length === 0) return undefined
  const most =
    violations.length === MAX_VIOLATIONS ? ` (at most ${String(MAX_VIOLATIONS)} places are listed)` : ''
  const strict =
    format.envelope.strict === true
      ? ''
      : ' Servers that enforce schemas do so where the schema is sent as {name, strict: true, schema}.'
  const reason = `The answer is JSON, but does not match the schema${most}: ${violationsText(violations)}.`
  const remedy = `${IN_JSON} Correct the schema or the prompt, or use a model that enforces schemas.${strict}`
  return { code: 'schema_mismatch', reason, remedy }
}

function warningsOf({ finishReason }: AnswerFacts, { json, calls }: Found): string[] {
  const kind = finishKind(finishReason)
  return [
    ...(kind === 'length' ? [`The answer was cut off at the token limit. ${RAISE_LIMIT}`] : []),
    ...(kind === 'unknown'
      ? ['The answer may be incomplete: the server ended it with a finish_reason that is not known here.']
      : []),
    ...([json, ...calls.map((call) => call.arguments)].some(hasRoundedInteger) ? [ROUNDED] : []),
  ]
}
