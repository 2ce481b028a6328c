import { readPromptFileStep, readStep } from '../support/read-step.js'

async function told(value: unknown, inputs: Record<string, string> = {}): Promise<string[]> {
  const { problems } = await readStep({ inputs: { tools: JSON.stringify(value), ...inputs } })
  return problems.map((text) => text.replace(/^"tools" \(line 1, column \d+(?:, )?(.*?)\) /, '$1 ').trim())
}

test('whole tools and inner maps are the same, and keep what they say', async () => {
  const inner = { name: 'a', description: 'd', parameters: { type: 'object' }, strict: true }
  const tools = [{ type: 'function', function: inner }, { ...inner, name: 'b' }, { name: 'c' }, { name: 'd', parameters: {} }] // prettier-ignore
  const { body, warnings } = await readStep({ inputs: { tools: JSON.stringify(tools) } })
  expect(body?.['tools']).toEqual(
    [inner, { ...inner, name: 'b' }, { name: 'c' }, { name: 'd', parameters: {} }].map((definition) => ({
      type: 'function',
      function: definition,
    })),
  )
  expect(warnings).toEqual([])
})

test.each(['a', '_', '-', 'get_weather-2', 'x'.repeat(64)])('a name may be %s', async (name) => {
  expect(await told([{ name }])).toEqual([])
})

test.each(['', 'a b', 'a.b', 'ä', 'x'.repeat(65), 'a\n'])('a name must not be %j', async (name) => {
  expect(await told([{ name }])).toEqual(['[0].name must be 1 to 64 letters, digits, _ or -.'])
})

const REMEDY = 'Write each tool as "- name: …", or leave it out.'

test.each([
  [{}, [`must be a list of function tools. ${REMEDY}`]],
  ['a', [`must be a list of function tools. ${REMEDY}`]],
  [[], [`must not be an empty list. ${REMEDY}`]],
  [['a'], ['[0] must be a map.']],
  [[{}], ['[0].name is missing. Add it.']],
  [[{ type: 'function' }], ['[0].function is missing. Add it.']],
  [[{ function: { name: 'a' } }], ['[0].type must be function.']],
  [[{ type: 'custom', function: { name: 'a' } }], ['[0].type must be function.']],
  [[{ name: 'a', parameters: true }], ['[0].parameters must be a map.']],
  [[{ name: 'a', strict: 'no' }], ['[0].strict must be true or false.']],
  [[{ name: 'a', description: 5 }], ['[0].description must be text.']],
  [
    [{ name: 'a' }, { name: 'b' }, { type: 'function', function: { name: 'a' } }],
    ['[2].function.name "a" is the name of two tools. Give each tool a name of its own.'],
  ],
  [[{ name: 5 }, { name: 'b c' }], ['[0].name must be text.', '[1].name must be 1 to 64 letters, digits, _ or -.']],
])('%j is told what is wrong', async (value, problems) => {
  expect(await told(value)).toEqual(problems)
}) // prettier-ignore

test('unknown keys are told each', async () => {
  expect(await told([{ name: 'a', x: 1, y: 2 }])).toEqual([
    expect.stringMatching(/^\[0\]\.x is not a known key/),
    expect.stringMatching(/^\[0\]\.y is not a known key/),
  ])
})

test('parameters are a JSON Schema, and a mistake in it is told with its whole path', async () => {
  const parameters = { type: 'object', properties: { n: { minimum: 'one' } } }
  expect(await told([{ name: 'a', parameters }])).toEqual([
    expect.stringMatching(/^\[0\]\.parameters\.properties\.n\.minimum /),
  ])
  expect(await told([{ type: 'function', function: { name: 'a', parameters } }])).toEqual([
    expect.stringMatching(/^\[0\]\.function\.parameters\.properties\.n\.minimum /),
  ])
})

test('an unknown keyword in parameters is a warning', async () => {
  const tools = [{ name: 'a', parameters: { type: 'object', propertis: { n: {} } } }]
  const { warnings } = await readStep({ inputs: { tools: JSON.stringify(tools) } })
  expect(warnings).toEqual([
    expect.stringMatching(/^"tools" \(line 1, column 44, \[0\]\.parameters\.propertis\) .*"properties"/),
  ])
})

test('merge keys are merged, not properties named <<', async () => {
  const tools =
    '- name: a\n  parameters:\n    type: object\n    properties:\n      x: &text { type: string }\n      y: { <<: *text, minLength: 1 }\n'
  const { body } = await readStep({ inputs: { tools } })
  expect(JSON.stringify(body?.['tools'])).toContain('"y":{"type":"string","minLength":1}')
})

describe('tool-choice', () => {
  const tools = '[{"name":"a"},{"name":"b"}]'
  test.each([
    ['auto', 'auto'],
    ['required', 'required'],
    ['none', 'none'],
    ['b', { type: 'function', function: { name: 'b' } }],
  ])('%s', async (choice, sent) => {
    const { body } = await readStep({ inputs: { tools, 'tool-choice': choice } })
    expect(body?.['tool_choice']).toEqual(sent)
  })

  const GITHUB = { 'github-hosts': 'api.example.com', model: 'a/b' }
  test.each([
    [{ 'tool-choice': 'auto' }, /^"tool-choice" needs "tools"\./],
    [{ tools, 'tool-choice': 'c' }, /^"tool-choice" must be auto, required, none or one of the tools \(a, b\), not "c"/],
    [{ tools, 'tool-choice': 'c', ...GITHUB }, /must be auto, required or none on a GitHub host, .* Choose one of them/],
    [{ tools, 'tool-choice': 'a', ...GITHUB }, /on a GitHub host, not "a"\. Offer that tool alone and write required\./],
  ])('%j is a problem', async (inputs, problem) => {
    expect((await readStep({ inputs })).problems).toEqual([expect.stringMatching(problem)])
  }) // prettier-ignore
})

test('an empty list of a prompt file is not set, an input beats its tools, and a bad one is told', async () => {
  const file = (tools: string): string => `model: m\nmessages: [{role: user, content: a}]\ntools: ${tools}\n`
  expect((await readPromptFileStep(file('[]'))).body).toEqual({
    model: 'm',
    messages: [{ role: 'user', content: 'a' }],
  })
  const beaten = await readPromptFileStep(file('[{name: "a b"}]'), { inputs: { tools: '[{"name":"c"}]' } })
  expect(beaten.body?.['tools']).toEqual([{ type: 'function', function: { name: 'c' } }])
  expect((await readPromptFileStep(file('[{name: "a b"}]'))).problems).toEqual([
    expect.stringMatching(
      /^"prompt-file" \(p\.prompt\.yml, line 3, column 10, tools\[0\]\.name\) must be 1 to 64/,
    ),
  ])
})
