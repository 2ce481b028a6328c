import { readPromptFileStep, readStep, type ReadStep } from '../support/read-step.js'

const HELLO = [{ role: 'user', content: 'Hello' }]

const read = async (inputs: Record<string, string>): Promise<ReadStep> => readStep({ inputs })
const file = async (modelParameters: unknown, inputs: Record<string, string> = {}): Promise<ReadStep> =>
  readPromptFileStep(JSON.stringify({ model: 'm', messages: HELLO, modelParameters }), { inputs })

/** What is sent beside model and messages, or what is wrong. */
function parameters({ body, problems }: ReadStep): unknown {
  if (body === undefined) return problems
  return Object.fromEntries(
    Object.entries(body).filter(([field]) => field !== 'model' && field !== 'messages'),
  )
}

const GITHUB = { 'github-hosts': 'api.example.com', model: 'a/b' }

test('nothing set, nothing sent', async () => {
  expect(parameters(await read({}))).toEqual({})
  expect(parameters(await file({}))).toEqual({})
})

test('each input is a field', async () => {
  const inputs = {
    temperature: '2',
    'top-p': '0.5',
    'frequency-penalty': '-2',
    'presence-penalty': '1e-1',
    'max-completion-tokens': '7',
    seed: '-1',
    stop: 'END',
    modalities: 'text, audio',
    'reasoning-effort': 'something new',
    verbosity: 'low',
    'service-tier': 'flex',
    'prompt-cache-key': 'triage-{{ x }}',
    store: 'false',
  }
  expect(parameters(await read(inputs))).toEqual({
    temperature: 2,
    top_p: 0.5,
    frequency_penalty: -2,
    presence_penalty: 0.1,
    max_completion_tokens: 7,
    seed: -1,
    stop: ['END'],
    modalities: ['text', 'audio'],
    reasoning_effort: 'something new',
    verbosity: 'low',
    service_tier: 'flex',
    prompt_cache_key: 'triage-{{ x }}',
    store: false,
  })
})

test.each([
  [{ store: 'yes' }, '"store" must be true or false'],
  [{ temperature: '2.1' }, '"temperature" must be a number from 0 to 2, not "2.1"'],
  [{ temperature: '0.7x' }, '"temperature" must be a number from 0 to 2, not "0.7x"'],
  [{ 'max-tokens': '0' }, '"max-tokens" must be an integer from 1, not "0"'],
  [{ 'max-tokens': '1', 'max-completion-tokens': '1' }, '"max-tokens" must not be set beside "max-completion-tokens"'],
  [{ temperature: '1.5', ...GITHUB }, '"temperature" must be a number from 0 to 1, not "1.5"'],
])('%j is a problem', async (inputs, problem) => {
  expect(parameters(await read(inputs))).toEqual([expect.stringContaining(problem)])
}) // prettier-ignore

test.each([
  ['maxTokens', 'max_tokens', 5],
  ['maxCompletionTokens', 'max_completion_tokens', 5],
  ['topP', 'top_p', 0.5],
  ['frequencyPenalty', 'frequency_penalty', 1],
  ['presencePenalty', 'presence_penalty', -1],
  ['reasoningEffort', 'reasoning_effort', 'low'],
])('a prompt file may write %s or %s, but not both', async (camel, snake, value) => {
  expect(parameters(await file({ [camel]: value }))).toEqual({ [snake]: value })
  expect(parameters(await file({ [snake]: value }))).toEqual({ [snake]: value })
  expect(parameters(await file({ [snake]: value, [camel]: null }))).toEqual({ [snake]: value })
  expect(parameters(await file({ [camel]: value, [snake]: value }))).toEqual([
    expect.stringContaining(
      `modelParameters.${camel}) is there as ${snake}, too: keep one of the two spellings`,
    ),
  ])
})

test('what has no input in a prompt file is a warning', async () => {
  const { body, warnings } = await file({ service_tier: 'flex', store: true, logprobs: true })
  expect(body).toEqual({ model: 'm', messages: HELLO })
  expect(warnings).toEqual([
    expect.stringMatching(
      /modelParameters\.service_tier, modelParameters\.store, modelParameters\.logprobs\. Known under/,
    ),
  ])
})

test('an input beats the prompt file, whose value is then not judged', async () => {
  const inputs = { temperature: '1', stop: 'x', 'reasoning-effort': 'high' }
  const beaten = { temperature: 'hot', stop: 5, reasoningEffort: [], reasoning_effort: 'low', seed: 3 }
  expect(parameters(await file(beaten, inputs))).toEqual({
    temperature: 1,
    stop: ['x'],
    reasoning_effort: 'high',
    seed: 3,
  })
})

test.each([
  [{ 'max-tokens': '7' }, { maxTokens: 1, maxCompletionTokens: 2 }, { max_tokens: 7 }],
  [{ 'max-completion-tokens': '7' }, { maxTokens: 1 }, { max_completion_tokens: 7 }],
  [{ 'max-tokens': '7' }, { max_completion_tokens: 2 }, { max_tokens: 7 }],
  [{}, { maxCompletionTokens: 2 }, { max_completion_tokens: 2 }],
])('token limits: %j over %j', async (inputs, values, sent) => {
  expect(parameters(await file(values, inputs))).toEqual(sent)
})

