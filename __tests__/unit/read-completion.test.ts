import { describeBody } from '../../src/answer/describe-body.js'
import { knownFacts, readCompletion } from '../../src/answer/read-completion.js'
import type { HttpResponse } from '../../src/client/http-types.js'
import type { Completion } from '../../src/answer/completion.js'

function response(body: unknown, headers: HttpResponse['headers'] = {}): HttpResponse {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { status: 200, statusText: 'OK', headers, body: Buffer.from(text), endedByClose: false }
}

function completionOf(message: object, choice: object = {}): Completion {
  const read = readCompletion(response({ choices: [{ message, ...choice }] }), 'host')
  if (!read.ok) throw new Error(read.failure.reason)
  return read.completion
}

describe('a completion', () => {
  test('has all that the server said', () => {
    const read = readCompletion(
      response({
        id: 'chatcmpl-1',
        model: 'm-1',
        usage: { total_tokens: 3 },
        choices: [{ finish_reason: 'stop', message: { role: 'assistant', content: 'Hi.', refusal: null } }],
      }),
      'host',
    )
    expect(read).toEqual({
      ok: true,
      completion: {
        content: 'Hi.',
        rawContent: 'Hi.',
        reasoning: '',
        refusal: '',
        toolCalls: [],
        finishReason: 'stop',
        model: 'm-1',
        requestId: 'chatcmpl-1',
        usage: { total_tokens: 3 },
      },
    })
  })

  test.each([
    ['no content at all', {}, ''],
    ['null', { content: null }, ''],
    ['an empty list', { content: [] }, ''],
    [
      'parts',
      { content: [{ type: 'text', text: 'a' }, { type: 'image_url' }, { type: 'text', text: 'b' }] },
      'ab',
    ],
  ])('has the text of %s', (_name, message, content) => {
    expect(completionOf(message)).toMatchObject({ content, rawContent: content })
  })

  test.each([
    ['reasoning_content', { reasoning_content: 'r' }],
    ['reasoning', { reasoning: 'r' }],
    ['the first of both that is not blank', { reasoning_content: ' ', reasoning: 'r' }],
    ['thinking parts', { content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'r' }] }] }],
    ['a thinking part of text', { content: [{ type: 'thinking', thinking: 'r' }] }],
    ['a <think> block', { content: '<think>r</think>' }],
  ])('has the reasoning of %s', (_name, message) => {
    expect(completionOf(message)).toMatchObject({ reasoning: 'r', content: '' })
  })

  test('keeps a <think> block where the reasoning is told elsewhere', () => {
    const content = '<think>a</think>b'
    expect(completionOf({ reasoning_content: 'r', content })).toMatchObject({ reasoning: 'r', content })
  })

  test('keeps the raw text beside the content', () => {
    expect(completionOf({ content: '<think>r</think>\n{}' })).toMatchObject({
      content: '{}',
      rawContent: '<think>r</think>\n{}',
    })
  })

  test.each([
    ['the message', { refusal: 'No.' }],
    [
      'parts',
      {
        content: [
          { type: 'refusal', refusal: 'N' },
          { type: 'refusal', refusal: 'o.' },
        ],
      },
    ],
  ])('has the refusal of %s', (_name, message) => {
    expect(completionOf(message).refusal).toBe('No.')
  })

  test.each([
    ['a refusal', { refusal: { reason: 'x' } }],
    ['reasoning', { reasoning_content: ['x'], reasoning: { effort: 'high' } }],
    ['a call id', { tool_calls: [{ id: 7, function: { name: 'f' } }] }],
  ])('is not lost to %s of an unusual shape', (_name, message) => {
    expect(completionOf({ content: 'Hi.', ...message })).toMatchObject({
      content: 'Hi.',
      refusal: '',
      reasoning: '',
    })
  })

  test('has its tool calls as the server sent them', () => {
    const calls = [
      { id: 'a', type: 'function', function: { name: 'f', arguments: '{"x":1}' } },
      { id: null, function: { name: 'g', arguments: { x: 1 } } },
      { function: { name: 'h', arguments: null } },
      { id: 'b', function: null },
      {},
    ]
    expect(completionOf({ tool_calls: calls }).toolCalls).toEqual([
      { id: 'a', name: 'f', rawArguments: '{"x":1}' },
      { id: '', name: 'g', rawArguments: { x: 1 } },
      { id: '', name: 'h', rawArguments: '' },
      { id: 'b', name: '', rawArguments: '' },
      { id: '', name: '', rawArguments: '' },
    ])
  })

  test('has a legacy function call as a tool call, unless there are others', () => {
    const legacy = { name: 'f', arguments: '{}' }
    expect(completionOf({ function_call: legacy }).toolCalls).toEqual([
      { id: '', name: 'f', rawArguments: '{}' },
    ])
    expect(completionOf({ function_call: legacy, tool_calls: [] }).toolCalls).toHaveLength(1)
    expect(
      completionOf({ function_call: legacy, tool_calls: [{ function: { name: 'g' } }] }).toolCalls,
    ).toEqual([{ id: '', name: 'g', rawArguments: '' }])
  })

  test('has the transcript of its audio as content, if there is no text', () => {
    const audio = { data: 'AAAA', transcript: 'Hi.' }
    expect(completionOf({ content: null, audio })).toMatchObject({
      content: 'Hi.',
      rawContent: 'Hi.',
      audio: { base64: 'AAAA', transcript: 'Hi.' },
    })
    expect(completionOf({ content: 'Text.', audio }).content).toBe('Text.')
    expect(completionOf({ content: '', audio: { data: '==', transcript: 'Hi.' } })).toMatchObject({
      content: '',
    })
  })

  test('is there without a message if the token limit was reached', () => {
    expect(readCompletion(response({ choices: [{ finish_reason: 'length' }] }), 'host')).toMatchObject({
      ok: true,
      completion: { content: '', finishReason: 'length' },
    })
  })

  test('is the first choice, whatever the others are', () => {
    const choices = [{ message: { content: 'a' } }, null]
    expect(readCompletion(response({ choices }), 'host')).toMatchObject({
      ok: true,
      completion: { content: 'a' },
    })
  })

  test('is read behind a byte order mark', () => {
    const body = `\ufeff${JSON.stringify({ choices: [{ message: { content: 'a' } }] })}`
    expect(readCompletion(response(body), 'host')).toMatchObject({ ok: true })
  })
})

