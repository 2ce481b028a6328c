import { readFileSync } from 'node:fs'
import type { Reply } from './inference-server.js'

/** A failure as a real server sends it, and what must come of it. */
export interface ServerError {
  readonly provider: string
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** In place of `body`, where that is no text. */
  readonly bodyBase64?: string
  /** The body has no length: only the end of the connection ends it, in the middle of its JSON. */
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
  readonly sent?: 'max_tokens' | 'max_completion_tokens'
  readonly rename?: 'max_tokens' | 'max_completion_tokens'
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

/** As the server sends it, its dates moved to today. */
export function replyOf(error: ServerError): Reply {
  const headers = Object.fromEntries(
    Object.entries(error.headers).map(([name, value]) => [name, datedNow(value)]),
  )
  const body = bodyOf(error)
  if (error.endedByClose !== true) return { status: error.status, headers, body }
  return {
    raw: (_request, _response, socket) => {
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
      socket.end(
        Buffer.concat([Buffer.from(`HTTP/1.1 ${String(error.status)} OK\r\n${lines.join('')}\r\n`), body]),
      )
    },
  }
}

/** A date as far from now as the one of the table is from its own time. */
function datedNow(value: string): string {
  if (!/^\w{3}, \d{2} \w{3} \d{4} [\d:]{8} GMT$/.test(value)) return value
  return new Date(Date.now() + Date.parse(value) - TABLE_NOW).toUTCString()
}
