import type { Happening } from '../../src/ask/io.js'
import type { Question } from '../../src/ask/question.js'
import { readEnvironment } from '../../src/environment.js'
import type { Inputs } from '../../src/inputs/inputs.js'
import type { FileParameter, PromptFile } from '../../src/inputs/prompt-file.js'
import { eventLine, requestLines, resultLines } from '../../src/once/log-lines.js'
import { unasked } from '../../src/once/run.js'
import { minimalInputs, minimalQuestion, minimalTarget } from '../support/inputs.js'
import { COMPLETION, FACTS, runOf } from '../support/runs.js'

const asked = (inputs: Partial<Inputs> = {}, variables: Record<string, string> = {}): string =>
  requestLines(minimalInputs(inputs), 1234, readEnvironment({ INPUT_MODEL: 'm', ...variables })).join('\n')

const asking = (question: Partial<Question>, variables: Record<string, string> = {}): string =>
  asked({ question: minimalQuestion(question) }, variables)

function promptFile(more: Partial<PromptFile> = {}): PromptFile {
  return {
    source: { input: 'prompt-file', text: '', file: 'p.prompt.yml' },
    model: undefined,
    parameters: new Map(),
    messages: [],
    responseFormat: undefined,
    jsonSchema: undefined,
    tools: undefined,
    ...more,
  }
}

test('a minimal step', () => {
  expect(asked()).toBe(`Asking m at api.example.com
  path      /v1/chat/completions
  token     none ("token" is empty)
  model     m  from the input
  messages  user 5 B
  body      1.2 kB
  limits    600 s in all, 2 retries`)
})

test('everything that may be told', () => {
  const validate = (): never => {
    throw new Error('not now')
  }
  const inputs: Partial<Inputs> = {
    target: minimalTarget({
      url: new URL('http://localhost:8080/v1/chat/completions?key=secret'),
      headers: { 'api-key': 'secret', 'X-Api-Key': 'secret' },
      timeoutMs: 1000,
      maxRetries: 1,
    }),
    question: minimalQuestion({
      model: 'big',
      messages: [
        { role: 'system', content: 'é' },
        { role: 'user', content: [{ type: 'text', text: 'x'.repeat(2000) }, { type: 'image_url' }] },
      ],
      parameters: { temperature: 0.5, stop: ['::a\n'] },
      format: { kind: 'json_schema', envelope: { name: 'n', schema: {}, strict: true }, validate },
      tools: [{ definition: { name: 'f' }, validate: undefined }],
      toolChoice: { kind: 'function', name: 'f' },
      extraBody: { secret_sauce: 'secret' },
    }),
    tokenHeader: 'api-key',
    customHeaders: ['X-Api-Key', 'X-Team'],
    promptFile: promptFile({
      model: 'small',
      parameters: new Map([['temperature', { key: 'temperature', value: 1, twin: undefined }]]),
      messages: [{ role: 'system', content: 'Be brief.' }],
      jsonSchema: '{}',
      tools: [],
    }),
  }
  const variables = {
    INPUT_MODEL: 'big',
    INPUT_TOKEN: 'secret',
    INPUT_TEMPERATURE: '0.5',
    INPUT_TOOLS: '[]',
    'INPUT_SYSTEM-PROMPT': 'é',
    'INPUT_RESPONSE-FORMAT': 'json_schema',
  }
  expect(asked(inputs, variables)).toBe(
    `Asking big at localhost:8080
  path             /v1/chat/completions
  token            "token", in api-key
  model            big                      from the input, beats "small" of the prompt file
  temperature      0.5                      from the input, beats 1 of the prompt file
  stop             ["::a\\n"]                from the prompt file
  response_format  json_schema n, strict    from the prompt file
  tools            f                        from the input, beats that of the prompt file
  tool_choice      function f               from the input
  headers          X-Api-Key, X-Team        from "custom-headers"
  extra fields     secret_sauce             from "extra-body"
  messages         system 2 B, user 2.0 kB  the system prompt beats that of the prompt file
  body             1.2 kB
  limits           1 s in all, 1 retry`,
  )
})

test.each([
  [
    {},
    { 'INPUT_GITHUB-TOKEN': 'ghs_1' },
    'none ("token" is empty; the workflow token goes to GitHub hosts only)',
  ],
  [
    { tokenHeader: 'Authorization' },
    { 'INPUT_GITHUB-TOKEN': 'ghs_1' },
    'the workflow token, in Authorization',
  ],
  [{ tokenHeader: 'Authorization' }, { INPUT_TOKEN: 'sk' }, '"token", in Authorization'],
])('the token: %#', (inputs, variables, text) => {
  expect(asked(inputs, variables)).toContain(`  token     ${text}\n`)
})

