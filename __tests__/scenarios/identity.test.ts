import { type Certificate, makePrivateCa, type PrivateCa } from '../support/certificates.js'
import {
  audienceIn,
  CLAIMS,
  formOf,
  idTokenVariables,
  jwtOf,
  REQUEST_TOKEN,
  SIGNATURE,
} from '../support/identity.js'
import { inParallel, MANY_STEPS_MS } from '../support/in-parallel.js'
import { type ArrivedRequest, completion, type Reply, startServer } from '../support/inference-server.js'
import { runAction, type RunOptions, type RunResult } from '../support/run-action.js'
import { runRow, runSource } from '../support/run-row.js'

const OK = { body: completion() }
const ACCESS = 'access-token-0123456789'
const AT_ONCE = { 'retry-after-ms': '1' }
const SECRET_KEY = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'
const SESSION = 'session-token/0123456789=='

interface World {
  readonly issuer?: Reply | ((index: number) => Reply)
  readonly token?: Reply | ((index: number) => Reply)
  readonly second?: Reply
  readonly answer?: Reply | ((index: number) => Reply)
}

interface Played {
  readonly result: RunResult
  readonly requests: readonly ArrivedRequest[]
  readonly at: (path: string) => ArrivedRequest[]
}

/** One server on loopback that is GitHub's issuer, the provider and the endpoint. */
async function play(
  identity: (url: string) => string,
  world: World = {},
  options: RunOptions = {},
  run: (options: RunOptions) => Promise<RunResult> = runAction,
): Promise<Played> {
  const counts: Record<string, number> = {}
  const reply = (scripted: Reply | ((index: number) => Reply), path: string): Reply => {
    const index = (counts[path] = (counts[path] ?? -1) + 1)
    return typeof scripted === 'function' ? scripted(index) : scripted
  }
  await using server = await startServer((request) => {
    const { pathname } = new URL(request.path, 'http://localhost')
    const {
      issuer = { body: { value: jwtOf({ aud: audienceIn(request) }) } },
      token = { body: { access_token: ACCESS, expires_in: 3600 } },
      second = OK,
      answer = OK,
    } = world
    if (pathname === '/issuer') return reply(issuer, pathname)
    if (pathname === '/token') return reply(token, pathname)
    if (pathname === '/second') return reply(second, pathname)
    return reply(answer, pathname)
  })
  const result = await run({
    ...options,
    inputs: {
      endpoint: `${server.url}/v1`,
      model: 'gpt-4.1-mini',
      prompt: 'What is the capital of France?',
      identity: identity(server.url),
      ...options.inputs,
    },
    env: { ...idTokenVariables(server), ...options.env },
  })
  const { requests } = server
  const at = (path: string): ArrivedRequest[] =>
    requests.filter((request) => request.path.replace(/\?.*/, '') === path)
  return { result, requests, at }
}

const OPENAI = (url: string): string =>
  `provider: openai\nidentity-provider-id: idp_1\nservice-account-id: sa_1\nhosts: 127.0.0.1\ntoken-url: ${url}/token`

/** All that the step leaves behind, but for the masks themselves. */
function leftBehind({ stdout, stderr, outputs, summary, files }: RunResult): string {
  const shown = stdout.split('\n').filter((line) => !line.startsWith('::add-mask::'))
  return [...shown, stderr, JSON.stringify(outputs), summary, ...[...files.values()].map(String)].join('\n')
}

function secretsIn(text: string, more: readonly string[] = []): string[] {
  const secrets = [REQUEST_TOKEN, SIGNATURE, ACCESS, SECRET_KEY, SESSION, 'bedrock-api-key-', ...more]
  return secrets.filter((secret) => text.includes(secret) || text.includes(encodeURIComponent(secret)))
}

