import { readErrorResponse } from '../../src/ask/server-error/server-error.js'

const read = (body: unknown, headers: Record<string, string> = {}) =>
  readErrorResponse({ body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)), headers })

const SHAPES: [string, unknown, string][] = [
  ['an error object', { error: { message: 'no', code: 'c', type: 't' } }, 'no'],
  ['the same in a list', [{ error: { message: 'no' } }], 'no'],
  ['flat', { object: 'error', message: 'no', type: 't', code: 400 }, 'no'],
  ['an error text', { error: 'no such thing' }, 'no such thing'],
  ['a message that is an object', { message: { detail: [{ loc: ['body', 'x'], msg: 'no' }] } }, 'x: no'],
  ['detail as text', { detail: 'Not Found' }, 'Not Found'],
  ['detail as a list', { detail: [{ loc: ['query', 'v'], msg: 'no' }] }, 'query.v: no'],
  ['detail as an object', { detail: { error: { message: 'no' } } }, 'no'],
  ['title and status', { title: 'Forbidden', status: 403 }, 'Forbidden'],
  ['problem+json', { type: 'about:blank', title: 'Bad', detail: 'too bad' }, 'Bad: too bad'],
  ['errors', { errors: [{ message: 'one' }, { message: 'two' }] }, 'one; two'],
  ['errors as texts', { errors: ['one', 'two'] }, 'one; two'],
  ['a path of no texts', { detail: [{ loc: ['body', { toString: 1 }, 0, 'x'], msg: 'no' }] }, '0.x: no'],
  ['many errors', { errors: ['1', '2', '3', '4', '5'] }, '1; 2; 3; and more'],
  [
    'a wrapped upstream body',
    { error: { message: 'Provider returned error', metadata: { raw: '{"error":{"message":"inner"}}' } } },
    'Provider returned error: inner',
  ],
  [
    'wrapped twice',
    { error: { message: '{"detail":"{\\"error\\":{\\"message\\":\\"innermost\\"}}"}' } },
    'innermost',
  ],
  [
    'wrapped in words',
    { error: { message: 'XException - {"error":{"message":"inner"}} (try 2)' } },
    'XException - inner (try 2)',
  ],
  ['an error and a message', { error: 'Bad Request', message: 'x is missing' }, 'Bad Request: x is missing'],
  ['only a code', { error: { code: 'quota_gone' } }, 'quota_gone'],
  ['plain text', 'upstream failed', 'upstream failed'],
  [
    'HTML',
    '<!doctype html><html><head><TITLE lang="en">502 &amp; more &#39;x&#39;</TITLE></head></html>',
    "502 & more 'x'",
  ],
  [
    'HTML without a title',
    '<html><style>p{}</style><script>var a = "b"</script><p>Out <b>of</b> order</p></html>',
    'Out  of  order',
  ],
  ['a JSON text', '"out of order"', 'out of order'],
  ['with a byte order mark', '\ufeff{"error":"no"}', 'no'],
  ['unknown', { a: { b: 'c' } }, '{"a":{"b":"c"}}'],
  ['nothing', '', ''],
  ['blanks', ' \n ', ''],
  ['null', null, ''],
  ['an empty object', {}, ''],
  ['empty fields', { error: { message: '', code: null } }, ''],
]

test.each(SHAPES)('the words of a body that is %s', (_, body, words) => {
  expect(read(body).words).toBe(words)
})

test('codes and types are names, from outside in, and those that repeat a status are not', () => {
  const body = {
    error: { code: '400', type: 'BadRequestError', status: 'INVALID', innererror: { code: 'Deep' } },
  }
  expect(read(body)).toMatchObject({ names: ['BadRequestError', 'INVALID', 'Deep'], status: 400 })
})

test('param is the field at fault, by name or by path', () => {
  expect(read({ error: { message: 'no', param: 'top_p' } }).param).toBe('top_p')
  expect(read({ detail: [{ loc: ['body', 'top_p'], msg: 'no' }] }).param).toBe('top_p')
  expect(read({ error: { message: 'no', param: 'None' } }).param).toBeUndefined()
})

test.each([
  [{ error: { details: [{}, {}, {}, { retryDelay: '37s' }] } }, 37_000],
  [{ error: { metadata: { retry_after_seconds: 60 } } }, 60_000],
  [{ message: 'slow', retry_after: 0.5 }, 500],
  [{ message: 'slow', retry_after: -1 }, undefined],
])('a wait in a field: %j', (body, ms) => {
  expect(read(body).waitMs).toBe(ms)
})

describe('what the model wrote is not in the message', () => {
  test.each([
    [{ error: { message: "See 'failed_generation'.", failed_generation: 'SECRET' } }],
    [{ error: { message: "called tool 'SECRET' which", code: 'tool_use_failed' } }],
    [{ error: { message: "no tool 'a' or 'SECRET' b", failed_generation: 'x' } }],
    [{ error: { message: 'failed: {"failed_generation": "SECRET"}' } }],
    [{ error: { message: "failed: {'failed_generation': 'SECRET'}" } }],
    [{ choices: [{ message: { content: 'SECRET' } }], note: 1 }],
    ['{"error":{"message":"x","failed_generation":"SECRET'],
    ['oops {"choices":[{"message":{"content":"SECRET"}}]'],
  ])('%j', (body) => {
    expect(read(body).words).not.toContain('SECRET')
  })
})

test('words of a header that the body does not say are read, too', () => {
  const headers = { 'x-error-message': 'You have exceeded your monthly included credits' }
  expect(read('', headers).words).toBe(headers['x-error-message'])
  expect(read({ error: {} }, headers).words).toBe(headers['x-error-message'])
  expect(read('Payment Required', headers).words).toBe(`Payment Required: ${headers['x-error-message']}`)
  expect(read({ error: headers['x-error-message'] }, headers).words).toBe(headers['x-error-message'])
})
