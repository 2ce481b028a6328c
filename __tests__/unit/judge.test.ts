import type { Judgement } from '../../src/ask/answer.js'
import { factsOf } from '../../src/ask/completion.js'
import type { HttpResponse } from '../../src/ask/http/types.js'
import { judge } from '../../src/ask/judge.js'
import type { Question, ResponseFormat } from '../../src/ask/question.js'
import type { Violation } from '../../src/schema/violation.js'
import { minimalQuestion } from '../support/inputs.js'

const TOOLS: Question['tools'] = [
  { definition: { name: 'f' }, validate: undefined },
  {
    definition: { name: 'label' },
    validate: (value) =>
      JSON.stringify(value) === '{"to":"bug"}' ? [] : [{ pointer: '/to', message: 'must be "bug"' }],
  },
]
const JSON_OBJECT: ResponseFormat = { kind: 'json_object' }

function schemaThatFinds(...violations: Violation[]): ResponseFormat {
  return { kind: 'json_schema', envelope: { name: 'x', schema: {} }, validate: () => violations }
}

function response(body: unknown, headers: HttpResponse['headers'] = {}, status = 200): HttpResponse {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { status, statusText: 'OK', headers, body: Buffer.from(text) }
}

function judged(body: unknown, asked: Partial<Question> = {}, headers = {}): Judgement {
  return judge(response(body, headers), minimalQuestion(asked), 'api.example.com')
}

/** What is made of one choice. */
function answered(message: object, asked: Partial<Question> = {}, finishReason: unknown = 'stop'): Judgement {
  return judged({ choices: [{ message, finish_reason: finishReason }] }, asked)
}

const call = (args: unknown, name = 'f') => ({ function: { name, arguments: args } })