describe('each provider', () => {
  const expected = (jwt: string) => ({
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: jwt,
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
  })
  const WIP = 'projects/1/locations/global/workloadIdentityPools/p/providers/x'
  const credentials = {
    AccessKeyId: 'AKIDEXAMPLE',
    SecretAccessKey: SECRET_KEY,
    SessionToken: SESSION,
    Expiration: Math.floor(Date.now() / 1000) + 3600,
  }
  const cases: readonly {
    readonly identity: Readonly<Record<string, string>>
    readonly audience: string
    readonly form?: (jwt: string) => object
    readonly json?: (jwt: string) => object
    readonly headers?: object
    readonly world?: World
    readonly bearer?: unknown
    readonly asked?: object
  }[] = [
    {
      identity: { provider: 'openai', 'identity-provider-id': 'idp_1', 'service-account-id': 'sa_1' },
      audience: 'https://api.openai.com/v1',
      json: (jwt) => ({ ...expected(jwt), identity_provider_id: 'idp_1', service_account_id: 'sa_1' }),
    },
    {
      identity: { provider: 'anthropic', 'federation-rule-id': 'fdrl_1', 'organization-id': 'org_1' },
      audience: 'https://api.anthropic.com',
      json: (assertion) => ({
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion,
        federation_rule_id: 'fdrl_1',
        organization_id: 'org_1',
      }),
      headers: { 'anthropic-beta': 'oauth-2025-04-20,oidc-federation-2026-04-01' },
      asked: { 'anthropic-beta': 'oauth-2025-04-20' },
    },
    {
      identity: {
        provider: 'anthropic',
        'federation-rule-id': 'fdrl_1',
        'organization-id': 'org_1',
        'service-account-id': 'svac_1',
        'workspace-id': 'wrkspc_1',
        audience: 'mine',
      },
      audience: 'mine',
      json: (assertion) => ({
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion,
        federation_rule_id: 'fdrl_1',
        organization_id: 'org_1',
        service_account_id: 'svac_1',
        workspace_id: 'wrkspc_1',
      }),
    },
    {
      identity: {
        provider: 'openrouter',
        'federation-policy-id': 'pol_1',
        audience: 'https://openrouter.ai',
      },
      audience: 'https://openrouter.ai',
      form: (jwt) => ({ ...expected(jwt), federation_policy_id: 'pol_1' }),
    },
    {
      identity: { provider: 'azure', 'tenant-id': 't_1', 'client-id': 'c_1' },
      audience: 'api://AzureADTokenExchange',
      form: (jwt) => ({
        grant_type: 'client_credentials',
        client_id: 'c_1',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: jwt,
        scope: 'https://cognitiveservices.azure.com/.default',
      }),
    },
    {
      identity: { provider: 'google', 'workload-identity-provider': WIP },
      audience: `https://iam.googleapis.com/${WIP}`,
      json: (jwt) => ({
        ...expected(jwt),
        audience: `//iam.googleapis.com/${WIP}`,
        scope: 'https://www.googleapis.com/auth/cloud-platform',
        requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      }),
    },
    {
      identity: {
        provider: 'google',
        'workload-identity-provider': WIP,
        'service-account': 'bot@p.iam.gserviceaccount.com',
        'impersonation-url': 'URL/second',
      },
      audience: `https://iam.googleapis.com/${WIP}`,
      world: {
        token: { body: { access_token: 'federated-token-0123456789', expires_in: 3600 } },
        second: { body: { accessToken: ACCESS, expireTime: new Date(Date.now() + 3_600_000).toISOString() } },
      },
    },
    {
      identity: { provider: 'aws', 'role-arn': 'arn:aws:iam::123456789012:role/ask', region: 'eu-west-1' },
      audience: 'sts.amazonaws.com',
      form: (jwt) => ({
        Action: 'AssumeRoleWithWebIdentity',
        Version: '2011-06-15',
        RoleArn: 'arn:aws:iam::123456789012:role/ask',
        RoleSessionName: 'chat-completion-1234567890',
        WebIdentityToken: jwt,
      }),
      headers: { accept: 'application/json' },
      world: {
        token: {
          body: {
            AssumeRoleWithWebIdentityResponse: {
              AssumeRoleWithWebIdentityResult: { Credentials: credentials },
            },
          },
        },
      },
      bearer: expect.stringMatching(/^Bearer bedrock-api-key-[A-Za-z\d+/]+=*$/),
    },
    {
      identity: {
        provider: 'token-exchange',
        audience: 'gw',
        parameters: '{ resource: "r", api-key: "parameter-key-1" }',
      },
      audience: 'gw',
      form: (jwt) => ({ ...expected(jwt), audience: 'gw', resource: 'r', 'api-key': 'parameter-key-1' }),
    },
    {
      identity: { provider: 'token-exchange', audience: 'gw', encoding: 'json' },
      audience: 'gw',
      json: (jwt) => ({ ...expected(jwt), audience: 'gw' }),
    },
  ]

  let ca: PrivateCa
  let tls: Certificate
  beforeAll(() => {
    ca = makePrivateCa()
    tls = ca.issue(['IP:127.0.0.1'])
  })
  afterAll(() => {
    ca[Symbol.dispose]()
  })

  test.each(cases.map((row, index) => ({ ...row, index })))(
    '$identity.provider: $audience',
    async ({ index, identity, audience, form, json, headers, world, ...more }) => {
      const isOwn = identity['provider'] === 'token-exchange'
      await using gateway = await startServer(OK, { tls })
      const map = (url: string): string =>
        Object.entries({ ...identity, 'token-url': `${url}/token`, ...(isOwn ? {} : { hosts: '127.0.0.1' }) })
          .map(([key, value]) => `${key}: ${value.replace('URL', url)}`)
          .join('\n')
      const options: RunOptions = isOwn
        ? { inputs: { endpoint: `${gateway.url}/v1` }, env: { NODE_EXTRA_CA_CERTS: ca.caFile } }
        : {}
      const { result, at } = await play(map, world, options, (step) => runRow(step, index))
      expect(result.outputs).toMatchObject({ outcome: 'success', attempts: '1', 'error-message': '' })
      const [issued] = at('/issuer')
      expect(issued).toMatchObject({ method: 'GET', headers: { authorization: `Bearer ${REQUEST_TOKEN}` } })
      expect(issued?.path).toBe(`/issuer?api-version=2.0&audience=${encodeURIComponent(audience)}`)
      const [exchanged] = at('/token')
      const jwt = result.masks.find((mask) => mask.startsWith('eyJ')) ?? 'none'
      if (form !== undefined && exchanged !== undefined) {
        expect(exchanged.headers['content-type']).toBe('application/x-www-form-urlencoded')
        expect(formOf(exchanged)).toEqual(form(jwt))
      }
      if (json !== undefined) {
        expect(exchanged?.headers['content-type']).toBe('application/json')
        expect(exchanged?.json).toEqual(json(jwt))
      }
      expect(exchanged).toMatchObject({ method: 'POST', headers: { accept: 'application/json', ...headers } })
      if (world?.second !== undefined)
        expect(at('/second')[0]).toMatchObject({
          headers: { authorization: 'Bearer federated-token-0123456789' },
          json: { scope: ['https://www.googleapis.com/auth/cloud-platform'] },
        })
      const [asked] = isOwn ? gateway.requests : at('/v1/chat/completions')
      expect(asked?.headers).toMatchObject({
        authorization: more.bearer ?? `Bearer ${ACCESS}`,
        ...more.asked,
      })
      // Where it ends at a time of day, a slow machine has less of it left.
      const valid = `${String(identity['provider'])}, as ${CLAIMS.sub}, valid for (?:5\\d|60) min`
      expect(result.stdout).toMatch(new RegExp(`^  identity  ${valid}$`, 'm'))
      expect(result.summary).toMatch(new RegExp(`\`${valid}\``))
      expect(secretsIn(leftBehind(result), ['parameter-key-1', 'federated-token-0123456789', jwt])).toEqual(
        [],
      )
    },
  )

  test('oidc: the token of GitHub is the bearer, and only over TLS', async () => {
    await using gateway = await startServer(OK, { tls })
    const { result, at } = await play(
      () => 'provider: oidc\naudience: gateway',
      {},
      {
        inputs: { endpoint: `${gateway.url}/v1` },
        env: { NODE_EXTRA_CA_CERTS: ca.caFile },
      },
    )
    expect(result.exitCode).toBe(0)
    expect(at('/issuer')).toHaveLength(1)
    const bearer = gateway.requests[0]?.headers.authorization ?? ''
    expect(bearer).toMatch(/^Bearer eyJ[\w-]+\.[\w-]+\.[\w-]+$/)
    expect(result.stdout).toContain('valid for 5 min')
    expect(secretsIn(leftBehind(result), [bearer.slice(7)])).toEqual([])
    const open = await play(() => 'provider: oidc\naudience: gateway')
    expect(open.result.outputs['error-message']).toContain('"identity" needs an "endpoint" with https:')
    expect(open.requests).toEqual([])
  })

  test('a beta of Anthropic that the author asks for stays beside ours', async () => {
    const map = (url: string): string =>
      `provider: anthropic\nfederation-rule-id: r\norganization-id: o\nhosts: [127.0.0.1]\ntoken-url: ${url}/token`
    const { at } = await play(map, {}, { inputs: { 'custom-headers': 'Anthropic-Beta: context-1m' } })
    expect(at('/v1/chat/completions')[0]?.headers['anthropic-beta']).toBe('context-1m,oauth-2025-04-20')
  })
})

