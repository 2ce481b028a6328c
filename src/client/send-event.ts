import type { TokenLimitField } from '../answer/response-failure.js'

/** What happens while a request is sent, for the log. Texts in it are safe to print. */
export type SendEvent =
  | { readonly event: 'attempt'; readonly attempt: number }
  /** The whole request has been handed to the operating system; the server is at work. */
  | { readonly event: 'sent'; readonly attempt: number }
  | {
      readonly event: 'response'
      readonly attempt: number
      readonly status: number
      /** From the start of the attempt to the last byte of the body. */
      readonly elapsedMs: number
      /** Of the body, decoded. */
      readonly bytes: number
    }
  | { readonly event: 'redirect'; readonly attempt: number; readonly status: number }
  | {
      readonly event: 'retry'
      /** The attempt that failed. */
      readonly attempt: number
      readonly reason: string
      readonly waitMs: number
      /** Who named the wait. */
      readonly waitFrom: 'server' | 'backoff'
    }
  | {
      readonly event: 'repair'
      readonly attempt: number
      readonly from: TokenLimitField
      readonly to: TokenLimitField
    }
