import { BlockList, isIP } from 'node:net'
import type { Result } from '../../failure.js'

/** `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, in either case, as they are set. */
export type ProxyVariables = Readonly<Record<string, string | undefined>>

export interface Proxy {
  /** Without user name and password. */
  readonly url: URL
  /** The value of `Proxy-Authorization`. */
  readonly authorization: string | undefined
}

/**
 * The proxy for a URL, undefined if there is none, or the failure of a variable that names no usable one.
 *
 * It follows curl and Go, where `example.com` in NO_PROXY means its subdomains, too, and a proxy without a scheme
 * speaks plain HTTP; `proxy-from-env` does neither: https://github.com/Rob--W/proxy-from-env#environment-variables
 */
export function chooseProxy(url: URL, variables: ProxyVariables): Result<Proxy | undefined> {
  const name = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY'
  const [variable, value] = variableOf(variables, name) ?? variableOf(variables, 'ALL_PROXY') ?? []
  const [, exceptions = ''] = variableOf(variables, 'NO_PROXY') ?? []
  if (variable === undefined || value === undefined || isExcepted(url, exceptions)) {
    return { ok: true, value: undefined }
  }
  const proxy = readProxy(value)
  if (proxy !== undefined) return { ok: true, value: proxy }
  const reason = `The environment variable ${variable} does not hold the URL of an HTTP proxy.`
  const remedy = `Set it to an address such as http://proxy.example:3128, with user name and password percent-encoded (@ is %40, # is %23, / is %2F), or add ${url.hostname} to NO_PROXY.`
  return { ok: false, error: { code: 'network_error', reason, remedy } }
}

function variableOf(variables: ProxyVariables, name: string): readonly [string, string] | undefined {
  const values = [name.toLowerCase(), name].map((key) => [key, variables[key]?.trim() ?? ''] as const)
  return values.find(([, value]) => value !== '')
}

function readProxy(value: string): Proxy | undefined {
  try {
    const url = new URL(value.includes('://') ? value : `http://${value}`)
    if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined
    // A `/`, `?` or `#` in the password ended the authority, so that a part of the password passes for the host.
    if (`${url.pathname}${url.search}${url.hash}`.includes('@')) return undefined
    const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
    url.username = ''
    url.password = ''
    const authorization =
      credentials === ':' ? undefined : `Basic ${Buffer.from(credentials).toString('base64')}`
    return { url, authorization }
  } catch {
    return undefined
  }
}

function isExcepted(url: URL, exceptions: string): boolean {
  const host = bareName(url.hostname)
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port
  return exceptions
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => {
      const [, pattern = entry, onlyPort = port] = /^(\[.*\]|[^:]*):(\d+)$/.exec(entry) ?? []
      return onlyPort === port && matches(host, bareName(pattern))
    })
}

function matches(host: string, pattern: string): boolean {
  if (pattern === '*') return true
  if (isIP(host) !== 0) return host === pattern || isInSubnet(host, pattern)
  const domain = pattern.replace(/^\*?\./, '')
  return domain !== '' && (host === domain || host.endsWith(`.${domain}`))
}

function isInSubnet(address: string, subnet: string): boolean {
  const [, network = '', prefix = ''] = /^([^/]+)\/(\d{1,3})$/.exec(subnet) ?? []
  const version = isIP(network)
  if (version === 0 || Number(prefix) > (version === 4 ? 32 : 128)) return false
  const list = new BlockList()
  list.addSubnet(network, Number(prefix), version === 4 ? 'ipv4' : 'ipv6')
  return list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6')
}

/** Without the brackets of IPv6, and without the dot that only says that a name is absolute. */
function bareName(host: string): string {
  return host.replace(/^\[|\]$/g, '').replace(/\.$/, '')
}
