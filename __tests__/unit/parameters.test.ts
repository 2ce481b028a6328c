import type { InputName } from '../../src/inputs/declared.js'
import type { HostKind } from '../../src/inputs/endpoint.js'
import { extraBodyFindings } from '../../src/inputs/extra-body.js'
import { type Parameter, parametersFrom } from '../../src/inputs/parameters.js'
import { pathText } from '../../src/inputs/structured-text.js'
import type { PromptFile } from '../../src/prompt/prompt-file.js'

interface Read {
  readonly parameters: Parameter[]
  readonly problems: string[]
}

function read(
  inputs: Partial<Record<InputName, string>>,
  modelParameters?: Readonly<Record<string, unknown>>,
  host: HostKind = 'other',
): Read {
  const problems: string[] = []
  const promptFile: PromptFile | undefined = modelParameters && {
    model: undefined,
    modelParameters,
    messages: [],
    responseFormat: undefined,
    jsonSchema: undefined,
    tools: undefined,
    find: ({ path, rule }) => problems.push(`${pathText(path)} ${rule}`),
  }
  const given = new Map(Object.entries(inputs) as [InputName, string][])
  const parameters = parametersFrom(given, promptFile, host, ({ input, rule }) => {
    problems.push(`${input} ${rule}`)
  })
  return { parameters, problems }
}

const bodyOf = ({ parameters }: Read): object =>
  Object.fromEntries(parameters.map(({ field, value }) => [field, value]))

test('nothing set, nothing sent', () => {
  expect(read({})).toEqual({ parameters: [], problems: [] })
  expect(read({}, {})).toEqual({ parameters: [], problems: [] })
})

test('a prompt file gives all of them', () => {
  const file = {
    maxTokens: 5,
    temperature: 0,
    topP: 1,
    frequencyPenalty: -2,
    presencePenalty: 2,
    seed: -1,
    stop: ['a', 'b'],
    unknown: 1,
  }
  const given = read({}, file)
  expect(given.problems).toEqual([])
  expect(bodyOf(given)).toEqual({
    temperature: 0,
    top_p: 1,
    frequency_penalty: -2,
    presence_penalty: 2,
    max_tokens: 5,
    seed: -1,
    stop: ['a', 'b'],
  })
  expect(new Set(given.parameters.map(({ origin }) => origin))).toEqual(new Set(['prompt file']))
})

test('an input beats it, and tells what it beat', () => {
  const given = read({ temperature: '1', stop: 'x', seed: '3' }, { temperature: 0, stop: 'y' })
  expect(given).toEqual({
    parameters: [
      { field: 'temperature', value: 1, origin: 'input', beaten: 0 },
      { field: 'seed', value: 3, origin: 'input' },
      { field: 'stop', value: ['x'], origin: 'input', beaten: 'y' },
    ],
    problems: [],
  })
})

test('a value that an input beats is not judged', () => {
  expect(read({ temperature: '1', stop: 'x' }, { temperature: 'hot', stop: 5 }).problems).toEqual([])
})

describe('the token limits', () => {
  test.each([
    [{ 'max-tokens': '7' }, { maxTokens: 1, maxCompletionTokens: 2 }, { max_tokens: 7 }],
    [{ 'max-completion-tokens': '7' }, { maxTokens: 1 }, { max_completion_tokens: 7 }],
    [{ 'max-tokens': '7' }, { maxCompletionTokens: 2 }, { max_tokens: 7 }],
    [{}, { maxCompletionTokens: 2 }, { max_completion_tokens: 2 }],
  ] as const)('%j over %j', (inputs, file, body) => {
    const given = read(inputs, file)
    expect(given.problems).toEqual([])
    expect(bodyOf(given)).toEqual(body)
  })

  test('either tells which one of the file it beats', () => {
    expect(read({ 'max-tokens': '7' }, { maxCompletionTokens: 2 }).parameters).toEqual([
      { field: 'max_tokens', value: 7, origin: 'input', beaten: 2 },
    ])
  })

  test('both are a problem, from inputs and from a file', () => {
    expect(read({ 'max-tokens': '1', 'max-completion-tokens': '1' }).problems).toEqual([
      'max-tokens must not be set beside "max-completion-tokens"',
    ])
    expect(read({}, { maxTokens: 1, maxCompletionTokens: 1 }).problems).toEqual([
      'modelParameters.maxTokens must not be set beside maxCompletionTokens',
    ])
  })
})

