import { compactJson, isJson, parseJson } from '../json-value.js'
import type { Redactor } from '../redact.js'
import type { HttpResponse } from './http-types.js'

/**
 * A response without the secrets that the server echoed. This comes before anything of it is searched, shortened
 * or quoted: the first half of a token, left over where a long message was cut, would be found by nobody.
 */
export function redactedResponse(response: HttpResponse, redact: Redactor): HttpResponse {
  const headers = Object.entries(response.headers).map(([name, value]) => [name, redact.text(value)] as const)
  return {
    ...response,
    statusText: redact.text(response.statusText),
    headers: Object.fromEntries(headers),
    body: redactedBody(response.body, redact),
  }
}

function redactedBody(body: Buffer, redact: Redactor): Buffer {
  const clean = redact.bytes(body)
  if (clean === body || parseJson(clean.toString('utf8')) !== undefined) return clean
  // A secret of digits may stand where JSON has a number, and the letter of `\n` may be its first.
  const value = parseJson(body.toString('utf8'))?.value
  return isJson(value) ? Buffer.from(compactJson(redact.json(value))) : clean
}
