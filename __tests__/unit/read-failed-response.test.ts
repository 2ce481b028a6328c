import type { HttpResponse } from '../../src/ask/http/types.js'
import { repairOf } from '../../src/ask/repair.js'
import type { ResponseFacts } from '../../src/ask/server-error/facts.js'
import { readFailedResponse } from '../../src/ask/server-error/read-failed-response.js'
import { bodyOf, SERVER_ERRORS, TABLE_NOW } from '../support/server-errors.js'

const FACTS: ResponseFacts = {
  host: 'api.example.com',
  speaksGitHubModels: false,
  sendsToken: true,
  model: 'gpt-4o',
  now: TABLE_NOW,
}

function answer(
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
  more: Partial<HttpResponse> = {},
): HttpResponse {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { status, statusText: '', headers, body: Buffer.from(text), ...more }
}

test('the table holds at least 200 failures, no two of one name', () => {
  expect(SERVER_ERRORS.length).toBeGreaterThanOrEqual(200)
  expect(new Set(SERVER_ERRORS.map(({ provider }) => provider)).size).toBe(SERVER_ERRORS.length)
})

// A body that is cut is judged as an answer.
const READ = SERVER_ERRORS.filter(({ endedByClose }) => endedByClose !== true)

test.each(READ)('$provider ($status) is $code', (error) => {
  const response = answer(error.status, '', error.headers, { body: bodyOf(error) })
  const failed = readFailedResponse(response, FACTS)
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
  const sent = error.sent === undefined ? {} : { [error.sent]: 100 }
  const repaired = error.rename === undefined ? undefined : { [error.rename]: 100 }
  expect(repairOf(failed, sent)?.body).toEqual(repaired)
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

  test('is the text, shortened, where the shape is unknown', () => {
    const reason = readFailedResponse(answer(503, `busy ${'x'.repeat(5000)}`), FACTS)?.failure.reason ?? ''
    expect(reason).toMatch(/^api\.example\.com answered 503: busy x+…$/)
    expect(reason.length).toBeLessThan(600)
  })

  test('ends in … where the server goes on, so that half a secret is known as one', () => {
    const secret = 'sk-0123456789'
    const words = [`${' '.repeat(3990)}${secret}`, `{"a":"${' '.repeat(3990)}${secret}"}`]
    const pages = [`<html>${'<p>'.repeat(5455)} ${secret}`, `${'{'.repeat(20_000)}${secret}`]
    for (const body of [...words.map((text) => ({ error: { message: text } })), ...words, ...pages]) {
      const reason = readFailedResponse(answer(400, body), FACTS)?.failure.reason ?? ''
      expect(reason).not.toMatch(/sk-(?!0123456789|\d*…)/)
    }
  })

  test('is the reason phrase where there is nothing else', () => {
    const reason = (body: string) =>
      readFailedResponse(answer(503, body, {}, { statusText: 'Service Unavailable' }), FACTS)?.failure.reason
    expect(reason('503')).toBe('api.example.com answered 503 Service Unavailable.')
    expect(reason('')).toBe('api.example.com answered 503 Service Unavailable without a reason.')
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
    [502, 'Bad Gateway', '<title>502 Bad Gateway</title>', '502: Bad Gateway.'],
    [502, 'Bad Gateway', '502: bad gateway', '502: bad gateway.'],
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
      reason: 'api.example.com answered 304 Not Modified, which is not an answer to a POST.',
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
    const failed = gone({ speaksGitHubModels: true, host: 'models.github.ai' }, body, { link })
    expect(failed?.retry).toBe(false)
    expect(failed?.failure.reason).toBe(
      `models.github.ai answered 410: temporarily unavailable. GitHub Models is retired, and that is permanent, whatever the answer claims. The server's link: <https://github.blog/changelog/retired/>.`,
    )
    expect(failed?.failure.remedy).toMatch(/"endpoint".*"token".*"model"/)
  })

  test('is any 410 of a GitHub host, even one about a model', () => {
    const body = { error: { code: 'model_not_found', message: 'The model does not exist' } }
    expect(gone({ speaksGitHubModels: true }, body)?.failure.code).toBe('endpoint_retired')
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
  })
})

