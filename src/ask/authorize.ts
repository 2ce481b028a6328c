import type { Failure, Result } from '../failure.js'
import type { Happening } from './io.js'

/** What a request that waits for its token gives to whoever gets it. */
export interface AuthorizationNeed {
  /** Ends the wait, not what others share. */
  readonly signal: AbortSignal
  /** On the clock of `clock.ts`. */
  readonly deadline: number
  readonly maxRetries: number
  readonly tell: (happening: Happening) => void
}

/** Gets a token when a request is sent. Many questions may share it: it is got once, and again before it ends. */
export interface Authorizer {
  /** Who gives the token, such as `openai`. */
  readonly provider: string
  /** The value of `Authorization`; undefined if the signal aborted first. */
  authorization(need: AuthorizationNeed): Promise<Result<string> | undefined>
  /** The server answered 401 to this value: nobody gets it again. */
  discard(value: string): void
  /** The server's 401 or 403 with a remedy that speaks of the identity. */
  explain(failure: Failure): Failure
  /** `openai, as repo:acme/widgets:ref:refs/heads/main, valid for 60 min`: of the newest token, if there is one. */
  describe(): string | undefined
}

/** The headers of a request that is sent now; undefined if the signal aborted while its token was got. */
export async function authorizedHeaders(
  {
    headers,
    authorizer,
  }: { readonly headers: Readonly<Record<string, string>>; readonly authorizer?: Authorizer },
  need: AuthorizationNeed,
): Promise<Result<Readonly<Record<string, string>>> | undefined> {
  if (authorizer === undefined) return { ok: true, value: headers }
  const got = await authorizer.authorization(need)
  return got?.ok === true ? { ok: true, value: { ...headers, Authorization: got.value } } : got
}
