import { readStep } from '../support/read-step.js'

const sentMessages = async (step: Parameters<typeof readStep>[0]): Promise<unknown> =>
  (await readStep(step)).body?.['messages']

test('the least', async () => {
  expect(await readStep()).toEqual({
    body: { model: 'm', messages: [{ role: 'user', content: 'Hello' }] },
    problems: [],
    warnings: [],
  })
})

test('without an endpoint, a key or a model of another server is told where it would go', async () => {
  const headers = 'X-Trace: 1\napi-key: sk-0123456789'
  const { problems } = await readStep({
    inputs: { endpoint: '', model: 'gpt-4.1', 'custom-headers': headers },
  })
  expect(problems).toEqual([
    expect.stringMatching(
      /^"custom-headers" holds the secret "api-key", and no "endpoint" is set.*retired\. Set/,
    ),
    expect.stringMatching(/^"model" must have the form .* at GitHub Models, .* because no "endpoint" is set/),
  ])
  expect(problems.join()).not.toContain('sk-')
})

describe('text that is no prompt file is no template', () => {
  const text = 'Title: {{ user.name }} {{ github.event.issue.title }} ${{ x }} {{ x }}'
  const sent = [{ role: 'user', content: 'Title: {{ user.name }} {{ github.event.issue.title }} ${{ x }} X' }]

  test.each([
    ['prompt', { prompt: text }, {}],
    ['prompt-file', { prompt: '', 'prompt-file': 'p.md' }, { 'p.md': text }],
    ['messages', { prompt: '', messages: JSON.stringify([{ role: 'user', content: text }]) }, {}],
    [
      'messages',
      { prompt: '', messages: JSON.stringify([{ role: 'user', content: [{ type: 'text', text }] }]) },
      {},
    ],
  ])('%s', async (input, inputs, files) => {
    const { body, problems, warnings } = await readStep({
      inputs: { ...inputs, variables: 'x: X' },
      files,
      event: { issue: { title: 'NEVER' } },
    })
    expect(problems).toEqual([])
    expect(JSON.stringify(body?.['messages'])).toContain(JSON.stringify(sent[0]?.content))
    expect(warnings).toEqual([
      expect.stringMatching(`^"${input}".* holds {{ github\\.… }}, which stays as it is`),
    ])
  })

  test('also without variables, without a word about names that are not ours', async () => {
    const prompt = '{{ user.name }} {{ a }} ${{ github.actor }}'
    expect(await readStep({ inputs: { prompt } })).toMatchObject({
      body: { messages: [{ content: prompt }] },
      warnings: [],
    })
  })

  test("also as a system prompt, where a stranger's name is no mistake", async () => {
    const { body, problems, warnings } = await readStep({
      inputs: { 'system-prompt': 'On {{ github.head_ref }}' },
    })
    expect([body?.['messages'], problems]).toEqual([
      [{ role: 'system', content: 'On {{ github.head_ref }}' }, { role: 'user', content: 'Hello' }],
      [],
    ]) // prettier-ignore
    expect(warnings).toEqual([expect.stringMatching(/^"system-prompt" holds/)])
  })
})

