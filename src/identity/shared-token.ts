import { now } from '../clock.js'
import type { AuthorizationNeed, Authorizer } from '../ask/authorize.js'
import type { FailedRequest } from '../ask/http/network-failure.js'
import { lastTry, tooLate } from '../ask/given-up.js'
import { pause, retryWaitMs } from '../ask/pace.js'
import type { Failure, Result } from '../failure.js'
import { claimText, refusedFailure } from './claims.js'
import type { IdentityConfig } from './config.js'
import { exchangeJwt, getJwt, type Means, type Token } from './get-token.js'
import type { Ended } from './send.js'

/** The most of a token's life that may be left when it is got anew. */
const LONGEST_REST_MS = 300_000

/**
 * A token that many questions share. It is got once, and anew when less than a fifth of its life, at most five
 * minutes, is left, or when a server has refused it; those who ask for it meanwhile wait for the same exchange.
 *
 * @param ready GitHub's token, asked for while the inputs were read; it serves the first exchange
 */
export function createSharedToken(
  config: IdentityConfig,
  means: Means,
  ready: Promise<Ended<Token>> | undefined,
): Authorizer {
  const { provider } = config
  let token: Token | undefined
  let pending: Promise<Result<Token> | 'stopped'> | undefined
  let prefetched = ready

  const once = async (signal: AbortSignal): Promise<Result<Token, FailedRequest> | 'stopped'> => {
    const early = prefetched && (await unlessAborted(prefetched, signal))
    prefetched = undefined
    // What failed early is tried again, now with the time and the retries of the step.
    const jwt = early !== undefined && early !== 'stopped' && early.ok ? early : await getJwt(means, signal)
    if (jwt === 'stopped') return jwt
    const got = jwt.ok ? await exchangeJwt(jwt.value, means, signal) : jwt
    if (got === 'stopped' || got.ok) return got
    if (got.error.kind === 'failed') return { ok: false, error: got.error }
    const claims = jwt.ok ? jwt.value.claims : undefined
    const failure = refusedFailure(got.error.refusal, claims, config)
    return { ok: false, error: { failure, retry: false } }
  }

  const renew = async (need: AuthorizationNeed): Promise<Result<Token> | 'stopped'> => {
    const { signal, deadline, maxRetries, tell } = need
    for (let retries = 0; ; retries += 1) {
      const got = await once(signal)
      if (got === 'stopped') return got
      if (got.ok) {
        token = got.value
        tell({ event: 'identity', says: described(provider, got.value) })
        return got
      }
      const { failure, retry, serverWaitMs } = got.error
      if (!retry) return { ok: false, error: failure }
      const waitMs = retryWaitMs(retries + 1, serverWaitMs, Math.random())
      const waitFrom = serverWaitMs === undefined ? 'backoff' : 'server'
      const leftMs = deadline - now()
      if (retries === maxRetries) return { ok: false, error: lastTry(failure, retries + 1, serverWaitMs) }
      if (waitMs >= leftMs) return { ok: false, error: tooLate(failure, waitMs, waitFrom, leftMs) }
      tell({ event: 'retry', reason: failure.reason, waitMs, waitFrom })
      await pause(waitMs, signal)
    }
  }

  return {
    provider,
    authorization: async (need) => {
      for (;;) {
        if (need.signal.aborted) return undefined
        if (token !== undefined && isFresh(token)) return { ok: true, value: `Bearer ${token.value}` }
        pending ??= renew(need).finally(() => {
          pending = undefined
        })
        const got = await unlessAborted(pending, need.signal)
        // Where the question that asked for it was stopped, another one goes on.
        if (got === 'stopped') continue
        return got.ok ? { ok: true, value: `Bearer ${got.value.value}` } : got
      }
    },
    discard: (value) => {
      if (token !== undefined && `Bearer ${token.value}` === value) token = undefined
    },
    explain: (failure) => explained(failure, config, token),
    describe: () => token && described(provider, token),
  }
}

function isFresh({ since, lifeMs }: Token): boolean {
  return lifeMs === undefined || since + lifeMs - now() > Math.min(lifeMs / 5, LONGEST_REST_MS)
}

function described(provider: string, { claims, lifeMs }: Token): string {
  const minutes = (lifeMs ?? 0) / 60_000
  const life = minutes < 1 ? `${String(Math.round(minutes * 60))} s` : `${String(Math.round(minutes))} min`
  const valid = lifeMs === undefined ? 'nobody says for how long' : `valid for ${life}`
  return `${provider}, as ${claimText(claims, 'sub')}, ${valid}`
}

/** What a 401 or 403 means where the token was got for the identity of the job. */
function explained(failure: Failure, { provider }: IdentityConfig, token: Token | undefined): Failure {
  if (failure.code !== 'unauthorized' && failure.code !== 'permission_denied') return failure
  const subject = token === undefined ? '' : ` for ${claimText(token.claims, 'sub')}`
  const remedy = `The token is the one that ${provider} gave${subject}: check that the account, role or policy named in "identity" may use this endpoint and the model in "model".`
  return { ...failure, remedy }
}

/** Settles as the promise does, or as `stopped` when the signal aborts. */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | 'stopped'> {
  const over = new AbortController()
  const aborted = new Promise<'stopped'>((resolve) => {
    const stop = (): void => {
      resolve('stopped')
    }
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { signal: over.signal })
  })
  return Promise.race([promise, aborted]).finally(() => {
    over.abort()
  })
}
