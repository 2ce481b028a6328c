import type { Json, JsonObject } from '../json-value.js'

/** A call of a function that the model asks for. */
export interface ToolCall {
  /** Empty if the server gave none, as with a legacy `function_call`. */
  readonly id: string
  readonly name: string
  /** The arguments as the server sent them: JSON text, or a value already (some servers). */
  readonly rawArguments: Json
}

export interface Audio {
  readonly base64: string
  readonly transcript: string
}

/** What the server answered, before anybody judged whether it is what was asked for. */
export interface Completion {
  /** The text, without a leading `<think>` block; empty if there is none. */
  readonly content: string
  /** The text as the server sent it, for reading JSON out of it. */
  readonly rawContent: string
  readonly reasoning: string
  readonly refusal: string
  readonly toolCalls: readonly ToolCall[]
  readonly audio?: Audio
  /** Empty if the server gave none, or null. */
  readonly finishReason: string
  readonly model: string
  readonly requestId: string
  readonly usage: JsonObject
}
