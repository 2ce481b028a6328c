import { readFailedResponse, type ResponseFacts } from '../../src/answer/response-failure.js'
import type { HttpResponse } from '../../src/client/http-types.js'
import { bodyOf, SERVER_ERRORS, TABLE_NOW } from '../support/server-errors.js'

const FACTS: ResponseFacts = {
  host: 'api.example.com',
  isGitHubHost: false,
  sendsToken: true,
  now: TABLE_NOW,
}

function answer(
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
  more: Partial<HttpResponse> = {},
): HttpResponse {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { status, statusText: '', headers, body: Buffer.from(text), endedByClose: false, ...more }
}

test('the table holds at least 75 failures, no two of one name', () => {
  expect(SERVER_ERRORS.length).toBeGreaterThanOrEqual(75)
  expect(new Set(SERVER_ERRORS.map(({ provider }) => provider)).size).toBe(SERVER_ERRORS.length)
})

test.each(SERVER_ERRORS)('$provider ($status) is $code', (error) => {
  const response = answer(error.status, '', error.headers, {
    body: bodyOf(error),
    endedByClose: error.endedByClose ?? false,
  })
  const failed = readFailedResponse(response, {
    ...FACTS,
    ...(error.sent ? { sentTokenLimit: error.sent } : {}),
  })
  if (!failed) throw new Error('no failure')
  const { reason, remedy, code, status } = failed.failure
  expect(code).toBe(error.code)
  expect(status).toBe(error.errorStatus ?? error.status)
  expect(reason).toContain('api.example.com')
  expect(reason).toContain(String(error.status))
  expect(reason).toContain(error.contains ?? '')
  expect(remedy).toContain(error.remedy ?? '')
  if (error.hidden !== undefined) expect(`${reason} ${remedy}`).not.toContain(error.hidden)
  expect(failed.retry).toBe(error.retry ?? false)
  if (error.waitMs !== undefined) expect(failed.serverWaitMs).toBe(error.waitMs)
  expect(failed.renameTokenLimit?.to).toBe(error.rename)
})

describe('the reason', () => {
  test('says who answered what, in the words of the server', () => {
    const body = { error: { message: 'You exceeded your current quota.', code: 'insufficient_quota' } }
    expect(readFailedResponse(answer(429, body), FACTS)?.failure).toEqual({
      code: 'quota_exhausted',
      reason: 'api.example.com answered 429: You exceeded your current quota.',
      remedy:
        'Check plan, credit and billing of the account at api.example.com that the input "token" belongs to; trying again does not help before they change.',
      status: 429,
    })
  })

  test('is the reason phrase with a shortened text where the shape is unknown', () => {
    const response = answer(503, `busy ${'x'.repeat(5000)}`, {}, { statusText: 'Service Unavailable' })
    const reason = readFailedResponse(response, FACTS)?.failure.reason ?? ''
    expect(reason).toMatch(/^api\.example\.com answered 503 Service Unavailable: busy x+…$/)
    expect(reason.length).toBeLessThan(600)
  })

  test('is the status and telling headers where there is no body', () => {
    const response = answer(401, '', { server: 'edge', 'www-authenticate': 'Bearer' })
    expect(readFailedResponse({ ...response, statusText: 'Unauthorized' }, FACTS)?.failure.reason).toBe(
      'api.example.com answered 401 Unauthorized without a reason (www-authenticate: Bearer; server: edge).',
    )
  })

  test('does not say the status twice', () => {
    const reason = (body: string) => readFailedResponse(answer(404, body), FACTS)?.failure.reason
    expect(reason('404 page not found')).toBe('api.example.com answered 404: page not found.')
    expect(reason('4040 pages')).toBe('api.example.com answered 404: 4040 pages.')
    expect(reason('404.0 - Not Found')).toBe('api.example.com answered 404: 404.0 - Not Found.')
    expect(reason('500 from upstream')).toBe('api.example.com answered 404: 500 from upstream.')
  })

  test.each([
    [502, 'Bad Gateway', '<title>502 Bad Gateway</title>', '502 Bad Gateway.'],
    [502, 'Bad Gateway', '502: bad gateway', '502 Bad Gateway.'],
    [502, 'Bad Gateway', '502', '502 Bad Gateway.'],
    [413, 'Payload Too Large', '413 Request Entity Too Large', '413: Request Entity Too Large.'],
    [503, 'Service Unavailable', '{"message":"503 - no healthy host"}', '503: no healthy host.'],
  ])('of %d %s and %s', (status, statusText, body, told) => {
    const failed = readFailedResponse(answer(status, body, {}, { statusText }), FACTS)
    expect(failed?.failure.reason).toBe(`api.example.com answered ${told}`)
  })

  test('of a 304 is that it answers nothing', () => {
    const failed = readFailedResponse(answer(304, '', {}, { statusText: 'Not Modified' }), FACTS)
    expect(failed?.failure).toMatchObject({
      code: 'invalid_response',
      reason: 'api.example.com answered 304 Not Modified, which is no answer to a POST.',
    })
  })

  test('of an error under 200 names both', () => {
    const body = { error: { code: 529, message: 'Overloaded' } }
    expect(readFailedResponse(answer(200, body), FACTS)?.failure.reason).toBe(
      'api.example.com answered 200, but with an error 529: Overloaded.',
    )
  })

  test.each([
    ['rate_limit_exceeded', 'rate_limited', true],
    ['invalid_api_key', 'unauthorized', false],
    ['server_error', 'provider_error', true],
  ])('of an error %s under 200 invents no number', (name, code, retry) => {
    expect(readFailedResponse(answer(200, { error: { code: name, message: 'No' } }), FACTS)).toMatchObject({
      failure: { code, status: 200, reason: 'api.example.com answered 200, but with an error: No.' },
      retry,
    })
  })
})