describe('input errors, before anything is sent', () => {
  test.each<[string, (url: string) => string, RunOptions, RegExp]>([
    ['beside a token', OPENAI, { inputs: { token: 'sk-0123456789' } }, /"identity" must not be set beside "token"\./],
    ['beside a token header', OPENAI, { inputs: { 'token-header': 'api-key' } }, /beside "token-header"/],
    ['without the permission', OPENAI, { env: { ACTIONS_ID_TOKEN_REQUEST_URL: undefined } }, /permissions: id-token: write".*forks never/],
    ['a foreign host', (url) => OPENAI(url).replace('hosts: 127.0.0.1\n', ''), {}, /is for openai.*127\.0\.0\.1.*hosts: 127\.0\.0\.1/],
    ['a misspelt key', (url) => OPENAI(url).replace('service-account-id', 'service-acount-id'), {}, /no key "service-acount-id".*Did you mean "service-account-id"/],
    ['an empty key', (url) => OPENAI(url).replace(': sa_1', ':'), {}, /needs "service-account-id" for openai/],
    ['a misspelt provider', () => 'provider: opnai', {}, /must be one of openai.*Did you mean openai/],
    ['no map', () => 'openai', {}, /must be a map/],
    ['an open token URL', (url) => OPENAI(url).replace(/token-url: .*/, 'token-url: http://idp.example/token'), {}, /must be an address with https:/],
    ['certificates that nobody checks', OPENAI, { env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } }, /NODE_TLS_REJECT_UNAUTHORIZED/],
    ['aws without a region', (url) => `provider: aws\nrole-arn: arn:aws:iam::123456789012:role/a\nhosts: 127.0.0.1\ntoken-url: ${url}/token`, {}, /needs "region"/],
  ])('%s', async (_, map, options, words) => {
    const { result, requests } = await play(map, {}, options, runSource)
    expect(result.outputs).toMatchObject({ outcome: 'failure', 'error-code': 'invalid_input', attempts: '0' })
    expect(result.outputs['error-message']).toMatch(words)
    expect(requests).toEqual([])
  }) // prettier-ignore
})

