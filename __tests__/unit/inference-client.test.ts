import { getEventListeners } from 'node:events'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import type { HttpRequest } from '../../src/client/http-types.js'
import { sendChatRequest, type SendSettings, type Sent } from '../../src/client/inference-client.js'
import type { SendEvent } from '../../src/client/send-event.js'
import { createRedactor } from '../../src/redact.js'
import { completion, startServer } from '../support/inference-server.js'
import { onRequestHead, startWireServer } from '../support/wire-server.js'

const OK = { body: completion({ content: 'Grüße 🎉' }) }
const AT_ONCE = { 'retry-after-ms': '1' }

function request(url: string, more: Partial<HttpRequest> = {}): HttpRequest {
  return {
    url: new URL(url),
    headers: { 'Content-Type': 'application/json' },
    body: '{"model":"m"}',
    ...more,
  }
}

interface Told {
  readonly sent: Sent
  readonly events: readonly SendEvent[]
}

async function send(toSend: HttpRequest | string, settings: Partial<SendSettings> = {}): Promise<Told> {
  const events: SendEvent[] = []
  const sent = await sendChatRequest(typeof toSend === 'string' ? request(toSend) : toSend, {
    timeoutMs: 10_000,
    maxRetries: 0,
    isGitHubHost: false,
    sendsToken: true,
    proxyVariables: {},
    signal: new AbortController().signal,
    redact: createRedactor([]),
    onEvent: (event) => events.push(event),
    ...settings,
  })
  return { sent, events }
}

function failureOf(sent: Sent): { code: string; text: string; status: number | undefined } {
  if (sent.ok) throw new Error('It was a success')
  const { code, reason, remedy, status } = sent.failure
  return { code, text: `${reason} ${remedy}`, status }
}

function bodyOf({ response }: Sent): string {
  return response?.body.toString() ?? ''
}

describe('the request', () => {
  test('goes over the wire as it was built', async () => {
    await using server = await startServer(OK)
    const body = JSON.stringify({ model: 'm', text: 'Grüße 🎉' })
    const headers = { Accept: 'application/json', 'X-GitHub-Api-Version': '2022-11-28', 'api-KEY': 'k' }
    const { sent } = await send(request(`${server.url}/v1/chat/completions?a=b%20c`, { headers, body }))

    expect(sent.ok).toBe(true)
    expect(bodyOf(sent)).toContain('Grüße 🎉')
    const [arrived] = server.requests
    expect(arrived).toMatchObject({ method: 'POST', path: '/v1/chat/completions?a=b%20c', body })
    expect(arrived?.rawHeaders).toEqual([
      ['Accept', 'application/json'],
      ['X-GitHub-Api-Version', '2022-11-28'],
      ['api-KEY', 'k'],
      ['Content-Length', String(Buffer.byteLength(body))],
      ['Host', `127.0.0.1:${String(server.port)}`],
      ['Connection', 'close'],
    ])
  })

  test('is told step by step', async () => {
    await using server = await startServer([{ status: 503, headers: AT_ONCE }, OK])
    const { sent, events } = await send(server.url, { maxRetries: 1 })
    expect(sent.ok).toBe(true)
    expect(events.map((event) => event.event)).toEqual([
      'attempt',
      'sent',
      'response',
      'retry',
      'attempt',
      'sent',
      'response',
    ])
    expect(events[2]).toMatchObject({ attempt: 1, status: 503, bytes: 0 })
    expect(events[3]).toMatchObject({ attempt: 1, waitMs: 1, waitFrom: 'server' })
    expect(events[6]).toMatchObject({ attempt: 2, status: 200, bytes: sent.response?.body.byteLength })
  })

  test('leaves nothing behind: no connection, no listener', async () => {
    await using server = await startWireServer((socket) => {
      onRequestHead(socket, () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}'))
    })
    const { signal } = new AbortController()
    const { sent } = await send(`http://${server.host}/`, { signal })
    expect(sent.ok).toBe(true)
    await server.idle()
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })
})

