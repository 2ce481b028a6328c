import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { Socket } from 'node:net'
import { parseJson } from '../../src/json-value.js'
import { listen } from './listening.js'

/** A request as it arrived. */
export interface ArrivedRequest {
  readonly method: string
  /** With the query. */
  readonly path: string
  /** Lower-case names, as node:http gives them. */
  readonly headers: IncomingHttpHeaders
  /** Names and values as they came over the wire, in their order. */
  readonly rawHeaders: readonly (readonly [name: string, value: string])[]
  readonly body: string
  readonly bodyBytes: Buffer
  /** The body as JSON; undefined if it is none. */
  readonly json: unknown
}

/** What to answer. A body that is neither text nor bytes is sent as JSON. */
export interface ScriptedReply {
  readonly status?: number
  /** The reason phrase; Node's own by default. */
  readonly statusText?: string
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  readonly body?: string | Buffer | object
  /** Milliseconds to wait before the first byte. */
  readonly delayMs?: number
}

/** Full control, for answers that are no HTTP or never end. */
export interface RawReply {
  readonly raw: (request: IncomingMessage, response: ServerResponse, socket: Socket) => void
}

export type Reply = ScriptedReply | RawReply
/** Gets the request and its number, from 0. */
export type Responder = (request: ArrivedRequest, index: number) => Reply | Promise<Reply>

export interface ServerOptions {
  /** Answer over TLS, with this key and certificate (PEM). */
  readonly tls?: { readonly key: string | Buffer; readonly cert: string | Buffer }
  /** The address to listen on; 127.0.0.1 by default. */
  readonly host?: string
}

export interface InferenceServer extends AsyncDisposable {
  /** Such as `http://127.0.0.1:49152`, without a trailing slash. */
  readonly url: string
  readonly port: number
  /** What arrived so far, in order. */
  readonly requests: readonly ArrivedRequest[]
  /** Resolves as soon as so many requests have arrived, bodies and all. */
  arrived(count: number): Promise<void>
  /** Cuts every connection and stops. May be called twice. */
  close(): Promise<void>
}

/**
 * Starts a real HTTP server on a free port. Of a list of replies each request gets the next one, and all later
 * requests the last.
 */
export async function startServer(
  replies: Reply | readonly Reply[] | Responder,
  { tls, host = '127.0.0.1' }: ServerOptions = {},
): Promise<InferenceServer> {
  const respond = typeof replies === 'function' ? replies : inTurn(replies)
  const requests: ArrivedRequest[] = []
  const waiting: { count: number; resolve: () => void }[] = []
  const timers = new Set<NodeJS.Timeout>()

  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = []
    // A client that hangs up is what some tests are about.
    request.on('error', () => undefined)
    response.on('error', () => undefined)
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const arrived = arrivedRequest(request, Buffer.concat(chunks))
      const index = requests.push(arrived) - 1
      for (const { count, resolve } of waiting) if (requests.length >= count) resolve()
      void Promise.resolve(respond(arrived, index)).then(
        (reply) => {
          if ('raw' in reply) {
            reply.raw(request, response, request.socket)
          } else if (reply.delayMs === undefined) {
            send(response, reply)
          } else {
            const timer = setTimeout(() => {
              timers.delete(timer)
              send(response, reply)
            }, reply.delayMs)
            timers.add(timer)
          }
        },
        (error: unknown) => {
          send(response, { status: 599, statusText: 'Test Responder Threw', body: String(error) })
        },
      )
    })
  }

  const server = tls ? createTlsServer({ key: tls.key, cert: tls.cert }, onRequest) : createServer(onRequest)
  server.on('tlsClientError', () => undefined)
  server.on('clientError', (_error, socket) => socket.destroy())
  const listening = await listen(server, host)
  const { port } = listening
  const close = async (): Promise<void> => {
    for (const timer of timers) clearTimeout(timer)
    await listening.close()
  }

  return {
    url: `${tls ? 'https' : 'http'}://${host}:${String(port)}`,
    port,
    requests,
    arrived: (count) =>
      requests.length >= count
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiting.push({ count, resolve })
          }),
    close,
    [Symbol.asyncDispose]: close,
  }
}

export interface CompletionParts {
  readonly content?: string | null | readonly object[]
  /** Further fields of the message: `tool_calls`, `refusal`, `reasoning_content`, `audio`, … */
  readonly message?: Readonly<Record<string, unknown>>
  readonly finishReason?: string | null
  readonly model?: string
  readonly id?: string
  /** `null` leaves it out. */
  readonly usage?: object | null
}

/** A chat completion as servers send it. */
export function completion({
  content = 'Paris.',
  message = {},
  finishReason = 'stop',
  model = 'openai/gpt-4.1-mini-2025-04-14',
  id = 'chatcmpl-1',
  usage = { prompt_tokens: 14, completion_tokens: 2, total_tokens: 16 },
}: CompletionParts = {}): object {
  return {
    id,
    object: 'chat.completion',
    created: 1_760_000_000,
    model,
    choices: [{ index: 0, finish_reason: finishReason, message: { role: 'assistant', content, ...message } }],
    ...(usage === null ? {} : { usage }),
  }
}

/** A call of a tool, as a message has it. */
export function call(name: unknown, args: unknown, id: unknown = 'call_1'): object {
  return { id, type: 'function', function: { name, arguments: args } }
}

/** The parts of a completion that calls tools. */
export function calls(...list: readonly object[]): CompletionParts {
  return { content: null, message: { tool_calls: list }, finishReason: 'tool_calls' }
}

/** Of a list, each call gives the next one, and all later calls the last. */
export function inTurn(replies: Reply | readonly Reply[]): () => Reply {
  const list: readonly Reply[] = isList(replies) ? replies : [replies]
  let next = 0
  return () => {
    const reply = list[Math.min(next, list.length - 1)]
    next += 1
    if (reply === undefined) throw new Error('The list of replies is empty')
    return reply
  }
}

function isList(replies: Reply | readonly Reply[]): replies is readonly Reply[] {
  return Array.isArray(replies)
}

function arrivedRequest(request: IncomingMessage, bodyBytes: Buffer): ArrivedRequest {
  const body = bodyBytes.toString('utf8')
  const rawHeaders: [string, string][] = []
  for (let at = 0; at < request.rawHeaders.length; at += 2) {
    rawHeaders.push([request.rawHeaders[at] ?? '', request.rawHeaders[at + 1] ?? ''])
  }
  return {
    method: request.method ?? '',
    path: request.url ?? '',
    headers: request.headers,
    rawHeaders,
    body,
    bodyBytes,
    json: parseJson(body)?.value,
  }
}

function send(
  response: ServerResponse,
  { status = 200, statusText, headers = {}, body = '' }: ScriptedReply,
): void {
  const asIs = typeof body === 'string' || Buffer.isBuffer(body)
  if (!asIs) response.setHeader('Content-Type', 'application/json')
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  response.statusCode = status
  if (statusText !== undefined) response.statusMessage = statusText
  response.end(asIs ? body : JSON.stringify(body))
}
