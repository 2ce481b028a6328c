import type { HttpResponse } from '../http/types.js'
import type { ServerError } from './server-error.js'

/** What is known of the request. */
export interface ResponseFacts {
  /** Of the endpoint, with the port if its URL has one. */
  readonly host: string
  readonly speaksGitHubModels: boolean
  readonly sendsToken: boolean
  readonly model: string
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** What decides code, reason and remedy. */
export interface ErrorFacts extends ResponseFacts {
  readonly error: ServerError
  /** How long the server asks to wait before the next request. */
  readonly serverWaitMs: number | undefined
  /** The HTTP status that the error came with, or under a success counts as. */
  readonly status: number
  readonly response: HttpResponse
}
