import { oneLine } from '../../display-text.js'
import type { Failure } from '../../failure.js'
import { isObject } from '../../json-value.js'
import { MAX_BODY_BYTES, type Unanswered } from './exchange.js'

/** A request that brought nothing of use, and what its sender may do about it. */
export interface FailedRequest {
  readonly failure: Failure
  /** False where trying again cannot help: an unknown host name, a certificate that is refused, a 407. */
  readonly retry: boolean
  /** How long the server asks to wait before the next one. */
  readonly serverWaitMs?: number | undefined
}

type Broken = Extract<Unanswered, { readonly outcome: 'broken' }>

/** The reason is without a full stop; the code of the error follows. */
type Trouble = readonly [reason: string, remedy: string]

const RUN_AGAIN =
  'Run the step again; if it happens again, look into the logs of the server and of what stands in front of it.'
export const PROXY_PASSWORD =
  'Set user name and password in HTTPS_PROXY or HTTP_PROXY, as in http://USER:PASSWORD@HOST:PORT, percent-encoded.'
const CHECK_PROXY = 'Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY in the environment of the step.'

/**
 * What an exchange without a whole response means for the user.
 *
 * @param host of the server, with the port if the URL has one
 * @param proxyHost likewise of the proxy; undefined if there is none
 */
export function networkFailure(
  ended: Unanswered,
  host: string,
  proxyHost: string | undefined,
): FailedRequest {
  const { status } = ended
  if (ended.outcome === 'too large') {
    const reason = `The response of ${host} is larger than ${String(MAX_BODY_BYTES / 1024 ** 2)} MiB, the most that is read.`
    const remedy = 'No chat completion is that large: check that the input "endpoint" is the address of one.'
    return { failure: { code: 'invalid_response', reason, remedy, status }, retry: false }
  }
  if (ended.outcome === 'broken') return brokenFailure(ended, host, ended.atProxy ? proxyHost : undefined)
  const proxy = `The proxy ${proxyHost ?? ''}`
  if (status === 407) {
    const reason = `${proxy} asks for a user name and password (407).`
    return { failure: { code: 'network_error', reason, remedy: PROXY_PASSWORD }, retry: false }
  }
  const known = oneLine(`${String(status)} ${ended.statusText}`, 100)
  const answer = Number.isNaN(status) ? 'something other than HTTP' : known
  const reason = `${proxy} did not connect to ${host}; it answered ${answer}.`
  const remedy = 'Check that the proxy lets the runner through to this host, or add the host to NO_PROXY.'
  return { failure: { code: 'network_error', reason, remedy }, retry: true }
}

function brokenFailure(broken: Broken, host: string, proxyHost: string | undefined): FailedRequest {
  const code = codeOf(broken.error)
  const message = broken.error instanceof Error ? broken.error.message : ''
  const peer = proxyHost === undefined ? host : `the proxy ${proxyHost}`
  const certificate = certificateTrouble(code, message, peer)
  const [trouble, remedy] = certificate ?? connectionTrouble(code, message, peer, broken)
  // A host keeps its spelling at the start of the sentence.
  const reason = `${trouble.replace(/^the proxy/, 'The proxy')}${code === '' ? '' : ` (${code})`}.`
  const atProxy = proxyHost !== undefined && certificate === undefined
  const known = broken.status === undefined ? {} : { status: broken.status }
  return {
    failure: { code: 'network_error', reason, remedy: atProxy ? CHECK_PROXY : remedy, ...known },
    retry: certificate === undefined && code !== 'ENOTFOUND',
  }
}

/** Of an AggregateError, which stands for several addresses that were tried, the code of the first. */
function codeOf(error: unknown): string {
  if (!isObject(error)) return ''
  if (typeof error['code'] === 'string') return error['code']
  return error instanceof AggregateError ? codeOf(error.errors[0]) : ''
}

