import { PROXY_LOGIN_REMEDY } from '../answer/shared-remedies.js'
import { oneLine } from '../display-text.js'
import type { NetworkFailure } from './network-failure.js'

/**
 * The failure of a proxy that answers CONNECT with anything but 200. Not retried with 407: the answer would be
 * the same.
 *
 * @param status NaN if the proxy did not speak HTTP
 * @param statusText without secrets: it is shortened here
 */
export function proxyRefusal(
  status: number,
  statusText: string,
  facts: { readonly host: string; readonly proxyHost: string },
): NetworkFailure {
  const { host, proxyHost } = facts
  if (status === 407) {
    const reason = `The proxy ${proxyHost} asks for a user name and password (407).`
    return { failure: { code: 'network_error', reason, remedy: PROXY_LOGIN_REMEDY }, retry: false }
  }
  const answer = Number.isInteger(status) ? oneLine(`${String(status)} ${statusText}`, 100) : 'no HTTP'
  const reason = `The proxy ${proxyHost} did not connect to ${host}; it answered ${answer}.`
  const remedy = 'Check that the proxy lets the runner through to this host, or add the host to NO_PROXY.'
  return { failure: { code: 'network_error', reason, remedy }, retry: true }
}
