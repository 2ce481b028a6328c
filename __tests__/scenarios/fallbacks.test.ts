import { completion, type Reply, startServer } from '../support/inference-server.js'
import { QUESTION } from '../support/question.js'
import { runAction, type RunningStep } from '../support/run-action.js'
import { askRow as ask, ON_GITHUB } from '../support/scenario.js'

const AT_ONCE = { 'retry-after-ms': '1' }
const NOT_FOUND = { status: 404, body: { error: { code: 'model_not_found', message: 'No such model' } } }
/** The first of the three is asked already. */
const THREE = 'second-model\nfirst-model\nthird-model'

/** A server that answers each model as the test says; one that is not named gets an answer. */
function byModel(replies: Readonly<Record<string, Reply>>, list: Reply = { status: 404 }) {
  return ({ method, json }: { readonly method: string; readonly json: unknown }): Reply => {
    if (method === 'GET') return list
    const model = typeof json === 'object' && json !== null && 'model' in json ? String(json.model) : ''
    return replies[model] ?? { body: completion({ model }) }
  }
}

const modelsAsked = (requests: readonly { readonly method: string; readonly json: unknown }[]): unknown[] =>
  requests.flatMap(({ method, json }) =>
    method === 'GET' ? ['the list'] : [(json as { model: unknown }).model],
  )

describe('fallback-models', () => {
  const inputs = { 'fallback-models': THREE, model: 'first-model', 'max-retries': '1' }

  test.each<[string, Reply, number]>([
    ['model_not_found', NOT_FOUND, 1],
    ['permission_denied', { status: 403, body: { error: { message: 'Not for you' } } }, 1],
    ['prompt_too_large', { status: 413 }, 1],
    ['rate_limited', { status: 429, headers: AT_ONCE }, 2],
    ['rate_limited', { status: 429, headers: { 'retry-after': '86400' } }, 1],
    ['provider_error', { status: 503, headers: AT_ONCE }, 2],
    ['provider_error', { body: { error: { code: 503, message: 'Overloaded' } }, headers: AT_ONCE }, 2],
  ])('take over after %s: %j', async (code, reply, attempts) => {
    const { result, requests } = await ask(byModel({ 'first-model': reply }), { inputs })
    expect(result.outputs).toMatchObject({
      outcome: 'success',
      model: 'second-model',
      attempts: String(attempts + 1),
      'error-code': '',
    })
    expect(modelsAsked(requests)).toEqual([...Array<string>(attempts).fill('first-model'), 'second-model'])
    const warnings = result.commands.filter(({ name }) => name === 'warning').map(({ data }) => data)
    expect(warnings).toEqual([
      expect.stringMatching(`^first-model is passed over \\(${code}\\): .* Asking second-model\\.$`),
    ])
    expect(result.stdout).toContain('  first-model is passed over')
    expect(result.summary).toContain('**Warning:** first-model is passed over')
    expect(result.summary).toContain('asked for `first-model`')
  })

  test('are asked in turn, and the last failure counts', async () => {
    const replies = { 'first-model': NOT_FOUND, 'second-model': { status: 413 }, 'third-model': NOT_FOUND }
    const { result, requests } = await ask(byModel(replies, { body: { data: [{ id: 'third-modal' }] } }), {
      inputs,
    })
    expect(result.outputs).toMatchObject({
      outcome: 'failure',
      'error-code': 'model_not_found',
      attempts: '3',
    })
    expect(result.outputs['error-message']).toContain('It has: third-modal.')
    expect(modelsAsked(requests)).toEqual(['first-model', 'second-model', 'third-model', 'the list'])
    expect(result.commands.filter(({ name }) => name === 'warning')).toHaveLength(2)
  })

  test.each<[string, Reply]>([
    ['unauthorized', { status: 401 }],
    ['quota_exhausted', { status: 402 }],
    [
      'request_rejected',
      { status: 400, body: { error: { message: 'temperature is wrong', param: 'temperature' } } },
    ],
    ['refused', { body: completion({ content: null, message: { refusal: 'No.' } }) }],
    ['empty_response', { body: completion({ content: '' }) }],
    ['truncated', { body: completion({ content: '', finishReason: 'length' }) }],
    ['content_filtered', { body: completion({ content: 'x', finishReason: 'content_filter' }) }],
    ['invalid_response', { body: 'hello' }],
    // It broke off in the middle of its answer.
    [
      'provider_error',
      { body: { ...completion({ finishReason: 'error' }), error: { code: 502, message: 'Broke off' } } },
    ],
  ])('are not asked after %s', async (code, reply) => {
    const { result, requests } = await ask(byModel({ 'first-model': reply }), {
      inputs: { ...inputs, 'max-retries': '0' },
    })
    expect(result.outputs['error-code']).toBe(code)
    expect(modelsAsked(requests)).toEqual(['first-model'])
  })

  test('say who answered where the server does not', async () => {
    const anonymous = { ...completion(), model: undefined }
    const { result } = await ask(byModel({ 'first-model': NOT_FOUND, 'second-model': { body: anonymous } }), {
      inputs,
    })
    expect(result.outputs['model']).toBe('second-model')
  })

  test('are names, one a line', async () => {
    const { result, requests } = await ask({ body: completion() }, { inputs: { 'fallback-models': 'a, b' } })
    expect(result.outputs['error-message']).toMatch(/"fallback-models" must name one model a line/)
    expect(requests).toEqual([])
    const onGitHub = await ask(
      { body: completion() },
      { ...ON_GITHUB, inputs: { ...ON_GITHUB.inputs, 'fallback-models': 'openai/gpt-4.1\ngpt-4o' } },
    )
    expect(onGitHub.result.outputs['error-message']).toMatch(/"fallback-models" must have the form/)
  })
})