describe('refusals', () => {
  const refused = (status: number, body: object): World => ({ token: { status, body } })

  test('name the claims to compare and the words of the provider', async () => {
    const body = { error: 'invalid_grant', error_description: 'No rule\nmatches.' }
    const { result, at } = await play(OPENAI, refused(400, body))
    expect(result.outputs).toMatchObject({
      'error-code': 'identity_refused',
      'error-status': '400',
      attempts: '0',
    })
    const message = result.outputs['error-message'] ?? ''
    expect(message).toContain('refused the identity of this job (400): invalid_grant: No rule matches.')
    for (const claim of Object.values(CLAIMS)) expect(message).toContain(claim)
    expect(message).toContain('aud https://api.openai.com/v1')
    expect(message).toContain('environment (none)')
    expect(at('/v1/chat/completions')).toEqual([])
  })

  const AZURE = (url: string): string =>
    `provider: azure\ntenant-id: t\nclient-id: c\nhosts: 127.0.0.1\ntoken-url: ${url}/token`
  const AWS = (url: string): string =>
    `provider: aws\nrole-arn: arn:aws:iam::123456789012:role/a\nregion: us-east-1\nhosts: 127.0.0.1\ntoken-url: ${url}/token`
  const GOOGLE = (url: string): string =>
    `provider: google\nworkload-identity-provider: projects/1/locations/global/workloadIdentityPools/p/providers/x\nhosts: 127.0.0.1\ntoken-url: ${url}/token`
  test.each([
    ['Entra', AZURE, { error: 'invalid_request', error_description: 'AADSTS700213: No matching federated identity record found.' }, /federated credential.*subject repo:acme\/widgets:ref:refs\/heads\/main/],
    ['AWS', AWS, { Error: { Code: 'AccessDenied', Message: 'Not authorized to perform sts:AssumeRoleWithWebIdentity', Type: 'Sender' } }, /AccessDenied: Not authorized.*trust policy/],
    ['AWS, no provider', AWS, { Error: { Code: 'InvalidIdentityToken', Message: 'No OpenIDConnect provider found' } }, /Add an identity provider/],
    ['Google', GOOGLE, { error: 'invalid_grant', error_description: 'The audience is wrong' }, /allowed audiences/],
  ])('of %s have a remedy', async (_, map, body, words) => {
    const { result } = await play(map, refused(400, body), {}, runSource)
    expect(result.outputs['error-code']).toBe('identity_refused')
    expect(result.outputs['error-message']).toMatch(words)
  }) // prettier-ignore

  test('by GitHub itself name the permission', async () => {
    const { result } = await play(OPENAI, { issuer: { status: 403, body: { message: 'No' } } })
    expect(result.outputs['error-code']).toBe('identity_refused')
    expect(result.outputs['error-message']).toContain('id-token: write')
  })

  test('by the endpoint name the provider, after one more exchange', async () => {
    const { result, at } = await play(OPENAI, {
      answer: { status: 401, body: { error: { message: 'Bad key' } } },
    })
    expect(result.outputs).toMatchObject({ 'error-code': 'unauthorized', attempts: '2' })
    expect(result.outputs['error-message']).toContain('openai gave for repo:acme/widgets:ref:refs/heads/main')
    expect(at('/token')).toHaveLength(2)
  })

  test('faults of AWS that pass are tried again', async () => {
    const body = { Error: { Code: 'IDPCommunicationError', Message: 'Try again' } }
    const { result, at } = await play(
      AWS,
      { token: { status: 400, body, headers: AT_ONCE } },
      { inputs: { 'max-retries': '2' } },
    )
    expect(at('/token')).toHaveLength(3)
    expect(result.outputs).toMatchObject({ 'error-code': 'provider_error', attempts: '0' })
    expect(result.outputs['error-message']).toContain('while exchanging the identity')
    expect(result.commands.filter(({ name }) => name === 'error')).toHaveLength(1)
  })

  test('a server that is down for a moment is tried again, and not counted in attempts', async () => {
    const { result, at } = await play(OPENAI, {
      token: (index) =>
        index === 0 ? { status: 503, headers: AT_ONCE } : { body: { access_token: ACCESS } },
    })
    expect(result.outputs).toMatchObject({ outcome: 'success', attempts: '1' })
    expect(at('/token')).toHaveLength(2)
    expect(result.stdout).toContain('nobody says for how long')
  })

  test('a refused token is exchanged anew, once', async () => {
    const { result, at } = await play(OPENAI, {
      token: (index) => ({ body: { access_token: `${ACCESS}-${String(index)}`, expires_in: 3600 } }),
      answer: (index) => (index === 0 ? { status: 401, body: {} } : OK),
    })
    expect(result.outputs).toMatchObject({ outcome: 'success', attempts: '2' })
    expect(at('/v1/chat/completions').map(({ headers }) => headers.authorization)).toEqual([
      `Bearer ${ACCESS}-0`,
      `Bearer ${ACCESS}-1`,
    ])
  })

  test('a token near its end is exchanged anew before a retry', async () => {
    const { result, at } = await play(OPENAI, {
      token: { body: { access_token: ACCESS, expires_in: 0.001 } },
      answer: (index) => (index === 0 ? { status: 503, headers: AT_ONCE } : OK),
    })
    expect(result.exitCode).toBe(0)
    expect(at('/token')).toHaveLength(2)
  })
})

