import type { ChatMessage } from './messages.js'
import type { Credential } from './credential.js'
import type { Endpoint } from './endpoint.js'
import type { Headers } from './custom-headers.js'
import type { Origin, Parameter } from './parameters.js'
import type { ResponseFormat } from './response-format.js'
import type { Tool } from './tools.js'

/** Which tool the model must, may or must not call. */
export type ToolChoice =
  | { readonly kind: 'unset' | 'auto' | 'required' | 'none' }
  | { readonly kind: 'function'; readonly name: string }

/** Everything the author asked for, checked. */
export interface Inputs {
  readonly endpoint: Endpoint
  /** undefined: the request goes out with no token. */
  readonly credential: Credential | undefined
  readonly customHeaders: Headers
  readonly model: { readonly value: string; readonly origin: Origin }
  readonly messages: readonly ChatMessage[]
  readonly parameters: readonly Parameter[]
  readonly format: ResponseFormat
  readonly tools: readonly Tool[]
  readonly toolChoice: ToolChoice
  readonly extraBody: Readonly<Record<string, unknown>>
  readonly timeoutMs: number
  readonly maxRetries: number
  /** Absolute path, or undefined. */
  readonly outputFile: string | undefined
}
