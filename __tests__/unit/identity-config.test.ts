import { hostProblem, type IdentityConfig } from '../../src/identity/config.js'
import { exchangeOf, regionOf } from '../../src/identity/providers.js'
import { readConfig } from '../../src/inputs/identity.js'

const MAPS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  openai: { 'identity-provider-id': 'i', 'service-account-id': 's' },
  anthropic: { 'federation-rule-id': 'f', 'organization-id': 'o' },
  openrouter: { 'federation-policy-id': 'p', audience: 'a' },
  azure: { 'tenant-id': 't/1', 'client-id': 'c' },
  google: { 'workload-identity-provider': 'projects/1/locations/global/workloadIdentityPools/p/providers/x' },
  aws: { 'role-arn': 'arn:aws:iam::123456789012:role/r' },
  'token-exchange': { 'token-url': 'https://idp.example/token', audience: 'a' },
  oidc: { audience: 'a' },
}

function config(provider: string, more: Readonly<Record<string, unknown>> = {}): IdentityConfig {
  const read = readConfig({ provider, ...MAPS[provider], ...more })
  if (!read.ok) throw new Error(JSON.stringify(read.error))
  return read.value
}
const findings = (value: unknown): string => {
  const read = readConfig(value)
  return read.ok ? '' : JSON.stringify(read.error)
}

describe('where a token may go', () => {
  const goes = (provider: string, url: string, more = {}): boolean =>
    hostProblem(config(provider, more), new URL(url)) === undefined

  test.each([
    ['openai', 'https://api.openai.com/v1'],
    ['openai', 'https://eu.api.openai.com/v1'],
    ['openai', 'https://a.b.api.openai.com/v1'],
    ['anthropic', 'https://api.anthropic.com/v1'],
    ['openrouter', 'https://openrouter.ai/api/v1'],
    ['azure', 'https://my.openai.azure.com/openai/v1'],
    ['azure', 'https://my.services.ai.azure.com/openai/v1'],
    ['azure', 'https://my.cognitiveservices.azure.us/openai/v1'],
    ['azure', 'https://my.openai.azure.cn/openai/v1'],
    ['google', 'https://us-central1-aiplatform.googleapis.com/v1'],
    ['google', 'https://aiplatform.googleapis.com/v1'],
    ['aws', 'https://bedrock-runtime.us-east-1.amazonaws.com/openai/v1'],
    ['aws', 'https://bedrock-runtime-fips.us-gov-west-1.amazonaws.com/openai/v1'],
    ['aws', 'https://bedrock-mantle.eu-west-1.api.aws/v1'],
    ['oidc', 'https://gateway.example/v1'],
    ['token-exchange', 'https://gateway.example/v1'],
  ])('%s: %s', (provider, url) => {
    expect(goes(provider, url)).toBe(true)
  })

  test.each([
    ['openai', 'https://api.openai.com.evil.example/v1'],
    ['openai', 'https://evilapi.openai.com/v1'],
    ['openai', 'https://openai.com/v1'],
    ['openai', 'http://api.openai.com/v1'],
    ['anthropic', 'https://x.api.anthropic.com/v1'],
    ['openrouter', 'https://www.openrouter.ai/v1'],
    ['azure', 'https://openai.azure.com/v1'],
    ['azure', 'https://my.openai.azure.de/v1'],
    ['google', 'https://googleapis.com/v1'],
    ['google', 'https://googleapis.com.evil.example/v1'],
    ['aws', 'https://bedrock-runtime.a.b.amazonaws.com/openai/v1'],
    ['aws', 'https://bedrock-runtime.amazonaws.com/openai/v1'],
    ['aws', 'https://bucket.bedrock-runtime.us-east-1.amazonaws.com/openai/v1'],
    ['aws', 'https://bedrock-runtime.us-east-1.amazonaws.com.cn/openai/v1'],
    ['oidc', 'http://gateway.example/v1'],
    ['oidc', 'http://127.0.0.1/v1'],
    ['token-exchange', 'http://gateway.example/v1'],
  ])('not: %s: %s', (provider, url) => {
    expect(goes(provider, url)).toBe(false)
  })

  test('to a gateway that the author names, and to no other', () => {
    expect(goes('openai', 'https://gw.example/v1', { hosts: 'gw.example' })).toBe(true)
    expect(goes('openai', 'https://gw.example:8443/v1', { hosts: ['a.example', 'gw.example'] })).toBe(true)
    expect(goes('openai', 'https://x.gw.example/v1', { hosts: 'gw.example' })).toBe(false)
    expect(goes('openai', 'http://gw.example/v1', { hosts: 'gw.example' })).toBe(false)
    expect(goes('openai', 'http://127.0.0.1:1/v1', { hosts: '127.0.0.1' })).toBe(true)
    expect(hostProblem(config('openai'), new URL('https://gw.example/v1'))?.remedy).toContain(
      'hosts: gw.example',
    )
  })
})