test('both token limits of a prompt file are a problem, in either spelling', async () => {
  expect(parameters(await file({ maxTokens: 1, max_completion_tokens: 1 }))).toEqual([
    expect.stringContaining('modelParameters.maxTokens) must not be set beside max_completion_tokens'),
  ])
})

test.each([
  [{ topP: '1' }, 'topP) must be a number from 0 to 1, not "1"'],
  [{ seed: 1.5 }, 'seed) must be an integer, not 1.5'],
  [{ maxTokens: 0 }, 'maxTokens) must be an integer from 1, not 0'],
  [{ presencePenalty: [1] }, 'presencePenalty) must be a number from -2 to 2, not [1]'],
  [{ stop: [1] }, 'stop) must be text or a list of texts'],
  [{ stop: ['a', ''] }, 'stop) must be text or a list of texts'],
  [{ stop: { a: 1 } }, 'stop) must be text or a list of texts'],
  [{ verbosity: true }, 'verbosity) must be text, not true'],
])('a prompt file with %j', async (values, problem) => {
  expect(parameters(await file(values))).toEqual([expect.stringContaining(`modelParameters.${problem}`)])
})

test.each([[[]], [['']], [''], [null]])('stop: %j in a prompt file is not set', async (stop) => {
  expect(parameters(await file({ stop }))).toEqual({})
})

test('the range of a temperature in a prompt file depends on the host', async () => {
  expect(parameters(await file({ temperature: 1.5 }))).toEqual({ temperature: 1.5 })
  expect(parameters(await file({ temperature: 1.5 }, GITHUB))).toEqual([
    expect.stringContaining('modelParameters.temperature) must be a number from 0 to 1, not 1.5'),
  ])
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
  ])('%j', async (stop, value) => {
    expect(parameters(await read({ stop }))).toEqual({ stop: value })
  })

  test.each(['[]', '[1]', '["a", null]', '[""]', '[["a"]]'])('%s is no list of texts', async (stop) => {
    expect(parameters(await read({ stop }))).toEqual([
      expect.stringContaining('"stop" must be one sequence a line, or a JSON list of texts.'),
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
  ])('%j', async (modalities, value) => {
    expect(parameters(await read({ modalities }))).toEqual({ modalities: value })
  })

  test.each(['video', 'Text', '[]', '[1]', ',', 'text audio'])('%j is a problem', async (modalities) => {
    expect(parameters(await read({ modalities }))).toEqual([
      expect.stringContaining('"modalities" must be text, audio or both.'),
    ])
  })
})

describe('extra-body', () => {
  const extra = async (value: unknown, inputs: Record<string, string> = {}): Promise<unknown> =>
    parameters(
      await read({ 'extra-body': typeof value === 'string' ? value : JSON.stringify(value), ...inputs }),
    )

  test('may hold any field that has no input, and the five that had none', async () => {
    const value = {
      reasoning_effort: 'low',
      verbosity: 'low',
      service_tier: 'flex',
      prompt_cache_key: 'k',
      store: true,
      N: 1,
      max_output_tokens: 5,
      user: null,
    }
    expect(await extra(value)).toEqual(value)
    expect(await extra({})).toEqual({})
  })

  test.each([
    ['reasoning_effort', 'reasoning-effort', 'low'],
    ['verbosity', 'verbosity', 'low'],
    ['service_tier', 'service-tier', 'flex'],
    ['prompt_cache_key', 'prompt-cache-key', 'k'],
    ['store', 'store', 'true'],
  ])('must not hold %s beside its input', async (field, input, value) => {
    expect(await extra({ [field]: 1 }, { [input]: value })).toEqual([
      expect.stringContaining(`must not name "${field}", which has the input "${input}"`),
    ])
  })

  test('beats the prompt file, which would else be shown as sent', async () => {
    expect(
      parameters(await file({ reasoningEffort: 'low' }, { 'extra-body': 'reasoning_effort: high' })),
    ).toEqual({ reasoning_effort: 'high' })
  })

  test.each([
    'model', 'messages', 'temperature', 'top_p', 'frequency_penalty', 'presence_penalty', 'max_tokens',
    'max_completion_tokens', 'seed', 'stop', 'modalities', 'response_format', 'tools', 'tool_choice', 'n', 'stream',
    'stream_options',
  ])('must not hold %s', async (field) => {
    expect(await extra({ a: 1, [field]: null })).toEqual([
      expect.stringContaining(`"extra-body" (line 1, column 8, ${field}) must not name "${field}", which `),
    ])
  }) // prettier-ignore

  test.each(['[]', '"text"', '5', 'text'])('%s is no map', async (text) => {
    expect(await extra(text)).toEqual([expect.stringContaining('must be a map of body fields')])
  })

  test.each(['{reasoning_effort:high}', 'reasoning_effort:high', '{a: 1, b:2}'])(
    '%s is no field',
    async (text) => {
      expect(await extra(text)).toEqual([expect.stringMatching(/a colon without a space/)])
    },
  )

  test('must not hold an integer that would be rounded', async () => {
    expect(await extra('{"user_id": 9007199254740993}')).toEqual([expect.stringContaining('"extra-body"')])
  })
})