describe('a retirement', () => {
  const gone = (facts: Partial<ResponseFacts>, body: unknown = '', headers = {}) =>
    readFailedResponse(answer(410, body, headers), { ...FACTS, ...facts })

  test('is told as permanent, with the link and the three inputs', () => {
    const link = '<https://github.blog/changelog/retired/>; rel="deprecation"'
    const body = { error: { code: 'x', message: 'temporarily unavailable' } }
    const failed = gone({ isGitHubHost: true, host: 'models.github.ai' }, body, { link })
    expect(failed?.retry).toBe(false)
    expect(failed?.failure.reason).toBe(
      `models.github.ai answered 410: temporarily unavailable. GitHub Models is retired, and that is permanent, whatever the answer claims. The server's link: <https://github.blog/changelog/retired/>.`,
    )
    expect(failed?.failure.remedy).toMatch(/"endpoint".*"token".*"model"/)
  })

  test('is any 410 of a GitHub host, even one about a model', () => {
    const body = { error: { code: 'model_not_found', message: 'The model does not exist' } }
    expect(gone({ isGitHubHost: true }, body)?.failure.code).toBe('endpoint_retired')
    expect(gone({}, body)?.failure.code).toBe('model_not_found')
    expect(gone({})?.failure.code).toBe('endpoint_retired')
  })

  test.each([200, 400, 403, 429, 503])('is the brownout code under a %d too, never retried', (status) => {
    const body = { error: { code: 'github_models_retirement_brownout', message: 'brownout' } }
    const failed = readFailedResponse(answer(status, body), FACTS)
    expect(failed?.failure.code).toBe('endpoint_retired')
    expect(failed?.retry).toBe(false)
  })

  test('is a 403 only once its sunset has passed', () => {
    const at = (sunset: string) => readFailedResponse(answer(403, '', { sunset }), FACTS)?.failure.code
    expect(at('Thu, 30 Jul 2026 00:00:00 GMT')).toBe('endpoint_retired')
    expect(at('Mon, 03 Aug 2026 00:00:00 GMT')).toBe('permission_denied')
    expect(at('soon')).toBe('permission_denied')
  })
})

describe('no failure', () => {
  const answers: [string, unknown][] = [
    ['a completion', { choices: [{ message: { content: 'hi' } }] }],
    ['error: null beside choices', { choices: [{ message: { content: 'hi' } }], error: null }],
    ['an empty error beside choices', { choices: [{ message: { content: 'hi' } }], error: {} }],
    ['an error of empty fields', { choices: [{}], error: { code: 0, message: '', details: [] } }],
    ['error: null in a choice', { choices: [{ error: null, message: { content: 'hi' } }] }],
    ['an answer about errors', { choices: [{ message: { content: '{"error":{"message":"x"}}' } }] }],
    ['a status that is good', { choices: [{}], base_resp: { status_code: 0, status_msg: 'success' } }],
    ['a page', '<html><title>Hello</title></html>'],
    ['nothing', ''],
    ['whole, invalid JSON', '{"choices":]}'],
    ['an answer of Ollama', { model: 'x', message: { role: 'assistant', content: 'hi' }, done: true }],
    ['null', null],
    ['a list of numbers', [1, 2]],
  ]
  test.each(answers)('under 200: %s', (_, body) => {
    expect(readFailedResponse(answer(200, body), FACTS)).toBeUndefined()
    expect(readFailedResponse(answer(200, body, {}, { endedByClose: true }), FACTS)).toBeUndefined()
  })
})

