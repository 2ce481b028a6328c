import { makePrivateCa } from '../support/certificates.js'
import { prepareClientProcess, type ClientResult } from '../support/client-process.js'
import { completion, startServer } from '../support/inference-server.js'
import { startProxy } from '../support/proxy-server.js'
import { keepAliveTimer } from '../support/tcp-timer.js'
import { onRequestHead, startWireServer } from '../support/wire-server.js'

const ca = makePrivateCa()
const client = prepareClientProcess()
const certificate = ca.issue(['DNS:localhost', 'IP:127.0.0.1'])
const trusting = { NODE_EXTRA_CA_CERTS: ca.caFile }
const OK = { body: completion() }

afterAll(() => {
  ca[Symbol.dispose]()
  client[Symbol.dispose]()
})

function textOf(result: ClientResult | undefined): string {
  return `${result?.failure?.reason ?? ''} ${result?.failure?.remedy ?? ''}`
}

test('https goes through a tunnel that sees no token, with a private CA, by name and by address', async () => {
  await using server = await startServer(OK, { tls: certificate })
  await using proxy = await startProxy()
  const port = String(server.port)
  const results = await client.run([`https://localhost:${port}/a`, `https://127.0.0.1:${port}/a`], {
    ...trusting,
    HTTPS_PROXY: `http://me:p%40ssword@localhost:${String(proxy.port)}`,
  })
  expect(results.map((result) => result.completion?.content)).toEqual(['Paris.', 'Paris.'])
  expect(server.requests.map(({ path, headers }) => [path, headers.authorization])).toEqual(
    Array(2).fill(['/a', 'Bearer token-of-the-server']),
  )
  const authorization = `Basic ${btoa('me:p@ssword')}`
  expect(proxy.asked).toEqual([
    { line: `CONNECT localhost:${port}`, authorization, token: undefined },
    { line: `CONNECT 127.0.0.1:${port}`, authorization, token: undefined },
  ])
})

test('a certificate is checked against the address that was asked, not against the proxy', async () => {
  await using server = await startServer(OK, { tls: ca.issue(['DNS:localhost']) })
  await using proxy = await startProxy()
  const [result] = await client.run([`https://127.0.0.1:${String(server.port)}/`], {
    ...trusting,
    HTTPS_PROXY: `http://localhost:${String(proxy.port)}`,
  })
  expect(textOf(result)).toContain('ERR_TLS_CERT_ALTNAME_INVALID')
  expect(server.requests).toEqual([])
})

test('http goes by its absolute URI, also to loopback, with the whole body', async () => {
  await using server = await startServer(OK)
  await using proxy = await startProxy()
  const [result] = await client.run([`${server.url}/v1/chat?api-version=1`], {
    http_proxy: `me:secret-word@${proxy.host}`,
  })
  expect(result).toMatchObject({ attempts: 1, completion: { content: 'Paris.' } })
  expect(proxy.asked).toEqual([
    {
      line: `POST ${server.url}/v1/chat?api-version=1`,
      authorization: `Basic ${btoa('me:secret-word')}`,
      token: 'Bearer token-of-the-server',
    },
  ])
  expect(server.requests[0]).toMatchObject({
    path: '/v1/chat?api-version=1',
    json: { model: 'm' },
  })
  expect(server.requests[0]?.headers['proxy-authorization']).toBeUndefined()
})

test('NO_PROXY goes around it', async () => {
  await using server = await startServer(OK)
  await using proxy = await startProxy()
  const [result] = await client.run([server.url], {
    HTTP_PROXY: `http://${proxy.host}`,
    NO_PROXY: '127.0.0.1',
  })
  expect(result?.completion?.content).toBe('Paris.')
  expect(proxy.asked).toEqual([])
})

test.each(['http', 'https'])('a proxy to which TLS is spoken carries %s', async (scheme) => {
  await using proxy = await startServer(OK, { tls: certificate })
  // It is no proxy, but for http: it answers itself, and what counts is that it got the request.
  const [result] = await client.run([`${scheme}://llm.example/v1`], {
    ...trusting,
    HTTP_PROXY: `https://localhost:${String(proxy.port)}`,
    HTTPS_PROXY: `https://localhost:${String(proxy.port)}`,
  })
  if (scheme === 'http') expect(proxy.requests[0]?.path).toBe('http://llm.example/v1')
  else expect(textOf(result)).toContain(`The proxy localhost:${String(proxy.port)} closed the connection`)
})

