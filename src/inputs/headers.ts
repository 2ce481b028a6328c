import type { HostFacts } from '../ask/target.js'
import { oneLine } from '../display-text.js'
import { isObject } from '../json-value.js'
import type { Finding, Problems } from '../problems/problems.js'
import { USER_AGENT } from '../product.js'
import { ONE_A_LINE, structured } from './source.js'

export type Headers = Readonly<Record<string, string>>

/** The header that carries the token, whole: nothing else of the token is kept. */
export interface Credential {
  readonly header: string
  readonly value: string
}

/** Headers that belong to the message itself; another value of one would break the request. Lower case. */
const RESERVED = ['host', 'content-length', 'content-type', 'transfer-encoding', 'connection', 'trailer']

export function isReservedHeader(name: string): boolean {
  return RESERVED.includes(name.toLowerCase())
}

/** `token` of https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2 */
export function isHeaderName(name: string): boolean {
  return /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name)
}

/** What Node sends as it is: visible Latin-1, blanks and tabs; no line break can begin another header. */
export function isHeaderValue(value: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value)
}

/** Whether the name of a header or query parameter says, in a whole word, that its value is a secret. */
export function namesSecret(name: string): boolean {
  return /(?:^|[-_])(?:auth|authorization|key|apikey|token|secret|password|cookie|sig|signature|credential)(?:$|[-_])/i.test(
    name,
  )
}

/**
 * Reads the map of further headers, its scalars as written. No value and no text that does not parse is quoted: it may
 * be a secret.
 */
export async function customHeaders(
  text: string | undefined,
  tokenHeader: string,
  problems: Problems,
): Promise<Headers> {
  if (text === undefined) return {}
  const source = { input: 'custom-headers', text, file: undefined }
  const map = await structured(source, problems, 'as written')
  const rule = 'must be a map of header to value'
  if (map !== undefined && !isObject(map)) problems.add({ input: source.input, rule, remedy: ONE_A_LINE })
  if (!isObject(map)) return {}
  const headers: [name: string, value: string][] = []
  const seen = new Set<string>()
  for (const [name, value] of Object.entries(map)) {
    const finding = findingOf(name, value, tokenHeader, seen)
    if (finding !== undefined) problems.at(source, [name]).add(finding)
    else if (typeof value === 'string') headers.push([name, value])
    seen.add(name.toLowerCase())
  }
  return Object.fromEntries(headers)
}

/** @param seen the names before it, in lower case */
function findingOf(
  name: string,
  value: unknown,
  tokenHeader: string,
  seen: ReadonlySet<string>,
): Finding | undefined {
  const lower = name.toLowerCase()
  const shown = `"${oneLine(name, 60)}"`
  if (!isHeaderName(name))
    return { rule: "holds a name that isn't a header name", remedy: 'Use letters, digits and hyphens.' }
  if (isReservedHeader(name))
    return { rule: `must not name ${shown}, which belongs to the message itself`, remedy: 'Leave it out.' }
  if (lower === tokenHeader.toLowerCase())
    return {
      rule: `must not name ${shown}, the header that carries the token`,
      remedy: 'Give its value as "token"; with "token-header" it is sent as it is.',
    }
  if (seen.has(lower)) return { rule: `names ${shown} twice`, remedy: 'Keep one of them.' }
  if (typeof value !== 'string')
    return { rule: `must give ${shown} one value, not a list or a map`, remedy: ONE_A_LINE }
  if (isHeaderValue(value)) return undefined
  return {
    rule: `gives ${shown} a value that no HTTP header can carry: a line break, a control character or one beyond Latin-1`,
    remedy: 'Encode the value as the server expects it, on one line.',
  }
}

/** All headers of the request but `Content-Length`; a custom one replaces ours of the same name. */
export function targetHeaders(
  { speaksGitHubModels }: HostFacts,
  credential: Credential | undefined,
  custom: Headers,
): Headers {
  const own: Headers = {
    Accept: speaksGitHubModels ? 'application/vnd.github+json' : 'application/json',
    'Content-Type': 'application/json',
    // https://docs.github.com/en/rest/about-the-rest-api/api-versions
    ...(speaksGitHubModels ? { 'X-GitHub-Api-Version': '2022-11-28' } : {}),
    'User-Agent': USER_AGENT,
    ...(credential === undefined ? {} : { [credential.header]: credential.value }),
  }
  const replaced = Object.keys(custom).map((name) => name.toLowerCase())
  const kept = Object.entries(own).filter(([name]) => !replaced.includes(name.toLowerCase()))
  return { ...Object.fromEntries(kept), ...custom }
}
