import { oneLine } from '../display-text.js'

interface TlsTrouble {
  /** Without a full stop. */
  readonly reason: string
  readonly remedy: string
}

/**
 * Why a certificate was refused and what to do, or undefined if the error is of another kind: https://nodejs.org/api/tls.html#x509-certificate-error-codes
 *
 * @param message Node's own, which lists the names that the certificate is for
 * @param peer whose certificate it is
 */
export function certificateTrouble(code: string, message: string, peer: string): TlsTrouble | undefined {
  // An alert by which the server refuses a certificate of ours is ERR_SSL_….
  if (code.startsWith('ERR_SSL_')) return undefined
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return {
        reason: `The TLS certificate of ${peer}, or of a CA behind it, has expired`,
        remedy:
          'Have it renewed on the server; check the clock of the runner, and that the file in NODE_EXTRA_CA_CERTS, if it is set, is up to date.',
      }
    case 'CERT_NOT_YET_VALID':
      return {
        reason: `The TLS certificate of ${peer} is not valid yet`,
        remedy:
          'Check the clocks of the server and of the runner, and the file in NODE_EXTRA_CA_CERTS, if it is set.',
      }
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
    case 'HOSTNAME_MISMATCH': {
      const names = /.*cert's (?:altnames|list|CN): (.+)$/s.exec(message)?.[1]
      const others = names === undefined ? '' : `; it is for ${oneLine(names, 200)}`
      return {
        reason: `The TLS certificate of ${peer} is not for this host name${others}`,
        remedy:
          'Use the host name that the certificate is for. NODE_EXTRA_CA_CERTS does not help against a wrong name.',
      }
    }
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return {
        reason: `The TLS certificate of ${peer} is self-signed`,
        remedy: `If you trust it, ${extraCa('the certificate')}`,
      }
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return {
        reason: `The TLS certificate of ${peer} comes from a CA that this runner does not know`,
        remedy: `If it is a CA of your company, ${extraCa("the CA's certificate")}`,
      }
    default:
      if (!/CERT|^UNABLE_TO_|^CRL_|^INVALID_(?:CA|PURPOSE)$|^PATH_LENGTH_EXCEEDED$/.test(code))
        return undefined
      return {
        reason: `The TLS certificate of ${peer} was refused`,
        remedy: `Have it corrected on the server. If a private CA issued it, ${extraCa("the CA's certificate")}`,
      }
  }
}

/** Why a TLS handshake failed for another reason than a refused certificate, or undefined if it did not. */
export function handshakeTrouble(code: string, message: string, peer: string): TlsTrouble | undefined {
  if (!/^ERR_SSL_|^EPROTO$/.test(code)) return undefined
  if (/wrong.version.number|packet.length.too.long|http.request/i.test(`${code} ${message}`)) {
    const remedy = 'Use http:// in place of https:// in the input "endpoint", or the port that speaks TLS.'
    return { reason: `${peer} does not speak TLS at this port`, remedy }
  }
  const remedy =
    'Check which versions of TLS the server offers, and whether it asks for a client certificate, which this action cannot give.'
  // `write EPROTO 80ABCDEF:error:0A000410:SSL routines:ssl3_read_bytes:the words that matter:../ssl/…`
  const words = /error:[^:]*:[^:]*:[^:]*:([^:]+)/.exec(message)?.[1] ?? message
  return { reason: `The TLS handshake with ${peer} failed: ${oneLine(words, 200)}`, remedy }
}

function extraCa(what: string): string {
  return `set NODE_EXTRA_CA_CERTS in the \`env:\` of the step to the path of a PEM file with ${what}.`
}