describe('the response', () => {
  test.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['gzip, identity', gzipSync],
    ['GZIP', gzipSync],
    ['identity', (text: string) => Buffer.from(text)],
  ])('is decoded from %s', async (encoding, encode) => {
    const text = JSON.stringify(completion({ content: 'x'.repeat(100_000) }))
    await using server = await startServer({ body: encode(text), headers: { 'content-encoding': encoding } })
    const { sent } = await send(server.url)
    expect(sent.ok).toBe(true)
    expect(bodyOf(sent)).toBe(text)
  })

  test('with two encodings is decoded twice', async () => {
    const body = gzipSync(brotliCompressSync('{"a":1}'))
    await using server = await startServer({ body, headers: { 'content-encoding': 'br, gzip' } })
    expect(bodyOf((await send(server.url)).sent)).toBe('{"a":1}')
  })

  test('without a body is empty, also when it is labelled as gzip', async () => {
    await using server = await startServer({ status: 401, body: '', headers: { 'content-encoding': 'gzip' } })
    const { sent } = await send(server.url)
    expect(failureOf(sent)).toMatchObject({ code: 'unauthorized', status: 401 })
    expect(sent.response?.body.byteLength).toBe(0)
  })

  test.each([
    ['a length', 'Content-Length: 2\r\n\r\n{}', false],
    ['chunks', 'Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n', false],
    ['the end of the connection', '\r\n{}', true],
  ])('knows that %s ended the body', async (_what, rest, endedByClose) => {
    await using server = await startWireServer((socket) => {
      onRequestHead(socket, () => socket.end(`HTTP/1.1 200 Fine\r\nX-A: 1\r\nx-a: 2\r\n${rest}`))
    })
    const { sent } = await send(`http://${server.host}/`)
    expect(sent.response).toMatchObject({ status: 200, statusText: 'Fine', endedByClose })
    expect(sent.response?.headers['x-a']).toBe('1, 2')
    expect(bodyOf(sent)).toBe('{}')
  })

  test('may come after interim ones', async () => {
    await using server = await startWireServer((socket) => {
      onRequestHead(socket, () =>
        socket.end(
          'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}',
        ),
      )
    })
    expect((await send(`http://${server.host}/`)).sent.ok).toBe(true)
  })

  test('counts even if the server did not read the request to its end', async () => {
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
    const { sent } = await send(request(`http://${server.host}/`, { body: 'x'.repeat(20_000_000) }))
    expect(failureOf(sent)).toMatchObject({ code: 'prompt_too_large', status: 413 })
    expect(bodyOf(sent)).toBe(answer)
  })

  describe('over 64 MiB is not read', () => {
    test('as announced', async () => {
      await using server = await startWireServer((socket) => {
        onRequestHead(socket, () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 67108865\r\n\r\n{'))
      })
      const { sent } = await send(`http://${server.host}/`, { maxRetries: 2 })
      expect(failureOf(sent)).toMatchObject({ code: 'invalid_response', status: 200 })
      expect(failureOf(sent).text).toContain('larger than 64 MiB')
      expect(sent.attempts).toBe(1)
      await server.idle()
    })

    test('as sent, without an end', async () => {
      const piece = Buffer.concat([
        Buffer.from('100000\r\n'),
        Buffer.alloc(0x100000, ' '),
        Buffer.from('\r\n'),
      ])
      await using server = await startWireServer((socket) => {
        const more = (): void => {
          while (socket.write(piece));
        }
        onRequestHead(socket, () => {
          socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n')
          socket.on('drain', more)
          more()
        })
      })
      expect(failureOf((await send(`http://${server.host}/`)).sent).code).toBe('invalid_response')
      await server.idle()
    })

    test('as unpacked', async () => {
      const bomb = gzipSync(Buffer.alloc(65 * 1024 * 1024))
      expect(bomb.byteLength).toBeLessThan(100_000)
      await using server = await startServer({ body: bomb, headers: { 'content-encoding': 'gzip' } })
      expect(failureOf((await send(server.url)).sent).code).toBe('invalid_response')
    })
  })
})

