import type { Connections } from './http/connections.js'

/** What happens while a question is asked, for whoever shows it. Texts in it come from the server. */
export type AskEvent = {
  /** The question that it is about: the `id` of the `AskIo`. */
  readonly id: string
  /** Of a retry or a repair, the attempt that failed. */
  readonly attempt: number
} & Happening

export type Happening =
  | { readonly event: 'attempt' }
  /** The whole request has been handed to the operating system; the server is at work. */
  | { readonly event: 'sent' }
  /** Every 30 s while an attempt is under way. */
  | { readonly event: 'waiting'; readonly elapsedMs: number }
  | {
      readonly event: 'response'
      readonly status: number
      /** From the start of the attempt to the last byte of the body. */
      readonly elapsedMs: number
      /** Of the body, decoded. */
      readonly bytes: number
    }
  | {
      readonly event: 'retry'
      readonly reason: string
      readonly waitMs: number
      /** Who named the wait. */
      readonly waitFrom: 'server' | 'backoff'
    }
  /** A token was got (for whom), the next model is asked (why), the request is sent once more (changed how). */
  | { readonly event: 'identity' | 'fallback' | 'repair'; readonly says: string }

/** Holds back all questions that share it, as long as a server asked one of them to wait. */
export interface Gate {
  /** Resolves when requests may go out, or at once when `signal` aborts. */
  passed(signal: AbortSignal): Promise<void>
  /** Closes it for so long; a shorter wait than the one that runs changes nothing. */
  hold(ms: number): void
}

/** What the core needs from outside. */
export interface AskIo {
  /** Tells events of several questions apart. */
  readonly id: string
  /** Aborts when the user cancels. */
  readonly signal: AbortSignal
  /** Aborts when nothing more is to be begun: what is on its way may end, but is not tried again. */
  readonly noMore?: AbortSignal
  /** On the clock of `clock.ts`; whichever comes first, this or the target's time limit. */
  readonly deadline?: number
  /** A pool of connections that are kept alive; without one, each request has a connection of its own. */
  readonly connections?: Connections
  readonly gate?: Gate
  readonly onEvent: (event: AskEvent) => void
}