describe('variables', () => {
  test('scalars as written, lists and maps as JSON, null as nothing, files as they are', async () => {
    const step = {
      inputs: {
        prompt: '{{ v }}|{{ l }}|{{ m }}|{{ n }}|{{ b }}|{{ f }}',
        variables: 'v: 1.10\nl: [1, two]\nm: {a: 1}\nn:\nb: TRUE\n',
        'file-variables': 'f: f.txt',
      },
      files: { 'f.txt': '\ufeff {{ v }}\r\n' },
    }
    expect(await sentMessages(step)).toEqual([
      { role: 'user', content: '1.10|[1,"two"]|{"a":1}||TRUE| {{ v }}\r\n' },
    ])
  })

  test('the old names are accepted in silence, and not beside the new ones', async () => {
    const inputs = { prompt: '{{ a }}{{ f }}', input: 'a: 1', file_input: 'f: f.txt' }
    const files = { 'f.txt': '2' }
    expect(await readStep({ inputs, files })).toMatchObject({
      body: { messages: [{ content: '12' }] },
      warnings: [],
    })
    const both = await readStep({
      inputs: { ...inputs, variables: 'a: 1', 'file-variables': 'f: f.txt' },
      files,
    })
    expect(both.problems).toEqual([
      '"input" is the old name of "variables", and both are set. Keep "variables".',
      '"file_input" is the old name of "file-variables", and both are set. Keep "file-variables".',
    ])
  })

  test('one that no message uses is a warning, once for all', async () => {
    const { warnings } = await readStep({ inputs: { prompt: '{{ a }}', variables: 'a: 1\nb: 2\nc: 3' } })
    expect(warnings).toEqual([
      expect.stringMatching(/^No message uses b and c of "variables" and "file-variables"/),
    ])
  })

  test('in both maps the file wins, with a warning', async () => {
    const step = {
      inputs: { prompt: '{{ a }}', variables: 'a: 1', 'file-variables': 'a: f.txt' },
      files: { 'f.txt': 'file' },
    }
    expect(await readStep(step)).toMatchObject({
      body: { messages: [{ content: 'file' }] },
      warnings: ['"variables" and "file-variables" both define a: the file wins.'],
    })
  })

  test.each([
    [{ variables: '[a]' }, /^"variables" .*must be a map of name to value/],
    [{ variables: 'a: 1\n2b: 2' }, /^"variables" \(line 2, column 1, 2b\) defines "2b", which no placeholder can read/],
    [{ variables: 'github.actor: me' }, /defines "github\.actor", which no placeholder can read\. .* read the event\. .*toJSON/],
    [{ 'file-variables': 'a: [x]' }, /^"file-variables" must give "a" the path of one file/],
    [{ 'file-variables': 'a:' }, /^"file-variables" must give "a" the path of one file/],
    [{ 'file-variables': 'a: nowhere.txt' }, /^"file-variables" for "a" names the file nowhere\.txt, which does not exist/],
  ])('%j is a problem', async (inputs, problem) => {
    expect((await readStep({ inputs: { prompt: '{{ a }}', ...inputs } })).problems).toEqual([
      expect.stringMatching(problem),
    ])
  }) // prettier-ignore

  test('where their map cannot be read, no name of a prompt file is called unknown', async () => {
    const { problems, warnings } = await readStep({
      inputs: { prompt: '', 'prompt-file': 'p.prompt.yml', variables: 'a: [' },
      files: { 'p.prompt.yml': 'messages: [{role: user, content: "{{ a }} {{ github.nothing }}"}]' },
    })
    expect(problems).toEqual([
      expect.stringMatching(/^"variables" \(line 1/),
      expect.stringMatching(/^"prompt-file" .*asks for \{\{ github\.nothing \}\}/),
    ])
    expect(warnings).toEqual([])
  })
})

describe('what to ask', () => {
  test.each([
    [{ prompt: '' }, [/^"prompt" is required because neither "prompt-file" nor "messages" is set/]],
    [{ prompt: '{{ a }}', variables: 'a:' }, [/^"prompt" .*is an empty user message/]],
    [
      { prompt: '', 'prompt-file': 'nowhere.md' },
      [/^"prompt-file" names the file nowhere\.md, which does not exist/],
    ],
    [
      { prompt: '', 'prompt-file': 'nowhere.md', model: '' },
      [/^"prompt-file" names/, /^"model" is required\./],
    ],
    [{ prompt: '', 'prompt-file': 'nowhere.prompt.yml', model: '' }, [/^"prompt-file" names/]],
    [{ prompt: '', 'prompt-file': 'blank.md' }, [/^"prompt-file" \(blank\.md, .*is an empty user message/]],
    [{ model: '' }, [/^"model" is required\. Name a model of the server/]],
  ])('%j', async (inputs, problems) => {
    const read = await readStep({ inputs, files: { 'blank.md': ' \n' } })
    expect(read.problems).toEqual(problems.map((rule) => expect.stringMatching(rule) as unknown))
  })
})

describe('the event', () => {
  const files = {
    'p.prompt.yml': 'model: m\nmessages: [{role: user, content: "{{ github.event.a }} {{ github.sha }}"}]',
  }
  const inputs = { prompt: '', model: '', 'prompt-file': 'p.prompt.yml' }

  test('is read', async () => {
    expect(await sentMessages({ inputs, files, event: { a: 'A' }, env: { GITHUB_SHA: 'abc' } })).toEqual([
      { role: 'user', content: 'A abc' },
    ])
  })

  test.each([
    [undefined, 'and this run has no event (GITHUB_EVENT_PATH is not set)'],
    ['{"a":', 'and the event file holds no JSON object'],
    ['[]', 'and the event file holds no JSON object'],
    [{ b: 1 }, 'which this event does not have (github.event has no "a")'],
  ])('%j', async (event, reason) => {
    const { problems } = await readStep({ inputs, files, event })
    expect(problems).toEqual([expect.stringContaining(`asks for {{ github.event.a }}, ${reason}`)])
  })
})

test.each([
  [{ max_tokens: '5' }, `"max_tokens" isn't an input; "max-tokens" is. Write "max-tokens".`],
  [{ 'file-input': 'a: b' }, `"file-input" isn't an input; "file-variables" is. Write "file-variables".`],
  [
    { reasoning_effort: 'low' },
    `"reasoning_effort" isn't an input; "reasoning-effort" is. Write "reasoning-effort".`,
  ],
  [{ 'enable-github-mcp': 'True' }, '"enable-github-mcp" does not exist here: this action asks a model once'],
  [{ provider: 'copilot' }, '"provider" does not exist here: this action speaks to HTTP servers'],
])('%j is a problem', async (inputs, problem) => {
  expect((await readStep({ inputs })).problems).toEqual([expect.stringContaining(problem)])
})

test.each([[{ 'enable-github-mcp': 'false' }], [{ provider: 'openai' }], [{ anything: 'else' }]])(
  "%j is the runner's to warn of",
  async (inputs) => {
    expect(await readStep({ inputs })).toMatchObject({ problems: [], warnings: [] })
  },
)

test('the workflow token goes nowhere else, not even in a prompt or a prompt file', async () => {
  const token = 'ghs_0123456789abcdefghijABCDEFGHIJ012345'
  const files = { 'p.md': `Use ${token}` }
  for (const inputs of [
    { prompt: `Use ${token}` },
    { prompt: '', 'prompt-file': 'p.md' },
    { prompt: '{{ t }}', variables: `t: ${token}` },
    { 'extra-body': JSON.stringify({ user: token }) },
  ]) {
    const { body, problems } = await readStep({ inputs: { ...inputs, 'github-token': token }, files })
    expect([body, problems.length]).toEqual([undefined, 1])
    expect(problems.join()).not.toContain(token)
  }
})

test('all problems are told at once', async () => {
  const { problems } = await readStep({
    inputs: {
      prompt: '',
      model: '',
      'prompt-file': 'p.prompt.yml',
      temperature: 'warm',
      'tool-choice': 'any',
      'json-schema': '[]',
      'extra-body': 'n: 2',
      timeout: '0',
      'max-retries': '11',
      'fail-on-error': 'maybe',
      'output-file': 'folder/',
    },
    files: { 'p.prompt.yml': 'messages: [{role: user, content: "{{ x }}"}]\nmodelParameters: {seed: a}\n' },
  })
  const named = problems.map((text) => /^"(.*?)"/.exec(text)?.[1])
  expect(named.sort()).toEqual([
    'extra-body', 'fail-on-error', 'json-schema', 'max-retries', 'model', 'output-file', 'prompt-file', 'prompt-file',
    'temperature', 'timeout', 'tool-choice',
  ]) // prettier-ignore
})
