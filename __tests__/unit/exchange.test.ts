import { getEventListeners } from 'node:events'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { createConnections } from '../../src/ask/http/connections.js'
import { exchange, type Exchange } from '../../src/ask/http/exchange.js'
import type { HttpRequest, HttpResponse } from '../../src/ask/http/types.js'
import { completion, startServer } from '../support/inference-server.js'
import { keepAliveTimer } from '../support/tcp-timer.js'
import { onRequestHead, startWireServer } from '../support/wire-server.js'

async function send(url: string, more: Partial<HttpRequest> = {}): Promise<Exchange> {
  const request = { url: new URL(url), headers: { 'Content-Type': 'application/json' }, body: '{}', ...more }
  const { signal } = new AbortController()
  return exchange({ request, proxy: undefined, signal, onSent: () => undefined }, undefined)
}

async function responseOf(sent: Promise<Exchange>): Promise<HttpResponse> {
  const ended = await sent
  if (ended.outcome !== 'response') throw new Error(ended.outcome, { cause: ended })
  return ended.response
}

test('the request goes over the wire as it was built', async () => {
  await using server = await startServer({ body: completion({ content: 'Grüße 🎉' }) })
  const body = JSON.stringify({ model: 'm', text: 'Grüße 🎉' })
  const headers = { Accept: 'application/json', 'X-GitHub-Api-Version': '2022-11-28', 'api-KEY': 'k' }
  const response = await responseOf(send(`${server.url}/v1/chat?a=b%20c`, { headers, body }))

  expect(response.body.toString()).toContain('Grüße 🎉')
  const [arrived] = server.requests
  expect(arrived).toMatchObject({ method: 'POST', path: '/v1/chat?a=b%20c', body })
  expect(arrived?.rawHeaders).toEqual([
    ['Accept', 'application/json'],
    ['X-GitHub-Api-Version', '2022-11-28'],
    ['api-KEY', 'k'],
    ['Content-Length', String(Buffer.byteLength(body))],
    ['Host', `127.0.0.1:${String(server.port)}`],
    ['Connection', 'close'],
  ])
})

test('nothing is left behind: no connection, no listener', async () => {
  await using server = await startWireServer((socket) => {
    onRequestHead(socket, () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}'))
  })
  const { signal } = new AbortController()
  const request = { url: new URL(`http://${server.host}/`), headers: {}, body: '{}' }
  await exchange({ request, proxy: undefined, signal, onSent: () => undefined }, undefined)
  await server.idle()
  expect(getEventListeners(signal, 'abort')).toEqual([])
})

describe('the response is decoded', () => {
  const text = JSON.stringify(completion({ content: 'x'.repeat(100_000) }))
  test.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['GZIP', gzipSync],
    ['gzip, identity', gzipSync],
    ['deflate', deflateSync],
    ['deflate', (body: string) => deflateSync(body, { level: 1 })],
    ['deflate', deflateRawSync],
    ['deflate', (body: string) => deflateRawSync(body, { level: 0 })],
    ['deflate', gzipSync],
    ['br', brotliCompressSync],
    ['br, gzip', (body: string) => gzipSync(brotliCompressSync(body))],
    ['gzip, deflate', (body: string) => deflateRawSync(gzipSync(body))],
    ['identity', (body: string) => Buffer.from(body)],
    ['unheard-of', (body: string) => Buffer.from(body)],
  ])('from %s (%p)', async (encoding, encode) => {
    await using server = await startServer({ body: encode(text), headers: { 'content-encoding': encoding } })
    expect((await responseOf(send(server.url))).body.toString()).toBe(text)
  })

  test.each(['gzip', 'deflate', 'br'])('also an empty one that is labelled as %s', async (encoding) => {
    await using server = await startServer({ status: 401, headers: { 'content-encoding': encoding } })
    expect(await responseOf(send(server.url))).toMatchObject({ status: 401, body: Buffer.alloc(0) })
  })

  test.each([
    ['a length', 'Content-Length: 2\r\n\r\n{}'],
    ['chunks', 'Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n'],
    ['the end of the connection', '\r\n{}'],
  ])('whose body is ended by %s', async (_what, rest) => {
    await using server = await startWireServer((socket) => {
      onRequestHead(socket, () => socket.end(`HTTP/1.1 200 Fine\r\nX-A: 1\r\nx-a: 2\r\n${rest}`))
    })
    const response = await responseOf(send(`http://${server.host}/`))
    expect(response).toMatchObject({ status: 200, statusText: 'Fine', body: Buffer.from('{}') })
    expect(response.headers['x-a']).toBe('1, 2')
  })

  test('that comes after interim ones', async () => {
    await using server = await startWireServer((socket) => {
      onRequestHead(socket, () =>
        socket.end(
          'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}',
        ),
      )
    })
    expect((await responseOf(send(`http://${server.host}/`))).status).toBe(200)
  })

  test('even if the server did not read the request to its end', async () => {
    const answer = '{"error":{"message":"Too much"}}'
    await using server = await startWireServer((socket) => {
      socket.once('data', () => {
        socket.pause()
        socket.write(
          `HTTP/1.1 413 Payload Too Large\r\nContent-Length: ${String(answer.length)}\r\n\r\n${answer}`,
          () => socket.destroy(),
        )
      })
    })
    const response = await responseOf(send(`http://${server.host}/`, { body: 'x'.repeat(20_000_000) }))
    expect(response).toMatchObject({ status: 413, body: Buffer.from(answer) })
  })
})

