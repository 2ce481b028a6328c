/** Headers that belong to the message itself; another value of one would break the request. Lower case. */
export const RESERVED_HEADERS = [
  'host',
  'content-length',
  'content-type',
  'transfer-encoding',
  'connection',
  'trailer',
]

/** `token` of https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2 */
export function isHeaderName(name: string): boolean {
  return /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name)
}

/** What Node sends as it is: visible Latin-1, blanks and tabs; no line break can begin another header. */
export function isHeaderValue(value: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value)
}

/** Whether a header's name speaks of a secret, so that its value must never be shown. */
export function namesSecret(header: string): boolean {
  return /auth|key|token|secret|password|cookie|signature|credential/i.test(header)
}
