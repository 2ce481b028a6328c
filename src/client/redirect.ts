import { REDIRECT_REMEDY } from '../answer/shared-remedies.js'
import { oneLine } from '../display-text.js'
import type { Failure } from '../errors.js'
import type { Redactor } from '../redact.js'
import type { HttpResponse } from './http-types.js'

const MOST_REDIRECTS = 3

export type Redirect =
  | { readonly redirect: 'none' }
  | { readonly redirect: 'follow'; readonly url: URL }
  | { readonly redirect: 'refused'; readonly failure: Failure }

/**
 * What to do about a response that may be a redirect. Only 307 and 308 keep method and body, and only the same
 * origin may see the token (RFC 9110, sections 15.4.8 and 15.4.9). Any other 3xx is left to whoever reads the
 * response.
 *
 * @param response as it came: an address to follow is needed whole
 * @param from the URL that was asked
 * @param followed how many redirects led there
 * @param redact for the address that is only named
 */
export function readRedirect(
  response: HttpResponse,
  from: URL,
  followed: number,
  redact: Redactor,
): Redirect {
  const { status } = response
  if (status !== 307 && status !== 308) return { redirect: 'none' }
  const location = response.headers['location'] ?? ''
  const target = addressOf(location, from)
  const redirects = `${from.host} redirects (${String(status)})`
  if (location === '' || target === undefined) {
    return refused(status, `${redirects}, but does not say where to.`)
  }
  if (target.origin !== from.origin) {
    const origin = otherOrigin(addressOf(redact.text(location), from), from)
    return refused(status, `${redirects} to another origin, ${origin}, which is not followed.`)
  }
  if (followed === MOST_REDIRECTS) {
    return refused(status, `${redirects} again after ${String(MOST_REDIRECTS)} redirects.`)
  }
  target.username = ''
  target.password = ''
  return { redirect: 'follow', url: target }
}

function addressOf(location: string, from: URL): URL | undefined {
  return URL.canParse(location, from.href) ? new URL(location, from) : undefined
}

function otherOrigin(target: URL | undefined, from: URL): string {
  if (target === undefined || target.host === '') return 'one without a host'
  const host = oneLine(target.host, 100)
  return target.protocol === from.protocol ? host : `${host} by ${oneLine(target.protocol.slice(0, -1), 20)}`
}

function refused(status: number, reason: string): Redirect {
  return {
    redirect: 'refused',
    failure: { code: 'invalid_response', reason, remedy: REDIRECT_REMEDY, status },
  }
}
