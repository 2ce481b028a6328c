import type { LeftOut } from '../fit/left-out.js'
import type { Validate } from '../schema/violation.js'

export const ROLES = ['system', 'developer', 'user', 'assistant', 'tool'] as const

/** A part of a message: text, an image, audio, a file. Its further keys are passed on. */
export interface ContentPart {
  readonly type: string
  readonly [key: string]: unknown
}

/** A message as the API takes it. Further keys (`name`, `tool_calls`, `tool_call_id`) are passed on. */
export interface ChatMessage {
  readonly role: (typeof ROLES)[number]
  readonly content?: string | readonly ContentPart[] | null | undefined
  readonly [key: string]: unknown
}

/** The body's `json_schema`. */
export interface SchemaEnvelope {
  readonly name: string
  readonly schema: Readonly<Record<string, unknown>>
  readonly strict?: boolean | undefined
  readonly description?: string | undefined
}

/** What was asked for, and what the answer is held to. `unset`: no format is sent. */
export type ResponseFormat =
  | { readonly kind: 'unset' | 'text' | 'json_object' }
  | { readonly kind: 'json_schema'; readonly envelope: SchemaEnvelope; readonly validate: Validate }

export interface Tool {
  /** The function, as the API takes it. */
  readonly definition: {
    readonly name: string
    readonly description?: string | undefined
    readonly parameters?: Readonly<Record<string, unknown>> | undefined
    readonly strict?: boolean | undefined
  }
  /** Checks the arguments of a call; undefined if the tool declares no parameters. */
  readonly validate: Validate | undefined
}

/** Which tool the model must, may or must not call. */
export type ToolChoice =
  | { readonly kind: 'unset' | 'auto' | 'required' | 'none' }
  | { readonly kind: 'function'; readonly name: string }

/** Messages of which a part may be left out where a server has no room for all of them. Sizes are bytes of text. */
export interface Shrinkable {
  readonly bytes: number
  /** Of the part that must stay. */
  readonly fixedBytes: number
  /** The messages, at most so large; undefined if they cannot be. */
  readonly shrink: (bytes: number) => Shrunk | undefined
}

export interface Shrunk {
  readonly messages: readonly ChatMessage[]
  readonly leftOut: readonly LeftOut[]
}

/** What is asked: everything that becomes the body of the request, and that the answer is held against. */
export interface Question {
  readonly model: string
  /** Asked in turn after `model`, where that one cannot answer. */
  readonly fallbackModels?: readonly string[]
  readonly messages: readonly ChatMessage[]
  readonly shrinkable?: Shrinkable | undefined
  /** Sampling parameters, limits and the like, in the API's own names: `temperature`, `stop`, … */
  readonly parameters: Readonly<Record<string, unknown>>
  readonly format: ResponseFormat
  readonly tools: readonly Tool[]
  readonly toolChoice: ToolChoice
  readonly extraBody: Readonly<Record<string, unknown>>
}