describe('a completion', () => {
  test('has all that the server said', () => {
    const body = {
      id: 'chatcmpl-1',
      model: 'm-1',
      usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
      choices: [{ finish_reason: 'stop', message: { role: 'assistant', content: 'Hi.', refusal: null } }],
    }
    expect(judged(body)).toEqual({
      facts: {
        finishReason: 'stop',
        model: 'm-1',
        requestId: 'chatcmpl-1',
        usage: body.usage,
        promptTokens: 1,
        completionTokens: 2,
        totalTokens: 3,
        cost: undefined,
      },
      completion: {
        content: 'Hi.',
        rawContent: 'Hi.',
        reasoning: undefined,
        refusal: undefined,
        audio: undefined,
      },
      toolCalls: [],
      json: undefined,
      warnings: [],
      failure: undefined,
    })
  })

  test.each<[name: string, message: object, content: string]>([
    [
      'parts',
      { content: [{ type: 'text', text: 'a' }, { type: 'image' }, { type: 'text', text: 'b' }] },
      'ab',
    ],
    ['one part that is no list', { content: { type: 'text', text: 'a' } }, 'a'],
    [
      'parts beside thinking',
      {
        content: [
          { type: 'reasoning', text: 'r' },
          { type: 'text', text: 'a' },
        ],
      },
      'a',
    ],
  ])('has the text of %s', (_name, message, content) => {
    expect(answered(message).completion?.content).toBe(content)
  })

  test.each<[name: string, message: object]>([
    ['reasoning_content', { reasoning_content: 'r' }],
    ['reasoning', { reasoning: 'r' }],
    ['the first of both that is not blank', { reasoning_content: ' ', reasoning: 'r' }],
    ['thinking parts', { content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'r' }] }] }],
    ['a thinking part of text', { content: [{ type: 'thinking', thinking: 'r' }] }],
    ['a reasoning part', { content: [{ type: 'reasoning', text: 'r' }] }],
    ['a <think> block', { content: '<think>r</think>' }],
  ])('has the reasoning of %s', (_name, message) => {
    expect(answered(message)).toMatchObject({
      completion: { reasoning: 'r', content: '' },
      failure: { code: 'empty_response' },
    })
  })

  test('has the reasoning of a field and of a block beside it', () => {
    expect(answered({ reasoning_content: 'r', content: '<think>a</think>b' }).completion).toMatchObject({
      reasoning: 'r\n\na',
      content: 'b',
    })
  })

  test.each<[name: string, message: object]>([
    ['the message', { refusal: 'No.' }],
    ['parts', { content: [{ type: 'refusal', refusal: 'No.' }] }],
  ])('has the refusal of %s', (_name, message) => {
    expect(answered(message)).toMatchObject({
      completion: { refusal: 'No.' },
      failure: { code: 'refused' },
    })
  })

  test.each<[name: string, message: object]>([
    ['a refusal', { refusal: { reason: 'x' } }],
    ['reasoning', { reasoning_content: ['x'], reasoning: { effort: 'high' } }],
    ['calls of an object', { tool_calls: {} }],
    ['calls of text', { tool_calls: '' }],
    ['calls of a number', { tool_calls: 0 }],
    ['a list of what is no call', { tool_calls: [null, 'x', {}] }],
    ['a legacy call of text', { function_call: '' }],
    ['a legacy call without a name', { function_call: {} }],
    ['audio of text', { audio: '' }],
    ['audio without data', { audio: { id: 'x', data: null } }],
    ['annotations', { annotations: 7 }],
  ])('is not lost to %s of an unusual shape', (_name, message) => {
    expect(answered({ content: 'Hi.', ...message })).toMatchObject({
      completion: { content: 'Hi.', refusal: undefined, reasoning: undefined, audio: undefined },
      toolCalls: [],
      failure: undefined,
    })
  })

  test('has its calls, their arguments parsed', () => {
    const calls = [
      { id: 'a', type: 'function', ...call('{"x":1}') },
      { id: null, ...call({ x: 1 }) },
      call(null),
      call('null'),
      call(' '),
      { function: { name: 'f' } },
      { id: 'flat', name: 'f', arguments: '{}' },
    ]
    const found = answered({ tool_calls: calls }, { tools: TOOLS })
    expect(found.failure).toBeUndefined()
    expect(found.toolCalls).toEqual([
      { id: 'a', name: 'f', arguments: { x: 1 } },
      { id: '', name: 'f', arguments: { x: 1 } },
      { id: '', name: 'f', arguments: {} },
      { id: '', name: 'f', arguments: {} },
      { id: '', name: 'f', arguments: {} },
      { id: '', name: 'f', arguments: {} },
      { id: 'flat', name: 'f', arguments: {} },
    ])
  })

  test('has a legacy function call as a call, unless there are others', () => {
    const legacy = { name: 'f', arguments: '{}' }
    const asked = { tools: TOOLS }
    expect(answered({ function_call: legacy }, asked).toolCalls).toHaveLength(1)
    expect(answered({ function_call: legacy, tool_calls: [] }, asked).toolCalls).toHaveLength(1)
    expect(answered({ function_call: legacy, tool_calls: [call('{"x":1}')] }, asked).toolCalls).toEqual([
      { id: '', name: 'f', arguments: { x: 1 } },
    ])
  })

  test('has the transcript of its audio as content, if there is no text', () => {
    const audio = { data: 'AAAA', transcript: 'Hi.' }
    expect(answered({ content: null, audio }).completion).toMatchObject({
      content: 'Hi.',
      audio: { base64: 'AAAA', transcript: 'Hi.' },
    })
    expect(answered({ content: 'Text.', audio }).completion?.content).toBe('Text.')
  })

  test('is read behind a byte order mark, and behind blank keep-alive lines', () => {
    const body = JSON.stringify({ choices: [{ message: { content: 'a' } }] })
    expect(judged(`\ufeff${body}`).failure).toBeUndefined()
    expect(judged(`\n\n\n${body}`).failure).toBeUndefined()
  })
})

