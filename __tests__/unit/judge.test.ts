import type { Completion } from '../../src/answer/completion.js'
import { judge, type Judged } from '../../src/answer/judge.js'
import type { Inputs } from '../../src/inputs/inputs.js'
import type { ResponseFormat } from '../../src/inputs/response-format.js'
import type { Validation } from '../../src/schema/violation.js'

type Expected = Pick<Inputs, 'format' | 'tools' | 'toolChoice'>

const within = <T>(_ms: number, work: () => T): { done: true; value: T } => ({ done: true, value: work() })

const PLAIN: Expected = { format: { kind: 'unset' }, tools: [], toolChoice: { kind: 'unset' } }
const TOOLS: Expected['tools'] = [{ definition: { name: 'f' }, validate: undefined }]

function schemaThatSays(validation: Validation): ResponseFormat {
  return { kind: 'json_schema', envelope: { name: 'x', schema: {} }, validate: () => validation }
}

function judged(answer: Partial<Completion>, expected: Partial<Expected> = {}): Judged {
  const completion: Completion = {
    content: '',
    rawContent: answer.content ?? '',
    reasoning: '',
    refusal: '',
    toolCalls: [],
    finishReason: 'stop',
    model: '',
    requestId: '',
    usage: {},
    ...answer,
  }
  return judge(completion, { ...PLAIN, ...expected }, 203, within)
}

const call = (rawArguments: string, name = 'f') => ({ id: '', name, rawArguments })
const code = (...args: Parameters<typeof judged>): string | undefined => judged(...args).failure?.code

test('an answer of text is a success', () => {
  expect(judged({ content: 'Hi.' })).toEqual({
    toolCalls: [],
    json: undefined,
    warnings: [],
    failure: undefined,
  })
})

test('a failure has the status of the response, a reason and a remedy', () => {
  expect(judged({ content: '' }).failure).toEqual({
    code: 'empty_response',
    status: 203,
    reason: 'The server answered with no text, no tool call and no audio (finish_reason: stop).',
    remedy:
      'Run the step again; if it stays empty, change the prompt or the model, or raise the token limit.',
  })
})

test("a finish reason of the server's own is not quoted", () => {
  expect(judged({ finishReason: '::error::' }).failure?.reason).toBe(
    'The server answered with no text, no tool call and no audio.',
  )
})

describe('of several failures the first of the order', () => {
  // Each answer has its own fault and those of all that follow.
  const faults: readonly (readonly [
    code: string,
    answer: Partial<Completion>,
    expected: Partial<Expected>,
  ])[] = [
    ['content_filtered', { finishReason: 'content_filter', refusal: 'No.' }, {}],
    ['refused', { refusal: 'No.', finishReason: 'length' }, {}],
    ['truncated', { finishReason: 'length' }, {}],
    ['empty_response', {}, { tools: TOOLS, toolChoice: { kind: 'required' } }],
    [
      'invalid_json',
      { content: 'x', toolCalls: [call('{'), call('{}', 'g')] },
      { format: { kind: 'json_object' }, tools: TOOLS },
    ],
    [
      'schema_mismatch',
      { content: 'x', toolCalls: [call('{}', 'g')] },
      { format: { kind: 'json_object' }, tools: TOOLS },
    ],
    [
      'tool_call_missing',
      { content: 'x' },
      { format: { kind: 'json_object' }, tools: TOOLS, toolChoice: { kind: 'required' } },
    ],
    ['invalid_json', { content: 'x' }, { format: { kind: 'json_object' } }],
    ['schema_mismatch', { content: '[]' }, { format: { kind: 'json_object' } }],
  ]
  test.each(faults)('%s', (expected, answer, asked) => {
    expect(code(answer, asked)).toBe(expected)
  })
})

describe('at the token limit', () => {
  const length = { finishReason: 'length' } as const
  const warning = [
    'The answer was cut off at the token limit. Raise "max-tokens" or "max-completion-tokens", or ask for less.',
  ]

  test('text is a success with a warning', () => {
    expect(judged({ ...length, content: 'Hi' })).toMatchObject({ failure: undefined, warnings: warning })
  })

  test('whole JSON, whole calls and audio are, too', () => {
    const json = { format: { kind: 'json_object' } } as const
    expect(judged({ ...length, content: '{}' }, json)).toMatchObject({
      json: {},
      failure: undefined,
      warnings: warning,
    })
    expect(judged({ ...length, toolCalls: [call('{}')] }, { tools: TOOLS })).toMatchObject({
      failure: undefined,
      warnings: warning,
    })
    expect(code({ ...length, audio: { base64: 'AAAA', transcript: '' } })).toBeUndefined()
  })

  test('cut JSON and cut calls are truncated', () => {
    expect(code({ ...length, content: '{"a":' }, { format: { kind: 'json_object' } })).toBe('truncated')
    expect(code({ ...length, toolCalls: [call('{}'), call('{"a":')] }, { tools: TOOLS })).toBe('truncated')
    expect(code({ ...length, toolCalls: [call('{}'), call('')] }, { tools: TOOLS })).toBe('truncated')
  })

  test('a whole answer that is wrong is wrong, and there is no warning beside the error', () => {
    const result = judged({ ...length, content: '[]' }, { format: { kind: 'json_object' } })
    expect(result).toMatchObject({ json: [], warnings: [], failure: { code: 'schema_mismatch' } })
  })

  test('says so if all of it was reasoning', () => {
    expect(judged({ ...length, reasoning: 'Hm.' }).failure?.reason).toBe(
      'The token limit was reached before the answer had any text. All of it was reasoning.',
    )
  })
})