describe('what the proxy does is not taken for an answer of the server', () => {
  test.each([
    ['http', 407],
    ['https', 407],
  ])('%s: %i is a network_error, not tried again', async (scheme, status) => {
    await using proxy = await startProxy(status)
    const variable = `http://me:secret-word@${proxy.host}`
    const [result] = await client.run(
      [`${scheme}://llm.example/`],
      { HTTP_PROXY: variable, HTTPS_PROXY: variable },
      {
        maxRetries: 2,
      },
    )
    expect(result).toMatchObject({ attempts: 1, failure: { code: 'network_error' } })
    expect(textOf(result)).toContain('407')
    expect(textOf(result)).not.toContain('secret-word')
    expect(proxy.asked).toHaveLength(1)
  })

  test.each([403, 503])('CONNECT refused with %i', async (status) => {
    await using proxy = await startProxy(status)
    const [result] = await client.run(['https://llm.example/'], { HTTPS_PROXY: `http://${proxy.host}` })
    expect(result).toMatchObject({ failure: { code: 'network_error' } })
    expect(result?.failure).not.toHaveProperty('status')
    expect(result).not.toHaveProperty('body')
    expect(textOf(result)).toContain(
      `The proxy ${proxy.host} did not connect to llm.example; it answered ${String(status)} No.`,
    )
  })

  test('a proxy that is not there', async () => {
    const gone = await startProxy()
    await gone[Symbol.asyncDispose]()
    const env = { HTTPS_PROXY: `http://${gone.host}`, HTTP_PROXY: `http://${gone.host}` }
    for (const result of await client.run(['https://llm.example/', 'http://llm.example/'], env)) {
      expect(textOf(result)).toContain(`Nothing accepts connections at the proxy ${gone.host} (ECONNREFUSED)`)
      expect(textOf(result)).toContain('Check HTTPS_PROXY')
    }
  })

  test('a proxy of unknown name', async () => {
    const env = { HTTPS_PROXY: 'http://proxy..invalid:3128' }
    const [result] = await client.run(['https://llm.example/'], env, { maxRetries: 2 })
    expect(result?.attempts).toBe(1)
    expect(textOf(result)).toContain('The host name proxy..invalid of the proxy is not known')
  })

  test.each([
    ['closes', '', /The proxy \S+ closed the connection without an answer/],
    [
      'speaks no HTTP',
      'SSH-2.0-x\r\n\r\n',
      /The proxy \S+ did not connect to llm\.example; it answered something other than HTTP/,
    ],
  ])('a proxy that %s', async (_what, bytes, says) => {
    await using proxy = await startWireServer((socket) => {
      onRequestHead(socket, () => socket.end(bytes))
    })
    const [result] = await client.run(['https://llm.example/'], { HTTPS_PROXY: `http://${proxy.host}` })
    expect(textOf(result)).toMatch(says)
  })

  test('a tunnel that breaks is told of the server', async () => {
    await using proxy = await startWireServer((socket) => {
      onRequestHead(socket, () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n')
        socket.once('data', () => socket.end())
      })
    })
    const [result] = await client.run(['https://llm.example/'], { HTTPS_PROXY: `http://${proxy.host}` })
    expect(textOf(result)).toMatch(/^llm\.example closed the connection/)
  })
})

describe('a proxy that never answers', () => {
  test.each(['http', 'https'])('%s: the time limit ends it, and the process', async (scheme) => {
    await using proxy = await startWireServer((socket) => socket.resume())
    const env = { HTTPS_PROXY: `http://${proxy.host}`, HTTP_PROXY: `http://${proxy.host}` }
    const [result] = await client.run([`${scheme}://llm.example/`], env, { timeoutMs: 300 })
    expect(result?.failure?.code).toBe('timeout')
    await proxy.idle()
  })

  test('cancelling ends it, and the process', async () => {
    await using proxy = await startWireServer((socket) => socket.resume())
    const [result] = await client.run(
      ['https://llm.example/'],
      { HTTPS_PROXY: `http://${proxy.host}` },
      { cancelAfterMs: 200 },
    )
    expect(result?.failure?.code).toBe('cancelled')
    await proxy.idle()
  })
})