describe('a connection that breaks off is a network_error', () => {
  const zipped = gzipSync(JSON.stringify(completion()))
  test.each<[where: string, bytes: string | Buffer, status: number | undefined]>([
    ['before the answer', '', undefined],
    ['in the status line', 'HTTP/1.1 20', undefined],
    ['in the headers', 'HTTP/1.1 200 OK\r\nContent-Le', undefined],
    ['after the headers', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n', 200],
    ['in a body of known length', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"a":', 200],
    ['in a chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{"a":', 200],
    ['between chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n', 200],
    ['in the body of an error', 'HTTP/1.1 401 Unauthorized\r\nContent-Length: 9\r\n\r\n{', 401],
    [
      'in gzip of known length',
      Buffer.concat([
        Buffer.from('HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 999\r\n\r\n'),
        zipped,
      ]),
      200,
    ],
    [
      'in gzip that ends with the connection',
      Buffer.concat([
        Buffer.from('HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n'),
        zipped.subarray(0, 40),
      ]),
      200,
    ],
    [
      'in gzip whose shorter length is kept',
      Buffer.concat([
        Buffer.from('HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 40\r\n\r\n'),
        zipped.subarray(0, 40),
      ]),
      200,
    ],
    ['by a broken chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}', 200],
    ['by broken gzip', 'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}', 200],
    ['by another protocol', 'SSH-2.0-OpenSSH_9.6\r\n', undefined],
    ['by too many headers', `HTTP/1.1 200 OK\r\n${'X-A: 0123456789\r\n'.repeat(2000)}\r\n{}`, undefined],
    [
      'by an upgrade that nobody asked for',
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n',
      101,
    ],
  ])('%s', async (_where, bytes, status) => {
    for (const end of ['end', 'resetAndDestroy'] as const) {
      await using server = await startWireServer((socket) => {
        onRequestHead(socket, () => {
          if (bytes.length === 0) socket[end]()
          else socket.write(bytes, () => setImmediate(() => socket[end]()))
        })
      })
      const { sent } = await send(`http://${server.host}/`)
      const failure = failureOf(sent)
      expect(failure.code).toBe('network_error')
      expect(failure.text).toContain(server.host)
      // A reset may overtake what was sent before it.
      if (end === 'end') expect(failure.status).toBe(status)
      expect(sent.attempts).toBe(1)
    }
  })

  test('and is tried again', async () => {
    await using server = await startWireServer((socket, index) => {
      onRequestHead(socket, () =>
        socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${index === 0 ? '9' : '2'}\r\n\r\n{}`),
      )
    })
    const { sent, events } = await send(`http://${server.host}/`, { maxRetries: 2 })
    expect(sent).toMatchObject({ ok: true, attempts: 2 })
    const retry = events.find((event) => event.event === 'retry')
    expect(retry).toMatchObject({ attempt: 1, waitFrom: 'backoff' })
    expect(retry?.reason).toContain('broke off in the middle of its response')
  })

  test('nobody listens, at neither address of localhost', async () => {
    const gone = await startWireServer(() => undefined)
    await gone[Symbol.asyncDispose]()
    const { sent } = await send(`http://localhost:${String(gone.port)}/`)
    expect(sent.attempts).toBe(1)
    expect(failureOf(sent).text).toMatch(
      /^Nothing accepts connections at localhost:\d+ \(ECONNREFUSED\)\. .*been started.*container/,
    )
  })

  test('an unknown host name is not tried again', async () => {
    const { sent } = await send('http://no-such-host..invalid/', { maxRetries: 3 })
    expect(sent.attempts).toBe(1)
    expect(failureOf(sent).text).toContain('The host name no-such-host..invalid is not known (ENOTFOUND)')
  })
})

test('of what a refusing proxy echoes, no secret is shown, nor the part that a cut would leave', async () => {
  const secret = 'sk-proj-0123456789abcdef'
  await using proxy = await startWireServer((socket) => {
    const phrase = `${'x'.repeat(82)} ${secret}`
    onRequestHead(socket, () => socket.end(`HTTP/1.1 503 ${phrase}\r\nContent-Length: 0\r\n\r\n`))
  })
  const { sent } = await send('https://llm.example/', {
    proxyVariables: { HTTPS_PROXY: `http://${proxy.host}` },
    redact: createRedactor([secret]),
  })
  expect(failureOf(sent).text).toMatch(/it answered 503 x+ \*\*\*\. /)
})

describe('retries', () => {
  test('end after max-retries, and the message counts the attempts', async () => {
    await using server = await startServer([
      { status: 503, headers: AT_ONCE },
      { status: 500, headers: AT_ONCE, body: { error: { message: 'The last one' } } },
    ])
    const { sent } = await send(server.url, { maxRetries: 1 })
    expect(sent.attempts).toBe(2)
    expect(failureOf(sent)).toMatchObject({ code: 'provider_error', status: 500 })
    expect(failureOf(sent).text).toContain('This was attempt 2, the last one.')
    expect(bodyOf(sent)).toContain('The last one')
  })

  test('wait a second from the second on, whatever the server says', async () => {
    await using server = await startServer([
      { status: 503, headers: { 'retry-after': '0' } },
      { status: 503, headers: { 'retry-after': '0' } },
      OK,
    ])
    const { sent, events } = await send(server.url, { maxRetries: 5 })
    expect(sent).toMatchObject({ ok: true, attempts: 3 })
    expect(events.flatMap((event) => (event.event === 'retry' ? [event.waitMs] : []))).toEqual([0, 1000])
    expect(sent.elapsedMs).toBeGreaterThanOrEqual(999)
  })

  test('are not begun if their wait would outlast the timeout', async () => {
    await using server = await startServer({ status: 429, headers: { 'retry-after': '5631' } })
    const { sent } = await send(server.url, { maxRetries: 2 })
    expect(sent.attempts).toBe(1)
    expect(sent.elapsedMs).toBeLessThan(5000)
    expect(failureOf(sent)).toMatchObject({ code: 'rate_limited', status: 429 })
    expect(failureOf(sent).text).toMatch(
      /The server asks to wait 1 h 34 min before the next attempt, but only \d+\.\d s of "timeout" is left\./,
    )
  })

  test.each([
    [503, '60', 2, 'Run the step again later, or raise the input "timeout" above the wait.'],
    [429, '60', 2, 'Run the step again later, or raise the input "timeout" above the wait.'],
    [503, '90000', 2, 'Run the step again after that time.'],
    [429, '90000', 2, 'Run the step again after that time.'],
    [429, '90000', 0, 'Run the step again after that time.'],
  ])('%d with retry-after %s and %d retries: what helps', async (status, wait, maxRetries, remedy) => {
    await using server = await startServer({ status, headers: { 'retry-after': wait } })
    const { sent } = await send(server.url, { maxRetries })
    expect(sent).toMatchObject({ ok: false, attempts: 1, failure: { remedy } })
    expect(failureOf(sent).text).toContain(wait === '60' ? 'wait 1 min' : 'wait 1 day 1 h')
  })

  test('are not begun either if nobody asked for the wait', async () => {
    await using server = await startServer({ status: 503 })
    const { sent } = await send(server.url, { maxRetries: 2, timeoutMs: 700 })
    expect(sent.attempts).toBe(1)
    expect(failureOf(sent)).toMatchObject({ code: 'provider_error' })
    expect(failureOf(sent).text).toMatch(
      /The next attempt was due in [\d.]+ s, but only 0\.\d s of "timeout" is left\./,
    )
  })

  test('are not made for what will not change', async () => {
    await using server = await startServer({ status: 401, headers: AT_ONCE })
    const { sent } = await send(server.url, { maxRetries: 3 })
    expect(sent.attempts).toBe(1)
    expect(failureOf(sent).text).not.toContain('attempt')
  })
})

describe('the repair of the token limit', () => {
  const refusal = {
    status: 400,
    body: {
      error: {
        message:
          "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
        type: 'invalid_request_error',
        param: 'max_tokens',
        code: 'unsupported_parameter',
      },
    },
  }
  const body = '{"model":"m","max_tokens":9,"messages":[{"max_tokens":1}],"__proto__":1}'

  test('renames the field in its place, once, without counting as a retry', async () => {
    await using server = await startServer([refusal, OK])
    const { sent, events } = await send(request(server.url, { body }), { sentTokenLimit: 'max_tokens' })
    expect(sent).toMatchObject({ ok: true, attempts: 2 })
    expect(server.requests[1]?.body).toBe(body.replace('max_tokens', 'max_completion_tokens'))
    expect(server.requests[1]?.headers['content-length']).toBe(String(body.length + 11))
    expect(events).toContainEqual({
      event: 'repair',
      attempt: 1,
      from: 'max_tokens',
      to: 'max_completion_tokens',
    })
    expect(events.some((event) => event.event === 'retry')).toBe(false)
  })

  test('is not made twice', async () => {
    const reverse = {
      status: 400,
      body: { error: { message: "Unknown parameter 'max_completion_tokens', use 'max_tokens' instead." } },
    }
    await using server = await startServer([refusal, reverse, refusal])
    const { sent } = await send(request(server.url, { body }), {
      sentTokenLimit: 'max_tokens',
      maxRetries: 2,
    })
    expect(sent.attempts).toBe(2)
    expect(failureOf(sent)).toMatchObject({ code: 'request_rejected', status: 400 })
  })
})

describe('redirects', () => {
  test.each([307, 308])('%i is followed inside the origin with all that was sent', async (status) => {
    await using server = await startServer([{ status, headers: { location: '/v2/chat?x=1' } }, OK])
    const headers = { Authorization: 'Bearer t', 'Content-Type': 'application/json' }
    const { sent, events } = await send(request(`${server.url}/v1/chat`, { headers }))
    expect(sent).toMatchObject({ ok: true, attempts: 1 })
    const [first, second] = server.requests
    expect(second).toEqual({ ...first, path: '/v2/chat?x=1' })
    expect(events.map((event) => event.event)).toEqual(['attempt', 'sent', 'redirect', 'sent', 'response'])
  })

  test('another origin gets nothing, and only its host is named', async () => {
    await using other = await startServer(OK)
    await using server = await startServer({
      status: 307,
      headers: { location: `${other.url}/secret-path?key=secret` },
    })
    const { sent } = await send(server.url, { maxRetries: 2 })
    expect(other.requests).toEqual([])
    expect(server.requests).toHaveLength(1)
    expect(failureOf(sent)).toMatchObject({ code: 'invalid_response', status: 307 })
    expect(failureOf(sent).text).toContain(
      `to another origin, 127.0.0.1:${String(other.port)}, which is not followed`,
    )
    expect(failureOf(sent).text).not.toContain('secret')
  })

  test.each([
    ['no Location', {}, /does not say where to/],
    ['a Location that is no URL', { location: 'http://' }, /does not say where to/],
    ['another scheme', { location: 'https://127.0.0.1:1/' }, /another origin, 127\.0\.0\.1:1 by https/],
    ['a scheme without hosts', { location: 'data:text/plain,x' }, /another origin, one without a host/],
    ['a loop', { location: '/again' }, /redirects \(308\) again after 3 redirects/],
  ])('%s is the end', async (_what, headers, says) => {
    await using server = await startServer({ status: 308, headers })
    const { sent } = await send(server.url, { maxRetries: 2 })
    expect(failureOf(sent)).toMatchObject({ code: 'invalid_response', status: 308 })
    expect(failureOf(sent).text).toMatch(says)
    expect(sent.attempts).toBe(1)
    expect(server.requests.length).toBeLessThanOrEqual(4)
  })

  test('user info in a Location is not sent', async () => {
    await using server = await startServer((_request, index) =>
      index === 0
        ? { status: 307, headers: { location: `http://u:p@127.0.0.1:${String(server.port)}/` } }
        : OK,
    )
    expect((await send(server.url)).sent.ok).toBe(true)
    expect(server.requests[1]?.headers.authorization).toBeUndefined()
  })

  test.each([301, 302, 303])('%i is not followed, as it would drop the body', async (status) => {
    await using server = await startServer({ status, headers: { location: '/' } })
    expect(failureOf((await send(server.url)).sent)).toMatchObject({ code: 'invalid_response', status })
    expect(server.requests).toHaveLength(1)
  })
})

describe('what stops a request', () => {
  const headers = 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n'
  test.each([
    ['connection', 'https', '', undefined, /still no connection to/],
    ['answer', 'http', '', undefined, /had still not begun to answer/],
    ['rest of the body', 'http', headers, 200, /had begun, but was still incomplete/],
  ])('the time limit, while waiting for the %s', async (_what, scheme, bytes, status, says) => {
    await using server = await startWireServer((socket) => {
      if (bytes === '') socket.resume()
      else onRequestHead(socket, () => socket.write(bytes))
    })
    const { sent } = await send(`${scheme}://${server.host}/`, { timeoutMs: 300, maxRetries: 2 })
    expect(failureOf(sent)).toMatchObject({ code: 'timeout', status })
    expect(failureOf(sent).text).toMatch(/^After 0\.3 s, which is all that "timeout" allows/)
    expect(failureOf(sent).text).toMatch(says)
    expect(sent.elapsedMs).toBeGreaterThanOrEqual(290)
    expect(sent.elapsedMs).toBeLessThan(2000)
    await server.idle()
  })

  test('the time limit, also for a body that trickles', async () => {
    await using server = await startWireServer((socket) => {
      onRequestHead(socket, () => {
        socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n')
        const timer = setInterval(() => socket.write('1\r\n \r\n'), 20)
        socket.on('close', () => {
          clearInterval(timer)
        })
      })
    })
    const { sent } = await send(`http://${server.host}/`, { timeoutMs: 200 })
    expect(failureOf(sent)).toMatchObject({ code: 'timeout', status: 200 })
    await server.idle()
  })

  test.each([
    ['answer', '', /it waited for the answer of/],
    ['rest of the body', headers, /it was reading the answer of/],
  ])('the user, while waiting for the %s', async (_what, bytes, says) => {
    const user = new AbortController()
    await using server = await startWireServer((socket) => {
      onRequestHead(socket, () => {
        if (bytes === '') user.abort()
        else
          socket.write(bytes, () =>
            setTimeout(() => {
              user.abort()
            }, 50),
          )
      })
    })
    const { sent } = await send(`http://${server.host}/`, { signal: user.signal, maxRetries: 2 })
    expect(failureOf(sent).code).toBe('cancelled')
    expect(failureOf(sent).text).toMatch(says)
    expect(sent.attempts).toBe(1)
    expect(sent.elapsedMs).toBeLessThan(1000)
    await server.idle()
  })

  test('the user, while waiting for a retry', async () => {
    const user = new AbortController()
    await using server = await startServer({ status: 503, headers: { 'retry-after': '8' } })
    const { sent } = await send(server.url, {
      maxRetries: 1,
      signal: user.signal,
      onEvent: ({ event }) => {
        if (event === 'retry') user.abort()
      },
    })
    expect(failureOf(sent)).toMatchObject({ code: 'cancelled', status: 503 })
    expect(failureOf(sent).text).toContain('it waited for the next attempt at')
    expect(sent.elapsedMs).toBeLessThan(1000)
  })

  test('the user, before it began: nothing is sent', async () => {
    await using server = await startWireServer(() => undefined)
    const { sent } = await send(`http://${server.host}/`, { signal: AbortSignal.abort() })
    expect(failureOf(sent).code).toBe('cancelled')
    expect(sent.attempts).toBe(0)
    expect(server.connections()).toBe(0)
  })
})
