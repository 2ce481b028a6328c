import { oneLine } from '../display-text.js'
import { isObject } from '../json-value.js'
import { isHeaderName, isHeaderValue, RESERVED_HEADERS } from './header-rules.js'
import type { Problem, Report } from './problem.js'
import { parseStructured } from './structured-text.js'

export type Headers = Readonly<Record<string, string>>

const input = 'custom-headers'
const REMEDY = 'Write one "name: value" a line, or a JSON object.'

/**
 * Reads the map of further headers, its scalars as written. No value and no text that does not parse is quoted:
 * it may be a secret.
 */
export async function customHeaders(
  text: string | undefined,
  tokenHeader: string,
  report: Report,
): Promise<Headers> {
  if (text === undefined) return {}
  const result = await parseStructured(text, 'as written')
  if (!result.ok) {
    report({
      input,
      where: result.where,
      rule: `must be a map in YAML or JSON and does not parse: ${result.detail}`,
      remedy: REMEDY,
    })
    return {}
  }
  if (!isObject(result.parsed.value)) {
    report({ input, rule: 'must be a map of header to value', remedy: REMEDY })
    return {}
  }
  const headers: [name: string, value: string][] = []
  const seen = new Set<string>()
  for (const [name, value] of Object.entries(result.parsed.value)) {
    const problem = headerProblem(name, value, tokenHeader, seen)
    // Only a mistake pays for its place, which costs another parse.
    if (problem !== undefined) report({ input, where: await result.parsed.locate([name]), ...problem })
    else if (typeof value === 'string') headers.push([name, value])
    seen.add(name.toLowerCase())
  }
  return Object.fromEntries(headers)
}

/** @param seen the names before it, in lower case */
function headerProblem(
  name: string,
  value: unknown,
  tokenHeader: string,
  seen: ReadonlySet<string>,
): Pick<Problem, 'rule' | 'remedy'> | undefined {
  const lower = name.toLowerCase()
  const shown = `"${oneLine(name, 60)}"`
  if (!isHeaderName(name)) {
    return { rule: 'holds a name that is no legal header name', remedy: 'Use letters, digits and hyphens.' }
  }
  if (RESERVED_HEADERS.includes(lower)) {
    return {
      rule: `must not name ${shown}, which belongs to the message itself`,
      remedy: 'Leave it out.',
    }
  }
  if (lower === tokenHeader.toLowerCase()) {
    return {
      rule: `must not name ${shown}, the header that carries the token`,
      remedy: 'Give its value as "token"; with "token-header" it is sent as it is.',
    }
  }
  if (seen.has(lower)) return { rule: `names ${shown} twice`, remedy: 'Keep one of them.' }
  if (typeof value !== 'string') {
    return { rule: `must give ${shown} one value, not a list or a map`, remedy: REMEDY }
  }
  if (isHeaderValue(value)) return undefined
  return {
    rule: `gives ${shown} a value that no HTTP header can carry: a line break, a control character or one beyond Latin-1`,
    remedy: 'Encode the value as the server expects it, on one line.',
  }
}
