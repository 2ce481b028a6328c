import type { Environment } from '../environment.js'
import { isObject } from '../json-value.js'
import { parseStructured } from '../problems/structured-text.js'
import { parseEndpoint } from './endpoint.js'
import { namesSecret } from './headers.js'

/**
 * Every value that must never be shown: the tokens, the values of custom headers and of the endpoint's query whose
 * name speaks of a secret, what opens a proxy. It works on inputs that nobody has checked yet, because they are masked
 * before the first problem is printed. Short ones are in it, too: whoever redacts leaves them alone.
 */
export async function secretsOf(environment: Environment): Promise<readonly string[]> {
  const { inputs, proxyVariables } = environment
  const proxies = Object.entries(proxyVariables).filter(([name]) => name.toLowerCase() !== 'no_proxy')
  const secrets = [
    ...withCredentials(inputs.get('token') ?? ''),
    ...withCredentials(inputs.get('github-token') ?? ''),
    ...withCredentials(inputs.get('judge-token') ?? ''),
    ...queryValues(inputs.get('judge-endpoint') ?? ''),
    ...secretValues(await parsed(inputs.get('custom-headers'))),
    ...queryValues(inputs.get('endpoint') ?? ''),
    ...(await identitySecrets(environment)),
    ...proxies.flatMap(([, proxy]) => proxySecrets(proxy)),
  ]
  return [...new Set(secrets)].filter((secret) => secret !== '')
}

async function parsed(text: string | undefined): Promise<unknown> {
  const result = text === undefined ? undefined : await parseStructured(text, 'as written')
  return result?.ok === true ? result.value : undefined
}

/** The values under names of secrets; no list or map is one. */
function secretValues(map: unknown): string[] {
  return Object.entries(isObject(map) ? map : {}).flatMap(([name, value]) =>
    namesSecret(name) && !isObject(value) && !Array.isArray(value) ? withCredentials(String(value)) : [],
  )
}

/** What asks GitHub for the identity of the job, and what the author sends with it under the name of a secret. */
async function identitySecrets({ inputs, idToken }: Environment): Promise<string[]> {
  if (!inputs.has('identity')) return []
  const requestToken = idToken?.requestToken ?? ''
  const fields = await parsed(inputs.get('identity'))
  if (!isObject(fields)) return [requestToken]
  return [requestToken, ...secretValues(fields['parameters']), ...queryValues(String(fields['token-url']))]
}

/** A secret and what a server may quote of it alone: `abc` of `Bearer abc`, the values of cookies. */
function withCredentials(value: string): string[] {
  const credentials = /^[\w-]+ +(\S+)$/.exec(value)?.[1] ?? ''
  const cookies = value.split(/; */).map((cookie) => /^[^=\s]+=(.+)$/.exec(cookie)?.[1] ?? '')
  return [value, credentials, ...cookies]
}

function queryValues(endpoint: string): string[] {
  return (parseEndpoint(endpoint)?.search.slice(1) ?? '').split('&').flatMap((part) => {
    const [[name, decoded] = ['', '']] = new URLSearchParams(part)
    return namesSecret(name) ? [part.slice(part.indexOf('=') + 1), decoded] : []
  })
}

/**
 * What opens a proxy, `user:password@host:port` with or without a scheme: the password, plain and decoded, the
 * credentials as `Proxy-Authorization` carries them, and a user name that is the key itself. A password that is not
 * percent-encoded may hold any character, and be cut by a parser anywhere: its pieces are secrets, too.
 */
function proxySecrets(proxy: string): string[] {
  const [, userInfo] = /^(?:[a-z][a-z\d+.-]*:\/\/)?(.+)@/is.exec(proxy) ?? []
  if (userInfo === undefined) return []
  const [, user = '', password = ''] = /^([^:]*):?(.*)$/s.exec(userInfo) ?? []
  const isKey = password.length < MIN_PASSWORD || user.length >= MIN_KEY
  const basic = Buffer.from(`${decoded(user)}:${decoded(password)}`).toString('base64')
  const parts = [password, ...password.split(/[@/?#]/), ...(isKey ? [user] : [])]
  return [basic, ...parts.flatMap((part) => [part, decoded(part)])]
}

/** Shorter passwords are none, or a placeholder beside a key. */
const MIN_PASSWORD = 8
/** Longer user names are keys. */
const MIN_KEY = 20

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
