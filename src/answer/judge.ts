import type { ErrorCode, Failure } from '../errors.js'
import type { Inputs } from '../inputs/inputs.js'
import { isJson, isObject, type Json } from '../json-value.js'
import { violationsText } from '../schema/violation.js'
import type { Completion } from './completion.js'
import { readJsonAnswer } from './json-answer.js'
import { callFinding, type ParsedCall, parseCall } from './tool-calls.js'

/** An answer, held against what was asked for. */
export interface Judged {
  readonly toolCalls: readonly ParsedCall[]
  /** The parsed answer, where a JSON format was asked for and it parses; undefined if not. */
  readonly json: Json | undefined
  readonly warnings: readonly string[]
  readonly failure: Failure | undefined
}

type Expected = Pick<Inputs, 'format' | 'tools' | 'toolChoice'>

const RAISE_LIMIT = 'Raise "max-tokens" or "max-completion-tokens", or ask for less.'

/**
 * Judges a completion. If several failures fit, the first of this order is the truth: filtered, refused, cut off,
 * empty, wrong tool calls, missing tool call, wrong text. Nothing the model wrote is in a message.
 */
export function judge(completion: Completion, expected: Expected, status: number): Judged {
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
    wrongCalls(calls, expected) ??
    (hasText && asksForJson ? wrongText(answer, expected.format) : undefined)
  return {
    toolCalls: calls.map(({ id, name, arguments: value }) => ({ id, name, arguments: value })),
    json,
    warnings:
      wasCut && verdict === undefined ? [`The answer was cut off at the token limit. ${RAISE_LIMIT}`] : [],
    failure: verdict === undefined ? undefined : { ...verdict, status },
  }
}

type Verdict = { readonly code: ErrorCode; readonly reason: string; readonly remedy: string }

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
  if (calls.some(({ parses }) => !parses)) {
    return { ...cut, reason: 'The answer was cut off at the token limit in the middle of a tool call.' }
  }
  if (hasText && jsonIsCut) {
    return { ...cut, reason: 'The answer was cut off at the token limit before its JSON was whole.' }
  }
  if (hasText || calls.length > 0 || completion.audio !== undefined) return undefined
  const spent = completion.reasoning === '' ? '' : ' All of it was reasoning.'
  return { ...cut, reason: `The token limit was reached before the answer had any text.${spent}` }
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
): Verdict | undefined {
  const finding = callFinding(calls, tools, toolChoice)
  if (finding !== undefined) {
    return {
      code: finding.code,
      reason: `The model called a tool wrongly: ${finding.reason}.`,
      remedy:
        'The calls are in the output "tool-calls". Describe the tool and its parameters more closely, or use another model.',
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

function wrongText(
  answer: { readonly value: unknown } | undefined,
  format: Expected['format'],
): Verdict | undefined {
  if (answer === undefined) {
    return {
      code: 'invalid_json',
      reason: 'JSON was asked for, and the answer does not parse as JSON.',
      remedy:
        'Its text is in the output "content". Give a "json-schema", say in the prompt that only JSON is wanted, or use another model.',
    }
  }
  const remedy =
    'The answer is in the output "json". Mend the schema or the prompt, or use a model that enforces schemas.'
  if (format.kind === 'json_object' && !isObject(answer.value)) {
    return {
      code: 'schema_mismatch',
      reason: 'A JSON object was asked for, and the answer is JSON, but no object.',
      remedy,
    }
  }
  const violations = format.kind === 'json_schema' ? format.validate(answer.value) : []
  if (violations.length === 0) return undefined
  const more = violations.length === 10 ? ' (the first ten)' : ''
  return {
    code: 'schema_mismatch',
    reason: `The answer is JSON, but does not match the schema${more}: ${violationsText(violations)}.`,
    remedy,
  }
}