test.each([200, 201, 400, 500])('cut JSON that the connection ended is a network error (%d)', (status) => {
  const cut = (body: string, endedByClose = true) =>
    readFailedResponse(answer(status, body, {}, { endedByClose }), FACTS)?.failure.code
  expect(cut('{"error":{"message":"half')).toBe('network_error')
  expect(cut('{"choices":[{"message":{"content":"a"}}')).toBe('network_error')
  expect(cut('{"choices":[{"message":{"content":"a"}}', false)).not.toBe('network_error')
  expect(cut('{template} [')).not.toBe('network_error')
})

test('the error beside or within a large answer is found', () => {
  const content = 'x'.repeat(200_000)
  const code = (body: object) => readFailedResponse(answer(200, body), FACTS)?.failure.code
  const choices = [{ message: { content } }]
  expect(code({ choices, error: { code: 429, message: 'slow' } })).toBe('rate_limited')
  expect(code({ choices: [{ message: { content }, finish_reason: 'error' }] })).toBe('provider_error')
  expect(code({ choices, error: null })).toBeUndefined()
  expect(code({ choices })).toBeUndefined()
})

test.each<[where: string, body: unknown, code: string, status: number, reason: string]>([
  [
    'in a message',
    { choices: [{ message: { error: { code: 503, message: 'msg err' }, content: null } }] },
    'provider_error',
    503,
    'with an error 503: msg err.',
  ],
  [
    'in an event',
    'data: {"error":{"message":"sse reason","code":429}}\n\n',
    'rate_limited',
    429,
    'with an error 429: sse reason.',
  ],
  [
    'in a later event',
    ': ping\r\n\r\ndata: {"choices":[{"delta":{"content":"a"}}],"error":null}\r\n\r\ndata: {"error":{"message":"late"}}\r\n',
    'provider_error',
    200,
    'with an error: late.',
  ],
  [
    'flat in an event',
    'data: {"message":"slow","code":429}\n\n',
    'rate_limited',
    429,
    'with an error 429: slow.',
  ],
  ['in an error event', 'event: error\ndata: Down\n\n', 'provider_error', 200, 'with an error: Down.'],
  [
    'flat, as a Lambda function has it',
    { errorMessage: 'Task timed out', errorType: 'Runtime.ExitError' },
    'provider_error',
    200,
    'with an error: Task timed out.',
  ],
  ['flat, as Baidu has it', { error_code: 17, error_msg: 'No' }, 'provider_error', 200, 'with an error: No.'],
])('an error under 200 %s counts', (_where, body, code, status, reason) => {
  expect(readFailedResponse(answer(200, body), FACTS)?.failure).toMatchObject({
    code,
    status,
    reason: `api.example.com answered 200, but ${reason}`,
  })
})

test.each([
  ['pieces of an answer', 'data: {"choices":[{"delta":{"content":"\\"error\\": 500"}}],"error":null}\n\n'],
  ['a flat piece of an answer', 'data: {"type":"token","message":"secret words"}\n\n'],
  ['words after an event that is over', 'event: error\n\ndata: secret words\n\n'],
])('events without an error: %s', (_what, body) => {
  expect(readFailedResponse(answer(200, body), FACTS)).toBeUndefined()
})

describe('a token limit under its other name', () => {
  const said = (error: object) =>
    readFailedResponse(answer(400, { error }), { ...FACTS, sentTokenLimit: 'max_tokens' })

  test.each([
    {
      message:
        "For model gpt-5, 'max_tokens' is not supported in this API version. Use 'max_completion_tokens' instead.",
      param: 'max_tokens',
      code: 'unsupported_parameter',
    },
    {
      message:
        'max_tokens is deprecated for model gpt-5 and no longer supported, use max_completion_tokens instead',
    },
    {
      message: 'The model o3 no longer accepts max_tokens. Please use max_completion_tokens.',
      param: 'max_tokens',
    },
    { message: 'max_tokens must be replaced: use max_completion_tokens instead' },
    { message: 'max_tokens must be sent as max_completion_tokens, which is supported' },
    { message: 'This model is no longer available with max_tokens; use max_completion_tokens' },
  ])('is what $message asks for', (error) => {
    expect(said(error)).toMatchObject({
      failure: { code: 'request_rejected' },
      retry: false,
      renameTokenLimit: { from: 'max_tokens', to: 'max_completion_tokens' },
    })
  })

  test.each([
    'max_tokens must be less than max_completion_tokens, use a lower one',
    'max_tokens must be a positive integer; use max_completion_tokens for reasoning',
    'max_tokens must be >= 1 if max_completion_tokens is used',
    'max_tokens is too large, even if max_completion_tokens is used',
  ])('is not what %s asks for', (message) => {
    expect(said({ message, param: 'max_tokens' })?.renameTokenLimit).toBeUndefined()
  })
})

