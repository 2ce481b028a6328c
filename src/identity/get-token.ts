import { now } from '../clock.js'
import type { ProxyVariables } from '../ask/http/proxy.js'
import type { Environment } from '../environment.js'
import type { Result } from '../failure.js'
import { isObject } from '../json-value.js'
import type { AwsCredentials } from './bedrock-key.js'
import { type Claims, claimsOf } from './claims.js'
import type { Exchange, TokenRequest } from './providers.js'
import { type Ended, failed, noToken, send } from './send.js'

/** What a token is got with. */
export interface Means {
  readonly exchange: Exchange
  /** Where GitHub gives the job its identity. */
  readonly issuer: NonNullable<Environment['idToken']>
  readonly proxyVariables: ProxyVariables
  /** Told every secret before anything else happens. */
  readonly onSecret: (secret: string) => void
}

export interface Token {
  readonly value: string
  /** Of GitHub's token. */
  readonly claims: Claims
  /** On the clock of `clock.ts`, not later than its life began. */
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
  const since = now()
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
  let token = jwt
  for (const { request, read } of means.exchange.steps) {
    const asked = request(token.value)
    const since = now()
    const ended = await send(encoded(asked), means.proxyVariables, signal)
    if (ended === 'stopped' || !ended.ok) return ended
    const { value, lifeMs } = read(ended.value, Date.now())
    const taken = await bearerOf(value, means)
    if (!taken.ok) return without(asked.url, taken.error)
    if (lifeMs !== undefined && lifeMs <= 0)
      return without(asked.url, 'with a token that has expired already')
    token = { value: taken.value, claims: jwt.claims, since, lifeMs }
  }
  return { ok: true, value: token }
}

/** What a response gave as a bearer; the error is the end of a sentence about it. */
async function bearerOf(value: unknown, { exchange, onSecret }: Means): Promise<Result<string, string>> {
  if (exchange.bedrockRegion === undefined) return bearerIn(value, onSecret)
  const credentials = credentialsIn(value, onSecret)
  if (!credentials.ok) return credentials
  const { bedrockKey } = await import('./bedrock-key.js')
  const key = await bedrockKey(credentials.value, exchange.bedrockRegion, Date.now())
  onSecret(key)
  return { ok: true, value: key }
}

function without(url: string, what: string): Ended<never> {
  return failed(noToken(new URL(url).host, 200, what), false)
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