describe('where a value came from', () => {
  const both: PromptFile['parameters'] = new Map<string, FileParameter>([
    ['max_tokens', { key: 'maxTokens', value: 5, twin: undefined }],
    ['reasoning_effort', { key: 'reasoningEffort', value: 'low', twin: undefined }],
  ])

  test.each<[Question['parameters'], Record<string, string>, PromptFile | undefined, string]>([
    [{ top_p: 1 }, { 'INPUT_TOP-P': '1' }, undefined, 'from the input'],
    [{ top_p: 1 }, { 'INPUT_TOP-P': '1' }, promptFile({ parameters: both }), 'from the input'],
    [{ max_tokens: 5 }, {}, promptFile({ parameters: both }), 'from the prompt file'],
    // Either token limit beats both of the file.
    [
      { max_completion_tokens: 9 },
      { 'INPUT_MAX-COMPLETION-TOKENS': '9' },
      promptFile({ parameters: both }),
      'from the input, beats 5 of the prompt file',
    ],
    [
      { reasoning_effort: 'high' },
      { 'INPUT_REASONING-EFFORT': 'high' },
      promptFile({ parameters: both }),
      'from the input, beats "low" of the prompt file',
    ],
  ])('%j', (parameters, variables, file, text) => {
    const lines = asked({ question: minimalQuestion({ parameters }), promptFile: file }, variables)
    expect(lines.split('\n')[4]?.replace(/^ *\S+ +\S+ +/, '')).toBe(text)
  })

  test.each<[Record<string, string>, Partial<PromptFile>, string]>([
    [{}, { responseFormat: 'json_object' }, 'from the prompt file'],
    [{ 'INPUT_RESPONSE-FORMAT': 'json_object' }, {}, 'from the input'],
    [
      { 'INPUT_RESPONSE-FORMAT': 'json_object' },
      { jsonSchema: '{}' },
      'from the input, beats that of the prompt file',
    ],
  ])('the format: %j', (variables, file, text) => {
    const question = minimalQuestion({ format: { kind: 'json_object' } })
    expect(asked({ question, promptFile: promptFile(file) }, variables)).toContain(`json_object  ${text}\n`)
  })

  test('the system prompt, where the file has none to beat', () => {
    const variables = { 'INPUT_SYSTEM-PROMPT': 'a' }
    const lines = asked({ promptFile: promptFile() }, variables)
    expect(lines).toContain('messages')
    expect(lines).not.toContain('the system prompt')
  })
})

test('a long conversation is told by its counts', () => {
  const messages = Array.from({ length: 5 }, () => ({ role: 'user' as const, content: 'ab' }))
  expect(asking({ messages })).toContain('messages  5 with 10 B of text')
})

test('the words of an author are one line each', () => {
  const lines = asking({ model: 'a\n::error::b', extraBody: { 'c\r\nd': 1 } }).split('\n')
  expect(lines).toHaveLength(8)
  expect(lines[0]).toBe('Asking a ::error::b at api.example.com')
})

test.each<[Happening, string | undefined]>([
  [{ event: 'attempt' }, 'Attempt 2'],
  [{ event: 'sent' }, undefined],
  [{ event: 'waiting', elapsedMs: 30_004 }, '  still waiting, 30 s'],
  [{ event: 'waiting', elapsedMs: 599_990 }, '  still waiting, 600 s'],
  [{ event: 'response', status: 200, elapsedMs: 1234, bytes: 1500 }, '  200 after 1.2 s, 1.5 kB'],
  [
    { event: 'retry', reason: 'It is busy.', waitMs: 9000, waitFrom: 'server' },
    '  It is busy. Trying again in 9.0 s, as the server asked.',
  ],
  [
    { event: 'retry', reason: 'It\nis busy.', waitMs: 900, waitFrom: 'backoff' },
    '  It is busy. Trying again in 0.9 s.',
  ],
  [
    { event: 'retry', reason: 'A.', waitMs: 0, waitFrom: 'server' },
    '  A. Trying again at once, as the server asked.',
  ],
  [{ event: 'repair', says: 'The model wants\nb instead of a.' }, '  The model wants b instead of a.'],
])('%j', (event, line) => {
  expect(eventLine({ id: 'once', attempt: 2, ...event })).toBe(line)
})

describe('the result', () => {
  test('tells what is known', () => {
    const toolCalls = [{ id: '', name: 'f', arguments: {} }]
    expect(resultLines(runOf({ toolCalls, facts: { ...FACTS, cost: 0.00042 }, attempts: 3 }))).toEqual([
      'Answer',
      '  status         200 OK',
      '  request id     r-1',
      '  model          m-1',
      '  finish reason  stop',
      '  tokens         1 in, 2 out, 3 in all',
      '  cost           0.00042 USD',
      '  content        6 B',
      '  tool calls     1',
      '  time           1.2 s, 3 attempts',
    ])
  })

  test('of a response that is not an answer is not called one', () => {
    const facts = { ...unasked({ code: 'provider_error', reason: '', remedy: '' }).answer.facts }
    const response = { status: 503, statusText: 'Busy', headers: {}, body: Buffer.from('') }
    expect(resultLines(runOf({ completion: undefined, facts, response }))).toEqual([
      'Response',
      '  status  503 Busy',
      '  time    1.2 s',
    ])
  })

  test('of an attempt without a response is nothing, whatever an earlier one brought', () => {
    const lastResponse = { status: 503, statusText: 'Busy', headers: {}, body: Buffer.from('') }
    expect(resultLines(runOf({ completion: undefined, response: undefined, lastResponse }))).toEqual([])
  })

  test('an answer that failed is one all the same', () => {
    const failure = { code: 'refused', reason: '', remedy: '', status: 200 } as const
    expect(resultLines(runOf({ completion: { ...COMPLETION, refusal: 'No.' }, failure }))[0]).toBe('Answer')
  })

  test('has the words of a server on one line, as they are', () => {
    const facts = { ...FACTS, finishReason: 'stop\n::error::x', model: 'std::m', promptTokens: undefined }
    const lines = resultLines(runOf({ facts }))
    expect(lines).toContain('  finish reason  stop ::error::x')
    expect(lines).toContain('  model          std::m')
    expect(lines).toContain('  tokens         ? in, 2 out, 3 in all')
  })
})