test.each<[error: object, code: string]>([
  [
    {
      message: 'Model gpt-5: temperature 0.2 is not supported in this deployment',
      param: 'temperature',
      code: 'unsupported_value',
    },
    'request_rejected',
  ],
  [{ message: 'Model gpt-5: temperature 0.2 is not supported in this deployment' }, 'request_rejected'],
  [{ message: 'The model x is not available with these tools', param: 'tools' }, 'request_rejected'],
  [{ message: 'Model gpt-5 is not available', param: 'tools', code: 'unavailable_model' }, 'model_not_found'],
  [{ message: 'No', param: 'body.model' }, 'model_not_found'],
  [{ message: 'The model x does not exist', param: 'deployment' }, 'model_not_found'],
  [{ message: 'The model x does not exist', param: null }, 'model_not_found'],
])('where another field is named, words about a model do not count: %j is %s', (error, code) => {
  const failure = readFailedResponse(answer(400, { error }), FACTS)?.failure
  expect(failure?.code).toBe(code)
  if ('param' in error && error.param === 'temperature') expect(failure?.remedy).toContain('"temperature"')
})

test('retries are for the listed statuses only', () => {
  const retried = (status: number) => readFailedResponse(answer(status, 'x'), FACTS)?.retry === true
  const statuses = Array.from({ length: 300 }, (_, index) => 300 + index)
  expect(statuses.filter(retried)).toEqual([408, 429, 500, 502, 503, 504, 529])
})

test.each([
  ['Invalid model parameters: temperature', 'request_rejected'],
  ['Invalid model: gpt-9', 'model_not_found'],
  ['Model gpt-4 does not support json_schema', 'request_rejected'],
  ['Please reduce the length of the messages or completion.', 'prompt_too_large'],
])('a 400 that says "%s" is %s', (message, code) => {
  expect(readFailedResponse(answer(400, { error: { message } }), FACTS)?.failure.code).toBe(code)
})

test('quota and rate limit: the code decides, then a named wait, then the words', () => {
  const code = (error: object, headers = {}) =>
    readFailedResponse(answer(429, { error }, headers), FACTS)?.failure.code
  expect(code({ message: 'Slow down', type: 'insufficient_quota' }, { 'retry-after': '5' })).toBe(
    'quota_exhausted',
  )
  expect(code({ message: 'Check your plan' })).toBe('quota_exhausted')
  expect(code({ message: 'Check your plan' }, { 'retry-after': '5' })).toBe('rate_limited')
  expect(code({ message: 'Check your plan' }, { 'retry-after': 'soon' })).toBe('quota_exhausted')
  expect(code({ message: 'Check your plan. Wait 9 seconds.' })).toBe('rate_limited')
  expect(code({ message: 'See https://x.example/billing or x.example/quota, mail billing@x.example' })).toBe(
    'rate_limited',
  )
  expect(code({ message: 'Planned maintenance' })).toBe('rate_limited')
  for (const word of ['balance', 'budget', 'payment', 'prepaid', 'recharge', 'top-up']) {
    expect(code({ message: `Slow down, or see to your ${word}` })).toBe('rate_limited')
  }
  for (const name of ['rate_limit_exceeded', 'rate_limit_error']) {
    expect(code({ message: 'Too many for your plan', type: name })).toBe('quota_exhausted')
    expect(code({ message: 'Too many for your plan', type: name }, { 'retry-after': '5' })).toBe(
      'rate_limited',
    )
  }
})

describe('a redirect', () => {
  const reason = (location: string) =>
    readFailedResponse(answer(302, '', { location }), FACTS)?.failure.reason
  test('names origin and path of where it goes, without query and user info', () => {
    expect(reason('https://u:p@h.example:8/a/b?secret=1')).toBe(
      'api.example.com answered 302, a redirect to https://h.example:8/a/b that is not followed.',
    )
    expect(reason('/login?secret=1')).toContain(' to /login that')
    expect(reason('//h.example/login?secret=1')).toContain(' to h.example/login that')
    expect(reason('mailto:secret@h.example')).toContain('a redirect that is not')
    expect(reason('')).toContain('a redirect that is not')
  })
})

