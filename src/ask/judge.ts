import type { Failure } from '../failure.js'
import { hasRoundedInteger, isObject, type Json } from '../json-value.js'
import { MAX_VIOLATIONS, violationsText } from '../schema/violation.js'
import { withinTimeLimit } from '../time-limit.js'
import type { AnswerFacts, Completion, Judgement } from './answer.js'
import {
  factsOf,
  finishKind,
  NOTHING,
  parsedBody,
  type RawToolCall,
  readCompletion,
  type ReadCompletion,
} from './completion.js'
import type { HttpResponse } from './http/types.js'
import { readJsonAnswer } from './json-answer.js'
import type { Question, ResponseFormat } from './question.js'
import { describeBody } from './server-error/describe-body.js'
import { callFinding, parseCall, type ParsedCall } from './tool-calls.js'

/** For judging an answer as a whole: a pattern such as `(a+)+` or `uniqueItems` can take hours on one that is made for it. */
const TIME_LIMIT_MS = 3000

/** More is too large for an output, and reading it could take so long that a good answer fails. */
const MAX_UNASKED_LENGTH = 2_000_000

/** A failure that lacks only the status of the response. */
type Verdict = Pick<Failure, 'code' | 'reason' | 'remedy'>

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
  const read = readCompletion(body) ?? (finishKind(facts.finishReason) === 'length' ? NOTHING : undefined)
  const found: Found = { calls: [], json: undefined }
  const verdict =
    read === undefined
      ? noCompletion(response, host, body)
      : withinLimit(() => verdictOn(read, facts, question, found))
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

function withinLimit(work: () => Verdict | undefined): Verdict | undefined {
  try {
    const judged = withinTimeLimit(TIME_LIMIT_MS, work)
    return judged.done
      ? judged.value
      : unjudged(`checking it takes more than ${String(TIME_LIMIT_MS / 1000)} s`)
  } catch (error) {
    if (error instanceof RangeError) return unjudged('it is nested too deeply to be checked')
    throw error
  }
}

function unjudged(why: string): Verdict {
  return {
    code: 'schema_mismatch',
    reason: `It is unknown whether the answer matches what was asked for: ${why}.`,
    remedy:
      'Look in the schema for a "pattern" with a repetition in a repetition, "uniqueItems" on a long list, and a definition that contains itself.',
  }
}

function noCompletion({ body, headers, status }: HttpResponse, host: string, parsed: unknown): Verdict {
  const { what, remedy } = describeBody(body.toString('utf8'), parsed, headers['content-encoding'])
  const reason = `${host} answered ${String(status)}, but what it sent is not a chat completion: ${what}.`
  return { code: 'invalid_response', reason, remedy }
}

/** If several failures fit, the first of this order is the truth. */
function verdictOn(
  { completion, calls }: ReadCompletion,
  facts: AnswerFacts,
  question: Question,
  found: Found,
): Verdict | undefined {
  const { format } = question
  const isEmpty = isBlank(completion.content)
  const asksForJson = format.kind === 'json_object' || format.kind === 'json_schema'
  found.calls = calls.map(parseCall)
  const isRead = !isEmpty && (asksForJson || completion.rawContent.length <= MAX_UNASKED_LENGTH)
  const json = isRead ? readJsonAnswer(completion.rawContent) : undefined
  // Where nobody asked for JSON, a number or a quoted word is just text.
  if (asksForJson || (typeof json === 'object' && json !== null)) found.json = json
  const isNothing = isEmpty && calls.length === 0 && completion.audio === undefined
  return (
    stopped(completion, facts) ??
    (finishKind(facts.finishReason) === 'length'
      ? cutOff(completion, isNothing, found.calls, calls, asksForJson && !isEmpty && json === undefined)
      : undefined) ??
    (isNothing ? emptiness(completion, facts) : undefined) ??
    wrongCalls(found.calls, facts, question) ??
    (asksForJson && !isEmpty ? wrongText(json, format) : undefined)
  )
}

function stopped({ refusal }: Completion, { finishReason }: AnswerFacts): Verdict | undefined {
  if (finishKind(finishReason) === 'filter') {
    return {
      code: 'content_filtered',
      reason: 'A content filter of the server stopped the answer.',
      remedy: 'Look for what in the prompt may have set it off, or use another model.',
    }
  }
  if (refusal === undefined && finishReason?.toLowerCase() !== 'refusal') return undefined
  return {
    code: 'refused',
    reason: 'The model refused to answer.',
    remedy: `${refusal === undefined ? 'Change' : 'Its words are in the output "refusal"; change'} the prompt or the model.`,
  }
}

