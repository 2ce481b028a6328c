import { setMaxListeners } from 'node:events'
import { Agent } from 'node:http'
import type { Proxy } from './proxy.js'

/** A model that thinks for minutes is an idle connection, which NATs and firewalls forget without a word. */
export const KEEP_ALIVE_DELAY_MS = 60_000

/** Connections that several questions may share. Idle ones do not keep the process alive. */
export interface Connections {
  /** What opens and keeps the connections to a URL: through a proxy `https:` by CONNECT, `http:` by the absolute URI. */
  agentFor(url: URL, proxy: Proxy | undefined): Promise<Agent>
  /** Closes all of them, also those that are in use or still being made. */
  close(): void
}

/** @param keepAlive false for connections that serve one request each */
export function createConnections(keepAlive = true): Connections {
  const closing = new AbortController()
  setMaxListeners(0, closing.signal)
  const options = { keepAlive, keepAliveMsecs: KEEP_ALIVE_DELAY_MS }
  const agents = new Map<string, Agent>()
  const makeAgent = async (url: URL, proxy: Proxy | undefined): Promise<Agent> => {
    const secure = url.protocol === 'https:'
    if (proxy === undefined)
      return secure ? new (await import('node:https')).Agent(options) : new Agent(options)
    // The libraries would take the password from the URL, too, but print that URL where DEBUG is set.
    const headers = proxy.authorization === undefined ? {} : { 'Proxy-Authorization': proxy.authorization }
    // No agent knows the connection to a proxy that has not answered yet: the signal closes that, too.
    const proxied = { ...options, headers, signal: closing.signal }
    if (!secure) {
      const load = async () => await import('http-proxy-agent')
      const { HttpProxyAgent } = await load().catch(load)
      return new HttpProxyAgent(proxy.url, proxied)
    }
    const load = async () => await Promise.all([import('https-proxy-agent'), import('node:tls')])
    const [{ HttpsProxyAgent }, tls] = await load().catch(load)
    const agent = new HttpsProxyAgent(proxy.url, proxied)
    // It does not pass an IP address on, so that Node would check the name of the proxy. As an option of a request,
    // this would keep Node 24 from using the connection again: https://github.com/nodejs/node/blob/v24.x/lib/https.js
    const host = url.hostname.replace(/^\[|\]$/g, '')
    const checkServerIdentity: typeof tls.checkServerIdentity = (_, peer) =>
      tls.checkServerIdentity(host, peer)
    Object.assign(agent.options, { checkServerIdentity })
    return agent
  }
  return {
    agentFor: async (url, proxy) => {
      const key = JSON.stringify([url.origin, proxy?.url.href, proxy?.authorization])
      const made = agents.get(key) ?? (await makeAgent(url, proxy))
      // While it was loaded, another question may have made the same one.
      const agent = agents.get(key) ?? made
      agents.set(key, agent)
      return agent
    },
    close: () => {
      closing.abort()
      for (const agent of agents.values()) agent.destroy()
    },
  }
}
