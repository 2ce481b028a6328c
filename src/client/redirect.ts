import { oneLine } from '../display-text.js'
import type { Failure } from '../errors.js'
import type { HttpResponse } from './http-types.js'

const MOST_REDIRECTS = 3

export type Redirect =
  | { readonly redirect: 'none' }
  | { readonly redirect: 'follow'; readonly url: URL }
  | { readonly redirect: 'refused'; readonly failure: Failure }

/**
 * What to do about a response that may be a redirect. Only 307 and 308 keep method and body, and only the same
 * origin may see the token (contract: RFC 9110, sections 15.4.8 and 15.4.9; three at most). Any other 3xx is left
 * to whoever reads the response.
 *
 * @param from the URL that was asked
 * @param followed how many redirects led there
 */
export function readRedirect(response: HttpResponse, from: URL, followed: number): Redirect {
  const { status } = response
  if (status !== 307 && status !== 308) return { redirect: 'none' }
  const location = response.headers['location'] ?? ''
  const target = URL.canParse(location, from.href) ? new URL(location, from) : undefined
  const redirects = `${from.host} redirects (${String(status)})`
  if (location === '' || target === undefined) {
    return refused(status, `${redirects}, but does not say where to.`)
  }
  if (target.origin !== from.origin) {
    return refused(
      status,
      `${redirects} to another origin, ${otherOrigin(target, from)}, which is not followed.`,
    )
  }
  if (followed === MOST_REDIRECTS) {
    return refused(status, `${redirects} again after ${String(MOST_REDIRECTS)} redirects.`)
  }
  target.username = ''
  target.password = ''
  return { redirect: 'follow', url: target }
}

function otherOrigin(target: URL, from: URL): string {
  if (target.host === '') return 'one without a host'
  const host = oneLine(target.host, 100)
  return target.protocol === from.protocol ? host : `${host} by ${oneLine(target.protocol.slice(0, -1), 20)}`
}

function refused(status: number, reason: string): Redirect {
  return {
    redirect: 'refused',
    failure: {
      code: 'invalid_response',
      reason,
      remedy:
        'Set the input "endpoint" to the address that answers by itself: the request carries the token, so it is not passed on elsewhere.',
      status,
    },
  }
}
