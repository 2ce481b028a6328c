import * as z from 'zod/mini'
import { isLoopback } from '../ask/target.js'
import type { Finding } from '../problems/problems.js'

const text = z.string()
const maybe = z.optional(text)

const address = z.string().check(z.refine(isSafeAddress, { error: 'must be an address with https:' }))
const hostName = z.string().check(
  // Of a URL with a port, a path or user info, less than all would be compared.
  z.refine((name) => URL.canParse(`https://${name}/`) && new URL(`https://${name}/`).hostname === name, {
    error: 'must be host names only, in lower case, each like gateway.example.com',
  }),
)
/** Every provider has these, but for those whose token goes to the endpoint's own host. */
const common = {
  audience: maybe,
  hosts: z.optional(
    z.union([hostName, z.array(hostName)], { error: 'must be a host name or a list of them' }),
  ),
  'token-url': z.optional(address),
}
const scalar = z.union([z.string(), z.number(), z.boolean()], { error: 'must be text' })

/** What each provider is told in the input `identity`. */
export const SCHEMAS = {
  openai: z.strictObject({
    provider: z.literal('openai'),
    'identity-provider-id': text,
    'service-account-id': text,
    ...common,
  }),
  anthropic: z.strictObject({
    provider: z.literal('anthropic'),
    'federation-rule-id': text,
    'organization-id': text,
    'service-account-id': maybe,
    'workspace-id': maybe,
    ...common,
  }),
  openrouter: z.strictObject({
    provider: z.literal('openrouter'),
    'federation-policy-id': text,
    ...common,
    audience: text,
  }),
  azure: z.strictObject({
    provider: z.literal('azure'),
    'tenant-id': text,
    'client-id': text,
    scope: maybe,
    authority: z.optional(address),
    ...common,
  }),
  google: z.strictObject({
    provider: z.literal('google'),
    'workload-identity-provider': z
      .string()
      .check(
        z.regex(
          /^projects\/[^/\s]+\/locations\/[^/\s]+\/workloadIdentityPools\/[^/\s]+\/providers\/[^/\s]+$/,
          'must be like projects/123/locations/global/workloadIdentityPools/POOL/providers/PROVIDER, with nothing before it',
        ),
      ),
    'service-account': maybe,
    'impersonation-url': z.optional(address),
    ...common,
  }),
  aws: z.strictObject({
    provider: z.literal('aws'),
    'role-arn': z
      .string()
      .check(
        z.regex(/^arn:aws[\w-]*:iam::\d{12}:role\/\S+$/, 'must be like arn:aws:iam::123456789012:role/NAME'),
      ),
    // It becomes a part of a host name.
    region: z.optional(z.string().check(z.regex(/^[a-z\d-]{1,40}$/, 'must be a region, like us-east-1'))),
    'session-name': z.optional(
      z
        .string()
        .check(z.regex(/^[\w+=,.@-]{2,64}$/, 'must be 2 to 64 letters, digits or one of _ + = , . @ -')),
    ),
    ...common,
  }),
  'token-exchange': z.strictObject({
    provider: z.literal('token-exchange'),
    'token-url': address,
    audience: text,
    parameters: z.optional(z.record(z.string(), scalar)),
    encoding: z.optional(z.enum(['form', 'json'])),
  }),
  oidc: z.strictObject({ provider: z.literal('oidc'), audience: text }),
} as const

export type ProviderName = keyof typeof SCHEMAS

/** The map of the input `identity`, checked. */
export type IdentityConfig = { [P in ProviderName]: z.infer<(typeof SCHEMAS)[P]> }[ProviderName]

export type ConfigOf<P extends ProviderName> = Extract<IdentityConfig, { provider: P }>

/** Where the token of each provider may go; undefined: to the host of the endpoint, whichever that is. */
const HOSTS: Readonly<Record<ProviderName, readonly string[] | undefined>> = {
  openai: ['api.openai.com', '*.api.openai.com'],
  anthropic: ['api.anthropic.com'],
  openrouter: ['openrouter.ai'],
  azure: ['com', 'us', 'cn'].flatMap((cloud) => [
    `*.openai.azure.${cloud}`,
    `*.cognitiveservices.azure.${cloud}`,
    `*.services.ai.azure.${cloud}`,
  ]),
  google: ['*.googleapis.com'],
  aws: [
    'bedrock-runtime.*.amazonaws.com',
    'bedrock-runtime-fips.*.amazonaws.com',
    'bedrock-mantle.*.api.aws',
  ],
  'token-exchange': undefined,
  oidc: undefined,
}

/** Whether tokens may be sent there: nobody reads them on the way. */
function isSafeAddress(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, hostname, username, password } = new URL(address)
  return (
    (protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))) && username + password === ''
  )
}

/** Why a token of this provider must not go to an endpoint. */
export function hostProblem(
  config: IdentityConfig,
  endpoint: URL,
): Pick<Finding, 'rule' | 'remedy'> | undefined {
  const { provider } = config
  const { hostname, protocol } = endpoint
  const patterns = HOSTS[provider]
  const isOpen = protocol !== 'https:' && (patterns === undefined || !isLoopback(hostname))
  if (isOpen) {
    const rule = 'needs an "endpoint" with https:, because anyone on the way could read the token'
    return { rule, remedy: 'Write https: there.' }
  }
  if (patterns === undefined) return undefined
  const gateways = 'hosts' in config ? [config.hosts ?? []].flat() : []
  // Amazon's wildcard is the region alone, the others are one or more labels.
  const wildcard = provider === 'aws' ? '[a-z\\d-]+' : '[a-z\\d-]+(?:\\.[a-z\\d-]+)*'
  const isOwn = patterns.some((pattern) =>
    new RegExp(`^${pattern.replaceAll('.', '\\.').replace('*', wildcard)}$`).test(hostname),
  )
  if (isOwn || gateways.includes(hostname)) return undefined
  return {
    rule: `is for ${provider}, and "endpoint" leads to ${hostname}, which would get the token of another provider`,
    remedy: `Set "endpoint" to an address of ${provider}; if this is a gateway in front of it, add "hosts: ${hostname}" to "identity".`,
  }
}
