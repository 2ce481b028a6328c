import type { Target } from '../ask/target.js'
import type { Environment } from '../environment.js'
import type { Problems } from '../problems/problems.js'
import { checkSecretHeaders, credentialFromInputs } from './credential.js'
import { type Endpoint, endpointFromInputs } from './endpoint.js'
import { type Credential, customHeaders, type Headers, targetHeaders } from './headers.js'
import type { Identity, IdentityIo } from './identity.js'
import type { StepInputs } from './step-inputs.js'

/** Where requests go, and with what they show who sends them. */
export interface Connection {
  /** undefined if it is bad, which is reported. */
  readonly endpoint: Endpoint | undefined
  readonly identity: Identity | undefined
  readonly credential: Credential | undefined
  /** Those of `custom-headers`. */
  readonly headers: Headers
}

/**
 * Reads `endpoint` and all that belongs to its server; what is wrong is reported.
 *
 * @param io what the input `identity` needs
 */
export async function readConnection(
  environment: Environment,
  problems: Problems,
  io: IdentityIo | undefined,
): Promise<Connection> {
  const { inputs } = environment
  const endpoint = endpointFromInputs(environment, problems)
  const identity = inputs.has('identity') ? await identityOf(environment, endpoint, problems, io) : undefined
  const credential = credentialFromInputs(environment, endpoint, problems)
  const tokenHeader = inputs.get('token-header') ?? 'Authorization'
  const headers = await customHeaders(inputs.get('custom-headers'), tokenHeader, problems)
  checkSecretHeaders(headers, endpoint, problems)
  return { endpoint, identity, credential, headers }
}

/** Loaded only where the input is set: what signs and exchanges tokens is large. */
async function identityOf(
  environment: Environment,
  endpoint: Endpoint | undefined,
  problems: Problems,
  io: IdentityIo | undefined,
): Promise<Identity | undefined> {
  if (io === undefined) throw new Error('Whoever reads "identity" must hide its secrets')
  const { readIdentity } = await import('./identity.js')
  return readIdentity(environment, endpoint, problems, io)
}

/** @param endpoint of the connection */
export function targetOf(
  { identity, credential, headers }: Connection,
  endpoint: Endpoint,
  { proxyVariables }: Environment,
  { maxRetries, timeoutMs }: StepInputs,
): Target {
  const plain = targetHeaders(endpoint.host, credential, headers)
  return {
    url: endpoint.url,
    headers: identity?.withOwnHeaders(plain) ?? plain,
    host: endpoint.host,
    ...(identity === undefined ? {} : { authorizer: identity.authorizer }),
    sendsToken: (credential ?? identity) !== undefined,
    proxyVariables,
    maxRetries,
    timeoutMs,
  }
}