describe('of several choices', () => {
  const text = { finish_reason: 'tool_calls', message: { content: 'Let me look.' } }
  const calls = { finish_reason: 'tool_calls', message: { content: null, tool_calls: [call('{}')] } }

  test('the text is that of the first with some, the calls are those of all', () => {
    const found = judged({ choices: [text, calls, calls] }, { tools: TOOLS })
    expect(found.completion?.content).toBe('Let me look.')
    expect(found.toolCalls).toHaveLength(2)
    expect(found.failure).toBeUndefined()
  })

  test('order and gaps do not matter', () => {
    const found = judged(
      { choices: [null, { message: null }, calls, { message: { content: '' } }, text] },
      { tools: TOOLS },
    )
    expect(found).toMatchObject({ completion: { content: 'Let me look.' }, toolCalls: [{ name: 'f' }] })
  })

  test('a filter or a cut in any of them counts', () => {
    const filtered = { finish_reason: 'SAFETY', message: { content: '' } }
    expect(judged({ choices: [text, filtered] }).failure?.code).toBe('content_filtered')
    const cut = { finish_reason: 'MAX_TOKENS', message: { content: 'a' } }
    expect(judged({ choices: [{ finish_reason: 'stop', message: { content: 'a' } }, cut] }).warnings).toEqual(
      [expect.stringContaining('cut off')],
    )
  })

  test('reasoning and refusal may stand in another one than the text', () => {
    const found = judged({
      choices: [{ message: { reasoning: 'r' } }, { finish_reason: 'stop', message: { content: 'a' } }],
    })
    expect(found.completion).toMatchObject({ reasoning: 'r', content: 'a' })
  })
})

describe('a finish reason counts by its kind', () => {
  test.each([
    'content_filter',
    'content_filtered',
    'SAFETY',
    'RECITATION',
    'BLOCKLIST',
    'PROHIBITED_CONTENT',
    'SPII',
    'sensitive',
    'content-filter',
    'ContentFilter',
    'FINISH_REASON_SAFETY',
    'IMAGE_PROHIBITED_CONTENT',
    'MODEL_ARMOR',
    'guardrail_intervened',
    'ERROR_TOXIC',
  ])('%s is a filter, with half a text or none', (reason) => {
    expect(answered({ content: 'Half a' }, {}, reason).failure?.code).toBe('content_filtered')
    expect(answered({ content: null }, {}, reason).failure?.code).toBe('content_filtered')
  })

  test.each([
    'length',
    'max_tokens',
    'MAX_TOKENS',
    'model_length',
    'max_output_tokens',
    'max_completion_tokens',
    'token_limit',
    'max_length',
    'MaxTokens',
    'FinishReason.MAX_TOKENS',
    'token_limit_reached',
    'context_length_exceeded',
    'model_context_window_exceeded',
  ])('%s is the token limit: text, cut JSON, a cut call, nothing', (reason) => {
    expect(answered({ content: 'Hi' }, {}, reason)).toMatchObject({
      failure: undefined,
      warnings: [expect.stringContaining('cut off at the token limit')],
    })
    expect(answered({ content: '{"a":' }, { format: JSON_OBJECT }, reason).failure?.code).toBe('truncated')
    const cut = answered({ tool_calls: [call('{"a":')] }, { tools: TOOLS }, reason)
    expect(cut.failure?.code).toBe('truncated')
    expect(answered({ content: '' }, {}, reason).failure?.code).toBe('truncated')
    expect(judged({ choices: [{ finish_reason: reason }] }).failure?.code).toBe('truncated')
  })

  test.each([
    'stop',
    'STOP',
    'eos',
    'eos_token',
    'end_turn',
    'stop_sequence',
    'complete',
    '',
    null,
    undefined,
  ])('%p is an end like any other', (reason) => {
    expect(answered({ content: 'Hi' }, {}, reason)).toMatchObject({ failure: undefined, warnings: [] })
  })

  test.each([
    'insufficient_system_resource',
    'abort',
    'network_error',
    'OTHER',
    'MALFORMED_FUNCTION_CALL',
    '::error::',
  ])('%s is one that nobody knows: a warning', (reason) => {
    const { failure, warnings } = answered({ content: 'Hi' }, {}, reason)
    expect(failure).toBeUndefined()
    expect(warnings).toEqual([expect.stringContaining('may be incomplete')])
    expect(warnings.join()).not.toContain('::')
  })

  test.each(['tool_calls', 'tool_use', 'function_call', 'TOOL_CALLS'])(
    '%s without a call is never green',
    (reason) => {
      expect(answered({ content: 'Let me look.' }, { tools: TOOLS }, reason).failure?.code).toBe(
        'tool_call_missing',
      )
      expect(answered({ content: 'Let me look.' }, {}, reason).failure?.code).toBe('tool_call_missing')
      expect(answered({ content: '' }, {}, reason).failure?.code).toBe('empty_response')
    },
  )
})