describe('a body over 16 MiB is not read', () => {
  const limit = 16 * 1024 * 1024

  test.each([
    ['plain', { body: Buffer.alloc(limit, ' ') }],
    ['unpacked', { body: gzipSync(Buffer.alloc(limit, ' ')), headers: { 'content-encoding': 'gzip' } }],
  ])('one of just that is, %s', async (_how, reply) => {
    await using server = await startServer(reply)
    expect((await responseOf(send(server.url))).body.byteLength).toBe(limit)
  })

  test('as announced', async () => {
    await using server = await startWireServer((socket) => {
      onRequestHead(socket, () =>
        socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${String(limit + 1)}\r\n\r\n{`),
      )
    })
    expect(await send(`http://${server.host}/`)).toEqual({ outcome: 'too large', status: 200 })
    await server.idle()
  })

  test('as sent, without an end', async () => {
    const piece = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(0x100000, ' '), Buffer.from('\r\n')])
    await using server = await startWireServer((socket) => {
      const more = (): void => {
        while (socket.write(piece));
      }
      onRequestHead(socket, () => {
        socket.write('HTTP/1.1 500 Oh\r\nTransfer-Encoding: chunked\r\n\r\n')
        socket.on('drain', more)
        more()
      })
    })
    expect(await send(`http://${server.host}/`)).toEqual({ outcome: 'too large', status: 500 })
    await server.idle()
  })

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateRawSync],
    ['br', brotliCompressSync],
    ['gzip, gzip', (bytes: Buffer) => gzipSync(gzipSync(bytes))],
  ])('as unpacked from %s', async (encoding, encode) => {
    const bomb = encode(Buffer.alloc(limit + 1))
    expect(bomb.byteLength).toBeLessThan(100_000)
    await using server = await startServer({ body: bomb, headers: { 'content-encoding': encoding } })
    expect(await send(server.url)).toEqual({ outcome: 'too large', status: 200 })
  })
})

