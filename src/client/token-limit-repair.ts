import type { TokenLimitField } from '../answer/response-failure.js'
import { isObject, parseJson } from '../json-value.js'
import type { HttpRequest } from './http-types.js'

/** The same request with the token limit under its other name; it keeps its place in the body. */
export function withTokenLimitRenamed(
  request: HttpRequest,
  from: TokenLimitField,
  to: TokenLimitField,
): HttpRequest {
  const body = parseJson(request.body)?.value
  if (!isObject(body)) return request
  const entries = Object.entries(body).map(([name, value]) => [name === from ? to : name, value])
  return { ...request, body: JSON.stringify(Object.fromEntries(entries)) }
}
