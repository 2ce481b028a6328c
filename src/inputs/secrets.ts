import type { Environment } from '../environment.js'
import { isObject } from '../json-value.js'
import { parseEndpoint } from './endpoint.js'
import { namesSecret } from './header-rules.js'
import { parseStructured } from './structured-text.js'

/**
 * Every value that must never be shown: the tokens, the values of custom headers whose name speaks of a secret,
 * the values of the endpoint's query, a proxy's password. It works on inputs that nobody has checked yet, for
 * they are masked before the first problem is printed.
 */
export async function secretsOf(environment: Environment): Promise<string[]> {
  const { inputs } = environment
  return [
    ...withCredentials(inputs.get('token') ?? ''),
    ...withCredentials(inputs.get('github-token') ?? ''),
    ...(await secretHeaderValues(inputs.get('custom-headers'))),
    ...queryValues(inputs.get('endpoint')),
    ...Object.values(environment.proxyVariables).flatMap(proxyPassword),
  ].filter((secret) => secret !== '')
}

async function secretHeaderValues(text: string | undefined): Promise<string[]> {
  if (text === undefined) return []
  const result = await parseStructured(text, 'as written')
  if (!result.ok || !isObject(result.parsed.value)) return []
  return Object.entries(result.parsed.value).flatMap(([name, value]) => {
    return namesSecret(name) && typeof value === 'string' ? withCredentials(value) : []
  })
}

/** A secret and what a server may quote of it alone: `abc` of `Bearer abc`, the values of cookies. */
function withCredentials(value: string): string[] {
  const credentials = /^[\w-]+ +(\S+)$/.exec(value)?.[1] ?? ''
  const cookies = value.split(/; */).map((cookie) => /^[^=\s]+=(.+)$/.exec(cookie)?.[1] ?? '')
  return [value, credentials, ...cookies]
}

function queryValues(endpoint: string | undefined): string[] {
  const query = endpoint === undefined ? undefined : parseEndpoint(endpoint)?.search.slice(1)
  return (query ?? '').split('&').flatMap((part) => {
    const [[name, decoded] = ['', '']] = new URLSearchParams(part)
    return name === 'api-version' ? [] : [part.slice(part.indexOf('=') + 1), decoded]
  })
}

function proxyPassword(proxy: string): string[] {
  // As the convention has it, `user:password@host:port` without a scheme is a proxy, too.
  const password = parseEndpoint(proxy.includes('://') ? proxy : `http://${proxy}`)?.password ?? ''
  try {
    return [password, decodeURIComponent(password)]
  } catch {
    return [password]
  }
}
