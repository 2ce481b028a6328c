import type { Failure } from '../errors.js'
import type { Json } from '../json-value.js'

/** A tool call as the summary shows it. `arguments` is the parsed value, or the text if it does not parse. */
export interface ReportedToolCall {
  readonly id: string
  readonly name: string
  readonly arguments: Json
}

/** What one run came to, for its reader: everything the job summary shows. Texts are empty if unknown. */
export interface RunReport {
  readonly requestedModel: string
  readonly host: string
  /** The model as the server named it. */
  readonly model: string
  readonly finishReason: string
  readonly requestId: string
  readonly promptTokens?: number | undefined
  readonly completionTokens?: number | undefined
  readonly totalTokens?: number | undefined
  /** Requests begun; 0 if none was. */
  readonly attempts: number
  readonly elapsedMs: number
  readonly content: string
  /** The parsed answer, where a JSON format was asked for. */
  readonly json?: Json | undefined
  readonly toolCalls: readonly ReportedToolCall[]
  /** The path of the file that holds the whole content. */
  readonly responseFile: string
  readonly warnings: readonly string[]
  readonly failure?: Failure | undefined
}
