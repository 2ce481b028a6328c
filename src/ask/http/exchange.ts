import { request as requestHttp, type IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { isObject } from '../../json-value.js'
import { createConnections, KEEP_ALIVE_DELAY_MS, type Connections } from './connections.js'
import type { Proxy } from './proxy.js'
import type { HttpRequest, HttpResponse } from './types.js'

/** The most bytes of a body that are read, as sent and as decoded. */
export const MAX_BODY_BYTES = 16 * 1024 * 1024

/** How far a request had come when it ended. */
export type Stage = 'connection' | 'answer' | 'body'

export type Exchange =
  | { readonly outcome: 'response'; readonly response: HttpResponse }
  | { readonly outcome: 'stopped'; readonly stage: Stage; readonly status: number | undefined }
  | Unanswered

/** An exchange that ended by itself, without a whole response. The status is that of its headers, if they had arrived. */
export type Unanswered =
  | { readonly outcome: 'too large'; readonly status: number }
  /** The proxy's own answer to CONNECT; NaN if it was no HTTP. */
  | { readonly outcome: 'proxy refused'; readonly status: number; readonly statusText: string }
  | {
      readonly outcome: 'broken'
      readonly error: unknown
      readonly stage: Stage
      readonly status: number | undefined
      /** It broke before the proxy had let the request through. */
      readonly atProxy: boolean
      /** It was sent over a kept-alive connection, and not a byte came back. */
      readonly stale: boolean
    }

export interface Sending {
  readonly request: HttpRequest
  readonly proxy: Proxy | undefined
  /** Ends the exchange as `stopped`, at once. */
  readonly signal: AbortSignal
  /** Called when the whole request has been handed to the operating system. */
  readonly onSent?: () => void
  /** The most bytes of a body that are read; `MAX_BODY_BYTES` if it is left out. */
  readonly maxBytes?: number
}

/**
 * One HTTP exchange. It settles in every case, and rejects only where a part of this program cannot be loaded.
 *
 * @param connections undefined for a connection of its own, which is gone when the promise settles
 */
export async function exchange(sending: Sending, connections: Connections | undefined): Promise<Exchange> {
  if (connections !== undefined) {
    const ended = await exchangeOver(connections, sending)
    // The server closed the idle connection just then: https://www.rfc-editor.org/rfc/rfc9112#section-9.3.1
    if (ended.outcome !== 'broken' || !ended.stale) return ended
  }
  const single = createConnections(false)
  try {
    return await exchangeOver(single, sending)
  } finally {
    single.close()
  }
}

async function exchangeOver(connections: Connections, sending: Sending): Promise<Exchange> {
  const { request, proxy, signal, onSent = () => undefined, maxBytes = MAX_BODY_BYTES } = sending
  const { url, method = 'POST' } = request
  const body = method === 'GET' ? undefined : Buffer.from(request.body)
  const length = body === undefined ? {} : { 'Content-Length': String(body.byteLength) }
  const headers = { ...request.headers, ...length }
  let over = (): void => undefined
  const agent = await connections.agentFor(url, proxy)
  const begin = url.protocol === 'https:' ? (await import('node:https')).request : requestHttp
  const ended = await new Promise<Exchange>((settle) => {
    let stage: Stage = 'connection'
    let atProxy = proxy !== undefined
    let incoming: IncomingMessage | undefined
    // What went wrong with the request explains why the body ended, better than the body's own `aborted`.
    let cause: unknown
    let isStale = (): boolean => false

    const broken = (error: unknown): void => {
      const facts = { stage, atProxy, stale: isStale(), status: incoming?.statusCode }
      settle({ outcome: 'broken', error: cause ?? error, ...facts })
    }
    const stopped = (): void => {
      settle({ outcome: 'stopped', stage, status: incoming?.statusCode })
    }
    if (signal.aborted) {
      stopped()
      return
    }
    signal.addEventListener('abort', stopped)
    const outgoing = begin(url, { method, headers, agent })
    over = () => {
      signal.removeEventListener('abort', stopped)
      outgoing.destroy()
    }
    outgoing.on('socket', (socket) => {
      socket.setKeepAlive(true, KEEP_ALIVE_DELAY_MS)
      const ready = (): void => {
        stage = 'answer'
      }
      if (outgoing.reusedSocket) {
        const { bytesRead } = socket
        isStale = () => socket.bytesRead === bytesRead
        atProxy = false
        ready()
      } else if (outgoing.protocol === 'https:') socket.once('secureConnect', ready)
      else if (socket.connecting) socket.once('connect', ready)
      else ready()
    })
    outgoing.on('proxyConnect', (answer: { readonly statusCode?: number; readonly statusText?: string }) => {
      atProxy = false
      const { statusCode = 200, statusText = '' } = answer
      // https-proxy-agent replays a refusal as if the server itself had answered.
      if (statusCode !== 200) settle({ outcome: 'proxy refused', status: statusCode, statusText })
    })
    outgoing.on('response', (response) => {
      incoming = response
      stage = 'body'
      void readResponse(response, maxBytes).then(settle, broken)
    })
    outgoing.on('upgrade', (response, socket) => {
      // Node has let go of it: nobody else listens to its errors.
      socket.on('error', () => undefined).destroy()
      incoming = response
      broken(new Error('The server switched to another protocol'))
    })
    outgoing.on('error', (error) => {
      cause ??= error
      // A server may answer before it has read everything, and close: its answer counts, not the failed write.
      if (incoming === undefined) broken(error)
    })
    outgoing.on('close', () => {
      if (incoming === undefined) broken(new Error('The connection was closed'))
    })
    outgoing.on('finish', onSent)
    outgoing.end(body)
  })
  // A kept-alive connection whose response was read to its end is back with its agent by now, and stays.
  over()
  return ended
}

/** The whole response, decoded. @throws what broke it off: the connection, or bad compressed data */
async function readResponse(incoming: IncomingMessage, maxBytes: number): Promise<Exchange> {
  const { headers, statusCode: status = 0, statusMessage: statusText = '' } = incoming
  const tooLarge: Exchange = { outcome: 'too large', status }
  // Whoever stops reading no longer listens, and an error that nobody listens to ends the process.
  incoming.on('error', () => undefined)
  if (Number(headers['content-length']) > maxBytes) return tooLarge
  const chunks: Buffer[] = []
  let bytes = 0
  // As events: the machinery of `for await` takes longer than all else that happens to a short answer here.
  await new Promise<void>((read, reject) => {
    const done = (): void => {
      read()
    }
    incoming.on('error', reject).on('end', done).on('close', done)
    incoming.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > maxBytes) read()
      else chunks.push(chunk)
    })
  })
  if (bytes > maxBytes) return tooLarge
  if (!incoming.complete) throw new Error('The body was cut off')
  const joined = Object.entries(headers).map(
    ([name, value = '']) => [name, [value].flat().join(', ')] as const,
  )
  try {
    const body = await decode(Buffer.concat(chunks, bytes), headers['content-encoding'] ?? '', maxBytes)
    return {
      outcome: 'response',
      response: { status, statusText, headers: Object.fromEntries(joined), body },
    }
  } catch (error) {
    if (isObject(error) && error['code'] === 'ERR_BUFFER_TOO_LARGE') return tooLarge
    throw error
  }
}

