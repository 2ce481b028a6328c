import { makePrivateCa, type PrivateCa } from '../support/certificates.js'
import { completion } from '../support/inference-server.js'
import { startProxy } from '../support/proxy-server.js'
import { QUESTION } from '../support/question.js'
import { ask } from '../support/scenario.js'

const OK = { body: completion() }
const BASIC = `Basic ${Buffer.from('runner:p@ssw0rd-1').toString('base64')}`

let ca: PrivateCa
beforeAll(() => {
  ca = makePrivateCa()
})
afterAll(() => {
  ca[Symbol.dispose]()
})

test('a server of the company, whose CA is in NODE_EXTRA_CA_CERTS', async () => {
  const tls = ca.issue(['DNS:localhost', 'IP:127.0.0.1'])
  const { shown } = await ask(OK, { tls, env: { NODE_EXTRA_CA_CERTS: ca.caFile } })
  expect(shown).toMatchSnapshot()
})

test('without it the certificate is refused, not tried again, and the remedy names the variable', async () => {
  const { shown } = await ask(OK, { tls: ca.issue(['DNS:localhost', 'IP:127.0.0.1']) })
  expect(shown).toMatchSnapshot()
})

test('a plain request goes through HTTP_PROXY, with the password that its URL holds', async () => {
  await using proxy = await startProxy()
  const { requests, shown } = await ask(OK, {
    env: { HTTP_PROXY: `http://runner:p%40ssw0rd-1@${proxy.host}` },
  })
  expect(proxy.asked).toEqual([
    {
      line: expect.stringMatching(/^POST http:\/\/127\.0\.0\.1:\d+\/v1\/chat\/completions$/) as string,
      authorization: BASIC,
      token: `Bearer ${QUESTION.token}`,
    },
  ])
  expect(requests[0]?.headers['proxy-authorization']).toBeUndefined()
  expect(shown).toMatchSnapshot()
})

test('a tunnel through HTTPS_PROXY: the proxy sees no token, and its password is shown nowhere', async () => {
  await using proxy = await startProxy()
  const { result, requests } = await ask(OK, {
    tls: ca.issue(['IP:127.0.0.1']),
    env: {
      HTTPS_PROXY: `http://runner:p%40ssw0rd-1@${proxy.host}`,
      NODE_EXTRA_CA_CERTS: ca.caFile,
      // What the proxy libraries print here would hold a password that is left in the URL.
      DEBUG: '*',
    },
  })
  expect(result.exitCode).toBe(0)
  expect(requests).toHaveLength(1)
  expect(proxy.asked).toEqual([
    {
      line: expect.stringMatching(/^CONNECT 127\.0\.0\.1:\d+$/) as string,
      authorization: BASIC,
      token: undefined,
    },
  ])
  expect(result.masks).toContain('p@ssw0rd-1')
  const shown = result.stdout.replace(/^::add-mask::.*$/gm, '')
  const written = [...result.files.values()].map((bytes) => bytes.toString('utf8'))
  for (const text of [shown, result.stderr, result.summary, JSON.stringify(result.outputs), ...written]) {
    expect(text).not.toMatch(/p(?:@|%40)ssw0rd-1/)
  }
})

test.each(['127.0.0.1', 'example.com, 127.0.0.1', '127.0.0.0/8', '*'])(
  'NO_PROXY=%s keeps the request from the proxy',
  async (exceptions) => {
    await using proxy = await startProxy()
    const { result, requests } = await ask(OK, {
      env: { http_proxy: `http://${proxy.host}`, NO_PROXY: exceptions },
    })
    expect(result.outputs['content']).toBe('Paris.')
    expect(requests).toHaveLength(1)
    expect(proxy.asked).toEqual([])
  },
)

test('a proxy that wants a password, in front of https', async () => {
  await using proxy = await startProxy(407)
  const { shown } = await ask([], {
    inputs: { endpoint: 'https://api.example.com/v1' },
    env: { HTTPS_PROXY: `http://${proxy.host}` },
  })
  expect(proxy.asked).toHaveLength(1)
  expect(shown).toMatchSnapshot()
})

test('the same in front of http', async () => {
  await using proxy = await startProxy(407)
  const { shown } = await ask([], { env: { HTTP_PROXY: `http://${proxy.host}` } })
  expect(proxy.asked).toHaveLength(1)
  expect(shown).toMatchSnapshot()
})

test('a password that is not percent-encoded: nothing of it is shown, and nothing connected to', async () => {
  const { result, requests, shown } = await ask(OK, {
    env: { HTTP_PROXY: 'http://builder:P@ssw0rdTail9#x@127.0.0.1:9' },
  })
  expect(requests).toEqual([])
  expect(result.outputs).toMatchObject({ 'error-code': 'network_error' })
  expect(result.outputs['error-message']).toContain('HTTP_PROXY')
  expect(result.stdout.replace(/^::add-mask::.*$/gm, '') + result.summary).not.toMatch(/ssw0rd|Tail9|builder/)
  expect(shown).toMatchSnapshot()
})