test.each([
  '',
  ' \n',
  '\u200b',
  '\u2060\ufeff\u200d',
  '\u00ad\u3164',
  '\u{e0041}\u{e007f}',
  '\u2800',
  '\u0007',
])('an answer of %j is empty', (content) => {
  expect(answered({ content }).failure?.code).toBe('empty_response')
})

describe('of several failures the first of the order', () => {
  // Each answer has its own fault and those of all that follow.
  test.each<[code: string, message: object, asked: Partial<Question>, finishReason?: string]>([
    ['content_filtered', { refusal: 'No.' }, {}, 'content_filter'],
    ['refused', { refusal: 'No.' }, {}, 'length'],
    ['truncated', {}, {}, 'length'],
    ['empty_response', {}, { tools: TOOLS, toolChoice: { kind: 'required' } }],
    [
      'invalid_json',
      { content: 'x', tool_calls: [call('{'), call('{}', 'g')] },
      { format: JSON_OBJECT, tools: TOOLS },
    ],
    [
      'schema_mismatch',
      { content: 'x', tool_calls: [call('{}', 'g')] },
      { format: JSON_OBJECT, tools: TOOLS },
    ],
    [
      'tool_call_missing',
      { content: 'x' },
      { format: JSON_OBJECT, tools: TOOLS, toolChoice: { kind: 'required' } },
    ],
    ['invalid_json', { content: 'x' }, { format: JSON_OBJECT }],
    ['schema_mismatch', { content: '[]' }, { format: JSON_OBJECT }],
  ])('%s', (code, message, asked, finishReason = 'stop') => {
    expect(answered(message, asked, finishReason).failure?.code).toBe(code)
  })
})

describe('at the token limit', () => {
  test('whole JSON, whole calls and audio are a success with a warning', () => {
    const warnings = [
      'The answer was cut off at the token limit. Raise "max-tokens" or "max-completion-tokens", or ask for less.',
    ]
    const green = { failure: undefined, warnings }
    expect(answered({ content: '{}' }, { format: JSON_OBJECT }, 'length')).toMatchObject({
      ...green,
      json: {},
    })
    expect(answered({ tool_calls: [call('{}')] }, { tools: TOOLS }, 'length')).toMatchObject(green)
    expect(answered({ audio: { data: 'AAAA' } }, {}, 'length')).toMatchObject(green)
  })

  test('a last call without arguments is cut', () => {
    const calls = { tool_calls: [call('{}'), call('')] }
    expect(answered(calls, { tools: TOOLS }, 'length').failure?.code).toBe('truncated')
  })

  test('a whole answer that is wrong is wrong, and there is no warning beside the error', () => {
    const found = answered({ content: '[]' }, { format: JSON_OBJECT }, 'length')
    expect(found).toMatchObject({ json: [], warnings: [], failure: { code: 'schema_mismatch' } })
  })

  test('says so if all of it was reasoning', () => {
    expect(answered({ reasoning: 'Hm.' }, {}, 'length').failure?.reason).toBe(
      'The token limit was reached before the answer had any text. All of it was reasoning.',
    )
  })
})