/** The code is one of Node, of OpenSSL, of the HTTP parser (`HPE_…`), of zlib (`Z_…`), or empty. */
function connectionTrouble(code: string, message: string, peer: string, broken: Broken): Trouble {
  const { stage, status } = broken
  const name = peer.replace(/:\d+$/, '').replace(/^the proxy (.*)/, '$1 of the proxy')
  if (code === 'ENOTFOUND') {
    return [`The host name ${name} is not known`, 'Check the host name in the input "endpoint".']
  }
  if (code.startsWith('EAI_')) {
    const remedy = 'Run the step again; if it happens again, check the DNS of the runner.'
    return [`The host name ${name} could not be looked up`, remedy]
  }
  if (code === 'ECONNREFUSED') {
    const container = /^(?:localhost|127\.|\[::1\])/.test(peer)
      ? ' In a job that runs in a container, this address is the container itself: use the name of the service there.'
      : ''
    const remedy = `Check host and port in the input "endpoint", and that the server has been started.${container}`
    return [`Nothing accepts connections at ${peer}`, remedy]
  }
  if (/^(?:ETIMEDOUT|E(?:HOST|NET)(?:UNREACH|DOWN)|EADDRNOTAVAIL|EACCES|EPERM)$/.test(code)) {
    const remedy = 'Check the host in the input "endpoint", and that no firewall keeps the runner from it.'
    return [`${peer} cannot be reached`, remedy]
  }

  if (/^ERR_SSL_|^EPROTO$/.test(code)) {
    if (/wrong.version.number|packet.length.too.long|http.request/i.test(`${code} ${message}`)) {
      const remedy = 'Use http:// in place of https:// in the input "endpoint", or the port that speaks TLS.'
      return [`${peer} does not speak TLS at this port`, remedy]
    }
    // `write EPROTO 80ABCDEF:error:0A000410:SSL routines:ssl3_read_bytes:the words that matter:../ssl/…`
    const words = /error:[^:]*:[^:]*:[^:]*:([^:]+)/.exec(message)?.[1] ?? message
    const remedy =
      'Check which versions of TLS the server offers, and that it asks for no client certificate: this action has none.'
    return [`The TLS handshake with ${peer} failed: ${oneLine(words, 200)}`, remedy]
  }

  if (code.startsWith('HPE_')) return parserTrouble(code, peer, broken)
  if (/^(?:Z_|ERR__?(?:BROTLI|ERROR_FORMAT))/.test(code)) {
    return [`The compressed response of ${peer} is cut off or broken`, RUN_AGAIN]
  }

  if (!/^$|^ECONNRESET$|^EPIPE$|^ECONNABORTED$|^ERR_STREAM_PREMATURE_CLOSE$/.test(code)) {
    return [`The request to ${peer} failed: ${oneLine(message, 200)}`, RUN_AGAIN]
  }
  if (status === 101) return [`${peer} switched to another protocol without being asked`, RUN_AGAIN]
  if (stage === 'body') return [`${peer} broke off in the middle of its response`, RUN_AGAIN]
  if (!message.includes('TLS')) return [`${peer} closed the connection without an answer`, RUN_AGAIN]
  const remedy = `If the server speaks no TLS at this port, use http:// in the input "endpoint". ${RUN_AGAIN}`
  return [`${peer} closed the connection during the TLS handshake`, remedy]
}

/** What the parser of Node found wrong: https://github.com/nodejs/llhttp */
function parserTrouble(code: string, peer: string, { error, stage }: Broken): Trouble {
  const { rawPacket, reason }: Readonly<Record<string, unknown>> = isObject(error) ? error : {}
  if (code === 'HPE_HEADER_OVERFLOW') {
    return [`${peer} sent more headers than HTTP clients accept (16 KiB)`, RUN_AGAIN]
  }
  if (stage === 'body') return [`${peer} broke the rules of HTTP in the middle of its response`, RUN_AGAIN]
  // The one error before it has read `HTTP/`. A TLS alert begins with the byte 0x15 (RFC 8446, section 5.1).
  if (code === 'HPE_INVALID_CONSTANT') {
    return rawPacket instanceof Uint8Array && rawPacket[0] === 0x15
      ? [`${peer} speaks TLS at this port`, 'Use https:// in the input "endpoint".']
      : [`${peer} does not speak HTTP at this port`, 'Check host and port in the input "endpoint".']
  }
  const rule = typeof reason === 'string' ? `: ${oneLine(reason, 100)}` : ''
  const remedy = 'Have the server, or what stands in front of it, corrected, or use another "endpoint".'
  return [`${peer} answered with headers that break the rules of HTTP${rule}`, remedy]
}

/**
 * Why a certificate was refused: https://nodejs.org/api/tls.html#x509-certificate-error-codes
 *
 * @param message Node's own, which lists the names that the certificate is for
 */
function certificateTrouble(code: string, message: string, peer: string): Trouble | undefined {
  const certificate = `The TLS certificate of ${peer}`
  const trust = 'set NODE_EXTRA_CA_CERTS in the `env:` of the step to the path of a PEM file with'
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') {
    const what = code === 'CERT_HAS_EXPIRED' ? ', or of a CA behind it, has expired' : ' is not valid yet'
    const remedy =
      'Renew it on the server; check the clock of the runner, and the file in NODE_EXTRA_CA_CERTS.'
    return [`${certificate}${what}`, remedy]
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    const names = /.*cert's (?:altnames|list|CN): (.+)$/s.exec(message)?.[1]
    const others = names === undefined ? '' : `; it is for ${oneLine(names, 200)}`
    const remedy =
      'Use the host name that the certificate is for. NODE_EXTRA_CA_CERTS does not help against a wrong name.'
    return [`${certificate} is not for this host name${others}`, remedy]
  }
  if (code === 'DEPTH_ZERO_SELF_SIGNED_CERT') {
    return [`${certificate} is self-signed`, `If you trust it, ${trust} the certificate.`]
  }
  if (/^SELF_SIGNED_CERT_IN_CHAIN$|^UNABLE_TO_(?:GET_ISSUER|VERIFY)/.test(code)) {
    const remedy = `If it is a CA of your company, ${trust} the CA's certificate.`
    return [`${certificate} comes from a CA that this runner does not know`, remedy]
  }
  // An alert by which the server refuses a certificate of ours is ERR_SSL_….
  if (!/^(?!ERR_SSL_).*CERT|^UNABLE_TO_|^CRL_|^INVALID_(?:CA|PURPOSE)$|^PATH_LENGTH_EXCEEDED$/.test(code))
    return undefined
  const remedy = `Correct it on the server. If a private CA issued it, ${trust} the CA's certificate.`
  return [`${certificate} was refused`, remedy]
}
