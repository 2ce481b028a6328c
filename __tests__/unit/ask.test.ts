import { jest } from '@jest/globals'
import { getEventListeners } from 'node:events'
import { now } from '../../src/clock.js'
import { ask } from '../../src/ask/ask.js'
import { createConnections } from '../../src/ask/http/connections.js'
import type { AskEvent } from '../../src/ask/io.js'
import { createGate } from '../../src/ask/pace.js'
import { askAt, bodyOf, plainTarget } from '../support/asking.js'
import { minimalQuestion } from '../support/inputs.js'
import { prepareClientProcess } from '../support/client-process.js'
import { completion, startServer, type Reply } from '../support/inference-server.js'
import { onRequestHead, startWireServer } from '../support/wire-server.js'

const OK = { body: completion() }
const AT_ONCE = { 'retry-after-ms': '1' }

const anyNumber: unknown = expect.any(Number)
const textWith = (words: string): unknown => expect.stringContaining(words)

describe('an answer', () => {
  test('holds the completion, the facts and the response', async () => {
    await using server = await startServer(OK)
    const { answer } = await askAt(server.url)
    expect(answer).toMatchObject({
      attempts: 1,
      failure: undefined,
      completion: { content: 'Paris.' },
      facts: { model: 'openai/gpt-4.1-mini-2025-04-14', totalTokens: 16 },
    })
    expect(answer.response?.status).toBe(200)
    expect(answer.lastResponse).toBe(answer.response)
    expect(server.requests[0]?.json).toEqual({
      model: 'm',
      messages: [{ role: 'user', content: 'Hello' }],
      stream: false,
    })
  })

  test('is held against the question', async () => {
    await using server = await startServer(OK)
    const { answer } = await askAt(server.url, {}, {}, { format: { kind: 'json_object' } })
    expect(answer).toMatchObject({
      attempts: 1,
      failure: { code: 'invalid_json' },
      facts: { totalTokens: 16 },
    })
  })

  test('is told step by step, with the id of the question', async () => {
    await using server = await startServer([{ status: 503, headers: AT_ONCE }, OK])
    const { answer, events } = await askAt(server.url, { maxRetries: 1 }, { id: 'row 7' })
    const id = 'row 7'
    const elapsedMs = anyNumber
    expect(events).toEqual([
      { id, attempt: 1, event: 'attempt' },
      { id, attempt: 1, event: 'sent' },
      { id, attempt: 1, event: 'response', status: 503, bytes: 0, elapsedMs },
      { id, attempt: 1, event: 'retry', reason: textWith('503'), waitMs: 1, waitFrom: 'server' },
      { id, attempt: 2, event: 'attempt' },
      { id, attempt: 2, event: 'sent' },
      { id, attempt: 2, event: 'response', status: 200, bytes: answer.response?.body.length, elapsedMs },
    ])
  })

  test('leaves no listener behind', async () => {
    await using server = await startServer(OK)
    const { signal } = new AbortController()
    await askAt(server.url, {}, { signal })
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })
})

test('every 30 s of an attempt are told', async () => {
  let answerNow = (): void => undefined
  await using server = await startServer(
    () =>
      new Promise<Reply>(
        (resolve) =>
          (answerNow = () => {
            resolve(OK)
          }),
      ),
  )
  // Only the clock of setInterval is ours: everything else is real.
  jest.useFakeTimers({
    doNotFake: [
      'Date',
      'hrtime',
      'nextTick',
      'performance',
      'queueMicrotask',
      'setImmediate',
      'clearImmediate',
      'setTimeout',
      'clearTimeout',
    ],
  })
  try {
    const asking = askAt(server.url)
    await server.arrived(1)
    jest.advanceTimersByTime(29_999)
    jest.advanceTimersByTime(60_001)
    answerNow()
    const { events } = await asking
    expect(events.map(({ event }) => event)).toEqual([
      'attempt',
      'sent',
      'waiting',
      'waiting',
      'waiting',
      'response',
    ])
    expect(events[2]).toEqual({
      id: 'the question',
      attempt: 1,
      event: 'waiting',
      elapsedMs: anyNumber,
    })
    expect(jest.getTimerCount()).toBe(0)
  } finally {
    jest.useRealTimers()
  }
})

