import { repairOf } from '../../src/ask/repair.js'
import { readFailedResponse } from '../../src/ask/server-error/read-failed-response.js'

const FACTS = { host: 'h.example', speaksGitHubModels: false, sendsToken: true, model: 'm', now: 0 }

/** What is sent once more after a 400 (or another status) with an error. */
function repair(error: object, body: Record<string, unknown>, status = 400) {
  const response = { status, statusText: '', headers: {}, body: Buffer.from(JSON.stringify({ error })) }
  const failed = readFailedResponse(response, FACTS)
  if (!failed) throw new Error('no failure')
  return { ...failed.failure, repair: repairOf(failed, body) }
}

const SENT = { model: 'm', max_tokens: 5, messages: [] }

describe('a token limit under its other name', () => {
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
    const { code, repair: repaired } = repair(error, SENT)
    expect(code).toBe('request_rejected')
    expect(repaired?.kind).toBe('token-limit')
    expect(repaired?.says).toMatch(/max_tokens.*max_completion_tokens/)
    expect(JSON.stringify(repaired?.body)).toBe('{"model":"m","max_completion_tokens":5,"messages":[]}')
    expect(SENT.max_tokens).toBe(5)
  })

  test.each([
    'max_tokens must be less than max_completion_tokens, use a lower one',
    'max_tokens must be a positive integer; use max_completion_tokens for reasoning',
    'max_tokens must be >= 1 if max_completion_tokens is used',
    'max_tokens is too large, even if max_completion_tokens is used',
    'max_tokens is not supported',
  ])('is not what %s asks for', (message) => {
    expect(repair({ message, param: 'max_tokens' }, SENT).repair).toBeUndefined()
  })

  test('is also the older one, and only what was sent', () => {
    const error = { message: 'Unknown field: max_completion_tokens. Did you mean max_tokens?' }
    expect(repair(error, { max_completion_tokens: 7 }).repair?.body).toEqual({ max_tokens: 7 })
    expect(repair(error, { model: 'm' }).repair).toBeUndefined()
    expect(repair({ ...error, param: 'max_completion_tokens' }, SENT).repair).toBeUndefined()
  })

  test.each([401, 404, 422, 429, 500])('is asked for by a 400 only (%d)', (status) => {
    const error = { message: "'max_tokens' is not supported. Use 'max_completion_tokens' instead." }
    expect(repair(error, SENT, status).repair).toBeUndefined()
    expect(repair({ ...error, code: 400 }, SENT, 200).repair?.kind).toBe('token-limit')
  })
})

describe('tools without reasoning', () => {
  const body = { model: 'm', tools: [{ type: 'function' }] }
  const refused =
    'Function tools with reasoning_effort are not supported for gpt-5.6 in /v1/chat/completions. '

  test.each([
    {
      message: `${refused}To use function tools, use /v1/responses or set reasoning_effort to 'none'.`,
      param: 'reasoning_effort',
    },
    { message: `${refused}Please use /v1/responses instead.` },
    { message: 'Tools cannot be combined with this setting.', param: 'reasoning_effort' },
    { message: `litellm.BadRequestError: OpenAIException - ${refused}`, code: '400' },
  ])('are what $message asks for', (error) => {
    const { code, remedy, repair: repaired } = repair(error, body)
    expect(code).toBe('request_rejected')
    expect(repaired).toMatchObject({ kind: 'reasoning-effort', body: { ...body, reasoning_effort: 'none' } })
    expect(repaired?.says).toContain('reasoning_effort: none')
    expect(remedy).toMatch(/"reasoning-effort" to none/)
  })

  test('are not tried where the author set an effort, or no tools; then the remedy says it', () => {
    const error = { message: refused, param: 'reasoning_effort' }
    for (const sent of [
      { ...body, reasoning_effort: 'low' },
      { ...body, reasoning_effort: 'none' },
      { model: 'm' },
    ]) {
      const { repair: repaired, remedy } = repair(error, sent)
      expect(repaired).toBeUndefined()
      expect(remedy).toMatch(/"reasoning-effort" to none/)
    }
  })

  test('are not the answer to every refused effort', () => {
    const message = "Unsupported value: 'reasoning_effort' does not support 'minimal' with this model."
    const { repair: repaired, remedy } = repair({ message, param: 'reasoning_effort' }, body)
    expect(repaired).toBeUndefined()
    expect(remedy).toBe('Change or remove the input "reasoning-effort".')
  })
})
