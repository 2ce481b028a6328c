import { jest } from '@jest/globals'
import type { AuthorizationNeed, Authorizer } from '../../src/ask/authorize.js'
import type { Happening } from '../../src/ask/io.js'
import { now } from '../../src/clock.js'
import { getJwt } from '../../src/identity/get-token.js'
import { exchangeOf } from '../../src/identity/providers.js'
import { createSharedToken } from '../../src/identity/shared-token.js'
import { readConfig } from '../../src/inputs/identity.js'
import { audienceIn, jwtOf, REQUEST_TOKEN, SIGNATURE } from '../support/identity.js'
import { type InferenceServer, type Reply, startServer } from '../support/inference-server.js'

interface World extends AsyncDisposable {
  readonly shared: Authorizer
  readonly server: InferenceServer
  readonly secrets: readonly string[]
  readonly exchanges: () => number
}

/** @param token what the provider answers to its request of that number */
async function world(token: (index: number) => Reply, isEarly = false): Promise<World> {
  let exchanges = 0
  const server = await startServer((request) =>
    request.method === 'GET' ? { body: { value: jwtOf({ aud: audienceIn(request) }) } } : token(exchanges++),
  )
  const read = readConfig({
    provider: 'token-exchange',
    'token-url': `${server.url}/token`,
    audience: 'a',
  })
  if (!read.ok) throw new Error('bad config')
  const secrets: string[] = []
  const means = {
    exchange: exchangeOf(read.value, new URL('https://gateway.example/v1'), '1'),
    issuer: { url: `${server.url}/issuer`, requestToken: REQUEST_TOKEN },
    proxyVariables: {},
    onSecret: (secret: string) => void secrets.push(secret),
  }
  const early = isEarly ? getJwt(means, new AbortController().signal) : undefined
  return {
    shared: createSharedToken(read.value, means, early),
    server,
    secrets,
    exchanges: () => exchanges,
    [Symbol.asyncDispose]: () => server.close(),
  }
}

const uptime = process.uptime.bind(process)

function need(more: Partial<AuthorizationNeed> = {}): AuthorizationNeed {
  return {
    signal: new AbortController().signal,
    deadline: now() + 60_000,
    maxRetries: 1,
    tell: () => undefined,
    ...more,
  }
}

const numbered = (index: number): Reply => ({
  body: { access_token: `access-${String(index)}`, expires_in: 3600 },
})
const valueOf = async (
  shared: Authorizer,
  more: Partial<AuthorizationNeed> = {},
): Promise<string | undefined> => {
  const got = await shared.authorization(need(more))
  return got?.ok === true ? got.value : got?.error.code
}

test('many questions at the same time wait for one exchange', async () => {
  await using at = await world(numbered)
  const got = await Promise.all(Array.from({ length: 20 }, () => valueOf(at.shared)))
  expect(new Set(got)).toEqual(new Set(['Bearer access-0']))
  expect(await valueOf(at.shared)).toBe('Bearer access-0')
  expect(at.exchanges()).toBe(1)
  expect(at.server.requests).toHaveLength(2)
})

test('a variable that names no proxy fails the exchange, and says so', async () => {
  const means = {
    exchange: exchangeOf({ provider: 'oidc', audience: 'a' }, new URL('https://gateway.example/v1'), '1'),
    issuer: { url: 'http://127.0.0.1:9/issuer', requestToken: REQUEST_TOKEN },
    proxyVariables: { HTTP_PROXY: 'socks5://proxy.example' },
    onSecret: () => undefined,
  }
  expect(await getJwt(means, new AbortController().signal)).toMatchObject({
    error: {
      failure: { reason: expect.stringMatching(/HTTP_PROXY.*, while exchanging the identity\.$/) as string },
    },
  })
})

test('the token of GitHub that was asked for early serves the first exchange, and no other', async () => {
  await using at = await world(numbered, true)
  await at.server.arrived(1)
  await valueOf(at.shared)
  at.shared.discard('Bearer access-0')
  await valueOf(at.shared)
  expect(at.server.requests.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET', 'POST'])
})

test('a refused token is got anew, once for all who were refused', async () => {
  await using at = await world(numbered)
  await valueOf(at.shared)
  at.shared.discard('Bearer access-0')
  at.shared.discard('Bearer access-0')
  const got = await Promise.all([valueOf(at.shared), valueOf(at.shared)])
  at.shared.discard('Bearer access-0')
  expect([...got, await valueOf(at.shared)]).toEqual(Array(3).fill('Bearer access-1'))
  expect(at.exchanges()).toBe(2)
})

test.each([
  ['a fifth of its life', 100, 79, 81],
  ['five minutes', 3600, 3299, 3301],
])('it is got anew when less than %s is left', async (_, life, stillGood, tooOld) => {
  let ahead = 0
  const clock = jest.spyOn(process, 'uptime').mockImplementation(() => uptime() + ahead)
  try {
    await using at = await world((index) => ({
      body: { access_token: `access-${String(index)}`, expires_in: life },
    }))
    expect(await valueOf(at.shared)).toBe('Bearer access-0')
    ahead = stillGood
    expect(await valueOf(at.shared)).toBe('Bearer access-0')
    ahead = tooOld
    expect(await valueOf(at.shared)).toBe('Bearer access-1')
  } finally {
    clock.mockRestore()
  }
})

test('a token of unknown life is used until it is refused', async () => {
  let ahead = 0
  const clock = jest.spyOn(process, 'uptime').mockImplementation(() => uptime() + ahead)
  try {
    await using at = await world((index) => ({ body: { access_token: `access-${String(index)}` } }))
    await valueOf(at.shared)
    ahead = 1e6
    expect(await valueOf(at.shared)).toBe('Bearer access-0')
  } finally {
    clock.mockRestore()
  }
})

test('who is stopped does not stop the others, also where it was the first', async () => {
  let answer = (): void => undefined
  await using at = await world((index) =>
    index > 0
      ? numbered(index)
      : {
          raw: (_, response) => {
            answer = () => response.end('{"access_token":"access-0"}')
          },
        },
  )
  const first = new AbortController()
  const stopped = valueOf(at.shared, { signal: first.signal })
  const other = valueOf(at.shared)
  await at.server.arrived(2)
  first.abort()
  expect(await stopped).toBeUndefined()
  expect(await other).toBe('Bearer access-1')
  answer()
})

test('secrets are told before anybody else knows of them', async () => {
  await using at = await world(numbered)
  await valueOf(at.shared)
  const [jwt = '', signature, access] = at.secrets
  expect(jwt.endsWith(SIGNATURE)).toBe(true)
  expect([signature, access]).toEqual([SIGNATURE, 'access-0'])
})

test('retries are told and counted, waits that come too late are not begun', async () => {
  await using at = await world((index) =>
    index === 0 ? { status: 503, headers: { 'retry-after': '0' } } : numbered(index),
  )
  const told: Happening[] = []
  expect(await valueOf(at.shared, { tell: (happening) => void told.push(happening) })).toBe('Bearer access-1')
  expect(told.map(({ event }) => event)).toEqual(['retry', 'identity'])
  await using busy = await world(() => ({ status: 429, headers: { 'retry-after': '600' } }))
  const got = await busy.shared.authorization(need())
  expect(got).toMatchObject({
    ok: false,
    error: {
      code: 'rate_limited',
      reason: expect.stringMatching(/while exchanging the identity.*asks to wait 10 min/) as string,
    },
  })
})