describe('JSON', () => {
  test.each<[content: string, json: unknown]>([
    ['{"a":1}', { a: 1 }],
    ['```json\n[1]\n```', [1]],
    ['<think>x</think>{"a":1}', { a: 1 }],
    ['7', undefined],
    ['"word"', undefined],
    ['null', undefined],
    ['See {"a":1}', undefined],
  ])('is read where nobody asked for it, if %s is an object or a list', (content, json) => {
    for (const kind of ['unset', 'text'] as const) {
      expect(answered({ content }, { format: { kind } })).toMatchObject({ json, failure: undefined })
    }
  })

  // Reading it could take longer than the limit, and a good text would fail.
  test('is not read where nobody asked for it and it is larger than an output', () => {
    const content = `[${'{},'.repeat(1_000_000)}{}]`
    expect(answered({ content })).toMatchObject({ json: undefined, failure: undefined })
  })

  test('null is a value where it was asked for', () => {
    expect(answered({ content: 'null' }, { format: schemaThatFinds() })).toMatchObject({
      json: null,
      failure: undefined,
    })
  })

  test('that breaks the schema is still there, with every place, and the remedy speaks of strict', () => {
    const format = schemaThatFinds(
      { pointer: '', message: 'must have a' },
      { pointer: '/b/*', message: 'must be string' },
    )
    const { json, failure } = answered({ content: '{"b":1}' }, { format })
    expect(json).toEqual({ b: 1 })
    expect(failure).toEqual({
      code: 'schema_mismatch',
      status: 200,
      reason: 'The answer is JSON, but does not match the schema: (root) must have a; /b/* must be string.',
      remedy: expect.stringContaining('{name, strict: true, schema}') as unknown,
    })
    const strict = {
      kind: 'json_schema',
      envelope: { name: 'x', schema: {}, strict: true },
      validate: () => [{ pointer: '', message: 'is bad' }],
    } as const
    expect(answered({ content: '{}' }, { format: strict }).failure?.remedy).not.toContain('strict')
  })

  test.each(['{"id":1234567890123456789}', '[-9007199254740993]'])('warns that %s is rounded', (content) => {
    expect(answered({ content }).warnings).toEqual([expect.stringContaining('integers beyond 2^53')])
    expect(answered({ content: '{"id":9007199254740991}' }).warnings).toEqual([])
  })

  test('says so where there may be more violations than it lists', () => {
    const ten = Array.from({ length: 10 }, (_, index) => ({
      pointer: `/${String(index)}`,
      message: 'is bad',
    }))
    expect(answered({ content: '[]' }, { format: schemaThatFinds(...ten) }).failure?.reason).toContain(
      '(at most 10 places are listed): /0 is bad; /1',
    )
  })

  test('is not missed beside tool calls without text', () => {
    const found = answered({ tool_calls: [call('{}')] }, { format: JSON_OBJECT, tools: TOOLS })
    expect(found).toMatchObject({ json: undefined, failure: undefined })
  })
})

describe('one limit of time for all', () => {
  const forever = (): never => {
    for (;;);
  }
  const slow = { kind: 'json_schema', envelope: { name: 'x', schema: {} }, validate: forever } as const

  test('a check that would never end is no success, and what is known is still there', () => {
    expect(answered({ content: '[]' }, { format: slow })).toMatchObject({
      json: [],
      completion: { content: '[]' },
      failure: { code: 'schema_mismatch', reason: expect.stringContaining('takes more than 3 s') as unknown },
    })
  })

  test('100,000 calls share it', () => {
    const calls = Array.from({ length: 100_000 }, () => call('{}', 'slow'))
    let checks = 0
    const tools = [{ definition: { name: 'slow' }, validate: () => (checks++ < 3 ? [] : forever()) }]
    const found = answered({ tool_calls: calls }, { tools })
    expect(found.failure?.code).toBe('schema_mismatch')
    expect(found.toolCalls).toHaveLength(100_000)
    expect(checks).toBe(4)
  })

  test('a value that is too deep for its schema is no success', () => {
    const validate = (): never => {
      throw new RangeError('Maximum call stack size exceeded')
    }
    const format = { kind: 'json_schema', envelope: { name: 'x', schema: {} }, validate } as const
    expect(answered({ content: '[]' }, { format }).failure?.reason).toContain('nested too deeply')
  })
})

