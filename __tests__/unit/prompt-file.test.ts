import { hasPromptFileName } from '../../src/inputs/prompt-file.js'
import { readPromptFileStep, readStep } from '../support/read-step.js'

const ASK = { model: 'm', messages: [{ role: 'user', content: 'a' }] }
const file = (more: object): string => JSON.stringify({ ...ASK, ...more })

test('its names', () => {
  const names = (kind: string) => (path: string): boolean => hasPromptFileName(path) === kind
  expect(['a.prompt.yml', 'x/y.prompt.yaml', '.prompt.yml'].every(names('yes'))).toBe(true)
  expect(['prompt.yml', 'prompt.yaml', 'x/prompt.yml', 'x\\prompt.yaml', './prompt.yml'].every(names('perhaps'))).toBe(
    true,
  )
  expect(
    ['', 'a.yml', 'a.prompt.md', 'a.prompt.yml.txt', 'aprompt.yml', 'a.prompt.YML', 'prompt.yml/a', 'my-prompt.yml'].every(names('no')),
  ).toBe(true)
}) // prettier-ignore

test.each([
  ['a map with messages', 'model: n\nmessages: [{role: user, content: "{{ x }}"}]', 'X', 'n'],
  ['a map without', 'role: user\ncontent: "{{ x }}"', 'role: user\ncontent: "X"', 'm'],
  ['a list', '- messages', '- messages', 'm'],
  ['a text that does not parse', 'messages: [ {{ x }} {{ y }}', 'messages: [ X {{ y }}', 'm'],
  ['a text', 'Say hello: {{ x }}', 'Say hello: X', 'm'],
])('prompt.yml that holds %s', async (_, text, content, model) => {
  const { body, problems } = await readStep({
    inputs: {
      prompt: '',
      'prompt-file': 'x/prompt.yml',
      variables: 'x: X',
      ...(model === 'n' ? { model: '' } : {}),
    },
    files: { 'x/prompt.yml': text },
  })
  expect(problems).toEqual([])
  expect(body).toEqual({ model, messages: [{ role: 'user', content }] })
})

test('a prompt.yml that holds messages is judged as a prompt file', async () => {
  const { problems } = await readStep({
    inputs: { prompt: '', 'prompt-file': 'prompt.yaml' },
    files: { 'prompt.yaml': 'messages: 5\n' },
  })
  expect(problems).toEqual([
    expect.stringMatching(/^"prompt-file" \(prompt\.yaml, .*messages\) must be a list/),
  ])
})

test.each([
  ['null', /must be a map with "messages"/],
  ['text', /must be a map with "messages"/],
  ['[{}]', /must be a map with "messages"/],
  [file({ messages: null }), /needs "messages", a list of \{role, content\}\. Write "messages:"/],
  [file({ messages: [] }), /needs "messages"/],
  [file({ messages: {} }), /messages\) must be a list/],
  [file({ messages: [{ role: 'system', content: 'a' }] }), /messages\) must hold a user message/],
  [
    file({ messages: [{ role: 'usr', content: 'a' }] }),
    /messages\[0\]\.role\) must be system, developer, user/,
  ],
  [file({ model: 5 }), /model\) must be the model's name, not 5/],
  [file({ modelParameters: ['a'] }), /modelParameters\) must be a map/],
  [file({ modelParameters: 5 }), /modelParameters\) must be a map/],
])('%s is told what is wrong', async (text, problem) => {
  expect((await readPromptFileStep(text)).problems).toEqual([expect.stringMatching(problem)])
})

test.each([
  [{ user: 'Hi' }, '"user" as "- role: user" in it'],
  [
    { instructions: 'Be', input: 'Hi' },
    '"instructions" as "- role: system" and "input" as "- role: user" in it',
  ],
  [
    { systemPrompt: 'Be', userPrompt: 'Hi' },
    '"systemPrompt" as "- role: system" and "userPrompt" as "- role: user"',
  ],
])('a file with %j is told what to write instead of it', async (keys, remedy) => {
  const { problems } = await readPromptFileStep(JSON.stringify({ model: 'm', ...keys }))
  expect(problems).toEqual([
    expect.stringContaining(`needs "messages", a list of {role, content}. Write ${remedy}`),
  ])
})