describe('the attempt that counts is the one that ended it', () => {
  const busy = (body: string): string =>
    `HTTP/1.1 503 Busy\r\nretry-after-ms: 1\r\nx-request-id: first\r\nContent-Length: ${String(body.length)}\r\n\r\n${body}`

  test.each<[what: string, second: string, code: string, status: number | undefined]>([
    ['a reset', '', 'network_error', undefined],
    ['a body cut short', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{', 'network_error', 200],
    ['an upgrade', 'HTTP/1.1 101 Go\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n', 'network_error', 101],
    ['too large a body', 'HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n{', 'invalid_response', 200],
  ])('503, then %s', async (_what, second, code, status) => {
    await using server = await startWireServer((socket, index) => {
      onRequestHead(socket, () => socket.end(index === 0 ? busy('{"id":"first"}') : second))
    })
    const { answer } = await askAt(`http://${server.host}/`, { maxRetries: 1 })
    expect(answer).toMatchObject({ attempts: 2, response: undefined, failure: { code } })
    expect(answer.failure?.status).toBe(status)
    expect(answer.facts).toEqual(expect.objectContaining({ requestId: undefined, usage: {} }))
    expect(answer.lastResponse?.body.toString()).toBe('{"id":"first"}')
  })

  test('503, then the time limit', async () => {
    await using server = await startWireServer((socket, index) => {
      onRequestHead(socket, () => index === 0 && socket.end(busy('{}')))
    })
    const { answer } = await askAt(`http://${server.host}/`, { maxRetries: 1, timeoutMs: 2000 })
    expect(answer).toMatchObject({ attempts: 2, response: undefined, facts: { requestId: undefined } })
    expect(answer.failure).toMatchObject({ code: 'timeout' })
    expect(answer.failure).not.toHaveProperty('status')
    expect(answer.lastResponse?.status).toBe(503)
  })

  test('a reset, then 503: its facts', async () => {
    await using server = await startWireServer((socket, index) => {
      onRequestHead(socket, () => socket.end(index === 0 ? '' : busy('{}')))
    })
    const { answer } = await askAt(`http://${server.host}/`, { maxRetries: 1 })
    expect(answer).toMatchObject({ attempts: 2, facts: { requestId: 'first' }, failure: { status: 503 } })
    expect(answer.lastResponse).toBe(answer.response)
  })
})

describe('a network error', () => {
  test('is tried again', async () => {
    await using server = await startWireServer((socket, index) => {
      onRequestHead(socket, () =>
        socket.end(
          `HTTP/1.1 ${index === 0 ? '401 No' : '404 No'}\r\nContent-Length: ${index === 0 ? '9' : '2'}\r\n\r\n{}`,
        ),
      )
    })
    const { answer, events } = await askAt(`http://${server.host}/`, { maxRetries: 2 })
    expect(answer).toMatchObject({ attempts: 2, failure: { status: 404 } })
    expect(events).toContainEqual(
      expect.objectContaining({
        event: 'retry',
        attempt: 1,
        waitFrom: 'backoff',
        reason: textWith(`${server.host} broke off in the middle of its response`),
      }),
    )
  })

  test('nobody listens, at neither address of localhost', async () => {
    const gone = await startWireServer(() => undefined)
    await gone[Symbol.asyncDispose]()
    const { answer, text } = await askAt(`http://localhost:${String(gone.port)}/`)
    expect(answer.attempts).toBe(1)
    expect(text).toMatch(
      /^Nothing accepts connections at localhost:\d+ \(ECONNREFUSED\)\. It was the only attempt\. Check host and port .*has been started.*container/,
    )
  })

  test('an unknown host name is not tried again', async () => {
    const { answer, text } = await askAt('http://no-such-host..invalid/', { maxRetries: 3 })
    expect(answer.attempts).toBe(1)
    expect(text).toContain('The host name no-such-host..invalid is not known (ENOTFOUND)')
  })

  test('a proxy variable that cannot be used is told before anything is sent', async () => {
    await using server = await startServer(OK)
    const { answer, events, text } = await askAt(server.url, { proxyVariables: { http_proxy: 'socks5://x' } })
    expect(answer).toMatchObject({ attempts: 0, failure: { code: 'network_error' } })
    expect(text).toContain('http_proxy')
    expect(events).toEqual([])
    expect(server.requests).toEqual([])
  })
})

describe('headers that break the rules of HTTP', () => {
  test.each([
    ['a length beside chunks', 'Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n'],
    ['two lengths', 'Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}'],
    ['a length that is no number', 'Content-Length: two\r\n\r\n{}'],
    ['a bare LF', 'X-A: 1\nContent-Length: 2\r\n\r\n{}'],
    ['a control character in a value', 'X-A: a\u0001b\r\nContent-Length: 2\r\n\r\n{}'],
    ['a blank in a name', 'X A: 1\r\nContent-Length: 2\r\n\r\n{}'],
    ['a line that is no header', 'nothing\r\nContent-Length: 2\r\n\r\n{}'],
  ])('%s', async (_what, rest) => {
    await using server = await startWireServer((socket) => {
      onRequestHead(socket, () => socket.end(`HTTP/1.1 200 OK\r\n${rest}`))
    })
    const { answer, text } = await askAt(`http://${server.host}/`)
    expect(answer.failure?.code).toBe('network_error')
    expect(text).toMatch(/^127\S+ answered with headers that break the rules of HTTP: .+ \(HPE_\w+\)\. /)
    expect(text).not.toContain('does not speak')
  })

  test.each([
    ['a version that does not exist', 'HTTP/7.3 200 OK\r\n\r\n'],
    ['a status that is no number', 'HTTP/1.1 OK\r\n\r\n'],
  ])('%s counts as such, too', async (_what, head) => {
    await using server = await startWireServer((socket) => {
      onRequestHead(socket, () => socket.end(head))
    })
    expect((await askAt(`http://${server.host}/`)).text).toContain('break the rules of HTTP: ')
  })

  test.each([
    'SSH-2.0-OpenSSH_9.6\r\n',
    '220 mail.example ESMTP\r\n',
    '-ERR unknown command\r\n',
    '<html>\r\n',
  ])('what is another protocol does not speak HTTP: %j', async (greeting) => {
    await using server = await startWireServer((socket) => socket.end(greeting))
    expect((await askAt(`http://${server.host}/`)).text).toContain('does not speak HTTP at this port')
  })
})

describe('retries', () => {
  const waits = (events: readonly AskEvent[]): number[] =>
    events.flatMap((event) => (event.event === 'retry' ? [event.waitMs] : []))

  test('end after max-retries, and the message counts the attempts', async () => {
    await using server = await startServer([
      { status: 503, headers: AT_ONCE },
      { status: 500, headers: AT_ONCE, body: { error: { message: 'The last one' } } },
    ])
    const { answer, text } = await askAt(server.url, { maxRetries: 1 })
    expect(answer).toMatchObject({ attempts: 2, failure: { code: 'provider_error', status: 500 } })
    expect(text).toContain('This was attempt 2, the last one.')
    expect(bodyOf(answer)).toContain('The last one')
  })

  test('wait a second from the second on, whatever the server says', async () => {
    const busy = { status: 503, headers: { 'retry-after': '0' } }
    await using server = await startServer([busy, busy, OK])
    const { answer, events } = await askAt(server.url, { maxRetries: 5 })
    expect(answer).toMatchObject({ attempts: 3, failure: undefined })
    expect(waits(events)).toEqual([0, 1000])
    expect(answer.elapsedMs).toBeGreaterThanOrEqual(999)
  })

  test('are not begun if their wait would outlast the timeout', async () => {
    await using server = await startServer({ status: 429, headers: { 'retry-after': '5631' } })
    const { answer, events, text } = await askAt(server.url, { maxRetries: 2 })
    expect(answer).toMatchObject({ attempts: 1, failure: { code: 'rate_limited', status: 429 } })
    expect(waits(events)).toEqual([])
    expect(text).toMatch(
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
    const { answer, text } = await askAt(server.url, { maxRetries })
    expect(answer).toMatchObject({ attempts: 1, failure: { remedy } })
    expect(text).toContain(wait === '60' ? 'wait 1 min' : 'wait 1 day 1 h')
  })

  test('are not begun either if nobody asked for the wait', async () => {
    await using server = await startServer({ status: 503 })
    const { answer, text } = await askAt(server.url, { maxRetries: 2, timeoutMs: 700 })
    expect(answer).toMatchObject({ attempts: 1, failure: { code: 'provider_error' } })
    expect(text).toMatch(/The next attempt was due in [\d.]+ s, but only 0\.\d s of "timeout" is left\./)
  })

  test('are not made for what will not change', async () => {
    await using server = await startServer({ status: 401, headers: AT_ONCE })
    const { answer, text } = await askAt(server.url, { maxRetries: 3 })
    expect(answer.attempts).toBe(1)
    expect(text).not.toContain('attempt')
  })
})

test.each([301, 302, 303, 307, 308])(
  'a redirect (%i) is not followed, not even to the same origin',
  async (status) => {
    await using other = await startServer(OK)
    await using server = await startServer({ status, headers: { location: `${other.url}/v2?key=geheim` } })
    const { answer, text } = await askAt(server.url, { maxRetries: 2 })
    expect(answer).toMatchObject({ attempts: 1, failure: { code: 'invalid_response', status } })
    expect(text).toContain(`127.0.0.1:${String(other.port)}/v2`)
    expect(text).toContain('"endpoint"')
    expect(text).not.toContain('geheim')
    expect(server.requests).toHaveLength(1)
    expect(other.requests).toEqual([])
  },
)

describe('a repair', () => {
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
  const effort = {
    status: 400,
    body: {
      error: {
        message:
          "Function tools with reasoning_effort are not supported for gpt-5.6 in /v1/chat/completions. To use function tools, use /v1/responses or set reasoning_effort to 'none'.",
        param: 'reasoning_effort',
      },
    },
  }
  const parameters = { max_tokens: 9 }
  const tools = [{ definition: { name: 'f' }, validate: undefined }]

  test('sends the changed request at once, without counting as a retry', async () => {
    await using server = await startServer([refusal, OK])
    const { answer, events } = await askAt(server.url, {}, {}, { parameters })
    expect(answer).toMatchObject({ attempts: 2, failure: undefined })
    expect(server.requests[0]?.json).toMatchObject({ max_tokens: 9 })
    expect(server.requests[1]?.json).toMatchObject({ max_completion_tokens: 9 })
    expect(server.requests[1]?.json).not.toHaveProperty('max_tokens')
    const [arrived] = server.requests.slice(1)
    expect(arrived?.headers['content-length']).toBe(String(arrived?.bodyBytes.length))
    const told = events.filter(({ event }) => event === 'repair' || event === 'retry')
    expect(told).toEqual([
      {
        id: 'the question',
        attempt: 1,
        event: 'repair',
        says: textWith('max_completion_tokens'),
      },
    ])
  })

  test('of each kind is made once', async () => {
    const reverse = {
      status: 400,
      body: { error: { message: "Unknown parameter 'max_completion_tokens', use 'max_tokens' instead." } },
    }
    await using server = await startServer([refusal, effort, reverse, OK])
    const { answer, events } = await askAt(server.url, { maxRetries: 2 }, {}, { parameters, tools })
    expect(events.filter(({ event }) => event === 'repair')).toHaveLength(2)
    expect(server.requests[2]?.json).toMatchObject({ max_completion_tokens: 9, reasoning_effort: 'none' })
    expect(answer).toMatchObject({ attempts: 3, failure: { code: 'request_rejected', status: 400 } })
  })

  test('leaves all retries to be made', async () => {
    await using server = await startServer([refusal, { status: 503, headers: AT_ONCE }, OK])
    const { answer } = await askAt(server.url, { maxRetries: 1 }, {}, { parameters })
    expect(answer).toMatchObject({ attempts: 3, failure: undefined })
    expect(server.requests[2]?.json).toMatchObject({ max_completion_tokens: 9 })
  })
})

describe('what stops a question', () => {
  const headers = 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n'
  test.each([
    ['connection', 'https', '', undefined, 'connecting to'],
    ['answer', 'http', '', undefined, 'waiting for the answer of'],
    ['rest of the body', 'http', headers, 200, 'reading the answer of'],
  ])('the time limit, while waiting for the %s', async (_what, scheme, bytes, status, doing) => {
    await using server = await startWireServer((socket) => {
      if (bytes === '') socket.resume()
      else onRequestHead(socket, () => socket.write(bytes))
    })
    const { answer, text } = await askAt(`${scheme}://${server.host}/`, { timeoutMs: 1000, maxRetries: 2 })
    expect(answer.failure).toMatchObject({ code: 'timeout' })
    expect(answer.failure?.status).toBe(status)
    expect(text).toContain(
      `After 1 s, which is all that "timeout" allows, the step was still ${doing} ${server.host}. `,
    )
    expect(answer.elapsedMs).toBeGreaterThanOrEqual(990)
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
    const { answer } = await askAt(`http://${server.host}/`, { timeoutMs: 1000 })
    expect(answer.failure).toMatchObject({ code: 'timeout', status: 200 })
    await server.idle()
  })

  test('the deadline from outside, if it comes first', async () => {
    await using server = await startWireServer((socket) => socket.resume())
    const { answer, text } = await askAt(`http://${server.host}/`, {}, { deadline: now() + 1000 })
    expect(answer.failure?.code).toBe('timeout')
    expect(text).toContain(
      `When all time was used up, the step was still waiting for the answer of ${server.host}.`,
    )
    await server.idle()
  })

  test('a deadline that is over: nothing is sent', async () => {
    await using server = await startWireServer(() => undefined)
    const { answer } = await askAt(`http://${server.host}/`, {}, { deadline: now() - 1000 })
    expect(answer).toMatchObject({ attempts: 0, failure: { code: 'timeout' } })
    expect(server.connections()).toBe(0)
  })

  // More than both sides buffer: once it is written, some of it has been read.
  const large = `HTTP/1.1 200 OK\r\nContent-Length: 16000000\r\n\r\n${' '.repeat(15_000_000)}`
  test.each([
    ['answer', '', 'waiting for the answer of'],
    ['rest of the body', large, 'reading the answer of'],
  ])('the user, while waiting for the %s', async (_what, bytes, doing) => {
    const user = new AbortController()
    const cancel = (): void => {
      user.abort()
    }
    await using server = await startWireServer((socket) => {
      onRequestHead(socket, () => {
        if (bytes === '') cancel()
        else socket.write(bytes, cancel)
      })
    })
    const { answer, text } = await askAt(`http://${server.host}/`, { maxRetries: 2 }, { signal: user.signal })
    expect(answer).toMatchObject({ attempts: 1, failure: { code: 'cancelled' } })
    expect(text).toContain(`The step was cancelled while it was ${doing} ${server.host}.`)
    await server.idle()
  })

  test('the user, while waiting for a retry', async () => {
    const user = new AbortController()
    await using server = await startServer({ status: 503, headers: { 'retry-after': '8' } })
    const { answer, text } = await askAt(
      server.url,
      { maxRetries: 1 },
      {
        signal: user.signal,
        onEvent: ({ event }) => {
          if (event === 'retry') user.abort()
        },
      },
    )
    expect(answer).toMatchObject({ attempts: 1, failure: { code: 'cancelled', status: 503 } })
    expect(answer.response?.status).toBe(503)
    expect(text).toContain('waiting for the next attempt at')
  })

  test('the user, before it began: nothing is sent', async () => {
    await using server = await startWireServer(() => undefined)
    const { answer, text } = await askAt(`http://${server.host}/`, {}, { signal: AbortSignal.abort() })
    expect(answer).toMatchObject({ attempts: 0, failure: { code: 'cancelled' } })
    expect(text).toContain('waiting to ask')
    expect(server.connections()).toBe(0)
  })

  test('the user, while a gate is closed', async () => {
    const user = new AbortController()
    await using server = await startWireServer(() => undefined)
    const gate = createGate()
    gate.hold(60_000)
    const asking = askAt(`http://${server.host}/`, {}, { signal: user.signal, gate })
    user.abort()
    expect((await asking).answer).toMatchObject({ attempts: 0, failure: { code: 'cancelled' } })
    expect(server.connections()).toBe(0)
  })
})

test('50 questions at once over shared connections: one 429 holds all back, one deadline ends the rest', async () => {
  const COUNT = 50
  const HELD_MS = 600
  let releaseOthers = (): void => undefined
  const others = new Promise<void>((resolve) => {
    releaseOthers = resolve
  })
  const ports = new Set<number | undefined>()
  const seen = new Set<string>()
  // One question is told to wait; the others are busy, but only once that is known here.
  await using server = await startServer(async ({ json }): Promise<Reply> => {
    const text = JSON.stringify(json)
    const isSecond = seen.has(text)
    seen.add(text)
    const isHeld = text.includes('"row 0"')
    if (!isSecond && !isHeld) await others
    return {
      raw: (_request, response, socket) => {
        ports.add(socket.remotePort)
        if (text.includes('"never"')) return
        if (isSecond) response.end(JSON.stringify(completion({ content: `Answer to ${text}` })))
        else if (isHeld) response.writeHead(429, { 'retry-after-ms': String(HELD_MS) }).end()
        else response.writeHead(503, AT_ONCE).end()
      },
    }
  })
  const connections = createConnections()
  const gate = createGate()
  const deadline = now() + 10_000
  const events: (AskEvent & { readonly at: number })[] = []
  const onEvent = (event: AskEvent): void => {
    events.push({ ...event, at: now() })
    if (event.event === 'retry' && event.waitMs === HELD_MS) releaseOthers()
  }
  const { signal } = new AbortController()
  const ids = Array.from({ length: COUNT }, (_, index) =>
    index === COUNT - 1 ? 'never' : `row ${String(index)}`,
  )
  const answers = await Promise.all(
    ids.map((id) =>
      ask(
        minimalQuestion({ messages: [{ role: 'user', content: id }] }),
        plainTarget(server.url, { maxRetries: 2 }),
        { id, signal, deadline, connections, gate, onEvent },
      ),
    ),
  )
  connections.close()

  for (const [index, answer] of answers.slice(0, -1).entries()) {
    expect(answer).toMatchObject({ attempts: 2, failure: undefined })
    expect(answer.completion?.content).toContain(`row ${String(index)}"`)
  }
  expect(answers.at(-1)).toMatchObject({ attempts: 1, response: undefined, failure: { code: 'timeout' } })

  // Each event is of its question, and in the order of that question.
  for (const id of ids) {
    const own = events
      .filter((event) => event.id === id)
      .map(({ event, attempt }) => `${event} ${String(attempt)}`)
    expect(own).toEqual(
      id === 'never'
        ? ['attempt 1', 'sent 1']
        : ['attempt 1', 'sent 1', 'response 1', 'retry 1', 'attempt 2', 'sent 2', 'response 2'],
    )
  }

  // Nobody asked again before the time that one of them was told to wait.
  const told = events.find((event) => event.event === 'retry' && event.waitMs === HELD_MS)
  const again = events.filter(({ event, attempt }) => event === 'attempt' && attempt === 2)
  expect(again).toHaveLength(COUNT - 1)
  for (const { at } of again) expect(at - (told?.at ?? NaN)).toBeGreaterThanOrEqual(HELD_MS - 5)

  // 99 requests went over 50 connections.
  expect(server.requests).toHaveLength(2 * COUNT - 1)
  expect(ports.size).toBe(COUNT)
})

test('code that cannot be loaded any more is an internal_error, with the response that was paid for', async () => {
  using client = prepareClientProcess(['ask/outcome.ts'])
  await using server = await startServer(OK)
  const [result] = await client.run([server.url], {})
  expect(result).toMatchObject({ attempts: 1, failure: { code: 'internal_error' } })
  expect(result?.lastBody).toContain('Paris.')
  expect(result?.stderr).toBe('')
})