describe('JSON', () => {
  test('is read only where a JSON format was asked for', () => {
    expect(judged({ content: '{"a":1}' }).json).toBeUndefined()
    expect(judged({ content: '{"a":1}' }, { format: { kind: 'text' } }).json).toBeUndefined()
    expect(judged({ content: '{"a":1}' }, { format: { kind: 'json_object' } }).json).toEqual({ a: 1 })
  })

  test('is read out of the raw text', () => {
    const answer = { content: 'ignored', rawContent: '<think>x</think>{"a":1}' }
    expect(judged(answer, { format: { kind: 'json_object' } }).json).toEqual({ a: 1 })
  })

  test('null is a value', () => {
    const format = schemaThatSays({ done: true, violations: [] })
    expect(judged({ content: 'null' }, { format })).toMatchObject({ json: null, failure: undefined })
  })

  test('that breaks the schema is still there, with every place', () => {
    const format = schemaThatSays({
      done: true,
      violations: [
        { pointer: '', message: 'must have a' },
        { pointer: '/b/*', message: 'must be string' },
      ],
    })
    expect(judged({ content: '{"b":1}' }, { format })).toMatchObject({
      json: { b: 1 },
      failure: {
        code: 'schema_mismatch',
        reason: 'The answer is JSON, but does not match the schema: (root) must have a; /b/* must be string.',
      },
    })
  })

  test.each(['{"id":1234567890123456789}', '[-9007199254740993]'])('warns that %s is rounded', (content) => {
    const format = schemaThatSays({ done: true, violations: [] })
    expect(judged({ content }, { format }).warnings).toEqual([
      expect.stringContaining('integers beyond 2^53, which are rounded'),
    ])
    expect(judged({ content: '{"id":9007199254740991}' }, { format }).warnings).toEqual([])
  })

  test('says so where there may be more violations than it lists', () => {
    const violations = Array.from({ length: 10 }, (_, index) => ({
      pointer: `/${String(index)}`,
      message: 'is bad',
    }))
    const format = schemaThatSays({ done: true, violations })
    expect(judged({ content: '[]' }, { format }).failure?.reason).toContain(
      '(at most 10 places are listed): /0 is bad; /1',
    )
  })

  test('that could not be checked is no success', () => {
    const format = schemaThatSays({ done: false, why: 'checking it takes more than 3.0 s' })
    expect(judged({ content: '[]' }, { format })).toMatchObject({
      json: [],
      failure: {
        code: 'schema_mismatch',
        reason:
          'The answer is JSON, but whether it matches the schema is unknown: checking it takes more than 3.0 s.',
      },
    })
  })

  test('is not missed beside tool calls without text', () => {
    const result = judged({ toolCalls: [call('{}')] }, { format: { kind: 'json_object' }, tools: TOOLS })
    expect(result).toMatchObject({ json: undefined, failure: undefined })
  })
})

test('a demanded call of one tool is named', () => {
  const asked = { tools: TOOLS, toolChoice: { kind: 'function', name: 'f' } } as const
  expect(judged({ content: 'Hi.' }, asked).failure?.reason).toBe(
    '"tool-choice" demanded a call of f, and none came.',
  )
})

test('nothing the model wrote is in a message', () => {
  const word = 'modelword'
  const answers: Partial<Completion>[] = [
    { refusal: word },
    { reasoning: word },
    { content: word },
    { content: word, finishReason: 'length' },
    { toolCalls: [call(word, word)] },
    { toolCalls: [call(`{"${word}":1}`, word)] },
    { content: word, finishReason: 'content_filter' },
  ]
  for (const answer of answers) {
    const { failure } = judged(answer, { format: { kind: 'json_object' }, tools: TOOLS })
    expect(failure).toBeDefined()
    expect(`${failure?.reason ?? ''} ${failure?.remedy ?? ''}`).not.toContain(word)
  }
})
