import { randomUUID } from 'node:crypto'
import { readKeyValueFile } from '../../scripts/runner-files.mjs'
import type { Answer } from '../../src/ask/answer.js'
import { startOf } from '../../src/fit/lines.js'
import { decimal, OUTPUTS, outputsOf } from '../../src/once/outputs.js'
import { type Run, unasked } from '../../src/once/run.js'
import { MAX_OUTPUT_BYTES, outputsText } from '../../src/step/outputs.js'
import { createRedactor } from '../../src/report/redact.js'
import { COMPLETION, FACTS, runOf } from '../support/runs.js'

const nothing = createRedactor([])
const read = (answer: Partial<Answer> = {}, more: Partial<Run> = {}): Record<string, string> =>
  outputsOf(runOf(answer, more), nothing).outputs

test('a success', () => {
  expect(outputsOf(runOf(), nothing)).toEqual({
    warnings: [],
    outputs: {
      content: 'Paris.',
      response: 'Paris.',
      json: '',
      'tool-calls': '[]',
      usage: '{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3,"details":{"cached":0}}',
      'prompt-tokens': '1',
      'completion-tokens': '2',
      'total-tokens': '3',
      cost: '',
      'finish-reason': 'stop',
      model: 'm-1',
      'request-id': 'r-1',
      reasoning: 'a',
      refusal: '',
      'response-file': '/t/a',
      'raw-response-file': '/t/b',
      'audio-file': '',
      'content-truncated': 'false',
      'left-out': '[]',
      attempts: '1',
      outcome: 'success',
      'error-code': '',
      'error-status': '',
      'error-message': '',
    },
  })
})

test('a failure before anything was sent sets all of them, too', () => {
  const { outputs } = outputsOf(unasked({ code: 'invalid_input', reason: 'Bad.', remedy: '' }), nothing)
  expect(Object.keys(outputs)).toEqual([...OUTPUTS])
  expect(outputs).toMatchObject({
    content: '',
    'tool-calls': '[]',
    usage: '{}',
    'prompt-tokens': '',
    cost: '',
    model: '',
    'raw-response-file': '',
    attempts: '0',
    outcome: 'failure',
    'error-code': 'invalid_input',
    'error-status': '',
    'error-message': 'Bad.',
  })
})

test('a failure keeps what is known, and its message has the remedy', () => {
  const failure = { code: 'schema_mismatch', reason: 'Not so.', remedy: 'Do so.', status: 200 } as const
  expect(read({ failure })).toMatchObject({
    content: 'Paris.',
    'total-tokens': '3',
    'error-status': '200',
    'error-message': 'Not so. Do so.',
  })
})

test('JSON and tool calls are compact JSON', () => {
  const toolCalls = [{ id: '1', name: 'f', arguments: { a: [1, 'ü'] } }]
  const outputs = read({ toolCalls, json: [null, { b: 1.5 }] })
  expect(outputs['json']).toBe('[null,{"b":1.5}]')
  expect(outputs['tool-calls']).toBe('[{"id":"1","name":"f","arguments":{"a":[1,"ü"]}}]')
  expect(read({ json: null })['json']).toBe('null')
})

test('counts of tokens come from whatever the server calls them, and are empty where it names none', () => {
  const usage = { input_tokens: 5 }
  const facts = { ...FACTS, usage, promptTokens: 5, completionTokens: 0, totalTokens: undefined }
  expect(read({ facts })).toMatchObject({
    usage: '{"input_tokens":5}',
    'prompt-tokens': '5',
    'completion-tokens': '0',
    'total-tokens': '',
  })
})

test.each([
  [0.00042, '0.00042'],
  [1.5e-7, '0.00000015'],
  [123 * 1e-11, '0.00000000123'],
  [0.1 + 0.2, '0.3'],
  [0, '0'],
  [100, '100'],
  [1234.5, '1234.5'],
])('a cost of %d is written as %s, never with an exponent', (cost, text) => {
  expect(decimal(cost)).toBe(text)
  expect(read({ facts: { ...FACTS, cost } })['cost']).toBe(text)
})

