import type { Completion } from '../../src/answer/completion.js'
import { createRedactor } from '../../src/redact.js'
import { NO_FILES } from '../../src/report/answer-files.js'
import { cutToBytes, MAX_OUTPUT_BYTES, OUTPUTS, outputsOf } from '../../src/report/outputs.js'
import type { Run } from '../../src/report/run.js'

const COMPLETION: Completion = {
  content: 'Paris.',
  rawContent: '<think>a</think>Paris.',
  reasoning: 'a',
  refusal: '',
  toolCalls: [],
  finishReason: 'stop',
  model: 'm-1',
  requestId: 'r-1',
  usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3, details: { cached: 0 } },
}

function runOf(more: Partial<Run> = {}): Run {
  return {
    inputs: undefined,
    attempts: 1,
    elapsedMs: 5,
    response: undefined,
    facts: COMPLETION,
    completion: COMPLETION,
    judged: { toolCalls: [], json: undefined, warnings: [], failure: undefined },
    files: { responseFile: '/t/a', rawResponseFile: '/t/b', audioFile: '' },
    failure: undefined,
    ...more,
  }
}

const nothing = createRedactor([])
const read = (more: Partial<Run> = {}): Record<string, string> => outputsOf(runOf(more), nothing).outputs

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
      'finish-reason': 'stop',
      model: 'm-1',
      'request-id': 'r-1',
      reasoning: 'a',
      refusal: '',
      'response-file': '/t/a',
      'raw-response-file': '/t/b',
      'audio-file': '',
      'content-truncated': 'false',
      attempts: '1',
      outcome: 'success',
      'error-code': '',
      'error-status': '',
      'error-message': '',
    },
  })
})

test('a failure before anything was sent sets all of them, too', () => {
  const facts = { finishReason: '', model: '', requestId: '', usage: {} }
  const failure = { code: 'invalid_input', reason: 'Bad.', remedy: '' } as const
  const outputs = read({
    attempts: 0,
    facts,
    completion: undefined,
    judged: undefined,
    files: NO_FILES,
    failure,
  })
  expect(Object.keys(outputs)).toEqual([...OUTPUTS])
  expect(outputs).toMatchObject({
    content: '',
    'tool-calls': '[]',
    usage: '{}',
    'prompt-tokens': '',
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
  const outputs = read({ judged: { toolCalls, json: [null, { b: 1.5 }], warnings: [], failure: undefined } })
  expect(outputs['json']).toBe('[null,{"b":1.5}]')
  expect(outputs['tool-calls']).toBe('[{"id":"1","name":"f","arguments":{"a":[1,"ü"]}}]')
  expect(read({ judged: { toolCalls: [], json: null, warnings: [], failure: undefined } })['json']).toBe(
    'null',
  )
})

test('counts of tokens that are no numbers are unknown', () => {
  const facts = { ...COMPLETION, usage: { prompt_tokens: '5', total_tokens: null } }
  expect(read({ facts })).toMatchObject({ 'prompt-tokens': '', 'total-tokens': '', 'completion-tokens': '' })
})

test('secrets are in none of them', () => {
  const secret = 'secret-0123456789'
  const text = `a ${secret} b`
  const { outputs } = outputsOf(
    runOf({
      facts: { finishReason: text, model: text, requestId: text, usage: { [text]: text } },
      completion: { ...COMPLETION, content: text, reasoning: text, refusal: text },
      judged: {
        toolCalls: [{ id: text, name: text, arguments: { [text]: [text] } }],
        json: { [text]: text },
        warnings: [],
        failure: undefined,
      },
      failure: { code: 'refused', reason: text, remedy: text },
    }),
    createRedactor([secret]),
  )
  expect(JSON.stringify(outputs)).not.toContain('secret')
  expect(outputs).toMatchObject({
    content: 'a *** b',
    json: '{"a *** b":"a *** b"}',
    'error-message': 'a *** b a *** b',
  })
})

describe('the limit', () => {
  const of = (content: string): Record<string, string> => read({ completion: { ...COMPLETION, content } })

  test('cuts the content, and says so', () => {
    const outputs = of('x'.repeat(MAX_OUTPUT_BYTES + 1))
    expect([outputs['content']?.length, outputs['content-truncated']]).toEqual([MAX_OUTPUT_BYTES, 'true'])
    expect(of('x'.repeat(MAX_OUTPUT_BYTES))['content-truncated']).toBe('false')
  })

  test('empties any other, with a warning', () => {
    const run = runOf({
      completion: {
        ...COMPLETION,
        reasoning: 'x'.repeat(MAX_OUTPUT_BYTES + 1),
        refusal: 'x'.repeat(MAX_OUTPUT_BYTES),
      },
    })
    const { outputs, warnings } = outputsOf(run, nothing)
    expect([outputs.reasoning.length, outputs.refusal.length]).toEqual([0, MAX_OUTPUT_BYTES])
    expect(warnings).toEqual([
      expect.stringMatching(/^The output "reasoning" is empty, for its 1\.0 MB are more/),
    ])
  })

  test.each([
    ['abc', 3, 'abc'],
    ['abc', 2, 'ab'],
    ['aé', 2, 'a'],
    ['aé', 3, 'aé'],
    ['中文', 5, '中'],
    ['a🎉b', 4, 'a'],
    ['a🎉b', 5, 'a🎉'],
    ['🎉', 3, ''],
    ['e\u0301x', 2, 'e'],
    ['', 0, ''],
  ])('%j in %i bytes is %j', (text, max, cut) => {
    expect(cutToBytes(text, max)).toBe(cut)
  })
})