test('the range of a temperature depends on the host, for inputs and files', () => {
  expect(read({ temperature: '2' }, undefined, 'other').problems).toEqual([])
  expect(read({ temperature: '1.5' }, undefined, 'unknown').problems).toEqual([])
  expect(read({ temperature: '1.5' }, undefined, 'github').problems).toEqual([
    'temperature must be a number from 0 to 1, not "1.5"',
  ])
  expect(read({}, { temperature: 1.5 }, 'github').problems).toEqual([
    'modelParameters.temperature must be a number from 0 to 1, not 1.5',
  ])
})

test.each([
  [{ topP: '1' }, 'modelParameters.topP must be a number from 0 to 1, not "1"'],
  [{ seed: 1.5 }, 'modelParameters.seed must be an integer, not 1.5'],
  [{ maxTokens: 0 }, 'modelParameters.maxTokens must be an integer from 1, not 0'],
  [{ presencePenalty: [1] }, 'modelParameters.presencePenalty must be a number from -2 to 2, not [1]'],
  [{ stop: [1] }, 'modelParameters.stop must be a text or a list of texts'],
  [{ stop: [] }, 'modelParameters.stop must be a text or a list of texts'],
  [{ stop: '' }, 'modelParameters.stop must be a text or a list of texts'],
])('a file with %j', (file, problem) => {
  expect(read({}, file)).toEqual({ parameters: [], problems: [problem] })
})

describe('stop', () => {
  test.each([
    ['END', ['END']],
    ['one\ntwo', ['one', 'two']],
    ['one\r\n\r\n two \rthree', ['one', ' two ', 'three']],
    ['["a", "\\n"]', ['a', '\n']],
    ['[END]', ['[END]']],
    ['42', ['42']],
    ['"quoted"', ['"quoted"']],
    ['{"a": 1}', ['{"a": 1}']],
    ['null', ['null']],
  ])('%j', (text, value) => {
    expect(bodyOf(read({ stop: text }))).toEqual({ stop: value })
  })

  test.each(['[]', '[1]', '["a", null]', '[""]', '[["a"]]'])('%s is no list of texts', (text) => {
    expect(read({ stop: text }).problems).toEqual([
      'stop must be one sequence a line, or a JSON list of texts',
    ])
  })
})

describe('modalities', () => {
  test.each([
    ['text', ['text']],
    ['text, audio', ['text', 'audio']],
    ['audio\ntext\n', ['audio', 'text']],
    ['["text","audio"]', ['text', 'audio']],
    ['text,text', ['text']],
  ])('%j', (text, value) => {
    expect(bodyOf(read({ modalities: text }))).toEqual({ modalities: value })
  })

  test.each(['video', 'Text', '[]', '[1]', ',', 'text audio'])('%j is a problem', (text) => {
    expect(read({ modalities: text }).problems).toEqual(['modalities must be text, audio or both'])
  })
})

describe('extra-body', () => {
  test('may hold any field that has no input', () => {
    const value = {
      reasoning_effort: 'low',
      N: 1,
      Stream: true,
      max_output_tokens: 5,
      logprobs: true,
      user: null,
    }
    expect(extraBodyFindings(value)).toEqual([])
    expect(extraBodyFindings({})).toEqual([])
  })

  test.each([
    'model', 'messages', 'temperature', 'top_p', 'frequency_penalty', 'presence_penalty', 'max_tokens',
    'max_completion_tokens', 'seed', 'stop', 'modalities', 'response_format', 'tools', 'tool_choice', 'n', 'stream',
    'stream_options',
  ])('must not hold %s', (field) => {
    expect(extraBodyFindings({ a: 1, [field]: null })).toEqual([
      expect.objectContaining({
        path: [field],
        rule: expect.stringContaining(`must not name "${field}"`) as unknown,
      }),
    ])
  }) // prettier-ignore

  test.each([[[]], ['text'], [5], [null]])('%j is no map', (value) => {
    expect(extraBodyFindings(value)).toEqual([
      expect.objectContaining({ path: [], rule: 'must be a map of body fields' }),
    ])
  })
})