describe('hostile providers', () => {
  const HTML = '<!doctype html><html><head><title>Sign in</title></head><body>Hello</body></html>'
  const drip: Reply = {
    raw: (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const timer = setInterval(() => response.write(' '), 50)
      response.on('close', () => {
        clearInterval(timer)
      })
    },
  }
  const silent: Reply = { raw: () => undefined }
  const cut: Reply = {
    raw: (_, response, socket) => {
      response.writeHead(200, { 'content-length': '1000' })
      response.write(`{"access_token":"${ACCESS}"`, () => socket.destroy())
    },
  }
  const noHttp: Reply = { raw: (_, __, socket) => void socket.end('SSH-2.0-OpenSSH_9.6\r\n') }
  const big = `{"access_token":"${ACCESS}","more":"${'x'.repeat(10 * 1024 * 1024)}"}`
  /** A provider that tells all it knows. */
  const echo = (status: number, shape: (told: string) => object | string): Reply => ({
    raw: (request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.writeHead(status, { 'retry-after-ms': '1' })
      // The request has been read by the server of the tests.
      response.end(
        ((body) => (typeof body === 'string' ? body : JSON.stringify(body)))(
          shape(`TOLD ${String(request.headers.authorization)}`),
        ),
      )
    },
  })
  const both = (name: string, reply: Reply): [string, World][] => [
    [`issuer: ${name}`, { issuer: reply }],
    [`provider: ${name}`, { token: reply }],
  ]
  const jwtIn = (shape: (jwt: string) => object | string, status = 400): World => {
    const jwt = jwtOf({ aud: 'x' })
    return { issuer: { body: { value: jwt } }, token: { status, body: shape(jwt), headers: AT_ONCE } }
  }
  const HOSTILE: readonly [string, World][] = [
    ...both('HTML', { body: HTML }),
    ...both('HTML, 403', { status: 403, body: HTML }),
    ...both('HTML, 502', { status: 502, body: HTML, headers: AT_ONCE }),
    ...both('a redirect', { status: 302, headers: { location: `https://evil.example/?t=${ACCESS}` } }),
    ...both('a redirect, 307', { status: 307, headers: { location: '/elsewhere' } }),
    ...both('nothing', { body: '' }),
    ...both('null', { body: 'null' }),
    ...both('a list', { body: '[]' }),
    ...both('a number', { body: '42' }),
    ...both('an empty map', { body: {} }),
    ...both('cut JSON', { body: `{"access_token":"${ACCESS}` }),
    ...both('10 MB', { body: big }),
    ...both('no end', drip),
    ...both('silence', silent),
    ...both('a cut body', cut),
    ...both('no HTTP', noHttp),
    ...both('204', { status: 204 }),
    ...both('404', { status: 404, body: { message: 'Not Found' } }),
    ...both('410', { status: 410 }),
    ...both('429', { status: 429, headers: AT_ONCE, body: { error: 'slow_down' } }),
    ...both('429 for a day', { status: 429, headers: { 'retry-after': '86400' } }),
    ...both('500', { status: 500, headers: AT_ONCE }),
    ...both('402', { status: 402, body: { error: { message: 'Pay' } } }),
    ...both(
      'an error that tells the authorization',
      echo(400, (told) => ({ error: 'no', error_description: told })),
    ),
    ...both(
      'an error page that tells it',
      echo(500, (told) => `<html><title>${told}</title></html>`),
    ),
    ['a token that no header can carry', { token: { body: { access_token: `${ACCESS}\r\nX-Evil: 1` } } }],
    ['a token that is a map', { token: { body: { access_token: { value: ACCESS } } } }],
    ['a token under another name', { token: { body: { token: ACCESS } } }],
    ['an empty token', { token: { body: { access_token: '', expires_in: 3600 } } }],
    ['a negative life', { token: { body: { access_token: ACCESS, expires_in: -1 } } }],
    ['no life', { token: { body: { access_token: ACCESS, expires_in: 0 } } }],
    ['a JWT that is none', { issuer: { body: { value: 'not-a-jwt-0123456789' } } }],
    ['a JWT with a bad payload', { issuer: { body: { value: `eyJ.bm90IGpzb24.${SIGNATURE}` } } }],
    ['a JWT in a list', { issuer: { body: { value: [jwtOf()] } } }],
    [
      'the JWT in the description',
      jwtIn((jwt) => ({ error: 'invalid', error_description: `Bad token ${jwt}` })),
    ],
    ['the JWT in URL encoding', jwtIn((jwt) => ({ error: `x ${encodeURIComponent(`${jwt} &`)}` }))],
    ['the JWT in plain text', jwtIn((jwt) => `Cannot accept ${jwt}`, 403)],
    ['the JWT in a message of 500', jwtIn((jwt) => ({ message: jwt }), 500)],
    ['the JWT in unknown fields', jwtIn((jwt) => ({ got: jwt, access_token: ACCESS }), 422)],
    ['the JWT behind 390 characters', jwtIn((jwt) => ({ error: `${'long '.repeat(78)}${jwt}` }))],
    ['the signature alone', jwtIn((jwt) => ({ error: `bad signature ${jwt.split('.')[2] ?? ''}` }), 401)],
    [
      'workflow commands',
      { token: { status: 400, body: { error: '::add-mask::x\n::set-output name=a::b' } } },
    ],
  ]

  test(
    'leave no secret anywhere, and one error each',
    async () => {
      expect(HOSTILE.length).toBeGreaterThanOrEqual(60)
      const seen = await inParallel(HOSTILE, async ([name, world], index) => {
        const isEndless = /no end|silence/.test(name)
        const inputs = { 'max-retries': '1', timeout: isEndless ? '2' : '60' }
        // Those that wait would hold up the others.
        const run = (options: RunOptions) => (isEndless ? runAction(options) : runRow(options, index))
        const { result } = await play(OPENAI, world, { inputs }, run)
        return {
          name,
          exitCode: result.exitCode,
          errors: result.commands.filter(({ name: command }) => command === 'error').length,
          secrets: secretsIn(leftBehind(result), [...result.masks]),
          isCoded:
            result.outputs['error-code'] !== 'internal_error' && result.outputs['error-message'] !== '',
          others: result.commands
            .filter(({ name: command }) => !['error', 'add-mask'].includes(command))
            .map(({ name: command }) => command),
          stderr: result.stderr,
        }
      })
      const expected = HOSTILE.map(([name]) => ({
      name, exitCode: 1, errors: 1, secrets: [], isCoded: true, others: [], stderr: '',
    })) // prettier-ignore
      expect(seen).toEqual(expected)
    },
    MANY_STEPS_MS,
  )

  test.each<[string, World]>([
    ['expires_in is missing', { token: { body: { access_token: ACCESS } } }],
    ['expires_in is a text', { token: { body: { access_token: ACCESS, expires_in: '3600' } } }],
    ['the JWT has no aud', { issuer: { body: { value: jwtOf() } } }],
    ['the JWT has no dates', { issuer: { body: { value: jwtOf({ iat: undefined, exp: undefined }) } } }],
  ])('%s: the token is used all the same', async (_, world) => {
    const { result } = await play(OPENAI, world, {}, runSource)
    expect(result.exitCode).toBe(0)
    expect(secretsIn(leftBehind(result), result.masks)).toEqual([])
  })
})