test('the error beside or within a large answer is found', () => {
  const content = 'x'.repeat(200_000)
  const code = (body: object) => readFailedResponse(answer(200, body), FACTS)?.failure.code
  const choices = [{ message: { content } }]
  expect(code({ choices, error: { code: 429, message: 'slow' } })).toBe('rate_limited')
  expect(code({ choices: [{ message: { content }, finish_reason: 'error' }] })).toBe('provider_error')
  expect(code({ choices: [{ message: { content: 'Half' }, finish_reason: 'ERROR' }] })).toBe('provider_error')
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
  [
    'in the second choice',
    { choices: [{ message: { content: 'a' } }, { error: { code: 429, message: 'slow' } }] },
    'rate_limited',
    429,
    'with an error 429: slow.',
  ],
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
])('events without an error: %s', (_what, body) => {
  expect(readFailedResponse(answer(200, body), FACTS)).toBeUndefined()
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
  const failure = (location: string, status = 302) =>
    readFailedResponse(answer(status, '', { location }), FACTS)?.failure

  test('names origin and path of where it goes, without query and user info', () => {
    expect(failure('https://u:p@h.example:8/a/b?secret=1#x')).toMatchObject({
      code: 'invalid_response',
      reason: 'api.example.com answered 302, a redirect to https://h.example:8/a/b.',
      status: 302,
    })
    expect(failure('/login?secret=1')?.reason).toContain('a redirect to api.example.com/login.')
    expect(failure('//h.example/login?secret=1')?.reason).toContain('a redirect to h.example/login.')
  })

  test.each([301, 302, 303, 307, 308])('says what "endpoint" should be (%d)', (status) => {
    const { reason, remedy } = failure('https://h.example/v1/chat/completions', status) ?? {}
    expect(reason).toContain('to https://h.example/v1/chat/completions.')
    expect(remedy).toContain('"endpoint"')
  })

  test('that points nowhere is no answer', () => {
    for (const location of ['', 'mailto:secret@h.example', 'https://'])
      expect(failure(location)?.reason).toBe(
        'api.example.com answered 302, which is not an answer to a POST.',
      )
  })
})

describe('the remedy', () => {
  const remedy = (status: number, error: object, facts: Partial<ResponseFacts> = {}) =>
    readFailedResponse(answer(status, { error }), { ...FACTS, ...facts })?.failure.remedy ?? ''

  test('fits the host', () => {
    expect(remedy(403, {}, { speaksGitHubModels: true })).toContain('permissions: models: read')
    expect(remedy(401, {}, { speaksGitHubModels: true })).toContain('permissions: models: read')
    expect(remedy(401, {})).toMatch(/"token".*"token-header"/)
    expect(remedy(404, {}, { host: 'api.groq.com' })).toContain('https://api.groq.com/openai/v1')
    expect(remedy(404, {})).toMatch(/base URL.*https:\/\/api\.example\.com\/v1/)
    expect(remedy(429, {})).toMatch(/"max-retries" and "timeout"/)
  })

  test('fits what little the server says', () => {
    expect(remedy(405, { message: 'Method Not Allowed' })).toMatch(/base URL.*takes no POST/)
    expect(readFailedResponse(answer(418, ''), FACTS)?.failure.remedy).toBe(
      'The server gave no reason: check the inputs "endpoint" and "model", or look at its log.',
    )
    expect(remedy(418, { message: 'Teapot' })).not.toContain('gave no reason')
    expect(remedy(429, { message: 'Insufficient balance' })).toMatch(/^Check plan, credit and billing/)
  })

  test('tells that no token was sent, which no key check would find out', () => {
    expect(remedy(401, {}, { sendsToken: false })).toMatch(/^No token was sent.*"token".*forks.*Dependabot/)
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
    `data: {${'"error'.repeat(300_000)}`,
    `{"choices":[],"error":${JSON.stringify('x'.repeat(15_000_000))}}`,
    '['.repeat(16_000_000),
    `<html>${'<script'.repeat(100_000)}`,
    `x${'{'.repeat(250_000)}`,
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
      const response = answer(status, body)
      const start = process.cpuUsage()
      readFailedResponse(response, FACTS)
      // What is quadratic takes minutes.
      expect(process.cpuUsage(start).user).toBeLessThan(20_000_000)
    }
  }
})

describe('a model that is not there', () => {
  const remedy = (model: string, facts: Partial<ResponseFacts> = {}, status = 404) =>
    readFailedResponse(answer(status, { error: { message: 'The model does not exist' } }), {
      ...FACTS,
      model,
      ...facts,
    })?.failure.remedy ?? ''

  test.each([
    ['openai/gpt-4o', 'gpt-4o'],
    ['mistral-ai/mistral-small-2503', 'mistral-small-2503'],
    ['DeepSeek/DeepSeek-V3-0324', 'DeepSeek-V3-0324'],
  ])('has perhaps a name of GitHub Models: %s', (model, name) => {
    for (const status of [400, 404, 410])
      expect(remedy(model, {}, status)).toContain(`names rarely have a publisher: try ${name}.`)
  })

  test('is not told to lose a publisher that belongs there', () => {
    expect(remedy('openai/gpt-oss-999', { host: 'openrouter.ai' })).not.toContain('publisher')
    expect(remedy('acme/llama')).not.toContain('publisher:')
    expect(remedy('gpt-4o')).not.toContain('publisher')
    const gitHub = remedy('openai/gpt-9', { host: 'models.github.ai', speaksGitHubModels: true })
    expect(gitHub).toContain('{publisher}/{model_name}')
  })
})

