import { BROKEN_OFF_REMEDY } from '../answer/shared-remedies.js'
import { oneLine } from '../display-text.js'
import type { Failure } from '../errors.js'
import { isObject } from '../json-value.js'
import type { Stage } from './exchange.js'
import { certificateTrouble, handshakeTrouble } from './tls-trouble.js'

export interface NetworkFailure {
  readonly failure: Failure
  /** False where trying again cannot help: an unknown host name, a certificate that is refused, a 407. */
  readonly retry: boolean
}

export interface NetworkFacts {
  /** Of the server, with the port if the URL has one. */
  readonly host: string
  /** Of the proxy, if the request had not got past it. */
  readonly proxyHost?: string | undefined
  readonly stage: Stage
  /** Of the response, if its headers had arrived. */
  readonly status?: number | undefined
}

interface Trouble {
  /** Without a full stop; the code of the error follows. */
  readonly reason: string
  readonly remedy: string
  readonly hopeless?: true
}

const CHECK_PROXY = 'Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY in the environment of the step.'

/**
 * What an error of the network means for the user: one of Node, of OpenSSL, of the HTTP parser (`HPE_…`), of
 * zlib (`Z_…`), or one without a code.
 */
export function networkFailure(error: unknown, facts: NetworkFacts): NetworkFailure {
  const code = codeOf(error)
  const message = error instanceof Error ? error.message : ''
  const peer = facts.proxyHost === undefined ? facts.host : `the proxy ${facts.proxyHost}`
  const refused = certificateTrouble(code, message, peer)
  const trouble: Trouble =
    refused ??
    reachTrouble(code, peer, facts) ??
    handshakeTrouble(code, message, peer) ??
    protocolTrouble(code, error, peer, facts) ??
    brokenOff(code, message, peer, facts)
  const { reason, remedy, hopeless = refused !== undefined } = trouble
  return {
    failure: {
      code: 'network_error',
      reason: code === '' ? `${capital(reason)}.` : `${capital(reason)} (${code}).`,
      remedy: facts.proxyHost === undefined || refused !== undefined ? remedy : CHECK_PROXY,
      ...(facts.status === undefined ? {} : { status: facts.status }),
    },
    retry: !hopeless,
  }
}

function reachTrouble(code: string, peer: string, facts: NetworkFacts): Trouble | undefined {
  const hostname = (facts.proxyHost ?? facts.host).replace(/:\d+$/, '')
  const name = facts.proxyHost === undefined ? hostname : `${hostname} of the proxy`
  if (code === 'ENOTFOUND') {
    const remedy = 'Check the host name in the input "endpoint".'
    return { reason: `The host name ${name} is not known`, remedy, hopeless: true }
  }
  if (code.startsWith('EAI_')) {
    const remedy = 'The name service may be out of order; run the step again, or check the DNS of the runner.'
    return { reason: `The host name ${name} could not be looked up`, remedy }
  }
  if (code === 'ECONNREFUSED') {
    const inContainer = /^(?:localhost|127\.|\[::1\])/.test(facts.host)
      ? ' In a job that runs in a container, this address is the container itself: use the name of the service there.'
      : ''
    const remedy = `Check host and port in the input "endpoint", and that the server has been started.${inContainer}`
    return { reason: `Nothing accepts connections at ${peer}`, remedy }
  }
  if (/^(?:ETIMEDOUT|E(?:HOST|NET)(?:UNREACH|DOWN)|EADDRNOTAVAIL|EACCES|EPERM)$/.test(code)) {
    const remedy = 'Check the host in the input "endpoint", and that no firewall keeps the runner from it.'
    return { reason: `${peer} cannot be reached`, remedy }
  }
  return undefined
}

function protocolTrouble(
  code: string,
  error: unknown,
  peer: string,
  facts: NetworkFacts,
): Trouble | undefined {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return {
      reason: `${peer} sent more headers than HTTP clients accept (16 KiB)`,
      remedy: BROKEN_OFF_REMEDY,
    }
  }
  if (code.startsWith('HPE_')) {
    if (facts.stage === 'body') {
      return {
        reason: `${peer} broke the rules of HTTP in the middle of its response`,
        remedy: BROKEN_OFF_REMEDY,
      }
    }
    return sentTlsRecord(error)
      ? { reason: `${peer} speaks TLS at this port`, remedy: 'Use https:// in the input "endpoint".' }
      : {
          reason: `${peer} does not speak HTTP at this port`,
          remedy: 'Check host and port in the input "endpoint".',
        }
  }
  if (code === 'Z_BUF_ERROR') {
    return { reason: `The compressed response of ${peer} was cut off`, remedy: BROKEN_OFF_REMEDY }
  }
  if (/^(?:Z_|ERR__?(?:BROTLI|ERROR_FORMAT))/.test(code)) {
    return { reason: `The compressed response of ${peer} cannot be decompressed`, remedy: BROKEN_OFF_REMEDY }
  }
  return undefined
}

function brokenOff(code: string, message: string, peer: string, { stage, status }: NetworkFacts): Trouble {
  if (!/^$|^ECONNRESET$|^EPIPE$|^ECONNABORTED$|^ERR_STREAM_PREMATURE_CLOSE$/.test(code)) {
    return { reason: `The request to ${peer} failed: ${oneLine(message, 200)}`, remedy: BROKEN_OFF_REMEDY }
  }
  if (stage === 'body') {
    const reason =
      status === 101
        ? `${peer} switched to another protocol, unasked`
        : `${peer} broke off in the middle of its response`
    return { reason, remedy: BROKEN_OFF_REMEDY }
  }
  if (message.includes('TLS')) {
    const remedy = `If the server speaks no TLS at this port, use http:// in the input "endpoint". ${BROKEN_OFF_REMEDY}`
    return { reason: `${peer} closed the connection during the TLS handshake`, remedy }
  }
  return { reason: `${peer} closed the connection without an answer`, remedy: BROKEN_OFF_REMEDY }
}

/** Of an AggregateError, which stands for several addresses that were tried, the code of the first. */
function codeOf(error: unknown): string {
  if (!isObject(error)) return ''
  if (typeof error['code'] === 'string') return error['code']
  return error instanceof AggregateError ? codeOf(error.errors[0]) : ''
}

/** The HTTP parser keeps what it could not read; a TLS alert begins with the byte 0x15 (RFC 8446, section 5.1). */
function sentTlsRecord(error: unknown): boolean {
  const packet = isObject(error) ? error['rawPacket'] : undefined
  return packet instanceof Uint8Array && packet[0] === 0x15
}

/** For a sentence that begins with the peer: a host keeps its spelling. */
function capital(sentence: string): string {
  return sentence.startsWith('the proxy ') ? `T${sentence.slice(1)}` : sentence
}
