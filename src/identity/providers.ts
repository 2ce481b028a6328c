import { isObject } from '../json-value.js'
import type { ConfigOf, IdentityConfig } from './config.js'

type Fields = Readonly<Record<string, string>>

/** A request for a token. */
export interface TokenRequest {
  readonly url: string
  readonly headers?: Fields
  readonly encoding: 'form' | 'json'
  readonly fields: Readonly<Record<string, unknown>>
}

/** A token as a response names it, perhaps none. */
export interface GivenToken {
  readonly value: unknown
  /** How long it lives from now on, in ms; undefined if nobody says so (which RFC 6749, section 5.1, allows). */
  readonly lifeMs: number | undefined
}

/** How a provider makes a token of GitHub's. */
export interface Exchange {
  /** The audience of GitHub's token. */
  readonly audience: string
  /** undefined: GitHub's token is itself the bearer. */
  readonly first: ((jwt: string) => TokenRequest) | undefined
  readonly read: (response: Fields | Readonly<Record<string, unknown>>, now: number) => GivenToken
  /** A second request, with the token of the first, and what it answers. */
  readonly second?: {
    readonly request: (token: string) => TokenRequest
    readonly read: Exchange['read']
  }
  /** Makes a key for Amazon Bedrock of what the exchange gave. */
  readonly bedrockRegion?: string
}

const GRANT = 'urn:ietf:params:oauth:grant-type'
const JWT_TYPE = 'urn:ietf:params:oauth:token-type:jwt'
const CLOUD_PLATFORM = 'https://www.googleapis.com/auth/cloud-platform'

/** RFC 8693, section 2.1 */
const exchangeFields = (jwt: string): Fields => ({
  grant_type: `${GRANT}:token-exchange`,
  subject_token: jwt,
  subject_token_type: JWT_TYPE,
})

const seconds = (value: unknown): number | undefined => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number * 1000 : undefined
}

/** RFC 6749, section 5.1; some write the number as a text. */
const bearer: Exchange['read'] = (response) => ({
  value: response['access_token'],
  lifeMs: seconds(response['expires_in']),
})

/**
 * The wire format of each provider:
 * https://developers.openai.com/api/docs/guides/workload-identity-federation/github-actions,
 * https://platform.claude.com/docs/en/manage-claude/wif-reference,
 * https://openrouter.ai/docs/guides/overview/auth/workload-identity-federation,
 * https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-client-creds-grant-flow,
 * https://docs.cloud.google.com/iam/docs/reference/sts/rest/v1/TopLevel/token,
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html, and RFC 8693 for the rest.
 */
export function exchangeOf(config: IdentityConfig, endpoint: URL, runId: string): Exchange {
  switch (config.provider) {
    case 'openai':
      return {
        audience: config.audience ?? 'https://api.openai.com/v1',
        first: (jwt) => ({
          url: config['token-url'] ?? 'https://auth.openai.com/oauth/token',
          encoding: 'json',
          fields: {
            ...exchangeFields(jwt),
            identity_provider_id: config['identity-provider-id'],
            service_account_id: config['service-account-id'],
          },
        }),
        read: bearer,
      }
    case 'anthropic':
      return {
        audience: config.audience ?? 'https://api.anthropic.com',
        first: (jwt) => ({
          url: config['token-url'] ?? 'https://api.anthropic.com/v1/oauth/token',
          headers: { 'anthropic-beta': `${ANTHROPIC_BETA},oidc-federation-2026-04-01` },
          encoding: 'json',
          fields: {
            grant_type: `${GRANT}:jwt-bearer`,
            assertion: jwt,
            federation_rule_id: config['federation-rule-id'],
            organization_id: config['organization-id'],
            ...given('service_account_id', config['service-account-id']),
            ...given('workspace_id', config['workspace-id']),
          },
        }),
        read: bearer,
      }
    case 'openrouter':
      return {
        audience: config.audience,
        first: (jwt) => ({
          url: config['token-url'] ?? 'https://openrouter.ai/api/v1/oauth/token',
          encoding: 'form',
          fields: { ...exchangeFields(jwt), federation_policy_id: config['federation-policy-id'] },
        }),
        read: bearer,
      }
    case 'azure':
      return azure(config, endpoint)
    case 'google':
      return google(config)
    case 'aws':
      return aws(config, endpoint, runId)
    case 'token-exchange': {
      const { parameters = {}, encoding = 'form', audience } = config
      const more = Object.entries(parameters).map(([name, value]) => [name, String(value)] as const)
      return {
        audience,
        first: (jwt) => ({
          url: config['token-url'],
          encoding,
          fields: { audience, ...Object.fromEntries(more), ...exchangeFields(jwt) },
        }),
        read: bearer,
      }
    }
    case 'oidc':
      return { audience: config.audience, first: undefined, read: bearer }
  }
}