test('a finish reason as long as a book is read no longer than one should be', () => {
  const start = process.cpuUsage()
  const reason = 'aA'.repeat(8_000_000)
  expect(judged({ choices: [{ finish_reason: reason }] }).failure?.code).toBe('invalid_response')
  expect(answered({ content: 'Hi' }, {}, reason).warnings).toHaveLength(1)
  // To read all of it took a minute.
  expect(process.cpuUsage(start).user).toBeLessThan(20_000_000)
})

describe('what is wrong with calls', () => {
  function finding(calls: object[], toolChoice: Question['toolChoice']): string {
    const { failure } = answered({ tool_calls: calls }, { tools: TOOLS, toolChoice })
    return failure === undefined ? 'nothing' : `${failure.code}: ${failure.reason}`
  }

  test.each<[found: string, calls: object[], choice?: Question['toolChoice']]>([
    ['nothing', [call('{"to":"bug"}', 'label'), call('{"any":1}'), call('')]],
    [
      'invalid_json: The model called a tool wrongly: the arguments of tool-calls[1] (f) are not valid JSON.',
      [call('{}', 'unknown'), call('{')],
    ],
    [
      'invalid_json: The model called a tool wrongly: the arguments of tool-calls[0] are not valid JSON.',
      [call('{', 'eve')],
    ],
    [
      'invalid_json: The model called a tool wrongly: the arguments of tool-calls[0] (f) are not valid JSON.',
      [call('{"a":1e400}')],
    ],
    [
      'schema_mismatch: The model called a tool wrongly: tool-calls[1] is of a tool that was not offered.',
      [call(''), call('{}', 'eve::error::')],
    ],
    [
      'schema_mismatch: The model called a tool wrongly: the arguments of tool-calls[0] (label) do not match its parameters: /to must be "bug".',
      [call('{"to":"x"}', 'label')],
    ],
    [
      'schema_mismatch: The model called a tool wrongly: the arguments of tool-calls[0] (f) are not a map.',
      [call('[]')],
    ],
    [
      'schema_mismatch: The model called a tool wrongly: tool-calls[0] (f) came although "tool-choice" is none.',
      [call('')],
      { kind: 'none' },
    ],
    [
      'schema_mismatch: The model called a tool wrongly: tool-calls[1] (f) came although "tool-choice" is label.',
      [call('{"to":"bug"}', 'label'), call('')],
      { kind: 'function', name: 'label' },
    ],
  ])('%s', (found, calls, choice = { kind: 'auto' }) => {
    expect(finding(calls, choice)).toBe(found)
  })

  test('a demanded call of one tool is named', () => {
    const asked = { tools: TOOLS, toolChoice: { kind: 'function', name: 'f' } } as const
    expect(answered({ content: 'Hi.' }, asked).failure?.reason).toBe(
      '"tool-choice" demanded a call of f, and none came.',
    )
  })
})

test('nothing the model wrote is in a message', () => {
  const word = 'modelword'
  const answers: [message: object, finishReason?: string][] = [
    [{ refusal: word }],
    [{ reasoning: word }],
    [{ content: word }],
    [{ content: word }, 'length'],
    [{ tool_calls: [call(word, word)] }],
    [{ tool_calls: [call(`{"${word}":1}`, word)] }],
    [{ content: word }, 'content_filter'],
  ]
  for (const [message, finishReason] of answers) {
    const { failure } = answered(message, { format: JSON_OBJECT, tools: TOOLS }, finishReason)
    expect(failure).toBeDefined()
    expect(`${failure?.reason ?? ''} ${failure?.remedy ?? ''}`).not.toContain(word)
  }
})

