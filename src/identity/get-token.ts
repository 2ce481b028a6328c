import type { ProxyVariables } from '../ask/target.js'
import type { Result } from '../failure.js'
import { isObject } from '../json-value.js'
import type { AwsCredentials } from './bedrock-key.js'
import { type Claims, claimsOf } from './claims.js'
import type { Exchange, TokenRequest } from './providers.js'
import { type Ended, noToken, send } from './send.js'

/** Where GitHub gives a job its identity, and what it asks for it. */
export interface Issuer {
  readonly url: string
  readonly requestToken: string
}

/** What a token is got with. */
export interface Means {
  readonly exchange: Exchange
  readonly issuer: Issuer
  readonly proxyVariables: ProxyVariables
  /** Told every secret before anything else happens. */
  readonly onSecret: (secret: string) => void
}

export interface Token {
  readonly value: string
  /** Of GitHub's token. */
  readonly claims: Claims
  /** On the clock of `performance.now()`, not later than its life began. */
  readonly since: number
  /** undefined: unknown. */
  readonly lifeMs: number | undefined
}

/**
 * Asks GitHub for a token of the job:
 * https://docs.github.com/en/actions/reference/security/oidc#methods-for-requesting-the-oidc-token
 */
export async function getJwt(means: Means, signal: AbortSignal): Promise<Ended<Token>> {
  const { issuer, exchange, proxyVariables, onSecret } = means
  const since = performance.now()
  const url = `${issuer.url}${issuer.url.includes('?') ? '&' : '?'}audience=${encodeURIComponent(exchange.audience)}`
  const headers = { Authorization: `Bearer ${issuer.requestToken}` }
  const ended = await send({ method: 'GET', url, headers, body: '' }, proxyVariables, signal)
  if (ended === 'stopped' || !ended.ok) return ended
  const { value } = ended.value
  if (typeof value === 'string') {
    onSecret(value)
    // With the claims, which are shown, it is as good as the whole.
    onSecret(value.slice(value.lastIndexOf('.') + 1))
  }
  const claims = typeof value === 'string' ? claimsOf(value) : undefined
  if (typeof value !== 'string' || claims === undefined) {
    return without(url, 'but its "value" is not a JWT')
  }
  const { exp, iat } = claims
  const isDated = typeof exp === 'number' && typeof iat === 'number' && exp > iat
  return { ok: true, value: { value, claims, since, lifeMs: isDated ? (exp - iat) * 1000 : undefined } }
}

/** Exchanges GitHub's token for one of the provider. */
export async function exchangeJwt(jwt: Token, means: Means, signal: AbortSignal): Promise<Ended<Token>> {
  const { first, read, second, bedrockRegion } = means.exchange
  const { claims } = jwt
  if (first === undefined) return { ok: true, value: jwt }
  if (bedrockRegion !== undefined) {
    const lent = await askFor(first(jwt.value), read, credentialsIn, means, signal)
    if (lent === 'stopped' || !lent.ok) return lent
    const { taken, ...life } = lent.value
    const { bedrockKey } = await import('./bedrock-key.js')
    const value = await bedrockKey(taken, bedrockRegion, Date.now())
    means.onSecret(value)
    return { ok: true, value: { value, claims, ...life } }
  }
  let got = await askFor(first(jwt.value), read, bearerIn, means, signal)
  if (second !== undefined && got !== 'stopped' && got.ok)
    got = await askFor(second.request(got.value.taken), second.read, bearerIn, means, signal)
  if (got === 'stopped' || !got.ok) return got
  const { taken, ...life } = got.value
  return { ok: true, value: { value: taken, claims, ...life } }
}

interface Got<T> extends Pick<Token, 'since' | 'lifeMs'> {
  readonly taken: T
}

/** @param take tells the secrets, and returns the end of a sentence where something is missing */
async function askFor<T>(
  request: TokenRequest,
  read: Exchange['read'],
  take: (value: unknown, onSecret: Means['onSecret']) => Result<T, string>,
  { proxyVariables, onSecret }: Means,
  signal: AbortSignal,
): Promise<Ended<Got<T>>> {
  const since = performance.now()
  const ended = await send(encoded(request), proxyVariables, signal)
  if (ended === 'stopped' || !ended.ok) return ended
  const { value, lifeMs } = read(ended.value, Date.now())
  const taken = take(value, onSecret)
  const isOver = lifeMs !== undefined && lifeMs <= 0
  if (taken.ok && !isOver) return { ok: true, value: { taken: taken.value, since, lifeMs } }
  return without(request.url, taken.ok ? 'with a token that has expired already' : taken.error)
}

function without(url: string, what: string): Ended<never> {
  return {
    ok: false,
    error: {
      kind: 'failed',
      failure: noToken(new URL(url).host, 200, what),
      retry: false,
      serverWaitMs: undefined,
    },
  }
}

function encoded({ url, encoding, fields, headers = {} }: TokenRequest) {
  const isForm = encoding === 'form'
  const type = isForm ? 'application/x-www-form-urlencoded' : 'application/json'
  const pairs = Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)])
  const body = isForm ? new URLSearchParams(pairs).toString() : JSON.stringify(fields)
  return { url, headers: { 'Content-Type': type, ...headers }, body }
}

function bearerIn(value: unknown, onSecret: Means['onSecret']): Result<string, string> {
  if (typeof value !== 'string' || value === '') return { ok: false, error: 'but without a token' }
  onSecret(value)
  // What `Authorization` can carry: RFC 6750, section 2.1, and what else is visible.
  const isUsable = /^[\x21-\x7e]+$/.test(value)
  return isUsable ? { ok: true, value } : { ok: false, error: 'with a token that no header can carry' }
}

function credentialsIn(value: unknown, onSecret: Means['onSecret']): Result<AwsCredentials, string> {
  const fields = isObject(value) ? value : {}
  const { AccessKeyId: id, SecretAccessKey: secret, SessionToken: session } = fields
  for (const part of [secret, session]) if (typeof part === 'string') onSecret(part)
  if (typeof id !== 'string' || typeof secret !== 'string' || typeof session !== 'string')
    return { ok: false, error: 'but without credentials' }
  return { ok: true, value: { accessKeyId: id, secretAccessKey: secret, sessionToken: session } }
}
