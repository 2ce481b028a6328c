import { createServer as createTlsServer } from 'node:tls'
import type { AddressInfo } from 'node:net'
import { makePrivateCa } from '../support/certificates.js'
import { prepareClientProcess } from '../support/client-process.js'
import { completion, startServer } from '../support/inference-server.js'
import { startWireServer } from '../support/wire-server.js'

const ca = makePrivateCa()
const client = prepareClientProcess()
const trusting = { NODE_EXTRA_CA_CERTS: ca.caFile }
const OK = { body: completion() }

afterAll(() => {
  ca[Symbol.dispose]()
  client[Symbol.dispose]()
})

test('a private CA is trusted through NODE_EXTRA_CA_CERTS, by name and by address', async () => {
  await using server = await startServer(OK, { tls: ca.issue(['DNS:localhost', 'IP:127.0.0.1']) })
  const urls = [`https://localhost:${String(server.port)}/`, `https://127.0.0.1:${String(server.port)}/`]
  const results = await client.run(urls, trusting)
  expect(results.map((result) => result.completion?.content)).toEqual(['Paris.', 'Paris.'])
  expect(server.requests[0]?.headers.authorization).toBe('Bearer token-of-the-server')
})

test('a connection is kept for the next question', async () => {
  const ports = new Set<number | undefined>()
  await using server = await startServer(
    {
      raw: (_request, response, socket) => {
        ports.add(socket.remotePort)
        response.end(JSON.stringify(completion()))
      },
    },
    { tls: ca.issue(['DNS:localhost']) },
  )
  const url = `https://localhost:${String(server.port)}/`
  const results = await client.run([url, url, url], trusting, { shared: true })
  expect(results.map((result) => result.completion?.content)).toEqual(['Paris.', 'Paris.', 'Paris.'])
  expect(ports.size).toBe(1)
})

test.each([
  [
    'from an unknown CA',
    ca.issue(['DNS:localhost']),
    {},
    /a CA that this runner does not know \(UNABLE_TO_VERIFY_LEAF_SIGNATURE\)/,
  ],
  ['that is self-signed', ca.selfSigned(), trusting, /is self-signed \(DEPTH_ZERO_SELF_SIGNED_CERT\)/],
  ['that has expired', ca.issue(['DNS:localhost'], 'expired'), trusting, /has expired \(CERT_HAS_EXPIRED\)/],
  [
    'of the future',
    ca.issue(['DNS:localhost'], 'not yet valid'),
    trusting,
    /is not valid yet \(CERT_NOT_YET_VALID\)/,
  ],
  [
    'for another name',
    ca.issue(['DNS:other.example']),
    trusting,
    /is not for this host name; it is for DNS:other\.example \(ERR_TLS_CERT_ALTNAME_INVALID\)/,
  ],
])('a certificate %s is refused, and not tried again', async (_what, tls, env, says) => {
  await using server = await startServer(OK, { tls })
  const [result] = await client.run([`https://localhost:${String(server.port)}/`], env, { maxRetries: 2 })
  expect(result).toMatchObject({ attempts: 1, failure: { code: 'network_error' } })
  expect(result?.failure?.reason).toMatch(says)
  expect(result?.failure?.remedy).toContain('NODE_EXTRA_CA_CERTS')
  expect(server.requests).toEqual([])
})

test('https to a server without TLS says so', async () => {
  await using server = await startWireServer((socket) => {
    socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'))
  })
  const [result] = await client.run([`https://${server.host}/`], {})
  expect(result?.failure?.reason).toMatch(/does not speak TLS at this port \((?:EPROTO|ERR_SSL_\w+)\)\. /)
  expect(result?.failure?.remedy).toContain('Use http:// in place of https://')
})

test('http to a server with TLS is told', async () => {
  await using server = await startServer(OK, { tls: ca.issue(['DNS:localhost']) })
  const [result] = await client.run([server.url.replace('https:', 'http:')], {})
  expect(result?.failure?.reason).toMatch(/closed the connection without an answer|speaks TLS at this port/)
  expect(server.requests).toEqual([])
})

test('a TLS alert in place of HTTP says so', async () => {
  await using server = await startWireServer((socket) => {
    socket.once('data', () => socket.end(Buffer.from([0x15, 3, 1, 0, 2, 2, 70])))
  })
  const [result] = await client.run([`http://${server.host}/`], {})
  expect(result?.failure?.reason).toContain('speaks TLS at this port')
  expect(result?.failure?.remedy).toContain('Use https://')
})

test('a handshake that is cut off says so', async () => {
  await using server = await startWireServer((socket) => {
    socket.once('data', () => socket.end())
  })
  const [result] = await client.run([`https://${server.host}/`], {})
  expect(result?.failure?.reason).toContain('closed the connection during the TLS handshake (ECONNRESET)')
})

test('a server that wants a client certificate says so', async () => {
  const server = createTlsServer({
    ...ca.issue(['DNS:localhost']),
    requestCert: true,
    rejectUnauthorized: true,
    maxVersion: 'TLSv1.2',
  })
  server.on('tlsClientError', () => undefined)
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  const [result] = await client.run([`https://localhost:${String(port)}/`], trusting)
  server.close()
  expect(result?.failure?.reason).toMatch(/^The TLS handshake with localhost:\d+ failed: .*alert/)
})