describe('facts', () => {
  test.each([
    ['x-request-id', { 'x-request-id': 'a', 'x-github-request-id': 'b', 'apim-request-id': 'c' }, 'a'],
    ['x-github-request-id', { 'x-github-request-id': 'b', 'apim-request-id': 'c' }, 'b'],
    ['apim-request-id', { 'apim-request-id': 'c' }, 'c'],
    ['the id of the body', {}, 'd'],
    ['the id of the body, where a header is empty', { 'x-request-id': '' }, 'd'],
  ])('the request id is %s', (_name, headers, expected) => {
    expect(factsOf(response({ id: 'd' }, headers)).requestId).toBe(expected)
  })

  test('of the wrong kind are left out', () => {
    const body = { id: 1, model: null, usage: [1], choices: [{ finish_reason: null }] }
    expect(factsOf(response(body))).toEqual(factsOf(response('no JSON')))
    expect(factsOf(response(body))).toMatchObject({ usage: {}, model: undefined, finishReason: undefined })
    expect(factsOf(response({ usage: { prompt_tokens: '7', total_tokens: -1 } }))).toMatchObject({
      promptTokens: undefined,
      totalTokens: undefined,
    })
  })

  test('tokens have other names, too', () => {
    expect(factsOf(response({ usage: { input_tokens: 5, output_tokens: 6 } }))).toMatchObject({
      promptTokens: 5,
      completionTokens: 6,
      totalTokens: undefined,
    })
    expect(factsOf(response({ usage: { prompt_tokens: 1, input_tokens: 5 } })).promptTokens).toBe(1)
  })

  test.each<[name: string, body: object, headers: HttpResponse['headers'], cost: number | undefined]>([
    ['usage.cost', { usage: { cost: 0.00123 } }, { 'x-litellm-response-cost': '9' }, 0.00123],
    ['a cost of nothing', { usage: { cost: 0 } }, {}, 0],
    ['the header of LiteLLM', {}, { 'x-litellm-response-cost': '2.5e-05' }, 0.000025],
    ['a header that is no number', {}, { 'x-litellm-response-cost': 'None' }, undefined],
    ['the units of Copilot', { copilot_usage: { total_nano_aiu: 1_230_000_000 } }, {}, 0.0123],
    ['no cost', { usage: { cost: '1' } }, {}, undefined],
  ])('the cost is %s', (_name, body, headers, cost) => {
    expect(factsOf(response(body, headers)).cost).toBe(cost)
  })
})

describe('what is not a completion', () => {
  test.each<[what: string, body: unknown]>([
    ['it is empty', ''],
    ['it is an HTML page, "Sign in"', '<!doctype html><title>Sign in</title>'],
    ['it is not valid JSON', '{"choices":[{"message":{"content":"a"'],
    ['it holds more than 1,000,000 lists and maps', `{"choices":${'['.repeat(1001)}${']'.repeat(1001)}}`],
    ['it holds more than 1,000,000 lists and maps', `{"choices":[${'{},'.repeat(1_000_000)}{}]}`],
    ['it has no list of choices', {}],
    ['its list of choices is empty', { choices: [] }],
    [
      'its first choice has no message, and the finish_reason "stop"',
      { choices: [{ finish_reason: 'stop' }] },
    ],
  ])('%s', (what, body) => {
    expect(judged(body)).toMatchObject({
      completion: undefined,
      toolCalls: [],
      failure: {
        code: 'invalid_response',
        status: 200,
        reason: expect.stringContaining(
          `api.example.com answered 200, but what it sent is not a chat completion: ${what}`,
        ) as unknown,
      },
    })
  })

  test('keeps what the body says of itself', () => {
    expect(judged({ model: 'm-1', choices: [], usage: { total_tokens: 1 } })).toMatchObject({
      facts: { model: 'm-1', totalTokens: 1 },
      failure: { code: 'invalid_response' },
    })
  })
})