/** What Anthropic's API wants beside such a token, too. */
export const ANTHROPIC_BETA = 'oauth-2025-04-20'

function given(name: string, value: string | undefined): Fields {
  return value === undefined ? {} : { [name]: value }
}

/** The sovereign clouds: https://learn.microsoft.com/en-us/entra/workload-id/workload-identity-federation-create-trust */
const AZURE_CLOUDS = {
  com: ['https://login.microsoftonline.com', 'api://AzureADTokenExchange'],
  us: ['https://login.microsoftonline.us', 'api://AzureADTokenExchangeUSGov'],
  cn: ['https://login.partner.microsoftonline.cn', 'api://AzureADTokenExchangeChina'],
} as const

function azure(config: ConfigOf<'azure'>, { hostname }: URL): Exchange {
  const cloud = hostname.endsWith('.azure.us') ? 'us' : hostname.endsWith('.azure.cn') ? 'cn' : 'com'
  const [login, audience] = AZURE_CLOUDS[cloud]
  const authority = (config.authority ?? login).replace(/\/+$/, '')
  return {
    audience: config.audience ?? audience,
    first: (jwt) => ({
      url: config['token-url'] ?? `${authority}/${encodeURIComponent(config['tenant-id'])}/oauth2/v2.0/token`,
      encoding: 'form',
      fields: {
        grant_type: 'client_credentials',
        client_id: config['client-id'],
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: jwt,
        scope: config.scope ?? `https://cognitiveservices.azure.${cloud}/.default`,
      },
    }),
    read: bearer,
  }
}

function google(config: ConfigOf<'google'>): Exchange {
  const { 'workload-identity-provider': provider, 'service-account': account } = config
  const second = account === undefined ? undefined : impersonation(account, config['impersonation-url'])
  return {
    audience: config.audience ?? `https://iam.googleapis.com/${provider}`,
    first: (jwt) => ({
      url: config['token-url'] ?? 'https://sts.googleapis.com/v1/token',
      encoding: 'json',
      fields: {
        ...exchangeFields(jwt),
        audience: `//iam.googleapis.com/${provider}`,
        scope: CLOUD_PLATFORM,
        requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      },
    }),
    read: bearer,
    ...(second === undefined ? {} : { second }),
  }
}

/** https://docs.cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts/generateAccessToken */
function impersonation(account: string, url: string | undefined): Exchange['second'] {
  const own = `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${encodeURIComponent(account).replace('%40', '@')}:generateAccessToken`
  return {
    request: (token) => ({
      url: url ?? own,
      headers: { Authorization: `Bearer ${token}` },
      encoding: 'json',
      fields: { scope: [CLOUD_PLATFORM] },
    }),
    read: (response, now) => {
      const { expireTime } = response
      const end = typeof expireTime === 'string' ? Date.parse(expireTime) : NaN
      return { value: response['accessToken'], lifeMs: Number.isNaN(end) ? undefined : end - now }
    },
  }
}

function aws(config: ConfigOf<'aws'>, endpoint: URL, runId: string): Exchange {
  const region = regionOf(config, endpoint) ?? ''
  return {
    audience: config.audience ?? 'sts.amazonaws.com',
    first: (jwt) => ({
      url: config['token-url'] ?? `https://sts.${region}.amazonaws.com/`,
      encoding: 'form',
      fields: {
        Action: 'AssumeRoleWithWebIdentity',
        Version: '2011-06-15',
        RoleArn: config['role-arn'],
        RoleSessionName: config['session-name'] ?? `chat-completion-${runId}`,
        WebIdentityToken: jwt,
      },
    }),
    read: (response, now) => {
      const credentials = awsCredentials(response)
      const end = credentials?.['Expiration']
      const endMs = typeof end === 'string' && Number.isNaN(Number(end)) ? Date.parse(end) : seconds(end)
      const lifeMs = endMs === undefined || Number.isNaN(endMs) ? undefined : endMs - now
      return { value: credentials, lifeMs }
    },
    bedrockRegion: region,
  }
}

/** The region of AWS: as the author says, or else of `bedrock-runtime.us-east-1.amazonaws.com`. */
export function regionOf({ region }: ConfigOf<'aws'>, { hostname }: URL): string | undefined {
  return region ?? /^bedrock-[a-z-]+\.([a-z\d-]+)\.(?:amazonaws\.com|api\.aws)$/.exec(hostname)?.[1]
}

function awsCredentials(
  response: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> | undefined {
  const path = ['AssumeRoleWithWebIdentityResponse', 'AssumeRoleWithWebIdentityResult', 'Credentials']
  const found = path.reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), response)
  return isObject(found) ? found : undefined
}
