import type { ChatMessage } from './messages.js'
import type { Credential } from './credential.js'
import type { Endpoint } from './endpoint.js'
import type { Headers } from './custom-headers.js'
import type { Given, Origin, Parameter } from './parameters.js'
import type { ResponseFormat } from './response-format.js'
import type { Tool } from './tools.js'

/** Which tool the model must, may or must not call. */
export type ToolChoice =
  | { readonly kind: 'unset' | 'auto' | 'required' | 'none' }
  | { readonly kind: 'function'; readonly name: string }

/** Where the response format or the tools came from, and whether the prompt file has some that an input beats. */
export interface FormOrigin {
  readonly origin: Origin
  readonly beatsFile: boolean
}

/** Everything the author asked for, checked. */
export interface Inputs {
  readonly endpoint: Endpoint
  /** undefined: the request goes out with no token. */
  readonly credential: Credential | undefined
  readonly customHeaders: Headers
  readonly model: Given<string>
  readonly messages: readonly ChatMessage[]
  /** Whether `system-prompt` replaced instructions of the prompt file. */
  readonly systemReplaced: boolean
  readonly parameters: readonly Parameter[]
  readonly format: ResponseFormat
  readonly formatFrom: FormOrigin
  readonly tools: readonly Tool[]
  readonly toolsFrom: FormOrigin
  readonly toolChoice: ToolChoice
  readonly extraBody: Readonly<Record<string, unknown>>
  readonly timeoutMs: number
  readonly maxRetries: number
  /** Absolute path, or undefined. */
  readonly outputFile: string | undefined
}
