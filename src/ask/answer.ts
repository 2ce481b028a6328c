import type { Failure } from '../failure.js'
import type { LeftOut } from '../fit/left-out.js'
import type { Json, JsonObject } from '../json-value.js'
import type { AnnouncedEnd } from './announced-end.js'
import type { HttpResponse } from './http/types.js'

/** What a response says of itself, also where it is no usable completion. */
export interface AnswerFacts {
  /** As the server said it. */
  readonly finishReason: string | undefined
  readonly model: string | undefined
  readonly requestId: string | undefined
  /** Empty if the server gave none. */
  readonly usage: JsonObject
  readonly promptTokens: number | undefined
  readonly completionTokens: number | undefined
  readonly totalTokens: number | undefined
  /** US dollars, where the server names them. */
  readonly cost: number | undefined
}

export interface Audio {
  readonly base64: string
  readonly transcript: string
}

/** What the model wrote. */
export interface Completion {
  /** The text without its reasoning; empty if there is none. */
  readonly content: string
  /** The text as the server sent it, for reading JSON out of it. */
  readonly rawContent: string
  readonly reasoning: string | undefined
  readonly refusal: string | undefined
  readonly audio: Audio | undefined
}

/** A call of a function that the model asks for. */
export interface ToolCall {
  /** Empty if the server gave none. */
  readonly id: string
  readonly name: string
  /** The parsed value; the text, if it does not parse. */
  readonly arguments: Json
}

/** A failure that lacks only the status of the response. */
export type Verdict = Pick<Failure, 'code' | 'reason' | 'remedy'>

/** A response, held against what was asked for. */
export interface Judgement {
  readonly facts: AnswerFacts
  /** undefined if the response is no chat completion. */
  readonly completion: Completion | undefined
  readonly toolCalls: readonly ToolCall[]
  /** The parsed answer; undefined if it is not JSON. */
  readonly json: Json | undefined
  readonly warnings: readonly string[]
  readonly failure: Failure | undefined
}

/** What came of a question. All of it speaks of the attempt that ended it, but for `lastResponse`. */
export interface Answer extends Judgement {
  /** Requests begun: refused connections and repairs included. */
  readonly attempts: number
  readonly elapsedMs: number
  /** Of the attempt that ended it, if one arrived whole. */
  readonly response: HttpResponse | undefined
  /** Of what was asked for, in days to come. */
  readonly announcedEnd?: AnnouncedEnd | undefined
  /** Of the prompt that ended it, where the server had no room for all of what was asked. */
  readonly leftOut?: readonly LeftOut[] | undefined
  /** The newest response that arrived whole, perhaps of an earlier attempt. */
  readonly lastResponse: HttpResponse | undefined
}

const NO_FACTS: AnswerFacts = {
  finishReason: undefined,
  model: undefined,
  requestId: undefined,
  usage: {},
  promptTokens: undefined,
  completionTokens: undefined,
  totalTokens: undefined,
  cost: undefined,
}

/** What comes of a question that nobody answered, or that was not asked. */
export function noAnswer(failure: Failure, facts = NO_FACTS): Judgement {
  return { facts, failure, completion: undefined, toolCalls: [], json: undefined, warnings: [] }
}