test.each([
  ['x-request-id', { 'x-request-id': 'a', 'x-github-request-id': 'b', 'apim-request-id': 'c' }, 'a'],
  ['x-github-request-id', { 'x-github-request-id': 'b', 'apim-request-id': 'c' }, 'b'],
  ['apim-request-id', { 'apim-request-id': 'c' }, 'c'],
  ['the id of the body', {}, 'd'],
  ['the id of the body, where a header is empty', { 'x-request-id': '' }, 'd'],
])('the request id is %s', (_name, headers, expected) => {
  expect(knownFacts(response({ id: 'd' }, headers)).requestId).toBe(expected)
})

test('facts of the wrong kind are left out', () => {
  const body = { id: 1, model: null, usage: [1], choices: [{ finish_reason: null }] }
  expect(knownFacts(response(body))).toEqual({ finishReason: '', model: '', requestId: '', usage: {} })
  expect(knownFacts(response('no JSON'))).toEqual({ finishReason: '', model: '', requestId: '', usage: {} })
})

describe('what is no completion', () => {
  test.each<[what: string, body: unknown]>([
    ['it is empty', ''],
    ['it is empty', ' \n'],
    ['it is an HTML page, "Sign in"', '<!doctype html><title>Sign in</title>'],
    ['it is an HTML page', '<html><body>Hi.</body></html>'],
    ['it is an event stream, although "stream": false was asked for', 'data: {"choices":[]}\n\n'],
    ['it is an event stream, although "stream": false was asked for', ': ping\n\ndata: {}\n\n'],
    ['it is not valid JSON', 'Hello.'],
    ['it is not valid JSON', '{"choices":[{"message":{"content":"a"'],
    ['it is JSON, but no object', '[]'],
    ['it is JSON, but no object', 'null'],
    ['it has no list of choices', {}],
    ['it has no list of choices', { choices: { message: { content: 'a' } } }],
    ['its list of choices is empty', { choices: [] }],
    [
      'its first choice has no message, and the finish_reason "stop"',
      { choices: [{ finish_reason: 'stop' }] },
    ],
    ['it has no list of choices, and says: Not authenticated', { detail: 'Not authenticated' }],
    ['it has no list of choices, and says: Forbidden', { message: 'Forbidden' }],
    ['it has no list of choices, and says: x: m', { detail: [{ loc: ['body', 'x'], msg: 'm' }] }],
    ['it has no list of choices, and says: fs', { fault: { faultstring: 'fs' } }],
    ['it has no list of choices, and says: ed', { error_description: 'ed' }],
    ['its list of choices is empty, and says: No. Really', { choices: [], message: 'No.\nReally.' }],
    ['it is JSON, but no object, and says: Forbidden', [{ message: 'Forbidden' }]],
    ['it has no list of choices', { message: 'secret words', role: 'assistant' }],
    ['it has no list of choices', { message: 'secret words', done: true }],
    ['it has no list of choices', { message: { role: 'assistant', content: 'secret words' } }],
    ['its first choice has no message', { choices: [{ message: null }] }],
    ['its first choice is none that can be read', { choices: [{ message: 'secret words' }] }],
    ['its first choice is none that can be read', { choices: [{ message: { content: 7 } }] }],
    ['its first choice is none that can be read', { choices: ['secret words'] }],
  ])('%s', (what, body) => {
    const read = readCompletion(response(body), 'api.example.com')
    expect(read).toMatchObject({
      ok: false,
      failure: {
        code: 'invalid_response',
        status: 200,
        reason: `api.example.com answered 200, but what it sent is no chat completion: ${what}.`,
      },
    })
  })

  test.each([
    ['zstd', '(\ufffd/', 'it is compressed as "zstd", which was not asked for'],
    ['gzip, zstd', '(\ufffd/', 'it is compressed as "zstd", which was not asked for'],
    ['gzip', '(\ufffd/', 'it is not valid JSON'],
    ['zstd', '{}', 'it has no list of choices'],
  ])('labelled as %s: %s', (encoding, body, what) => {
    const read = readCompletion(response(body, { 'content-encoding': encoding }), 'host')
    expect(read.ok ? '' : read.failure.reason).toBe(
      `host answered 200, but what it sent is no chat completion: ${what}.`,
    )
  })

  test('keeps what the body says of itself', () => {
    const read = readCompletion(response({ model: 'm-1', choices: [], usage: { total_tokens: 1 } }), 'host')
    expect(read).toMatchObject({ ok: false, known: { model: 'm-1', usage: { total_tokens: 1 } } })
  })

  test('shows a title on one line, unable to act', () => {
    const { what } = describeBody('<html><title>\n::error::x\u001b[31m</title>', undefined)
    expect(what).toBe('it is an HTML page, ": :error: :x"')
  })
})
