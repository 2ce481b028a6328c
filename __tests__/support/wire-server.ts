import { createServer, type AddressInfo, type Socket } from 'node:net'

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
  const sockets = new Set<Socket>()
  const waiting: (() => void)[] = []
  let connections = 0
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => {
      sockets.delete(socket)
      if (sockets.size === 0) for (const resolve of waiting.splice(0)) resolve()
    })
    onConnection(socket, connections++)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    host: `127.0.0.1:${String(port)}`,
    port,
    connections: () => connections,
    idle: () =>
      sockets.size === 0
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiting.push(resolve)
          }),
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => {
        server.close(resolve)
      })
    },
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
