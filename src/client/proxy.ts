import type { Agent } from 'node:http'
import type { Proxy } from './proxy-choice.js'

/**
 * An agent that sends one request through a proxy: `https:` through CONNECT, `http:` by its absolute URI.
 *
 * @param signal destroys the connection to the proxy; the request itself does not know it before the proxy answers
 */
export async function proxyAgent(proxy: Proxy, secure: boolean, signal: AbortSignal): Promise<Agent> {
  // The libraries would take the password from the URL, too, but print that URL where DEBUG is set.
  const headers = proxy.authorization === undefined ? {} : { 'Proxy-Authorization': proxy.authorization }
  if (secure) {
    const { HttpsProxyAgent } = await import('https-proxy-agent')
    return new HttpsProxyAgent(proxy.url, { headers, signal })
  }
  const { HttpProxyAgent } = await import('http-proxy-agent')
  return new HttpProxyAgent(proxy.url, { headers, signal })
}