test('the endpoint gets to see only its own token, and what it echoes is hidden', async () => {
  const { result, at } = await play(OPENAI, { answer: { body: completion({ content: `I know ${ACCESS}` }) } })
  expect(result.outputs['content']).toBe('I know ***')
  const [asked] = at('/v1/chat/completions')
  expect(secretsIn(JSON.stringify(asked?.rawHeaders))).toEqual([ACCESS])
})

test.each(['/issuer', '/token'])('cancelled while %s is silent, the step ends as cancelled', async (path) => {
  const silent: Reply = { raw: () => undefined }
  await using server = await startServer((request) =>
    request.path.startsWith(path) ? silent : { body: { value: jwtOf({ aud: audienceIn(request) }) } },
  )
  const result = await runAction({
    inputs: { endpoint: `${server.url}/v1`, model: 'm', prompt: 'Hello', identity: OPENAI(server.url) },
    env: idTokenVariables(server),
    onStarted: (step) => {
      void server.arrived(path === '/issuer' ? 1 : 2).then(() => {
        step.kill('SIGTERM')
      })
    },
  })
  expect(result.outputs).toMatchObject({ 'error-code': 'cancelled', attempts: '0' })
  expect(result.exitCode).toBe(1)
  expect(secretsIn(leftBehind(result), result.masks)).toEqual([])
})
