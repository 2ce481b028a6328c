import type { Unanswered } from '../../src/ask/http/exchange.js'
import { networkFailure } from '../../src/ask/http/network-failure.js'

type Broken = Extract<Unanswered, { readonly outcome: 'broken' }>

const HOST = 'llm.example:8443'
const PROXY = 'proxy.example:3128'

function nodeError(code: string, message = code, extra: object = {}): Error {
  return Object.assign(new Error(message), { code, ...extra })
}

function broken(error: unknown, more: Partial<Broken> = {}): Broken {
  return {
    outcome: 'broken',
    error,
    stage: 'connection',
    status: undefined,
    atProxy: false,
    stale: false,
    ...more,
  }
}

function read(error: unknown, more: Partial<Broken> = {}): { text: string; retry: boolean } {
  const { failure, retry } = networkFailure(broken(error, more), HOST, PROXY)
  expect(failure.code).toBe('network_error')
  return { text: `${failure.reason} ${failure.remedy}`, retry }
}

test.each<[code: string, message: string, more: Partial<Broken>, says: RegExp]>([
  ['EAI_AGAIN', '', {}, /^The host name llm\.example could not be looked up \(EAI_AGAIN\)\./],
  ['ECONNREFUSED', '', {}, /^Nothing accepts connections at llm\.example:8443 \(ECONNREFUSED\)\./],
  ['ETIMEDOUT', '', {}, /cannot be reached \(ETIMEDOUT\).*firewall/],
  ['ENETUNREACH', '', {}, /cannot be reached/],
  [
    'ECONNRESET',
    'socket hang up',
    { stage: 'answer' },
    /closed the connection without an answer \(ECONNRESET\)/,
  ],
  ['ECONNRESET', 'aborted', { stage: 'body' }, /broke off in the middle of its response/],
  [
    'ECONNRESET',
    'Client network socket disconnected before secure TLS connection was established',
    {},
    /closed the connection during the TLS handshake/,
  ],
  [
    'EPROTO',
    'write EPROTO 80AB:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../x.c:355:\n',
    {},
    /does not speak TLS at this port \(EPROTO\)\. Use http:\/\//,
  ],
  ['ERR_SSL_WRONG_VERSION_NUMBER', '', {}, /Use http:\/\//],
  [
    'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
    '80AB:error:0A000410:SSL routines:ssl3_read_bytes:sslv3 alert handshake failure:../x.c:1593:SSL alert number 40\n',
    {},
    /^The TLS handshake with llm\.example:8443 failed: sslv3 alert handshake failure \(ERR_SSL_/,
  ],
  [
    'HPE_INVALID_CONSTANT',
    'Parse Error: Expected HTTP/',
    { stage: 'answer' },
    /does not speak HTTP at this port/,
  ],
  [
    'HPE_INVALID_HEADER_TOKEN',
    'Parse Error: Invalid header value char',
    { stage: 'answer' },
    /^llm\.example:8443 answered with headers that break the rules of HTTP \(HPE_INVALID_HEADER_TOKEN\)\. .*"endpoint"/,
  ],
  ['HPE_HEADER_OVERFLOW', '', { stage: 'answer' }, /more headers than HTTP clients accept/],
  ['HPE_INVALID_CHUNK_SIZE', '', { stage: 'body' }, /broke the rules of HTTP in the middle/],
  ['Z_BUF_ERROR', 'unexpected end of file', { stage: 'body' }, /compressed response .* is cut off or broken/],
  ['Z_DATA_ERROR', 'incorrect header check', { stage: 'body' }, /is cut off or broken/],
  [
    'EMFILE',
    'too many open files',
    {},
    /request to llm\.example:8443 failed: too many open files \(EMFILE\)/,
  ],
])('%s %s is worth a retry', (code, message, more, says) => {
  const { text, retry } = read(nodeError(code, message), more)
  expect(text).toMatch(says)
  expect(retry).toBe(true)
})

test('an unknown host name is not', () => {
  const { text, retry } = read(nodeError('ENOTFOUND', 'getaddrinfo ENOTFOUND llm.example'))
  expect(text).toBe(
    'The host name llm.example is not known (ENOTFOUND). Check the host name in the input "endpoint".',
  )
  expect(retry).toBe(false)
})

test.each<[code: string, says: RegExp]>([
  ['CERT_HAS_EXPIRED', /has expired/],
  ['CERT_NOT_YET_VALID', /is not valid yet/],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', /is self-signed/],
  ['SELF_SIGNED_CERT_IN_CHAIN', /a CA that this runner does not know/],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /a CA that this runner does not know/],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', /a CA that this runner does not know/],
  ['CERT_REVOKED', /was refused/],
  ['INVALID_CA', /was refused/],
])('a refused certificate is not, and NODE_EXTRA_CA_CERTS is named: %s', (code, says) => {
  const { text, retry } = read(nodeError(code))
  expect(text).toMatch(says)
  expect(text).toContain(`(${code})`)
  expect(text).toContain('NODE_EXTRA_CA_CERTS')
  expect(retry).toBe(false)
})

test('a certificate for another name says for which', () => {
  const message =
    "Hostname/IP does not match certificate's altnames: Host: llm.example. is not in the cert's altnames: DNS:a.example, DNS:b.example"
  const { text, retry } = read(nodeError('ERR_TLS_CERT_ALTNAME_INVALID', message))
  expect(text).toContain('is not for this host name; it is for DNS:a.example, DNS:b.example (')
  expect(retry).toBe(false)
})

test('an alert about our certificate is no refused certificate', () => {
  expect(read(nodeError('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED')).text).toContain('client certificate')
})

test('several addresses that were tried count as the first', () => {
  const error = new AggregateError([nodeError('ECONNREFUSED'), nodeError('ENETUNREACH')])
  expect(read(error).text).toContain('(ECONNREFUSED)')
})

test('a TLS record in place of HTTP means https', () => {
  const error = nodeError('HPE_INVALID_CONSTANT', 'x', { rawPacket: Buffer.from([0x15, 3, 3, 0, 2, 2, 70]) })
  expect(read(error, { stage: 'answer' }).text).toContain('Use https://')
})

test('the rule that headers break is named as the parser names it', () => {
  const reason = "Content-Length can't be present with Transfer-Encoding"
  const { text } = read(nodeError('HPE_INVALID_CONTENT_LENGTH', 'x', { reason }), { stage: 'answer' })
  expect(text).toContain(`that break the rules of HTTP: ${reason} (HPE_INVALID_CONTENT_LENGTH).`)
})

test('what happened at the proxy is told of the proxy', () => {
  const { text } = read(nodeError('ECONNREFUSED'), { atProxy: true })
  expect(text).toMatch(/^Nothing accepts connections at the proxy proxy\.example:3128 .* Check HTTPS_PROXY/)
  expect(read(nodeError('ENOTFOUND'), { atProxy: true }).text).toContain(
    'The host name proxy.example of the proxy is not known',
  )
  expect(read(nodeError('ECONNRESET'), { atProxy: true }).text).toMatch(
    /^The proxy proxy\.example:3128 closed/,
  )
})

test('a failure keeps the status, if headers had arrived', () => {
  const cut = broken(nodeError('ECONNRESET'), { stage: 'body', status: 503 })
  expect(networkFailure(cut, HOST, undefined).failure.status).toBe(503)
  expect(networkFailure(broken(nodeError('ECONNRESET')), HOST, undefined).failure).not.toHaveProperty(
    'status',
  )
})

test('a response that is too large is none', () => {
  const { failure, retry } = networkFailure({ outcome: 'too large', status: 200 }, HOST, undefined)
  expect(failure).toMatchObject({ code: 'invalid_response', status: 200 })
  expect(failure.reason).toContain('larger than 16 MiB')
  expect(retry).toBe(false)
})

test.each([undefined, null, 'text', {}, new Error(''), new AggregateError([])])(
  'anything thrown is read: %p',
  (error) => {
    expect(read(error).text).toMatch(/^llm\.example:8443 closed the connection without an answer\. \w/)
  },
)

test('no text from outside makes a line of its own', () => {
  expect(read(nodeError('EPROTO', 'x\n::error::forged')).text).toMatch(/^.*x ::error::forged.*$/)
  expect(read(nodeError('EMFILE', 'x\r\n::error::forged')).text).toMatch(/^.*x ::error::forged.*$/)
})

describe('a proxy that refuses', () => {
  const refused = (status: number, statusText: string): ReturnType<typeof networkFailure> =>
    networkFailure({ outcome: 'proxy refused', status, statusText }, 'llm.example', PROXY)

  test('is not asked again with 407', () => {
    const { failure, retry } = refused(407, 'Proxy Authentication Required')
    expect(failure.reason).toBe('The proxy proxy.example:3128 asks for a user name and password (407).')
    expect(retry).toBe(false)
  })

  test('is asked again otherwise', () => {
    const { failure, retry } = refused(503, 'Busy')
    expect(failure.reason).toContain('did not connect to llm.example; it answered 503 Busy.')
    expect(failure).not.toHaveProperty('status')
    expect(retry).toBe(true)
    expect(refused(NaN, '').failure.reason).toContain('it answered something other than HTTP.')
  })
})

test('every message is short: under 300 characters before the words of others', () => {
  const codes = [
    'ENOTFOUND',
    'EAI_AGAIN',
    'ECONNREFUSED',
    'ETIMEDOUT',
    'ECONNRESET',
    'EPROTO',
    'ERR_SSL_WRONG_VERSION_NUMBER',
    'HPE_HEADER_OVERFLOW',
    'HPE_INVALID_CONSTANT',
    'HPE_INVALID_HEADER_TOKEN',
    'Z_BUF_ERROR',
    'CERT_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'CERT_REVOKED',
  ]
  for (const code of codes) expect(read(nodeError(code, '')).text.length).toBeLessThan(300)
  expect(read(nodeError('ECONNRESET', 'before secure TLS connection')).text.length).toBeLessThan(300)
})
