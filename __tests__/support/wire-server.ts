import { createServer, type Socket } from 'node:net'
import { listen } from './listening.js'

export interface WireServer extends AsyncDisposable {
  /** Such as `127.0.0.1:49152`. */
  readonly host: string
  readonly port: number
  /** How many connections were made. */
  readonly connections: () => number
  /** Resolves when no connection is open any more. */
  readonly idle: () => Promise<void>
}

/**
 * A TCP server on a free port that does with each connection what the test says, for answers that no HTTP server
 * gives.
 *
 * @param onConnection gets the socket and its number, from 0
 */
export async function startWireServer(
  onConnection: (socket: Socket, index: number) => void,
): Promise<WireServer> {
  let connections = 0
  const server = createServer((socket) => {
    onConnection(socket, connections++)
  })
  const { port, sockets, close } = await listen(server)
  return {
    host: `127.0.0.1:${String(port)}`,
    port,
    connections: () => connections,
    idle: async () => {
      for (const socket of sockets) await new Promise((resolve) => socket.once('close', resolve))
    },
    [Symbol.asyncDispose]: close,
  }
}

/** Calls back once, as soon as the head of an HTTP request has arrived. */
export function onRequestHead(socket: Socket, callback: (head: string) => void): void {
  let text = ''
  const read = (chunk: Buffer): void => {
    text += chunk.toString('latin1')
    const end = text.indexOf('\r\n\r\n')
    if (end === -1) return
    socket.off('data', read)
    socket.resume()
    callback(text.slice(0, end))
  }
  socket.on('data', read)
}