describe('a connection that breaks off is told as such, with the status if there was one', () => {
  const zipped = gzipSync(JSON.stringify(completion()))
  const head = (status: string, ...lines: string[]): string =>
    `${[`HTTP/1.1 ${status}`, ...lines].join('\r\n')}\r\n\r\n`
  const cutGzip = (...lines: string[]): Buffer =>
    Buffer.concat([Buffer.from(head('200 OK', 'Content-Encoding: gzip', ...lines)), zipped.subarray(0, 40)])
  test.each<[where: string, bytes: string | Buffer, status: number | undefined]>([
    ['before the answer', '', undefined],
    ['in the status line', 'HTTP/1.1 20', undefined],
    ['in the headers', 'HTTP/1.1 200 OK\r\nContent-Le', undefined],
    ['after the headers', head('200 OK', 'Content-Length: 9'), 200],
    ['in a body of known length', `${head('200 OK', 'Content-Length: 9')}{"a":`, 200],
    ['in a chunk', `${head('200 OK', 'Transfer-Encoding: chunked')}ff\r\n{"a":`, 200],
    ['between chunks', `${head('200 OK', 'Transfer-Encoding: chunked')}2\r\n{}\r\n`, 200],
    ['in the body of a 401', `${head('401 Unauthorized', 'Content-Length: 9')}{`, 401],
    ['in the body of a 429', `${head('429 Slow', 'Transfer-Encoding: chunked')}ff\r\n{`, 429],
    ['in the body of a redirect', head('308 There', 'Location: /b', 'Content-Length: 9'), 308],
    ['in gzip of known length', cutGzip('Content-Length: 999'), 200],
    ['in gzip that ends with the connection', cutGzip(), 200],
    ['in gzip whose shorter length is kept', cutGzip('Content-Length: 40'), 200],
    ['by a broken chunk', `${head('200 OK', 'Transfer-Encoding: chunked')}zz\r\n{}`, 200],
    ['by broken gzip', `${head('200 OK', 'Content-Encoding: gzip', 'Content-Length: 2')}{}`, 200],
    ['by broken deflate', `${head('200 OK', 'Content-Encoding: deflate', 'Content-Length: 2')}{}`, 200],
    ['by broken brotli', `${head('200 OK', 'Content-Encoding: br', 'Content-Length: 2')}{}`, 200],
    ['by another protocol', 'SSH-2.0-OpenSSH_9.6\r\n', undefined],
    ['by too many headers', head('200 OK', ...Array<string>(2000).fill('X-A: 0123456789')), undefined],
    ['by an upgrade', head('101 Switching Protocols', 'Upgrade: x', 'Connection: upgrade'), 101],
  ])('%s', async (_where, bytes, status) => {
    for (const end of ['end', 'resetAndDestroy'] as const) {
      await using server = await startWireServer((socket) => {
        onRequestHead(socket, () => {
          if (bytes.length === 0) socket[end]()
          else socket.write(bytes, () => setImmediate(() => socket[end]()))
        })
      })
      const ended = await send(`http://${server.host}/`)
      expect(ended).toMatchObject({ outcome: 'broken', atProxy: false, stale: false })
      // A reset may overtake what was sent before it.
      if (end === 'end') expect(ended).toMatchObject({ status })
    }
  })
})

const testOnLinux = process.platform === 'linux' ? test : test.skip

describe('a connection that only waits is kept open by TCP, first after 60 s', () => {
  testOnLinux.each(['of its own', 'shared', 'reused', 'to a proxy'])('%s', async (kind) => {
    const timers: number[] = []
    await using server = await startWireServer((socket) => {
      const listen = (): void => {
        onRequestHead(socket, () => {
          void keepAliveTimer(socket.remotePort ?? 0, socket.localPort ?? 0).then((seconds) => {
            timers.push(seconds)
            listen()
            socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}')
          })
        })
      }
      listen()
    })
    const connections = kind === 'of its own' ? undefined : createConnections()
    const here = new URL(`http://${server.host}/`)
    const isProxied = kind === 'to a proxy'
    const request = { url: isProxied ? new URL('http://llm.example/') : here, headers: {}, body: '{}' }
    const proxy = isProxied ? { url: here, authorization: undefined } : undefined
    for (let left = kind === 'reused' ? 2 : 1; left > 0; left -= 1) {
      const { signal } = new AbortController()
      await responseOf(exchange({ request, proxy, signal, onSent: () => undefined }, connections))
    }
    connections?.close()
    expect(server.connections()).toBe(1)
    expect(timers).toHaveLength(kind === 'reused' ? 2 : 1)
    for (const seconds of timers) {
      expect(seconds).toBeGreaterThan(45)
      expect(seconds).toBeLessThan(61)
    }
  })
})
