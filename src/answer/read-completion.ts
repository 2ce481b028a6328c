import * as z from 'zod/mini'
import type { HttpResponse } from '../client/http-types.js'
import type { Failure } from '../errors.js'
import { isJson, isJsonObject, isObject, parseJson } from '../json-value.js'
import type { Audio, Completion, ToolCall } from './completion.js'
import { splitReasoning } from './reasoning.js'
import { describeBody } from './describe-body.js'

const text = z.nullish(z.string())

const contentPart = z.looseObject({ text })

const functionCall = z.looseObject({ name: text, arguments: z.optional(z.unknown()) })

// What is no answer (a refusal, reasoning, an id) is read where it has the usual shape, and must not lose the answer
// where it has another one.
const message = z.looseObject({
  content: z.nullish(z.union([z.string(), z.array(contentPart)])),
  tool_calls: z.nullish(z.array(z.looseObject({ function: z.nullish(functionCall) }))),
  function_call: z.nullish(functionCall),
  audio: z.nullish(z.looseObject({ data: text, transcript: text })),
})

// One completion is asked for; what a server sends beside it does not matter.
const completion = z.looseObject({
  choices: z.tuple([z.looseObject({ message: z.nullish(message) })], z.unknown()),
})

type Message = z.infer<typeof message>

export type ReadCompletion =
  | { readonly ok: true; readonly completion: Completion }
  | { readonly ok: false; readonly failure: Failure; readonly known: KnownFacts }

/** What a body says of itself even where it is no usable completion; each is empty if it does not. */
export type KnownFacts = Pick<Completion, 'finishReason' | 'model' | 'requestId' | 'usage'>

export const NO_FACTS: KnownFacts = { finishReason: '', model: '', requestId: '', usage: {} }

/**
 * Reads the body of a success as a chat completion, of the shape that OpenAI documents and others vary:
 * https://platform.openai.com/docs/api-reference/chat/object
 */
export function readCompletion(response: HttpResponse, host: string): ReadCompletion {
  const body = response.body.toString('utf8')
  const parsed = parseJson(body)?.value
  const known = factsIn(parsed, response)
  const result = completion.safeParse(parsed)
  const message = result.data?.choices[0].message
  if (message === null || message === undefined) {
    if (result.success && known.finishReason === 'length') {
      return { ok: true, completion: fromMessage({}, known) }
    }
    return { ok: false, known, failure: noCompletion(response, host, body, parsed) }
  }
  return { ok: true, completion: fromMessage(message, known) }
}

function noCompletion(response: HttpResponse, host: string, body: string, parsed: unknown): Failure {
  const { what, remedy } = describeBody(body, parsed, response.headers['content-encoding'])
  return {
    code: 'invalid_response',
    status: response.status,
    reason: `${host} answered ${String(response.status)}, but what it sent is no chat completion: ${what}.`,
    remedy,
  }
}

/** Model, request id, usage and finish reason, as far as a response names them. */
export function knownFacts(response: HttpResponse): KnownFacts {
  return factsIn(parseJson(response.body.toString('utf8'))?.value, response)
}

function factsIn(value: unknown, { headers }: HttpResponse): KnownFacts {
  const body = isObject(value) ? value : {}
  const choices: unknown[] = Array.isArray(body['choices']) ? body['choices'] : []
  const choice = isObject(choices[0]) ? choices[0] : {}
  return {
    finishReason: stringOf(choice['finish_reason']),
    model: stringOf(body['model']),
    requestId:
      headers['x-request-id'] ||
      headers['x-github-request-id'] ||
      headers['apim-request-id'] ||
      stringOf(body['id']),
    usage: isJsonObject(body['usage']) ? body['usage'] : {},
  }
}

function fromMessage(message: Message, known: KnownFacts): Completion {
  const rawContent = textOf(message.content)
  const told = firstText(message['reasoning_content'], message['reasoning'], thinkingOf(message.content))
  const split = told === '' ? splitReasoning(rawContent) : { reasoning: told, content: rawContent }
  const audio = audioOf(message.audio)
  const isSpoken = split.content.trim() === '' && audio !== undefined
  return {
    ...known,
    content: isSpoken ? audio.transcript : split.content,
    rawContent: isSpoken ? audio.transcript : rawContent,
    reasoning: split.reasoning,
    refusal: firstText(message['refusal'], refusalOf(message.content)),
    toolCalls: toolCallsOf(message),
    ...(audio === undefined ? {} : { audio }),
  }
}

function textOf(content: Message['content']): string {
  if (typeof content === 'string') return content
  return (content ?? []).map((part) => part.text ?? '').join('')
}

function refusalOf(content: Message['content']): string {
  return Array.isArray(content) ? content.map((part) => stringOf(part['refusal'])).join('') : ''
}

/** Mistral's parts of the type `thinking`: https://docs.mistral.ai/capabilities/reasoning/ */
function thinkingOf(content: Message['content']): string {
  if (!Array.isArray(content)) return ''
  return content
    .flatMap((part): unknown[] => (Array.isArray(part['thinking']) ? part['thinking'] : [part['thinking']]))
    .map((item) => (isObject(item) ? stringOf(item['text']) : stringOf(item)))
    .join('')
}

function toolCallsOf({ tool_calls: calls, function_call: legacy }: Message): ToolCall[] {
  const list = calls ?? []
  if (list.length > 0) return list.map((call) => toolCall(stringOf(call['id']), call.function ?? {}))
  return legacy === null || legacy === undefined ? [] : [toolCall('', legacy)]
}

function toolCall(id: string, called: z.infer<typeof functionCall>): ToolCall {
  const given = called.arguments
  // Some servers (Ollama among them) send the value itself instead of JSON text.
  return { id, name: called.name ?? '', rawArguments: isJson(given) && given !== null ? given : '' }
}

function audioOf(audio: Message['audio']): Audio | undefined {
  const base64 = audio?.data ?? ''
  // Two digits of base64 are the first byte.
  if (!/[A-Za-z0-9+/_-]{2}/.test(base64)) return undefined
  return { base64, transcript: audio?.transcript ?? '' }
}

function firstText(...values: readonly unknown[]): string {
  return values.map(stringOf).find((value) => value.trim() !== '') ?? ''
}

function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
