import { oneLine } from '../display-text.js'
import type { Failure } from '../failure.js'
import { isObject, parseJson } from '../json-value.js'
import type { IdentityConfig } from './config.js'

/** What GitHub's token says of the job. It is signed, but no secret. */
export type Claims = Readonly<Record<string, unknown>>

/** The claims of a JWT (RFC 7519), unverified; undefined if the text is none. */
export function claimsOf(jwt: string): Claims | undefined {
  const [, payload] = /^[\w-]+\.([\w-]+)\.[\w-]+$/.exec(jwt) ?? []
  const claims = payload && parseJson(Buffer.from(payload, 'base64url').toString('utf8'))?.value
  return isObject(claims) ? claims : undefined
}

/** What an administrator compares with what is configured at the provider. */
const COMPARED = ['sub', 'aud', 'iss', 'repository', 'ref', 'environment', 'job_workflow_ref']

export function claimText(claims: Claims, name: string): string {
  const value = [claims[name] ?? []]
    .flat()
    .filter((item) => typeof item === 'string' || typeof item === 'number')
  return value.length === 0 ? '(none)' : oneLine(value.join(', '), 200)
}

/** A refusal: who said no to whom, in whose words. */
export interface Refusal {
  readonly host: string
  readonly status: number
  /** On one line; empty if there are none. */
  readonly words: string
}

/** The failure of a refusal, with the claims that the provider got, if it was the provider that refused. */
export function refusedFailure(
  { host, status, words }: Refusal,
  claims: Claims | undefined,
  config: IdentityConfig,
): Failure {
  const said = words === '' ? ' without a reason' : `: ${words}`
  const head = `${host} refused the identity of this job (${String(status)})${said}`.replace(/[.\s]*$/, '.')
  if (claims === undefined) {
    const remedy =
      'GitHub itself gives no token: check that the job has "permissions: id-token: write" and is still running, and run it again.'
    return { code: 'identity_refused', reason: head, remedy, status }
  }
  const shown = COMPARED.map((name) => `${name} ${claimText(claims, name)}`).join('; ')
  const remedy = refusedRemedy(words, claims, config)
  return { code: 'identity_refused', reason: `${head} The job showed: ${shown}.`, remedy, status }
}

function refusedRemedy(words: string, claims: Claims, config: IdentityConfig): string {
  const [sub, aud, iss] = ['sub', 'aud', 'iss'].map((name) => claimText(claims, name))
  const three = `subject ${String(sub)}, issuer ${String(iss)} and audience ${String(aud)}`
  if (config.provider === 'azure' && /AADSTS70021(?:3|\b)/.test(words)) {
    return `No federated credential matches: add one to the app registration of "client-id" with exactly ${three}.`
  }
  if (config.provider === 'aws' && words.includes('AccessDenied')) {
    return `The trust policy of the role does not let this job in: it must allow sts:AssumeRoleWithWebIdentity for ${three}.`
  }
  if (config.provider === 'aws' && words.includes('InvalidIdentityToken')) {
    return `Add an identity provider (OpenID Connect) for ${String(iss)} with the audience ${String(aud)} to the AWS account of the role.`
  }
  if (config.provider === 'google' && words.includes('invalid_grant')) {
    return `Check the condition, the attribute mapping, the issuer and the allowed audiences of "workload-identity-provider" against these claims.`
  }
  if (config.provider === 'google' && config['service-account'] !== undefined) {
    return 'Give the principal of these claims the role roles/iam.workloadIdentityUser on "service-account", or leave that key out.'
  }
  return `Have an administrator compare these claims with what ${config.provider} expects, and check the ids in "identity".`
}
