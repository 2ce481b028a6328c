import type { Authorizer } from '../ask/authorize.js'
import type { Environment } from '../environment.js'
import type { Endpoint } from '../inputs/endpoint.js'
import { structured } from '../inputs/source.js'
import type { Problems } from '../problems/problems.js'
import { hostProblem, type IdentityConfig, readConfig } from './config.js'
import { getJwt } from './get-token.js'
import { ANTHROPIC_BETA, exchangeOf, regionOf } from './providers.js'
import { createSharedToken } from './shared-token.js'

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
