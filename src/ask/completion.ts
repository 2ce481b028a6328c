import {
  isDeeperThan,
  isJson,
  isJsonObject,
  isObject,
  type Json,
  MAX_LEVELS,
  parseJson,
} from '../json-value.js'
import type { AnswerFacts, Audio, Completion, ToolCall } from './answer.js'
import type { HttpResponse } from './http/types.js'
import { splitReasoning } from './reasoning.js'

/** A call as the server sent it. */
export interface RawToolCall extends Omit<ToolCall, 'arguments'> {
  /** JSON text, or a value already (Ollama and others); undefined if there is none. */
  readonly arguments: Json | undefined
}

/** A chat completion as the server sent it, before anybody judged whether it is what was asked for. */
export interface ReadCompletion {
  readonly completion: Completion
  readonly calls: readonly RawToolCall[]
}

type Fields = Readonly<Record<string, unknown>>

/** The value of a body, or undefined if it isn't JSON, or nested too deeply to be an answer. */
export function parsedBody(response: HttpResponse): unknown {
  const value = parseJson(response.body.toString('utf8'))?.value
  return isDeeperThan(value, MAX_LEVELS) ? undefined : value
}

/**
 * Reads a parsed body as a chat completion, of the shape that OpenAI documents and others vary:
 * https://platform.openai.com/docs/api-reference/chat/object
 *
 * One completion is asked for, so all choices are parts of it (Copilot's and LiteLLM's Claude put the text into one
 * and the calls into the next: https://github.com/HKUDS/nanobot/pull/1555). What is not of the usual type is as
 * if it were not there, because it must not cost the answer beside it.
 *
 * @returns undefined if no choice has a message, unless the token limit was reached before there was one
 */
export function readCompletion(body: unknown): ReadCompletion | undefined {
  const choices = choicesOf(body)
  const messages = choices.map((choice) => choice['message']).filter(isObject)
  if (messages.length === 0 && finishKind(decisiveReason(choices)) !== 'length') return undefined
  const rawContent = messages.map(textOf).find((text) => text.trim() !== '') ?? ''
  const told = firstText(messages.flatMap(reasoningFields))
  const split = splitReasoning(rawContent)
  const audio = messages.map(audioOf).find((found) => found !== undefined)
  const isSpoken = split.content.trim() === '' && audio !== undefined
  return {
    completion: {
      content: isSpoken ? audio.transcript : split.content,
      rawContent: isSpoken ? audio.transcript : rawContent,
      reasoning: told === undefined ? split.reasoning : [told, split.reasoning ?? []].flat().join('\n\n'),
      refusal: firstText(
        messages.flatMap((message) => [message['refusal'], partTexts(partsOf(message), 'refusal')]),
      ),
      audio,
    },
    calls: messages.flatMap(toolCallsOf),
  }
}

/** Model, request id, usage and finish reason, as far as a response names them. */
export function factsOf(response: HttpResponse, body: unknown = parsedBody(response)): AnswerFacts {
  const { headers } = response
  const fields = isObject(body) ? body : {}
  const usage = isJsonObject(fields['usage']) ? fields['usage'] : {}
  return {
    finishReason: decisiveReason(choicesOf(body)),
    model: someText(fields['model']),
    requestId: firstText([
      headers['x-request-id'],
      headers['x-github-request-id'],
      headers['apim-request-id'],
      fields['id'],
    ]),
    usage,
    promptTokens: count(usage['prompt_tokens']) ?? count(usage['input_tokens']),
    completionTokens: count(usage['completion_tokens']) ?? count(usage['output_tokens']),
    totalTokens: count(usage['total_tokens']),
    cost: costOf(usage, fields['copilot_usage'], headers),
  }
}

/** In the order in which one of several choices decides what the answer is worth. */
const FINISH_KINDS = ['filter', 'length', 'tool_calls', 'end'] as const

/** What a finish reason means, whatever its letters are. */
export type FinishKind = (typeof FINISH_KINDS)[number] | 'unknown'

const FINISH_NAMES = {
  // https://ai.google.dev/api/generate-content#FinishReason; `sensitive` is Zhipu's.
  filter:
    /^(?:content_?filter.*|safety|recitation|blocklist|prohibited_content|spii|sensitive|image_safety)$/,
  length: /^(?:length|(?:max|model|token)_(?:\w+_)?(?:tokens?|length|limit)|model_context_window_exceeded)$/,
  tool_calls: /^(?:tool_calls?|tool_use|function_calls?)$/,
  end: /^(?:|stop\w*|eos\w*|end\w*|completed?|finished|done|null|none)$/,
}

