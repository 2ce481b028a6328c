import type { Socket } from 'node:net'
import { createConnections } from '../../src/ask/http/connections.js'
import { askAt } from '../support/asking.js'
import { completion } from '../support/inference-server.js'
import { onRequestHead, startWireServer } from '../support/wire-server.js'

const answer = JSON.stringify(completion())
const OK = `HTTP/1.1 200 OK\r\nContent-Length: ${String(Buffer.byteLength(answer))}\r\n\r\n${answer}`

test('a connection serves one question after the other', async () => {
  const heads: string[] = []
  await using server = await startWireServer((socket) => {
    const serve = (): void => {
      onRequestHead(socket, (head) => {
        heads.push(head)
        serve()
        socket.write(OK)
      })
    }
    serve()
  })
  const connections = createConnections()
  for (const id of ['a', 'b', 'c']) {
    const { answer } = await askAt(`http://${server.host}/${id}`, {}, { connections })
    expect(answer.failure).toBeUndefined()
  }
  expect(server.connections()).toBe(1)
  expect(heads).toHaveLength(3)
  expect(heads[0]).toContain('Connection: keep-alive')
  connections.close()
  await server.idle()
})

test('none is kept for a question alone', async () => {
  await using server = await startWireServer((socket) => {
    onRequestHead(socket, () => socket.write(OK))
  })
  for (let left = 2; left > 0; left -= 1) await askAt(`http://${server.host}/`)
  expect(server.connections()).toBe(2)
  await server.idle()
})

describe('a kept-alive connection that is closed in place of an answer', () => {
  test.each(['end', 'destroy', 'resetAndDestroy'] as const)(
    'by %s: the request goes out again at once, on a new one, and it is no retry',
    async (close) => {
      await using server = await startWireServer((socket) => {
        onRequestHead(socket, () => {
          onRequestHead(socket, () => socket[close]())
          socket.write(OK)
        })
      })
      const connections = createConnections()
      const url = `http://${server.host}/`
      await askAt(url, {}, { connections })
      const { answer, events } = await askAt(url, { maxRetries: 0 }, { connections })
      expect(answer).toMatchObject({ attempts: 1, failure: undefined })
      expect(events.some(({ event }) => event === 'retry')).toBe(false)
      expect(server.connections()).toBe(2)
      connections.close()
    },
  )

  test('is an error like every other if something had come back', async () => {
    await using server = await startWireServer((socket) => {
      onRequestHead(socket, () => {
        onRequestHead(socket, () => socket.end('HTTP/1.1 20'))
        socket.write(OK)
      })
    })
    const connections = createConnections()
    const url = `http://${server.host}/`
    await askAt(url, {}, { connections })
    const { answer } = await askAt(url, {}, { connections })
    expect(answer).toMatchObject({ attempts: 1, failure: { code: 'network_error' } })
    expect(server.connections()).toBe(1)
    connections.close()
  })

  test('is an error like every other if the new one ends like that, too', async () => {
    await using server = await startWireServer((socket, index) => {
      onRequestHead(socket, () => {
        onRequestHead(socket, () => socket.end())
        if (index === 0) socket.write(OK)
        else socket.end()
      })
    })
    const connections = createConnections()
    const url = `http://${server.host}/`
    await askAt(url, {}, { connections })
    const { answer, text } = await askAt(url, {}, { connections })
    expect(answer).toMatchObject({ attempts: 1, failure: { code: 'network_error' } })
    expect(text).toContain('closed the connection without an answer')
    expect(server.connections()).toBe(2)
    connections.close()
  })
})

test.each([
  ['a body that is too large', 'HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n{', 'invalid_response'],
  [
    'an answer before the end of the request',
    'HTTP/1.1 413 No\r\nContent-Length: 2\r\n\r\n{}',
    'prompt_too_large',
  ],
])('a connection with %s is closed', async (_what, bytes, code) => {
  const sockets: Socket[] = []
  await using server = await startWireServer((socket) => {
    sockets.push(socket)
    socket.once('data', () => {
      socket.pause()
      socket.write(bytes)
    })
  })
  const connections = createConnections()
  const question = { messages: [{ role: 'user' as const, content: 'x'.repeat(20_000_000) }] }
  const { answer } = await askAt(`http://${server.host}/`, {}, { connections }, question)
  expect(answer.failure?.code).toBe(code)
  // Whoever does not read does not see the end.
  for (const socket of sockets) socket.resume()
  await server.idle()
  connections.close()
})

test('closing ends connections that are in use, and those to a proxy that does not answer', async () => {
  await using server = await startWireServer((socket) => socket.resume())
  const proxyVariables = { https_proxy: `http://${server.host}` }
  for (const scheme of ['http', 'https']) {
    const connections = createConnections()
    const user = new AbortController()
    const url = scheme === 'http' ? `http://${server.host}/` : 'https://llm.example/'
    const asking = askAt(url, { proxyVariables }, { connections, signal: user.signal })
    const before = server.connections()
    while (server.connections() === before) await new Promise(setImmediate)
    user.abort()
    expect((await asking).answer.failure?.code).toBe('cancelled')
    connections.close()
    await server.idle()
  }
})
