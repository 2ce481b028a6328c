import { isObject } from '../json-value.js'
import type { ConfigOf, IdentityConfig } from './config.js'

type Fields = Readonly<Record<string, unknown>>

/** A request for a token. */
export interface TokenRequest {
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly encoding: 'form' | 'json'
  readonly fields: Fields
}

/** One request on the way from GitHub's token to that of the provider. */
export interface Step {
  readonly request: (token: string) => TokenRequest
  /** The token as the response names it, perhaps none, and how long it lives from now on, in ms, where it says so. */
  readonly read: (
    response: Fields,
    now: number,
  ) => { readonly value: unknown; readonly lifeMs: number | undefined }
}

/** How a provider makes a token of GitHub's. */
export interface Exchange {
  /** The audience of GitHub's token. */
  readonly audience: string
  /** Each gets the token of the one before; without any, GitHub's token is itself the bearer. */
  readonly steps: readonly Step[]
  /** What the last step gives are credentials, of which a key for Amazon Bedrock is made. */
  readonly bedrockRegion?: string
}

const GRANT = 'urn:ietf:params:oauth:grant-type'
const JWT_TYPE = 'urn:ietf:params:oauth:token-type:jwt'
const CLOUD_PLATFORM = 'https://www.googleapis.com/auth/cloud-platform'

/** RFC 8693, section 2.1 */
const exchangeFields = (jwt: string) => ({
  grant_type: `${GRANT}:token-exchange`,
  subject_token: jwt,
  subject_token_type: JWT_TYPE,
})

const seconds = (value: unknown): number | undefined => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number * 1000 : undefined
}

/** One request, answered as RFC 6749, section 5.1, has it; some write the number as a text. */
function exchangedBy(audience: string, request: Step['request']): Exchange {
  const read: Step['read'] = (response) => ({
    value: response['access_token'],
    lifeMs: seconds(response['expires_in']),
  })
  return { audience, steps: [{ request, read }] }
}

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
      return exchangedBy(config.audience ?? 'https://api.openai.com/v1', (jwt) => ({
        url: config['token-url'] ?? 'https://auth.openai.com/oauth/token',
        encoding: 'json',
        fields: {
          ...exchangeFields(jwt),
          identity_provider_id: config['identity-provider-id'],
          service_account_id: config['service-account-id'],
        },
      }))
    case 'anthropic':
      return exchangedBy(config.audience ?? 'https://api.anthropic.com', (jwt) => ({
        url: config['token-url'] ?? 'https://api.anthropic.com/v1/oauth/token',
        headers: { 'anthropic-beta': `${ANTHROPIC_BETA},oidc-federation-2026-04-01` },
        encoding: 'json',
        // What is undefined is not in the JSON.
        fields: {
          grant_type: `${GRANT}:jwt-bearer`,
          assertion: jwt,
          federation_rule_id: config['federation-rule-id'],
          organization_id: config['organization-id'],
          service_account_id: config['service-account-id'],
          workspace_id: config['workspace-id'],
        },
      }))
    case 'openrouter':
      return exchangedBy(config.audience, (jwt) => ({
        url: config['token-url'] ?? 'https://openrouter.ai/api/v1/oauth/token',
        encoding: 'form',
        fields: { ...exchangeFields(jwt), federation_policy_id: config['federation-policy-id'] },
      }))
    case 'azure':
      return azure(config, endpoint)
    case 'google':
      return google(config)
    case 'aws':
      return aws(config, endpoint, runId)
    case 'token-exchange': {
      const { parameters = {}, encoding = 'form', audience } = config
      const more = Object.entries(parameters).map(([name, value]) => [name, String(value)] as const)
      return exchangedBy(audience, (jwt) => ({
        url: config['token-url'],
        encoding,
        fields: { audience, ...Object.fromEntries(more), ...exchangeFields(jwt) },
      }))
    }
    case 'oidc':
      return { audience: config.audience, steps: [] }
  }
}

/** What Anthropic's API wants beside such a token, too. */
export const ANTHROPIC_BETA = 'oauth-2025-04-20'

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
  return exchangedBy(config.audience ?? audience, (jwt) => ({
    url: config['token-url'] ?? `${authority}/${encodeURIComponent(config['tenant-id'])}/oauth2/v2.0/token`,
    encoding: 'form',
    fields: {
      grant_type: 'client_credentials',
      client_id: config['client-id'],
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: jwt,
      scope: config.scope ?? `https://cognitiveservices.azure.${cloud}/.default`,
    },
  }))
}

function google(config: ConfigOf<'google'>): Exchange {
  const { 'workload-identity-provider': provider, 'service-account': account } = config
  const exchange = exchangedBy(config.audience ?? `https://iam.googleapis.com/${provider}`, (jwt) => ({
    url: config['token-url'] ?? 'https://sts.googleapis.com/v1/token',
    encoding: 'json',
    fields: {
      ...exchangeFields(jwt),
      audience: `//iam.googleapis.com/${provider}`,
      scope: CLOUD_PLATFORM,
      requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    },
  }))
  if (account === undefined) return exchange
  return { ...exchange, steps: [...exchange.steps, impersonation(account, config['impersonation-url'])] }
}

/** https://docs.cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts/generateAccessToken */
function impersonation(account: string, url: string | undefined): Step {
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
  const assumeRole: Step = {
    request: (jwt) => ({
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
  }
  return { audience: config.audience ?? 'sts.amazonaws.com', steps: [assumeRole], bedrockRegion: region }
}

/** The region of AWS: as the author says, or else of `bedrock-runtime.us-east-1.amazonaws.com`. */
export function regionOf({ region }: ConfigOf<'aws'>, { hostname }: URL): string | undefined {
  return region ?? /^bedrock-[a-z-]+\.([a-z\d-]+)\.(?:amazonaws\.com|api\.aws)$/.exec(hostname)?.[1]
}

function awsCredentials(response: Fields): Fields | undefined {
  const path = ['AssumeRoleWithWebIdentityResponse', 'AssumeRoleWithWebIdentityResult', 'Credentials']
  const found = path.reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), response)
  return isObject(found) ? found : undefined
}