export function finishKind(reason: string | undefined): FinishKind {
  const name = (reason ?? '')
    .trim()
    .replace(/([a-z])(?=[A-Z])/g, '$1_')
    .toLowerCase()
    .replace(/[\s-]+/g, '_')
    .replace(/^finish_?reason[._]/, '')
  return FINISH_KINDS.find((kind) => FINISH_NAMES[kind].test(name)) ?? 'unknown'
}

/** The finish reason as the end of a sentence. */
export function finishNote(finishReason: string | undefined): string {
  return finishReason === undefined ? '' : ` (finish_reason: ${finishReason.slice(0, 40)})`
}

/** Of several choices the one that decides what the answer is worth: a filter, then a cut, then the first. */
function decisiveReason(choices: readonly Fields[]): string | undefined {
  const reasons = choices.flatMap((choice) => someText(choice['finish_reason']) ?? [])
  const ofKind = (kind: FinishKind): string | undefined =>
    reasons.find((reason) => finishKind(reason) === kind)
  return ofKind('filter') ?? ofKind('length') ?? ofKind('tool_calls') ?? reasons[0]
}

function choicesOf(body: unknown): readonly Fields[] {
  const choices = isObject(body) ? body['choices'] : undefined
  return Array.isArray(choices) ? choices.filter(isObject) : []
}

function partsOf({ content }: Fields): readonly Fields[] {
  return (Array.isArray(content) ? content : [content]).filter(isObject)
}

/** Mistral and others give reasoning as parts: https://docs.mistral.ai/capabilities/reasoning/ */
function isReasoningPart(part: Fields): boolean {
  return typeof part['type'] === 'string' && /think|reason/.test(part['type'])
}

function textOf(message: Fields): string {
  const { content } = message
  if (typeof content === 'string') return content
  const own = partsOf(message).filter((part) => !isReasoningPart(part))
  return partTexts(own, 'text')
}

function partTexts(parts: readonly Fields[], key: string): string {
  return parts
    .flatMap((part): unknown[] => [part[key]].flat())
    .map((value) => someText(isObject(value) ? value['text'] : value) ?? '')
    .join('')
}

function reasoningFields(message: Fields): unknown[] {
  const parts = partsOf(message).filter(isReasoningPart)
  const inParts = ['thinking', 'reasoning', 'text'].map((key) => partTexts(parts, key))
  return [message['reasoning_content'], message['reasoning'], ...inParts]
}

function toolCallsOf({ tool_calls: listed, function_call: legacy }: Fields): RawToolCall[] {
  const calls = [listed].flat().filter(isObject)
  const filled = calls.filter((call) => Object.keys(call).length > 0)
  const isLegacy = filled.length === 0 && isObject(legacy) && typeof legacy['name'] === 'string'
  return (isLegacy ? [{ function: legacy }] : filled).map(toolCall)
}

function toolCall(call: Fields): RawToolCall {
  const called = isObject(call['function']) ? call['function'] : call
  const given = called['arguments']
  return {
    id: someText(call['id']) ?? '',
    name: someText(called['name']) ?? '',
    arguments: isJson(given) && given !== null ? given : undefined,
  }
}

function audioOf({ audio }: Fields): Audio | undefined {
  const base64 = isObject(audio) ? someText(audio['data']) : undefined
  // Two digits of base64 are the first byte.
  if (base64 === undefined || !isObject(audio) || !/[A-Za-z0-9+/_-]{2}/.test(base64)) return undefined
  return { base64, transcript: someText(audio['transcript']) ?? '' }
}

/**
 * The cost in US dollars, where the server names it: OpenRouter (https://openrouter.ai/docs/use-cases/usage-accounting),
 * LiteLLM (https://docs.litellm.ai/docs/proxy/response_headers), Copilot in billionths of an AI unit, which is a cent.
 */
function costOf(usage: Fields, copilot: unknown, headers: HttpResponse['headers']): number | undefined {
  const units = isObject(copilot) ? count(copilot['total_nano_aiu']) : undefined
  const header = headers['x-litellm-response-cost'] ?? ''
  return (
    count(usage['cost']) ??
    (/^\d+(?:\.\d+)?(?:e-?\d+)?$/i.test(header) ? Number(header) : undefined) ??
    (units === undefined ? undefined : Number((units * 1e-11).toPrecision(12)))
  )
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined
}

function firstText(values: readonly unknown[]): string | undefined {
  return values.map(someText).find((value) => value !== undefined && value.trim() !== '')
}

function someText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Of a response that never came. */
export const NO_FACTS = factsOf({ status: 0, statusText: '', headers: {}, body: Buffer.alloc(0) })