describe('the remedy', () => {
  const remedy = (status: number, error: object, facts: Partial<ResponseFacts> = {}) =>
    readFailedResponse(answer(status, { error }), { ...FACTS, ...facts })?.failure.remedy ?? ''

  test('fits the host', () => {
    expect(remedy(403, {}, { isGitHubHost: true })).toContain('permissions: models: read')
    expect(remedy(401, {}, { isGitHubHost: true })).toContain('permissions: models: read')
    expect(remedy(401, {})).toMatch(/"token".*"token-header"/)
    expect(remedy(404, {}, { host: 'api.groq.com' })).toContain('https://api.groq.com/openai/v1')
    expect(remedy(404, {})).toMatch(/base URL.*https:\/\/api\.openai\.com\/v1/)
    expect(remedy(429, {})).toMatch(/"max-retries" and "timeout"/)
  })

  test('fits what little the server says', () => {
    expect(remedy(405, { message: 'Method Not Allowed' })).toMatch(/base URL.*takes no POST/)
    expect(readFailedResponse(answer(418, ''), FACTS)?.failure.remedy).toBe(
      'The server gave no reason: check the inputs "endpoint" and "model", or look at its log.',
    )
    expect(remedy(418, { message: 'Teapot' })).not.toContain('gave no reason')
    expect(remedy(429, { message: 'Insufficient balance' })).toMatch(/^Check plan, credit and billing/)
    expect(remedy(429, { message: 'Requests per day exceeded' })).toMatch(/limit of the day/)
  })

  test('tells that no token was sent, which no key check would find out', () => {
    expect(remedy(401, {}, { sendsToken: false })).toMatch(/^No token was sent.*"token"/)
    expect(remedy(401, {}, { sendsToken: false })).not.toContain('token-header')
    expect(remedy(403, {}, { sendsToken: false })).toMatch(/^No token was sent/)
    expect(remedy(400, { message: 'Missing API key' }, { sendsToken: false })).toMatch(/^No token was sent/)
    expect(remedy(403, {})).toMatch(/^Check that the key/)
  })

  test.each([
    [{ message: 'no', param: 'tools[0].function.name' }, '"tools"'],
    [{ message: 'no', param: 'presence_penalty' }, '"presence-penalty"'],
    [{ message: "Unsupported parameter: 'seed'" }, '"seed"'],
    [{ message: "'temperature' does not support 0.2 with this model" }, '"temperature"'],
    [{ message: 'no', param: 'messages[0].content' }, '"messages"'],
    [{ message: 'no', param: 'constructor' }, 'extra-body'],
  ])('of a rejected request names the input: %j', (error, input) => {
    expect(remedy(400, error)).toContain(input)
  })
})

test('what is hostile or huge costs no time', () => {
  const deep = '['.repeat(250_000)
  const bodies = [
    'a'.repeat(8_000_000),
    deep,
    `${deep}${']'.repeat(250_000)}`,
    '{"error":'.repeat(100_000),
    `{"error":{"message":${JSON.stringify('model '.repeat(100_000))}}}`,
    `{"error":{"message":${JSON.stringify('retry in 1'.repeat(100_000))}}}`,
    `{"error":{"message":${JSON.stringify('{"error":'.repeat(100_000))}}}`,
    `{"error":{"message":${JSON.stringify('a.'.repeat(200_000))}}}`,
    `{"error":{"message":${JSON.stringify("'".repeat(200_000))}}}`,
    `{"error":{"message":${JSON.stringify('\u001b]'.repeat(200_000))}}}`,
    'data: {"error"\n'.repeat(100_000),
    `data: {"code"${' '.repeat(100_000)}\n`.repeat(20),
    'event: error\ndata\n'.repeat(100_000),
    '<'.repeat(250_000),
    '<script'.repeat(100_000),
    '<title'.repeat(100_000),
    '\\'.repeat(250_000),
    JSON.stringify({ detail: Array.from({ length: 20_000 }, () => ({ loc: ['body', 'x'], msg: 'no' })) }),
  ]
  for (const status of [200, 400, 429]) {
    for (const body of bodies) {
      const response = answer(status, body, {}, { endedByClose: true })
      const start = process.cpuUsage()
      readFailedResponse(response, FACTS)
      expect(process.cpuUsage(start).user).toBeLessThan(500_000)
    }
  }
})
