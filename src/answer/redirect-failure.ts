import type { HttpResponse } from '../client/http-types.js'
import { oneLine } from '../display-text.js'
import type { Failure } from '../errors.js'
import { phraseOf } from './failure-reason.js'
import { REDIRECT_REMEDY } from './shared-remedies.js'

/** The failure of a response that is neither an answer nor an error: a redirect that is not followed, a 1xx or a 304. */
export function redirectFailure(response: HttpResponse, host: string): Failure {
  const { status } = response
  const answered = `${host} answered ${String(status)}${phraseOf(response)}`
  if (status < 300 || status === 304) {
    const reason = `${answered}, which is no answer to a POST.`
    return { code: 'invalid_response', reason, remedy: 'Check the input "endpoint".', status }
  }
  const target = addressOf(response.headers['location'] ?? '', host)
  return {
    code: 'invalid_response',
    reason: `${answered}, a redirect${target === '' ? '' : ` to ${target}`} that is not followed.`,
    remedy: REDIRECT_REMEDY,
    status,
  }
}

/** Origin and path of a `Location`: its query and its user info may hold secrets. */
function addressOf(location: string, host: string): string {
  const base = `http://${host}`
  if (location === '' || !URL.canParse(location, base)) return ''
  const url = new URL(location, base)
  if (url.host === '') return ''
  const path = oneLine(url.pathname, 200)
  const target = `${oneLine(url.host, 100)}${path}`
  if (URL.canParse(location)) return `${url.protocol}//${target}`
  return location.startsWith('//') ? target : path
}
