import type { Failure } from '../errors.js'
import type { Inputs } from '../inputs/inputs.js'
import { hasRoundedInteger, isJson, type Json } from '../json-value.js'
import type { WithinTimeLimit } from '../time-limit.js'
import type { Completion } from './completion.js'
import { readJsonAnswer } from './json-answer.js'
import { callFinding, type ParsedCall, parseCall } from './tool-calls.js'
import type { Verdict } from './verdict.js'
import { wrongText } from './wrong-text.js'

/** An answer, held against what was asked for. */
export interface Judged {
  readonly toolCalls: readonly ParsedCall[]
  /** The parsed answer, where a JSON format was asked for and it parses; undefined if not. */
  readonly json: Json | undefined
  readonly warnings: readonly string[]
  readonly failure: Failure | undefined
}

type Expected = Pick<Inputs, 'format' | 'tools' | 'toolChoice'>

/** https://www.rfc-editor.org/rfc/rfc8259#section-6 */
const ROUNDED =
  'The answer holds integers beyond 2^53, which are rounded in "json" and "tool-calls": take them from "raw-response-file".'

const RAISE_LIMIT = 'Raise "max-tokens" or "max-completion-tokens", or ask for less.'

/**
 * Judges a completion. If several failures fit, the first of this order is the truth: filtered, refused, cut off,
 * empty, wrong tool calls, missing tool call, wrong text. Nothing the model wrote is in a message.
 *
 * @param status of the response
 * @param within limits the time for checking an answer that was made, or happens, to take hours
 */
export function judge(
  completion: Completion,
  expected: Expected,
  status: number,
  within: WithinTimeLimit,
): Judged {
  const calls = completion.toolCalls.map(parseCall)
  const asksForJson = expected.format.kind === 'json_object' || expected.format.kind === 'json_schema'
  const hasText = completion.content.trim() !== ''
  const answer = asksForJson && hasText ? readJsonAnswer(completion.rawContent) : undefined
  const json = answer !== undefined && isJson(answer.value) ? answer.value : undefined
  const wasCut = completion.finishReason === 'length'
  const verdict =
    stopped(completion) ??
    (wasCut ? cutOff(completion, calls, asksForJson && answer === undefined) : undefined) ??
    emptiness(completion) ??
    wrongCalls(calls, expected, within) ??
    (hasText && asksForJson ? wrongText(answer, expected.format, within) : undefined)
  return {
    toolCalls: calls.map(({ id, name, arguments: value }) => ({ id, name, arguments: value })),
    json,
    warnings:
      verdict === undefined
        ? [
            ...(wasCut ? [`The answer was cut off at the token limit. ${RAISE_LIMIT}`] : []),
            ...([json, ...calls.map((call) => call.arguments)].some(hasRoundedInteger) ? [ROUNDED] : []),
          ]
        : [],
    failure: verdict === undefined ? undefined : { ...verdict, status },
  }
}

function stopped({ finishReason, refusal }: Completion): Verdict | undefined {
  if (finishReason === 'content_filter') {
    return {
      code: 'content_filtered',
      reason: 'A content filter of the server stopped the answer (finish_reason: content_filter).',
      remedy: 'Look for what in the prompt may have set it off, or use another model.',
    }
  }
  if (refusal.trim() === '') return undefined
  return {
    code: 'refused',
    reason: 'The model refused to answer.',
    remedy: 'Its words are in the output "refusal"; change the prompt or the model.',
  }
}

function cutOff(
  completion: Completion,
  calls: readonly { readonly parses: boolean }[],
  jsonIsCut: boolean,
): Verdict | undefined {
  const hasText = completion.content.trim() !== ''
  const cut = { code: 'truncated', remedy: RAISE_LIMIT } as const
  // Without arguments a call may be whole, but the last one that was written is where the limit struck.
  const isBare = calls.length > 0 && isBlank(completion.toolCalls.at(-1)?.rawArguments)
  if (isBare || calls.some(({ parses }) => !parses)) {
    return { ...cut, reason: 'The answer was cut off at the token limit in the middle of a tool call.' }
  }
  if (hasText && jsonIsCut) {
    return { ...cut, reason: 'The answer was cut off at the token limit before its JSON was whole.' }
  }
  if (hasText || calls.length > 0 || completion.audio !== undefined) return undefined
  const spent = completion.reasoning === '' ? '' : ' All of it was reasoning.'
  return { ...cut, reason: `The token limit was reached before the answer had any text.${spent}` }
}

function isBlank(value: unknown): boolean {
  return typeof value === 'string' && value.trim() === ''
}

function emptiness(completion: Completion): Verdict | undefined {
  const hasAnswer =
    completion.content.trim() !== '' || completion.toolCalls.length > 0 || completion.audio !== undefined
  if (hasAnswer) return undefined
  const why = completion.reasoning === '' ? 'no text, no tool call and no audio' : 'reasoning, but no answer'
  return {
    code: 'empty_response',
    reason: `The server answered with ${why}${finishNote(completion.finishReason)}.`,
    remedy:
      'Run the step again; if it stays empty, change the prompt or the model, or raise the token limit.',
  }
}

/** The finish reason, where it is one of those that the API knows: anything else is a server's free text. */
function finishNote(finishReason: string): string {
  return ['stop', 'tool_calls', 'function_call'].includes(finishReason)
    ? ` (finish_reason: ${finishReason})`
    : ''
}

function wrongCalls(
  calls: Parameters<typeof callFinding>[0],
  { tools, toolChoice }: Expected,
  within: WithinTimeLimit,
): Verdict | undefined {
  const finding = callFinding(calls, tools, toolChoice, within)
  if (finding !== undefined) {
    return {
      code: finding.code,
      reason: `The model called a tool wrongly: ${finding.reason}.`,
      remedy: `The calls are in the output "tool-calls". ${finding.remedy}`,
    }
  }
  const demanded = toolChoice.kind === 'required' || toolChoice.kind === 'function'
  if (!demanded || calls.length > 0) return undefined
  const what = toolChoice.kind === 'function' ? `a call of ${toolChoice.name}` : 'a tool call'
  return {
    code: 'tool_call_missing',
    reason: `"tool-choice" demanded ${what}, and none came.`,
    remedy:
      'Not every server honours tool_choice: say in the prompt that the tool must be called, or use another model.',
  }
}