function cutOff(
  { reasoning }: Completion,
  isNothing: boolean,
  calls: readonly ParsedCall[],
  written: readonly RawToolCall[],
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
  const spent = reasoning === undefined ? '' : ' All of it was reasoning.'
  return cut(`The token limit was reached before the answer had any text.${spent}`)
}

/** Blanks, and characters that nobody sees: https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point */
function isBlank(text: string): boolean {
  return /^[\s\p{DI}\p{Cc}\p{Cf}\u2800]*$/u.test(text)
}

function emptiness({ reasoning }: Completion, { finishReason }: AnswerFacts): Verdict {
  const why = reasoning === undefined ? 'no text, no tool call and no audio' : 'reasoning, but no answer'
  // Anything else than the reasons that are known is a server's free text.
  const note = ['end', 'tool_calls'].includes(finishKind(finishReason)) ? finishNote(finishReason) : ''
  return {
    code: 'empty_response',
    reason: `The server answered with ${why}${note}.`,
    remedy:
      'Run the step again; if it stays empty, change the prompt or the model, or raise the token limit.',
  }
}

function finishNote(finishReason: string | undefined): string {
  return finishReason === undefined ? '' : ` (finish_reason: ${finishReason.slice(0, 40)})`
}

function wrongCalls(
  calls: readonly ParsedCall[],
  { finishReason }: AnswerFacts,
  question: Question,
): Verdict | undefined {
  const finding = callFinding(calls, question)
  if (finding !== undefined) {
    return {
      code: finding.code,
      reason: `The model called a tool wrongly: ${finding.reason}.`,
      remedy: `The calls are in the output "tool-calls". ${finding.remedy}`,
    }
  }
  if (calls.length > 0) return undefined
  const { toolChoice } = question
  const missing = { code: 'tool_call_missing' } as const
  if (toolChoice.kind === 'required' || toolChoice.kind === 'function') {
    const what = toolChoice.kind === 'function' ? `a call of ${toolChoice.name}` : 'a tool call'
    const remedy =
      'Not every server honours tool_choice: say in the prompt that the tool must be called, or use another model.'
    return { ...missing, reason: `"tool-choice" demanded ${what}, and none came.`, remedy }
  }
  if (finishKind(finishReason) !== 'tool_calls') return undefined
  return {
    ...missing,
    reason: `The server announced a tool call${finishNote(finishReason)}, and none came.`,
    remedy: 'Run the step again; what the server sent is in the output "raw-response-file".',
  }
}

const IN_JSON = 'The answer is in the output "json".'

/** What is wrong with an answer that should be JSON. */
function wrongText(json: Json | undefined, format: ResponseFormat): Verdict | undefined {
  if (json === undefined) {
    return {
      code: 'invalid_json',
      reason: 'JSON was asked for, and the answer does not parse as JSON.',
      remedy: `Its text is in the output "content". Say in the prompt that JSON alone is wanted, or use ${format.kind === 'json_schema' ? 'a model that enforces schemas' : 'a "json-schema"'}.`,
    }
  }
  if (format.kind === 'json_object' && !isObject(json)) {
    return {
      code: 'schema_mismatch',
      reason: 'A JSON object was asked for, and the answer is JSON, but not an object.',
      remedy: `${IN_JSON} Say in the prompt what the object holds, or use a "json-schema".`,
    }
  }
  const violations = format.kind === 'json_schema' ? format.validate(json) : []
  if (format.kind !== 'json_schema' || violations.length === 0) return undefined
  const most =
    violations.length === MAX_VIOLATIONS ? ` (at most ${String(MAX_VIOLATIONS)} places are listed)` : ''
  const strict =
    format.envelope.strict === true
      ? ''
      : ' Servers that enforce schemas do so where the schema is sent as {name, strict: true, schema}.'
  return {
    code: 'schema_mismatch',
    reason: `The answer is JSON, but does not match the schema${most}: ${violationsText(violations)}.`,
    remedy: `${IN_JSON} Correct the schema or the prompt, or use a model that enforces schemas.${strict}`,
  }
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
