import { isJson, isJsonObject, isObject, type Json, MAX_LEVELS, parseJson } from '../json-value.js'
import type { AnswerFacts, Audio, Completion, ToolCall } from './answer.js'
import { decisiveReason, finishKind } from './finish-reason.js'
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

/** More lists and maps than any answer has: to read millions of them takes half a minute in which no signal is heard. */
const MAX_PARTS = 1_000_000

/** The value of a body, or undefined if it isn't JSON, or more than can be read. */
export function parsedBody({ body }: Pick<HttpResponse, 'body'>): unknown {
  return isTooMuch(body) ? undefined : parseJson(body.toString('utf8'))?.value
}

/** Whether JSON has too many lists and maps, in all or inside each other. Told before parsing, which is what takes long. */
export function isTooMuch(body: Buffer): boolean {
  let parts = 0
  let levels = 0
  let inText = false
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at]
    // As numbers, which takes a tenth of a second for the largest body: " \\ [ { ] }
    if (byte === 0x22) inText = !inText
    else if (inText) at += byte === 0x5c ? 1 : 0
    else if (byte === 0x5b || byte === 0x7b) {
      parts += 1
      levels += 1
      if (parts > MAX_PARTS || levels > MAX_LEVELS) return true
    } else if (byte === 0x5d || byte === 0x7d) levels -= 1
  }
  return false
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
  const messages = choices
    .map((choice) => choice['message'])
    .filter(isObject)
    .map(readMessage)
  if (messages.length === 0 && finishKind(finishReasonOf(choices)) !== 'length') return undefined
  const rawContent = firstText(messages.map(({ text }) => text)) ?? ''
  const told = firstText(messages.map(({ reasoning }) => reasoning))
  const split = splitReasoning(rawContent)
  const audio = messages.map((message) => message.audio).find((found) => found !== undefined)
  const isSpoken = split.content.trim() === '' && audio !== undefined
  return {
    completion: {
      content: isSpoken ? audio.transcript : split.content,
      rawContent: isSpoken ? audio.transcript : rawContent,
      reasoning: told === undefined ? split.reasoning : [told, split.reasoning ?? []].flat().join('\n\n'),
      refusal: firstText(messages.map(({ refusal }) => refusal)),
      audio,
    },
    calls: messages.flatMap(({ calls }) => calls),
  }
}

/** Model, request id, usage and finish reason, as far as a response names them. */
export function factsOf(response: HttpResponse, body: unknown = parsedBody(response)): AnswerFacts {
  const { headers } = response
  const fields = isObject(body) ? body : {}
  const usage = isJsonObject(fields['usage']) ? fields['usage'] : {}
  return {
    finishReason: finishReasonOf(choicesOf(body)),
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

function finishReasonOf(choices: readonly Fields[]): string | undefined {
  return decisiveReason(choices.flatMap((choice) => someText(choice['finish_reason']) ?? []))
}

function choicesOf(body: unknown): readonly Fields[] {
  const choices = isObject(body) ? body['choices'] : undefined
  return Array.isArray(choices) ? choices.filter(isObject) : []
}

function readMessage(message: Fields) {
  const { content, reasoning_content: own, reasoning, refusal } = message
  const parts = (Array.isArray(content) ? content : [content]).filter(isObject)
  const thoughts = parts.filter(isReasoningPart)
  const words = thoughts.length === 0 ? parts : parts.filter((part) => !isReasoningPart(part))
  const inThoughts = ['thinking', 'reasoning', 'text'].map((key) => partTexts(thoughts, key))
  return {
    text: typeof content === 'string' ? content : partTexts(words, 'text'),
    reasoning: firstText([own, reasoning, ...inThoughts]),
    refusal: firstText([refusal, partTexts(parts, 'refusal')]),
    audio: audioOf(message),
    calls: toolCallsOf(message),
  }
}

/** Mistral and others give reasoning as parts: https://docs.mistral.ai/capabilities/reasoning/ */
function isReasoningPart(part: Fields): boolean {
  return typeof part['type'] === 'string' && /think|reason/.test(part['type'])
}

function partTexts(parts: readonly Fields[], key: string): string {
  return parts
    .flatMap((part) => part[key] ?? [])
    .map((value) => someText(isObject(value) ? value['text'] : value) ?? '')
    .join('')
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