describe('secrets', () => {
  const secret = 'secret-0123456789'
  const redact = createRedactor([secret, '123456789012'])

  test('are in none of them', () => {
    const text = `a ${secret} b`
    const { outputs } = outputsOf(
      runOf({
        facts: {
          ...FACTS,
          finishReason: text,
          model: text,
          requestId: text,
          usage: { [text]: text },
          promptTokens: 123456789012,
        },
        completion: { ...COMPLETION, content: text, reasoning: text, refusal: text },
        toolCalls: [{ id: text, name: text, arguments: { [text]: [text, 123456789012] } }],
        json: { [text]: text },
        failure: { code: 'refused', reason: text, remedy: text },
      }),
      redact,
    )
    expect(JSON.stringify(outputs)).not.toMatch(/secret|123456789012/)
    expect(outputs).toMatchObject({
      content: 'a *** b',
      json: '{"a *** b":"a *** b"}',
      'prompt-tokens': '***',
      'error-message': 'a *** b a *** b',
    })
  })

  // The secret is whole again for an eye, and for what takes them out before it prints the name.
  test.each([
    '\u200b',
    '\u2060',
    '\u001b[0m',
    '\ufeff',
    '\u202e',
    '\u200e\u200f',
    '\u200d',
    '\u00ad',
    '\ufe0f',
    '\u{e0041}',
  ])('nor behind an invisible character (%j) in the name of something', (invisible) => {
    const name = `secret-0${invisible}123456789`
    const { outputs } = outputsOf(
      runOf({
        facts: { ...FACTS, model: name, requestId: name, finishReason: name },
        toolCalls: [{ id: name, name, arguments: {} }],
      }),
      redact,
    )
    expect([outputs.model, outputs['request-id'], outputs['finish-reason']]).toEqual(['***', '***', '***'])
    expect(outputs['tool-calls']).toBe('[{"id":"***","name":"***","arguments":{}}]')
  })

  test('that begin like words of an answer leave it alone, but not the cut of a message', () => {
    const { outputs } = outputsOf(
      runOf({
        completion: { ...COMPLETION, content: 'Keys begin with `secret-0…`.' },
        failure: { code: 'unauthorized', reason: 'Bad key "secret-012…".', remedy: '' },
      }),
      redact,
    )
    expect([outputs.content, outputs['error-message']]).toEqual([
      'Keys begin with `secret-0…`.',
      'Bad key "***…".',
    ])
  })
})

describe('the limit', () => {
  const of = (content: string): Record<string, string> => read({ completion: { ...COMPLETION, content } })

  test('cuts the content, and says so', () => {
    const outputs = of('x'.repeat(MAX_OUTPUT_BYTES + 1))
    expect([outputs['content']?.length, outputs['content-truncated']]).toEqual([MAX_OUTPUT_BYTES, 'true'])
    expect(outputs['response']).toBe(outputs['content'])
    expect(of('x'.repeat(MAX_OUTPUT_BYTES))['content-truncated']).toBe('false')
  })

  test('empties any other, with a warning', () => {
    const reasoning = 'x'.repeat(MAX_OUTPUT_BYTES + 1)
    const refusal = 'x'.repeat(MAX_OUTPUT_BYTES)
    const { outputs, warnings } = outputsOf(
      runOf({ completion: { ...COMPLETION, reasoning, refusal } }),
      nothing,
    )
    expect([outputs.reasoning.length, outputs.refusal.length]).toEqual([0, MAX_OUTPUT_BYTES])
    expect(warnings).toEqual([
      'The output "reasoning" is empty, because it would be larger than 1.0 MB. The whole response is in the file of "raw-response-file".',
    ])
  })

  test('of a usage object is 64 kB: what is larger is about something else', () => {
    const usage = (bytes: number): Answer['facts'] => ({
      ...FACTS,
      usage: { a: 'x'.repeat(bytes - '{"a":""}'.length) },
    })
    const { outputs, warnings } = outputsOf(runOf({ facts: usage(64_001) }), nothing)
    expect([outputs.usage, outputs['prompt-tokens']]).toEqual(['{}', '1'])
    expect(warnings).toEqual([
      expect.stringMatching(/^The output "usage" is \{\}, because it would be larger than 64\.0 kB\./),
    ])
    expect(read({ facts: usage(64_000) })['usage']).toHaveLength(64_000)
  })

  test.each([
    ['abc', 3, 'abc'],
    ['abc', 2, 'ab'],
    ['aé', 2, 'a'],
    ['aé', 3, 'aé'],
    ['中文', 5, '中'],
    ['a🎉b', 4, 'a'],
    ['a🎉b', 5, 'a🎉'],
    ['a🎉b', 1, 'a'],
    ['🎉', 3, ''],
    ['e\u0301x', 2, 'e'],
    ['', 0, ''],
  ])('%j in %i bytes is %j', (text, max, cut) => {
    expect(startOf(text, max)).toBe(cut)
  })
})

describe('the file of the runner', () => {
  const back = (content: string): Record<string, string> =>
    Object.fromEntries(
      readKeyValueFile(outputsText({ ...outputsOf(runOf(), nothing).outputs, content }, randomUUID())),
    )

  test.each([
    'Paris.',
    '',
    'a\nb\n',
    '\n\n',
    'outcome=success\noutcome<<EOF\nforged\nEOF\n',
    'ghadelimiter_00000000-0000-0000-0000-000000000000\nmodel=forged',
    'a\r\nb\rc\u2028d',
    '=',
    '::set-output name=model::forged',
  ])('%j comes back as it is, and forges no other output', (content) => {
    expect(back(content)).toEqual({ ...outputsOf(runOf(), nothing).outputs, content })
  })

  test('has a delimiter that holds what nobody can guess', () => {
    const random = randomUUID()
    const text = outputsText(outputsOf(runOf(), nothing).outputs, random)
    const delimiters = Array.from(text.matchAll(/<<(.*)/g), ([, delimiter]) => delimiter)
    expect(delimiters).toHaveLength(OUTPUTS.length)
    expect(new Set(delimiters)).toEqual(new Set([`ghadelimiter_${random}`]))
  })
})
