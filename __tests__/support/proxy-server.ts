import { createServer, request as forward } from 'node:http'
import { connect, type Socket } from 'node:net'
import { listen } from './listening.js'

export interface ProxyServer extends AsyncDisposable {
  /** Such as `127.0.0.1:49152`. */
  readonly host: string
  readonly port: number
  /** What was asked of it: `CONNECT host:port` or `POST http://…`, and the credentials. */
  readonly asked: readonly {
    readonly line: string
    readonly authorization: string | undefined
    readonly token: string | undefined
  }[]
  /** Of the other side of each connection that was made to it. */
  readonly clientPorts: readonly number[]
}

/**
 * A real HTTP proxy on a free port: tunnels for CONNECT, absolute URIs for the rest.
 *
 * @param refuseWith answers everything with this status in place of forwarding it
 */
export async function startProxy(refuseWith?: number): Promise<ProxyServer> {
  const asked: ProxyServer['asked'][number][] = []
  const clientPorts: number[] = []
  const server = createServer((incoming, outgoing) => {
    asked.push({
      line: `${incoming.method ?? ''} ${incoming.url ?? ''}`,
      authorization: incoming.headers['proxy-authorization'],
      token: incoming.headers.authorization,
    })
    if (refuseWith !== undefined) {
      outgoing.writeHead(refuseWith).end('The proxy says no')
      return
    }
    const headers = { ...incoming.headers }
    delete headers['proxy-authorization']
    delete headers['proxy-connection']
    const onward = forward(incoming.url ?? '', { method: incoming.method ?? 'GET', headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    onward.on('error', () => outgoing.writeHead(502).end())
    incoming.pipe(onward)
  })
  server.on('connection', (socket) => clientPorts.push(socket.remotePort ?? 0))
  server.on('connect', (incoming, client: Socket) => {
    asked.push({
      line: `CONNECT ${incoming.url ?? ''}`,
      authorization: incoming.headers['proxy-authorization'],
      token: incoming.headers.authorization,
    })
    if (refuseWith !== undefined) {
      client.end(`HTTP/1.1 ${String(refuseWith)} No\r\nContent-Length: 17\r\n\r\nThe proxy says no`)
      return
    }
    const { hostname, port } = new URL(`http://${incoming.url ?? ''}`)
    const onward = connect(Number(port), hostname, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      client.pipe(onward).pipe(client)
    })
    onward.on('error', () => client.destroy())
    client.on('close', () => onward.destroy())
  })
  const { port, close } = await listen(server)
  return { host: `127.0.0.1:${String(port)}`, port, asked, clientPorts, [Symbol.asyncDispose]: close }
}