describe('a limit that waiting does not lift', () => {
  const failed = (message: string, headers = {}) =>
    readFailedResponse(answer(429, { error: { message } }, headers), FACTS)

  test.each([
    'Rate limit: Limit 30000, Requested 45411',
    'requested 45,411 tokens; limit: 30,000',
    'Your request is too large for this tier',
    'Your token limit is 30000, and you requested 45411 tokens',
    'Requested 45411 tokens, above the limit of 30,000',
    'The prompt tokens must be reduced',
    'Please reduce your prompt',
  ])('is one that the request exceeds by itself: %s', (message) => {
    expect(failed(message, { 'retry-after': '5' })).toMatchObject({
      failure: { code: 'prompt_too_large' },
      retry: false,
    })
  })

  test.each([
    'Limit 30000, Used 29560, Requested 1443',
    'Limit 200, Used 200, Requested 1',
    'Too many tokens, please wait',
    'Limit 0.5 requests per second',
    'limit: 05',
  ])('is not: %s', (message) => {
    expect(failed(message)).toMatchObject({ failure: { code: 'rate_limited' }, retry: true })
  })

  test.each(['limit: 0, model: x', 'Limit 0, Used 0, Requested 9', 'quota (limit:0).'])(
    'is none at all: %s',
    (message) => {
      expect(failed(message, { 'retry-after': '5' })).toMatchObject({
        failure: { code: 'quota_exhausted' },
        retry: false,
      })
    },
  )
})

test.each<[message: string, code: string]>([
  ['openai/gpt-4o requires moderation. No credits were charged.', 'permission_denied'],
  ['Blocked by a guardrail: credit card number', 'permission_denied'],
  ['See https://x.example/billing', 'permission_denied'],
  ['Add credits to go on', 'quota_exhausted'],
  ['Insufficient account balance', 'quota_exhausted'],
  ['Your account is suspended', 'quota_exhausted'],
  ['Please recharge', 'quota_exhausted'],
])('403, 412 and 400 that say "%s"', (message, code) => {
  const codes = [403, 412, 400].map(
    (status) => readFailedResponse(answer(status, { error: { message } }), FACTS)?.failure.code,
  )
  const isMoney = code === 'quota_exhausted'
  expect(codes[0]).toBe(code)
  expect(codes[1]).toBe(isMoney ? code : 'request_rejected')
  expect(codes[2]).toBe(isMoney ? code : 'request_rejected')
})

test('a firewall is told from a key that may not', () => {
  const remedy = (body: unknown, headers = {}) =>
    readFailedResponse(answer(403, body, headers), { ...FACTS, speaksGitHubModels: true })?.failure.remedy
  expect(remedy('', { 'cf-mitigated': 'challenge' })).toContain('A firewall in front of api.example.com')
  expect(remedy('', { 'x-amzn-waf-action': 'captcha' })).toContain('A firewall')
  expect(remedy('<html></html>', { 'content-type': 'text/html' })).toContain('A firewall')
  expect(remedy('Sorry, you have been blocked')).toContain('A firewall')
  expect(remedy({ error: 'Forbidden' }, { server: 'cloudflare' })).not.toContain('A firewall')
})

test.each([
  'Unexpected endpoint or method. (POST /chat/completions)',
  'Unknown path: /chat/completions',
  'No route matches POST /chat/completions',
  'The requested endpoint does not exist',
  'Invalid URL (POST /chat/completions)',
  '404 page not found',
  'Method Not Allowed',
  'Invalid request path',
  'Resource not found',
  'No handler for POST /chat/completions',
  'POST /chat/completions is not supported',
])('an endpoint that is not there, under 200: %s', (message) => {
  expect(readFailedResponse(answer(200, { error: message }), FACTS)).toMatchObject({
    failure: { code: 'endpoint_not_found', status: 200 },
    retry: false,
  })
})

test('other errors under 200 are not about the endpoint', () => {
  for (const error of [
    'The image URL is invalid',
    'Invalid URL in image_url',
    'Upstream not reached',
    'slow path taken',
  ])
    expect(readFailedResponse(answer(200, { error }), FACTS)?.failure.code).toBe('provider_error')
})

test('no remedy is longer than 300 characters', () => {
  const host = 'a-rather-long-name-of-a-host.openai.azure.com:8443'
  for (const error of READ) {
    for (const known of [{}, { speaksGitHubModels: true }, { sendsToken: false }]) {
      const response = answer(error.status, '', error.headers, { body: bodyOf(error) })
      const failed = readFailedResponse(response, { ...FACTS, host, ...known })
      expect(failed?.failure.remedy.length).toBeLessThan(301)
    }
  }
})
