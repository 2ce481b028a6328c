import type { Authorizer } from '../ask/authorize.js'
import { listed, oneLine } from '../display-text.js'
import type { Environment } from '../environment.js'
import type { Result } from '../failure.js'
import { hostProblem, type IdentityConfig, type ProviderName, SCHEMAS } from '../identity/config.js'
import { getJwt } from '../identity/get-token.js'
import { ANTHROPIC_BETA, exchangeOf, regionOf } from '../identity/providers.js'
import { createSharedToken } from '../identity/shared-token.js'
import { isObject } from '../json-value.js'
import { nearest } from '../nearest.js'
import type { Finding, Problems } from '../problems/problems.js'
import type { Endpoint } from './endpoint.js'
import { structured } from './source.js'
import { zodFindings } from './zod-findings.js'

/** The identity of the job in the place of a token. */
export interface Identity {
  readonly authorizer: Authorizer
  /** The headers of a request with what the provider wants beside its token. */
  readonly withOwnHeaders: (headers: Readonly<Record<string, string>>) => Record<string, string>
}

/** What an identity needs of whoever runs the step. */
export interface IdentityIo {
  /** Told every secret, at once: it is masked, and hidden wherever something is printed or written. */
  readonly onSecret: (secret: string) => void
  /** Aborts when the user cancels. */
  readonly signal: AbortSignal
}

/**
 * Reads the input `identity`, which must be set, and asks GitHub for the token of the job if nothing is wrong with it.
 *
 * @returns undefined if something is, which is reported
 */
export async function readIdentity(
  environment: Environment,
  endpoint: Endpoint | undefined,
  problems: Problems,
  io: IdentityIo,
): Promise<Identity | undefined> {
  const { inputs, idToken, proxyVariables, github } = environment
  const before = problems.count
  const source = { input: 'identity', text: inputs.get('identity') ?? '', file: undefined } as const
  const found = problems.at(source)
  const add = (rule: string, remedy: string): void => {
    problems.add({ input: 'identity', rule, remedy })
  }
  for (const other of ['token', 'token-header'] as const)
    if (inputs.has(other)) add(`must not be set beside "${other}"`, 'Keep one of the two.')
  if (environment.trustsAnyCertificate)
    add(
      'must not be used while NODE_TLS_REJECT_UNAUTHORIZED is 0, because anybody could take the token',
      'Remove that variable; NODE_EXTRA_CA_CERTS names the certificate of a private authority.',
    )
  if (idToken === undefined)
    add(
      'needs a token of GitHub for the job, and this job may not ask for one',
      'Give the job "permissions: id-token: write". Runs for pull requests of forks never get it.',
    )
  const map = await structured(source, problems, 'as written')
  const config = map === undefined ? undefined : readConfig(map)
  if (config?.ok === false) for (const finding of config.error) found.add(finding)
  if (config?.ok !== true || endpoint === undefined) return undefined
  for (const { rule, remedy = '' } of placeProblems(config.value, endpoint.url)) add(rule, remedy)
  if (problems.count > before || idToken === undefined) return undefined

  const exchange = exchangeOf(config.value, endpoint.url, github.get('run_id') ?? '0')
  const means = { exchange, issuer: idToken, proxyVariables, onSecret: io.onSecret }
  const ready = getJwt(means, io.signal)
  // Whoever needs it finds out; if other inputs are wrong, nobody does.
  ready.catch(() => undefined)
  return {
    authorizer: createSharedToken(config.value, means, ready),
    withOwnHeaders: (headers) =>
      config.value.provider === 'anthropic' ? withBeta(headers, ANTHROPIC_BETA) : { ...headers },
  }
}

/** Checks the parsed map. Ids are no secrets, but values are not quoted: a secret may stand there by mistake. */
export function readConfig(value: unknown): Result<IdentityConfig, readonly Finding[]> {
  const names = Object.keys(SCHEMAS)
  if (!isObject(value)) {
    const remedy = `Write "provider: ${String(names[0])}" and the ids of that provider, one "key: value" a line.`
    return { ok: false, error: [{ rule: 'must be a map with a "provider"', remedy }] }
  }
  const { provider } = value
  if (!isProvider(provider)) {
    const known = `must be one of ${listed(names, 'or')}`
    const [near = ''] = typeof provider === 'string' ? nearest(provider.slice(0, 40), names) : []
    const remedy = near === '' ? 'Say who gives the token.' : `Did you mean ${near}?`
    const isSet = provider !== undefined
    const finding = isSet
      ? { path: ['provider'], rule: known }
      : { rule: `must name its "provider": ${known}` }
    return { ok: false, error: [{ ...finding, remedy }] }
  }
  const schema = SCHEMAS[provider]
  // `key: ${{ vars.UNSET }}` is a key without a value.
  const given = Object.fromEntries(Object.entries(value).filter(([, item]) => item !== ''))
  const read = schema.safeParse(given, { reportInput: true })
  if (read.success) return { ok: true, value: read.data }
  const keys = Object.keys(schema.shape)
  return {
    ok: false,
    error: zodFindings(read.error).map((finding) => inWords(finding, given, keys, provider)),
  }
}

function isProvider(value: unknown): value is ProviderName {
  return typeof value === 'string' && Object.hasOwn(SCHEMAS, value)
}

function inWords(
  finding: Finding,
  given: Readonly<Record<string, unknown>>,
  keys: readonly string[],
  provider: string,
): Finding {
  const [key] = finding.path ?? []
  if (typeof key !== 'string' || finding.path?.length !== 1) return finding
  if (!keys.includes(key)) {
    const [near = ''] = nearest(key.slice(0, 60), keys)
    const rule = `has no key "${oneLine(key, 60)}" for ${provider}`
    return { path: [key], rule, remedy: `Did you mean "${near}"?` }
  }
  if (Object.hasOwn(given, key)) return finding
  const remedy = `Add "${key}: …"; if it stands there with a variable, that variable is not set.`
  return { path: [], rule: `needs "${key}" for ${provider}`, remedy }
}

function placeProblems(
  config: IdentityConfig,
  endpoint: URL,
): { rule: string; remedy?: string | undefined }[] {
  const isRegionless = config.provider === 'aws' && regionOf(config, endpoint) === undefined
  const region = {
    rule: 'needs "region" for aws, because the host of "endpoint" does not name it',
    remedy: 'Add a line such as "region: us-east-1".',
  }
  return [hostProblem(config, endpoint) ?? [], isRegionless ? region : []].flat()
}

/** A beta that the author asks for, too, stays. */
function withBeta(headers: Readonly<Record<string, string>>, beta: string): Record<string, string> {
  const name = Object.keys(headers).find((key) => key.toLowerCase() === 'anthropic-beta') ?? 'anthropic-beta'
  const betas = (headers[name] ?? '').split(',').map((part) => part.trim())
  return { ...headers, [name]: [...new Set([...betas, beta])].filter((part) => part !== '').join(',') }
}