/** No encoding was asked for, but some servers and gateways compress all the same. An unknown one is left as it is. */
async function decode(body: Buffer, encodings: string, maxOutputLength: number): Promise<Buffer> {
  const names = encodings.toLowerCase().match(/\b(?:br|deflate|(?:x-)?gzip)\b/g) ?? []
  // No bytes at all are no gzip, but some servers label every answer alike.
  if (names.length === 0 || body.length === 0) return body
  const { brotliDecompress, inflateRaw, unzip } = await import('node:zlib')
  const limit = { maxOutputLength }
  let decoded = body
  for (const name of names.reverse()) {
    if (name === 'br') decoded = await promisify(brotliDecompress)(decoded, limit)
    else if (name === 'deflate' && isRawDeflate(decoded))
      decoded = await promisify(inflateRaw)(decoded, limit)
    else decoded = await promisify(unzip)(decoded, limit)
  }
  return decoded
}

/** Some servers leave out the zlib wrapper: https://www.rfc-editor.org/rfc/rfc9110#section-8.4.1.2 */
function isRawDeflate(body: Buffer): boolean {
  const [first = 0, second = 0] = body
  const isGzip = first === 0x1f && second === 0x8b
  // The header of zlib, RFC 1950, section 2.2: the method is 8, and the first two bytes are a multiple of 31.
  return !isGzip && ((first & 15) !== 8 || (first * 256 + second) % 31 !== 0)
}