describe('the models that are nearest', () => {
  const names = (...ids: string[]): Reply => ({
    body: { object: 'list', data: ids.map((id) => ({ id, object: 'model' })) },
  })
  const hint = async (list: Reply, options: Parameters<typeof ask>[1] = {}): Promise<string> => {
    const { result, requests } = await ask(
      byModel({ 'gpt-4.1-mini': NOT_FOUND, 'openai/gpt-4.1-mini': NOT_FOUND }, list),
      options,
    )
    expect(result.outputs).toMatchObject({ 'error-code': 'model_not_found', attempts: '1' })
    const asked = requests.find(({ method }) => method === 'GET')
    return `${asked?.path ?? ''} ${String(asked?.headers.authorization)} ${result.outputs['error-message'] ?? ''}`
  }

  test('are in the remedy, from the same host with the same token', async () => {
    const text = await hint(names('llama-3', 'gpt-4.1', 'vendor/gpt-4.1-mini', 'gpt-4.1-nano', 'whisper'))
    expect(text).toMatch(/^\/v1\/models Bearer sk-test-0123456789 /)
    expect(text).toContain('The nearest names that it has: vendor/gpt-4.1-mini, gpt-4.1-nano, gpt-4.1.')
  })

  const testOnPosix = process.platform === 'win32' ? test.skip : test

  testOnPosix(
    'a step that is stopped while they are looked for is red, also with fail-on-error false',
    async () => {
      let step: RunningStep | undefined
      const hangs: Reply = { raw: () => step?.kill('SIGTERM') }
      await using server = await startServer(({ method }) => (method === 'GET' ? hangs : NOT_FOUND))
      const result = await runAction({
        inputs: { ...QUESTION, endpoint: `${server.url}/v1`, 'fail-on-error': 'false' },
        onStarted: (started) => {
          step = started
        },
      })
      expect(result.exitCode).toBe(1)
      expect(result.outputs['outcome']).toBe('failure')
    },
  )

  test('come from the catalog where GitHub Models is spoken', async () => {
    const text = await hint({ body: [{ id: 'openai/gpt-4.1' }] }, ON_GITHUB)
    expect(text).toMatch(/^\/catalog\/models .*It has: openai\/gpt-4\.1\.$/)
  })

  test.each<[string, Reply]>([
    ['no list', { status: 404 }],
    ['HTML', { body: '<html></html>' }],
    ['other JSON', { body: { data: [{}, null, { id: 7 }] } }],
    ['the model itself', names('gpt-4.1', 'gpt-4.1-mini')],
    [
      'more than 2 MiB',
      { body: JSON.stringify({ data: [{ id: 'gpt-4.1' }], more: 'x'.repeat(3 * 1024 * 1024) }) },
    ],
    ['silence', { raw: () => undefined }],
    ['no HTTP', { raw: (_, __, socket) => void socket.destroy() }],
  ])('cost nothing but their names: %s', async (_, list) => {
    expect(await hint(list)).toMatch(/or the token may not use it\.$/)
  })

  test('are harmless', async () => {
    const text = await hint(names('::error::x', 'a\nb', 'x'.repeat(200), '<b>'))
    expect(text).toContain('It has: ::error::x, a b, <b>.')
  })
})

describe('announced ends', () => {
  const headers = {
    deprecation: '@1688169599',
    sunset: 'Sat, 30 Jul 2095 00:00:00 GMT',
    link: '<https://example.com/end>; rel="sunset"',
  }

  test('make one warning and stand in the summary', async () => {
    const { result } = await ask({ headers, body: completion({ model: 'gpt-4.1-mini' }) })
    const warnings = result.commands.filter(({ name }) => name === 'warning')
    expect(warnings).toHaveLength(1)
    expect(warnings[0]?.data).toMatch(
      /deprecated from 2023-06-30, gone from 2095-07-30\..*https:\/\/example\.com\/end/,
    )
    expect(result.summary).toContain(
      '**deprecated from 2023-06-30, gone from 2095-07-30** · see `https://example.com/end`',
    )
    expect(result.outputs['outcome']).toBe('success')
  })

  test('beside a failure, too, but not once they are past', async () => {
    const failed = await ask({ status: 400, headers, body: { error: { message: 'No' } } })
    expect(failed.result.commands.filter(({ name }) => name === 'warning')).toHaveLength(1)
    const past = await ask({
      headers: { sunset: 'Fri, 30 Jul 2021 00:00:00 GMT' },
      body: completion({ model: 'gpt-4.1-mini' }),
    })
    expect(past.result.commands.filter(({ name }) => name === 'warning')).toEqual([])
  })
})

test('an answer of another family than was asked makes a warning', async () => {
  const { result } = await ask({ body: completion({ model: 'claude-sonnet-4' }) })
  expect(result.commands.filter(({ name }) => name === 'warning').map(({ data }) => data)).toEqual([
    expect.stringContaining('gpt-4.1-mini was asked, and claude-sonnet-4 answered'),
  ])
})