test.each([
  [{ temperature: 1, topP: 1, reasoning_effort: 'low' }, 'temperature (belongs under modelParameters), topP (belongs under modelParameters), reasoning_effort (belongs under modelParameters).'],
  [{ json_schema: {}, test_data: [] }, 'json_schema (write jsonSchema, at the top), test_data (write testData, at the top).'],
  [{ modelParameters: { responseFormat: 'text', jsonSchema: {}, model: 'x' } }, 'modelParameters.responseFormat (write responseFormat, at the top), modelParameters.jsonSchema (write jsonSchema, at the top), modelParameters.model (write model, at the top).'],
  [{ modelParameters: { topK: 1 } }, 'modelParameters.topK. Known under modelParameters: temperature, topP,'],
  [{ a: 1, b: 2, modelParameters: { topK: 1 } }, 'a, b, modelParameters.topK. Known: name, description,'],
])('%j is one warning', async (more, list) => {
  const { body, warnings } = await readPromptFileStep(file(more))
  expect(body).toEqual({ model: 'm', messages: ASK.messages })
  expect(warnings).toEqual([
    expect.stringContaining(`The prompt file p.prompt.yml has keys that are ignored: ${list}`),
  ])
}) // prettier-ignore

test('what an input beats is not judged', async () => {
  const { body, problems } = await readPromptFileStep(file({ model: 5 }), { inputs: { model: 'own' } })
  expect([body?.['model'], problems]).toEqual(['own', []])
})

test('a model without its publisher on a GitHub host names the file, or the input', async () => {
  const inputs = { 'github-hosts': 'api.example.com' }
  const rule = 'must have the form {publisher}/{model_name} on a GitHub host, not "gpt-4o"'
  expect((await readPromptFileStep(file({ model: 'gpt-4o' }), { inputs })).problems).toEqual([
    expect.stringContaining(`"prompt-file" (p.prompt.yml, line 1, column 2, model) ${rule}`),
  ])
  expect((await readPromptFileStep(file({}), { inputs: { ...inputs, model: 'gpt-4o' } })).problems).toEqual([
    expect.stringContaining(`"model" ${rule}`),
  ])
  expect((await readPromptFileStep(file({ model: 'openai/gpt-4o' }), { inputs })).problems).toEqual([])
})

describe('a system prompt in the inputs', () => {
  const MESSAGES = [
    { role: 'system', content: 'Old.' },
    { role: 'developer', content: '{{ github.event.x }}' },
    { role: 'user', content: '{{ x }}' },
  ]

  test('replaces all instructions of the file, and is no template', async () => {
    const { body, warnings } = await readPromptFileStep(file({ messages: MESSAGES }), {
      inputs: { 'system-prompt': 'New {{ x }} {{ y }}.', variables: 'x: X' },
    })
    expect(body?.['messages']).toEqual([
      { role: 'system', content: 'New X {{ y }}.' },
      { role: 'user', content: 'X' },
    ])
    expect(warnings).toEqual([])
  })

  test('counts as not set if its file is blank', async () => {
    const { body, warnings } = await readPromptFileStep(file({ messages: [MESSAGES[0], MESSAGES[2]] }), {
      inputs: { 'system-prompt-file': 'blank.md', variables: 'x: X' },
      files: { 'blank.md': ' \n' },
    })
    expect(body?.['messages']).toEqual([MESSAGES[0], { role: 'user', content: 'X' }])
    expect(warnings).toEqual(['"system-prompt-file" (blank.md) is blank and counts as not set.'])
  })

  test('what is wrong further down is told with its place in the file', async () => {
    const { problems } = await readPromptFileStep(file({ messages: MESSAGES }), {
      inputs: { 'system-prompt': 'S' },
    })
    expect(problems).toEqual([expect.stringMatching(/messages\[2\]\.content\) asks for \{\{ x \}\}/)])
  })
})
