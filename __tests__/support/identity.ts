import type { ArrivedRequest } from './inference-server.js'

/** What GitHub's token says of the job. */
export const CLAIMS = {
  iss: 'https://token.actions.githubusercontent.com',
  sub: 'repo:acme/widgets:ref:refs/heads/main',
  repository: 'acme/widgets',
  ref: 'refs/heads/main',
  job_workflow_ref: 'acme/widgets/.github/workflows/ask.yml@refs/heads/main',
}

export const REQUEST_TOKEN = 'request-token-0123456789'
/** The signature, without which the rest of the token is worth nothing. */
export const SIGNATURE = 'c2lnbmF0dXJlLW9mLUdpdEh1Yg'

/** A token as GitHub signs it; it lives five minutes. */
export function jwtOf(claims: Readonly<Record<string, unknown>> = {}): string {
  const iat = Math.floor(Date.now() / 1000)
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  return [
    part({ alg: 'RS256', typ: 'JWT' }),
    part({ ...CLAIMS, iat, exp: iat + 300, ...claims }),
    SIGNATURE,
  ].join('.')
}

/** What the runner gives to a job with `permissions: id-token: write`. */
export function idTokenVariables(server: { readonly url: string }): Record<string, string> {
  return {
    ACTIONS_ID_TOKEN_REQUEST_URL: `${server.url}/issuer?api-version=2.0`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: REQUEST_TOKEN,
  }
}

/** The audience that GitHub is asked for. */
export function audienceIn({ path }: ArrivedRequest): string | null {
  return new URL(path, 'http://localhost').searchParams.get('audience')
}

/** The fields of a form. */
export function formOf({ body }: ArrivedRequest): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(body))
}
