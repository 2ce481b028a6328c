import { readFileSync } from 'node:fs'
import type { TokenLimitField } from '../../src/answer/response-failure.js'

/** A failure as a real server sends it, and what must come of it. */
export interface ServerError {
  readonly provider: string
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** In place of `body`, where that is no text. */
  readonly bodyBase64?: string
  /** The body has no length: only the end of the connection ends it. */
  readonly endedByClose?: boolean
  readonly code: string
  /** A part of the reason. */
  readonly contains?: string
  /** A part of the remedy. */
  readonly remedy?: string
  /** What must be in no message. */
  readonly hidden?: string
  readonly retry?: boolean
  /** At the time of `TABLE_NOW`. */
  readonly waitMs?: number
  /** Of an error under a success status. */
  readonly errorStatus?: number
  /** The token limit that the request carried, and the one to send in its place. */
  readonly sent?: TokenLimitField
  readonly rename?: TokenLimitField
}

/** When the failures of the table arrive; dates in their headers are to be read as of then. */
export const TABLE_NOW = Date.parse('2026-08-02T00:00:00Z')

/** Failures of many servers, none of them a GitHub host. */
export const SERVER_ERRORS = JSON.parse(
  readFileSync(new URL('../fixtures/server-errors.json', import.meta.url), 'utf8'),
) as readonly ServerError[]

export function bodyOf({ body, bodyBase64 }: ServerError): Buffer {
  return bodyBase64 === undefined ? Buffer.from(body) : Buffer.from(bodyBase64, 'base64')
}
