import { request as requestHttp, type ClientRequest, type IncomingMessage } from 'node:http'
import type { HttpRequest, HttpResponse } from './http-types.js'
import { proxyAgent } from './proxy.js'
import type { Proxy } from './proxy-choice.js'
import { readResponse } from './read-response.js'

/** How far a request had come when it ended. */
export type Stage = 'connection' | 'answer' | 'body'

export type Exchange =
  | { readonly outcome: 'response'; readonly response: HttpResponse }
  | { readonly outcome: 'too large'; readonly status: number }
  | { readonly outcome: 'stopped'; readonly stage: Stage; readonly status?: number }
  | {
      readonly outcome: 'broken'
      readonly error: unknown
      readonly stage: Stage
      readonly status?: number
      /** It broke before the proxy had let the request through. */
      readonly atProxy: boolean
    }
  /** The proxy's own answer to CONNECT; NaN if it was no HTTP. */
  | { readonly outcome: 'proxy refused'; readonly status: number; readonly statusText: string }

/**
 * One HTTP exchange over a connection of its own, which is gone when the promise settles. It settles in every case
 * and never rejects for what a network or a server can do.
 *
 * @param signal ends it as `stopped`, at once
 * @param onSent called when the whole request has been handed to the operating system
 */
export async function exchange(
  request: HttpRequest,
  proxy: Proxy | undefined,
  signal: AbortSignal,
  onSent: () => void,
): Promise<Exchange> {
  const connection = new AbortController()
  const body = Buffer.from(request.body)
  try {
    const open = await opener(request, body.byteLength, proxy, connection.signal)
    return await new Promise<Exchange>((settle) => {
      const watcher = { proxied: proxy !== undefined, signal, settle, onSent }
      carryOut(open, body, watcher, connection.signal)
    })
  } finally {
    connection.abort()
  }
}

/** Loads what the URL and the proxy need; the function that it returns begins the request. */
async function opener(
  { url, headers }: HttpRequest,
  length: number,
  proxy: Proxy | undefined,
  signal: AbortSignal,
): Promise<() => ClientRequest> {
  const secure = url.protocol === 'https:'
  const options = {
    method: 'POST',
    headers: { ...headers, 'Content-Length': String(length) },
    // Without a pool, no idle connection keeps the process alive.
    agent: proxy === undefined ? (false as const) : await proxyAgent(proxy, secure, signal),
    signal,
  }
  if (!secure) return () => requestHttp(url, options)
  const [{ request: requestHttps }, { checkServerIdentity }] = await Promise.all([
    import('node:https'),
    import('node:tls'),
  ])
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return () =>
    requestHttps(url, {
      ...options,
      // https-proxy-agent does not pass an IP address on, so that Node would check the name of the proxy.
      checkServerIdentity: (_name, certificate) => checkServerIdentity(host, certificate),
    })
}

interface Watcher {
  readonly proxied: boolean
  readonly signal: AbortSignal
  /** Only the first call counts. */
  readonly settle: (exchange: Exchange) => void
  readonly onSent: () => void
}

function carryOut(open: () => ClientRequest, body: Buffer, watcher: Watcher, connected: AbortSignal): void {
  const { signal, settle } = watcher
  let stage: Stage = 'connection'
  let atProxy = watcher.proxied
  let incoming: IncomingMessage | undefined
  // What went wrong with the request explains why the body ended, better than the body's own `aborted`.
  let cause: unknown

  const status = (): { status?: number } =>
    incoming?.statusCode === undefined ? {} : { status: incoming.statusCode }
  const broken = (error: unknown): void => {
    settle({ outcome: 'broken', error: cause ?? error, stage, atProxy, ...status() })
  }
  const stopped = (): void => {
    settle({ outcome: 'stopped', stage, ...status() })
  }

  if (signal.aborted) {
    stopped()
    return
  }
  signal.addEventListener('abort', stopped, { signal: connected })

  const outgoing = open()
  outgoing.on('socket', (socket) => {
    const ready = (): void => {
      stage = 'answer'
    }
    if (outgoing.protocol === 'https:') socket.once('secureConnect', ready)
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
    void readResponse(response).then((read) => {
      if (read !== 'too large') settle({ outcome: 'response', response: read })
      else settle({ outcome: 'too large', status: response.statusCode ?? 0 })
    }, broken)
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
  outgoing.on('finish', watcher.onSent)
  outgoing.end(body)
}
