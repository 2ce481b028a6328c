import { refit } from '../../src/ask/refit.js'
import { readErrorResponse } from '../../src/ask/server-error/server-error.js'
import { tokensSaid } from '../../src/ask/tokens-said.js'

describe('the numbers that a server names', () => {
  test.each<[string, number | undefined, number | undefined, number | undefined]>([
    [
      "This model's maximum context length is 8192 tokens. However, your messages resulted in 13393 tokens. Please reduce the length of the messages.",
      8192,
      13393,
      undefined,
    ],
    [
      "This model's maximum context length is 131,072 tokens. However, you requested 131,134 tokens (122,942 in the messages, 8,192 in the completion). Please reduce the length of the messages or completion.",
      131072,
      122942,
      8192,
    ],
    [
      'Input tokens exceed the configured limit of 272000 tokens. Your messages resulted in 289650 tokens. Please reduce the length of the messages.',
      272000,
      289650,
      undefined,
    ],
    [
      'This endpoint\'s maximum context length is 131072 tokens. However, you requested about 141607 tokens (140535 of text input, 1072 in the output). Please reduce the length of either one, or use the "middle-out" transform to compress your prompt automatically.',
      131072,
      140535,
      1072,
    ],
    ['prompt is too long: 207791 tokens > 200000 maximum', 200000, 207791, undefined],
    [
      'input length and `max_tokens` exceed context limit: 178959 + 64000 > 200000, decrease input length or `max_tokens` and try again',
      200000,
      178959,
      64000,
    ],
    [
      'request (5584 tokens) exceeds the available context size (4096 tokens), try increasing it',
      4096,
      5584,
      undefined,
    ],
    ['Request body too large for gpt-4o-mini model. Max size: 8000 tokens.', 8000, undefined, undefined],
    [
      "You passed 98305 input tokens and requested 32768 output tokens. However, the model's context length is only 131072 tokens, resulting in a maximum input length of 98304 tokens. Please reduce the length of the input prompt. (parameter=input_tokens, value=98305)",
      131072,
      98305,
      32768,
    ],
    [
      "This model's maximum context length is 4096 tokens. However, you requested 512 output tokens and your prompt contains at least 3585 input tokens, for a total of at least 4097 tokens.",
      4096,
      undefined,
      512,
    ],
    [
      "'max_tokens' or 'max_completion_tokens' is too large: 500. This model's maximum context length is 4096 tokens and your request has 4000 input tokens (500 > 4096 - 4000).",
      4096,
      4000,
      undefined,
    ],
    [
      'The input token count (2845475) exceeds the maximum number of tokens allowed (1048576).',
      1048576,
      2845475,
      undefined,
    ],
    [
      'Request too large for gpt-4o in organization org-x on tokens per min (TPM): Limit 30000, Requested 45411. The input or output tokens must be reduced in order to run successfully.',
      30000,
      undefined,
      undefined,
    ],
    [
      "Requested token count exceeds the model's maximum context length of 4096 tokens. You requested a total of 5000 tokens: 4500 tokens from the input messages and 500 tokens for the completion.",
      4096,
      4500,
      500,
    ],
    [
      "The input (5000 tokens) is longer than the model's context length (4096 tokens).",
      4096,
      5000,
      undefined,
    ],
    [
      'The decoder prompt (length 5000) is longer than the maximum model length of 4096. Make sure that `max_model_len` is no smaller.',
      4096,
      5000,
      undefined,
    ],
    [
      "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens in the messages, Please reduce the length of the messages.",
      4096,
      5000,
      undefined,
    ],
    [
      'input (5584 tokens) is larger than the max context size (4096 tokens). skipping',
      4096,
      5584,
      undefined,
    ],
    [
      "This model's maximum prompt length is 131072 but the request contains 136973 tokens.",
      131072,
      136973,
      undefined,
    ],
    [
      'Prompt contains 36231 tokens, too large for model with 32768 maximum context length',
      32768,
      36231,
      undefined,
    ],
    [
      'Unable to submit request because the input token count is 140000 but model only supports up to 131072.',
      131072,
      140000,
      undefined,
    ],
    ['prompt token count of 5000 exceeds the limit of 4096', 4096, 5000, undefined],
    ['The prompt is too long: 140000, model maximum context length: 131071', 131071, 140000, undefined],
    ['Range of input length should be [1, 129024]', 129024, undefined, undefined],
    ['The prompt is too long.', undefined, undefined, undefined],
  ])('%s', (words, limit, prompt, answer) => {
    expect(tokensSaid(words, '')).toEqual({ limit, prompt, answer })
  })

  test('may stand in fields of their own', () => {
    const message = 'the request exceeds the available context size. try increasing the context size'
    const error = {
      code: 400,
      message,
      type: 'exceed_context_size_error',
      n_prompt_tokens: 14429,
      n_ctx: 8192,
    }
    const wrapped = JSON.stringify({ error: { message: JSON.stringify({ error }) } })
    for (const body of [JSON.stringify({ error }), wrapped])
      expect(tokensSaid(message, body)).toEqual({ limit: 8192, prompt: 14429, answer: undefined })
  })
})

/** The bytes to which a prompt of 1,000,000 is shortened, 100,000 of which are fixed; undefined if it is not sent. */
function target(message: string, body: Record<string, unknown> = {}): number | undefined {
  let asked: number | undefined
  const shrink = (bytes: number) => {
    asked = bytes
    return { messages: [{ role: 'user', content: 'short' } as const], leftOut: [] }
  }
  const response = { body: Buffer.from(JSON.stringify({ error: { message } })), headers: {} }
  const sent = { model: 'm', messages: [], ...body }
  const error = readErrorResponse(response)
  const repair = refit({ error }, response, { bytes: 1_000_000, fixedBytes: 100_000, shrink }, sent)
  expect(repair?.body).toEqual(
    asked === undefined ? undefined : { ...sent, messages: [{ role: 'user', content: 'short' }] },
  )
  return asked
}

describe('a prompt that a server has no room for', () => {
  const counted = 'maximum context length is 100000 tokens. However, your messages resulted in 200000 tokens.'

  test.each<[string, string, number | undefined, Record<string, unknown>]>([
    ['is shortened by the count', counted, 474_999, {}],
    ['leaves room for the answer', counted, 379_999, { max_tokens: 20_000 }],
    ['is shortened by an estimate where nobody counted', 'Max size: 8000 tokens', 22_799, {}],
    [
      'is shortened by one where counting stopped',
      'context length is 8000 tokens. You passed 8001 input tokens',
      22_799,
      {},
    ],
    ['is shortened all the same where it was denser', 'Max size: 900000 tokens', 949_999, {}],
    ['is halved where there are no numbers', 'The prompt is too long', 550_000, {}],
    ['is not sent where the answer takes all', counted, undefined, { max_completion_tokens: 300_000 }],
  ])('%s', (_, message, bytes, body) => {
    const asked = target(message, body)
    if (bytes === undefined) expect(asked).toBeUndefined()
    else expect(Math.abs((asked ?? 0) - bytes)).toBeLessThan(5)
  })

  test('leaves room for tools and schemas', () => {
    expect(target(counted, { tools: ['x'.repeat(100_000)] })).toBeLessThan(430_000)
  })
})
