import { oneLine } from '../display-text.js'
import { isObject } from '../json-value.js'
import { isHeaderName, isHeaderValue, RESERVED_HEADERS } from './header-rules.js'
import type { Report } from './problem.js'
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
    const lower = name.toLowerCase()
    const shown = `"${oneLine(name, 60)}"`
    const where = await result.parsed.locate([name])
    if (!isHeaderName(name)) {
      report({
        input,
        where,
        rule: 'holds a name that is no legal header name',
        remedy: 'Use letters, digits and hyphens.',
      })
    } else if (RESERVED_HEADERS.includes(lower)) {
      report({
        input,
        where,
        rule: `must not name ${shown}, which belongs to the message itself`,
        remedy: 'Leave it out.',
      })
    } else if (lower === tokenHeader.toLowerCase()) {
      report({
        input,
        where,
        rule: `must not name ${shown}, the header that carries the token`,
        remedy: 'Give its value as "token"; with "token-header" it is sent as it is.',
      })
    } else if (seen.has(lower)) {
      report({ input, where, rule: `names ${shown} twice`, remedy: 'Keep one of them.' })
    } else if (typeof value !== 'string') {
      report({ input, where, rule: `must give ${shown} one value, not a list or a map`, remedy: REMEDY })
    } else if (!isHeaderValue(value)) {
      report({
        input,
        where,
        rule: `gives ${shown} a value that no HTTP header can carry: a line break, a control character or one beyond Latin-1`,
        remedy: 'Encode the value as the server expects it, on one line.',
      })
    } else headers.push([name, value])
    seen.add(lower)
  }
  return Object.fromEntries(headers)
}