describe('what is wrong with a map', () => {
  test.each<[unknown, RegExp]>([
    ['openai', /must be a map/],
    [[], /must be a map/],
    [{}, /must name its \\"provider\\".*openai, anthropic, .* or oidc/],
    [{ provider: 'Azure' }, /Did you mean azure\?/],
    [{ provider: 1 }, /must be one of/],
    [{ provider: 'toString' }, /must be one of/],
    [{ provider: 'oidc' }, /needs \\"audience\\" for oidc/],
    [{ provider: 'oidc', audience: 'a', hosts: 'x' }, /has no key \\"hosts\\" for oidc/],
    [{ provider: 'openai', ...MAPS['openai'], hosts: 'https://x.example' }, /host names only/],
    [{ provider: 'openai', ...MAPS['openai'], hosts: 'x.example:443' }, /host names only/],
    [{ provider: 'openai', ...MAPS['openai'], hosts: [] , 'token-url': 'ftp://x' }, /an address with https:/],
    [{ provider: 'openai', ...MAPS['openai'], 'token-url': 'https://user:pw@idp.example/' }, /an address with https:/],
    [{ provider: 'google', 'workload-identity-provider': '//iam.googleapis.com/projects/1' }, /must be like projects/],
    [{ provider: 'aws', 'role-arn': 'role/r' }, /must be like arn:aws/],
    [{ provider: 'aws', ...MAPS['aws'], region: 'evil.example/' }, /must be a region/],
    [{ provider: 'azure', ...MAPS['azure'], 'tennant-id': 'x' }, /Did you mean \\"tenant-id\\"\?/],
    [{ provider: 'token-exchange', ...MAPS['token-exchange'], encoding: 'xml' }, /must be form or json/],
    [{ provider: 'token-exchange', ...MAPS['token-exchange'], parameters: { a: { b: 1 } } }, /must be text/],
  ])('%j', (value, words) => {
    expect(findings(value)).toMatch(words)
  }) // prettier-ignore

  test('an empty optional key is as if it were not there', () => {
    expect(config('anthropic', { 'workspace-id': '' })).not.toHaveProperty('workspace-id')
  })
})

describe('addresses', () => {
  const url = (provider: string, endpoint: string, more = {}): string | undefined =>
    exchangeOf(config(provider, more), new URL(endpoint), '1').steps[0]?.request('jwt').url
  const OPENAI = 'https://api.openai.com/v1'

  test('are those of the providers', () => {
    expect(url('openai', OPENAI)).toBe('https://auth.openai.com/oauth/token')
    expect(url('anthropic', OPENAI)).toBe('https://api.anthropic.com/v1/oauth/token')
    expect(url('openrouter', OPENAI)).toBe('https://openrouter.ai/api/v1/oauth/token')
    expect(url('google', OPENAI)).toBe('https://sts.googleapis.com/v1/token')
    expect(url('aws', 'https://bedrock-mantle.eu-west-1.api.aws/v1')).toBe(
      'https://sts.eu-west-1.amazonaws.com/',
    )
    expect(url('aws', OPENAI, { region: 'us-east-2' })).toBe('https://sts.us-east-2.amazonaws.com/')
    expect(url('oidc', OPENAI)).toBeUndefined()
  })

  test.each([
    ['com', 'https://login.microsoftonline.com', 'api://AzureADTokenExchange'],
    ['us', 'https://login.microsoftonline.us', 'api://AzureADTokenExchangeUSGov'],
    ['cn', 'https://login.partner.microsoftonline.cn', 'api://AzureADTokenExchangeChina'],
  ])("are those of Azure's cloud: %s", (cloud, authority, audience) => {
    const exchange = exchangeOf(config('azure'), new URL(`https://my.openai.azure.${cloud}/openai/v1`), '1')
    expect(exchange.audience).toBe(audience)
    expect(exchange.steps[0]?.request('jwt')).toMatchObject({
      url: `${authority}/t%2F1/oauth2/v2.0/token`,
      fields: { scope: `https://cognitiveservices.azure.${cloud}/.default` },
    })
  })

  test('of the second step of Google', () => {
    const google = config('google', { 'service-account': 'a@p.iam.gserviceaccount.com' })
    const [, second] = exchangeOf(google, new URL(OPENAI), '1').steps
    expect(second?.request('t').url).toBe(
      'https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/a@p.iam.gserviceaccount.com:generateAccessToken',
    )
    expect(
      second?.read(
        { accessToken: 'x', expireTime: '2026-01-01T01:00:00Z' },
        Date.parse('2026-01-01T00:00:00Z'),
      ),
    ).toEqual({ value: 'x', lifeMs: 3_600_000 })
  })

  test('the region of AWS is that of the endpoint, unless the author names one', () => {
    const region = (url: string, more = {}): string | undefined => {
      const aws = config('aws', more)
      return aws.provider === 'aws' ? regionOf(aws, new URL(url)) : undefined
    }
    expect(region('https://bedrock-runtime.us-east-1.amazonaws.com')).toBe('us-east-1')
    expect(region('https://bedrock-runtime-fips.us-gov-east-1.amazonaws.com')).toBe('us-gov-east-1')
    expect(region('https://gateway.example')).toBeUndefined()
    expect(region('https://gateway.example', { region: 'us-east-1' })).toBe('us-east-1')
  })

  test('parameters of a token exchange do not replace the token', () => {
    const exchange = exchangeOf(
      config('token-exchange', { parameters: { subject_token: 'mine', audience: 'b', n: 1 } }),
      new URL(OPENAI),
      '1',
    )
    expect(exchange.steps[0]?.request('jwt').fields).toMatchObject({
      subject_token: 'jwt',
      audience: 'b',
      n: '1',
    })
  })
})