test.each(['http', 'https'] as const)(
  'a server behind the proxy that stalls is left alone at once: %s',
  async (scheme) => {
    const tls = scheme === 'https' ? { tls: certificate } : {}
    await using server = await startServer(
      [{ raw: () => undefined }, { raw: (_request, response) => response.writeHead(200).write('{') }],
      tls,
    )
    await using proxy = await startProxy()
    const env = { ...trusting, HTTP_PROXY: `http://${proxy.host}`, HTTPS_PROXY: `http://${proxy.host}` }
    const url = `${scheme}://localhost:${String(server.port)}/`
    const results = await client.run([url, url], env, { timeoutMs: 1500 })
    expect(results.map(({ failure }) => [failure?.code, failure?.status])).toEqual([
      ['timeout', undefined],
      ['timeout', 200],
    ])
    expect(results[0]?.stderr).toBe('')
  },
)

test('DEBUG does not print the password of the proxy', async () => {
  await using proxy = await startProxy(403)
  const [result] = await client.run(['https://llm.example/'], {
    DEBUG: '*',
    HTTPS_PROXY: `http://me:secret-word@${proxy.host}`,
  })
  expect(result?.stderr).toContain('https-proxy-agent')
  expect(result?.stderr).not.toContain('secret-word')
})

describe('shared connections', () => {
  test.each(['http', 'https'])(
    '%s goes over one connection, which does not keep the process alive',
    async (scheme) => {
      await using server = await startServer(OK, scheme === 'https' ? { tls: certificate } : {})
      await using proxy = await startProxy()
      const env = { ...trusting, HTTP_PROXY: `http://${proxy.host}`, HTTPS_PROXY: `http://${proxy.host}` }
      const url = `${scheme}://localhost:${String(server.port)}/`
      const results = await client.run([url, url, url], env, { shared: true })
      expect(results.map((result) => result.completion?.content)).toEqual(['Paris.', 'Paris.', 'Paris.'])
      expect(server.requests).toHaveLength(3)
      expect(proxy.clientPorts).toHaveLength(1)
      expect(results[0]?.stderr).toBe('')
    },
  )

  test('each host is checked for its own name', async () => {
    await using server = await startServer(OK, { tls: ca.issue(['DNS:localhost']) })
    await using proxy = await startProxy()
    const env = { ...trusting, HTTPS_PROXY: `http://localhost:${String(proxy.port)}` }
    const urls = ['localhost', '127.0.0.1', 'localhost'].map(
      (host) => `https://${host}:${String(server.port)}/`,
    )
    const results = await client.run(urls, env, { shared: true })
    expect(results.map(({ failure }) => failure?.code)).toEqual([undefined, 'network_error', undefined])
    expect(textOf(results[1])).toContain('ERR_TLS_CERT_ALTNAME_INVALID')
    expect(server.requests).toHaveLength(2)
  })

  test('what ends a reused tunnel is told of the server', async () => {
    await using server = await startServer(
      [
        OK,
        { raw: (_request, response, socket) => response.writeHead(200).write('{', () => socket.destroy()) },
      ],
      { tls: certificate },
    )
    await using proxy = await startProxy()
    const env = { ...trusting, HTTPS_PROXY: `http://${proxy.host}` }
    const url = `https://localhost:${String(server.port)}/`
    const [, result] = await client.run([url, url], env, { shared: true })
    expect(textOf(result)).toMatch(/^localhost:\d+ broke off in the middle of its response/)
  })
})

const testOnLinux = process.platform === 'linux' ? test : test.skip

testOnLinux('a tunnel that only waits is kept open by TCP, first after 60 s', async () => {
  await using proxy = await startProxy()
  const timers: number[] = []
  await using server = await startServer(
    {
      raw: (_request, response) => {
        void keepAliveTimer(proxy.clientPorts[0] ?? 0, proxy.port).then((seconds) => {
          timers.push(seconds)
          response.end(JSON.stringify(completion()))
        })
      },
    },
    { tls: certificate },
  )
  const env = { ...trusting, HTTPS_PROXY: `http://${proxy.host}` }
  const [result] = await client.run([`https://localhost:${String(server.port)}/`], env)
  expect(result?.completion?.content).toBe('Paris.')
  expect(timers[0]).toBeGreaterThan(45)
})
