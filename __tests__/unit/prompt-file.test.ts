import { pathText } from '../../src/inputs/structured-text.js'
import {
  formatOfFile,
  isPromptFileName,
  modelOfFile,
  type PromptFile,
  readPromptFile,
  schemaOfFile,
} from '../../src/prompt/prompt-file.js'

interface Read {
  readonly file: PromptFile | undefined
  readonly findings: string[]
  readonly warnings: string[]
  /** What its schema is, once it is needed. */
  readonly schema?: unknown
}

/** Reads a prompt file as a step does in which no input beats it. */
async function read(value: unknown): Promise<Read> {
  const findings: string[] = []
  const warnings: string[] = []
  const file = readPromptFile(
    value,
    ({ path, rule }) => findings.push(`${pathText(path)} ${rule}`.trim()),
    (warning) => warnings.push(warning),
  )
  if (file?.model !== undefined) modelOfFile(file)
  if (file?.responseFormat !== undefined) formatOfFile(file)
  const schema = file?.jsonSchema === undefined ? undefined : await schemaOfFile(file)
  return { file, findings, warnings, schema }
}

test('what an input beats is not checked', () => {
  const found: string[] = []
  const file = { ...ASK, model: 5, responseFormat: 'jsn', jsonSchema: '{x' }
  readPromptFile(file, ({ rule }) => found.push(rule), String)
  expect(found).toEqual([])
})

const ASK = { messages: [{ role: 'user', content: 'a' }] }

test('its names', () => {
  expect(['a.prompt.yml', 'x/y.prompt.yaml', '.prompt.yml'].every(isPromptFileName)).toBe(true)
  expect(
    ['a.yml', 'a.prompt.md', 'a.prompt.yml.txt', 'aprompt.yml', 'a.prompt.YML'].some(isPromptFileName),
  ).toBe(false)
})

test('the least it may hold', async () => {
  expect(await read(ASK)).toEqual({
    file: {
      model: undefined,
      modelParameters: {},
      messages: ASK.messages,
      responseFormat: undefined,
      jsonSchema: undefined,
      tools: undefined,
      find: expect.any(Function) as unknown,
    },
    findings: [],
    warnings: [],
  })
})

test('keys without a value are not set', async () => {
  const { file, findings, warnings } = await read({
    ...ASK,
    model: null,
    modelParameters: { seed: null, temperature: 0 },
    responseFormat: null,
    jsonSchema: null,
    tools: null,
  })
  expect([findings, warnings]).toEqual([[], []])
  expect(file).toMatchObject({
    model: undefined,
    modelParameters: { temperature: 0 },
    responseFormat: undefined,
    jsonSchema: undefined,
    tools: undefined,
  })
  expect((await read({ ...ASK, modelParameters: null })).findings).toEqual([])
})

test('a schema may be a map or JSON in a text', async () => {
  const schema = { name: 'n', schema: { type: 'object' } }
  expect((await read({ ...ASK, jsonSchema: schema })).schema).toEqual(schema)
  expect((await read({ ...ASK, jsonSchema: JSON.stringify(schema) })).schema).toEqual(schema)
  expect((await read({ ...ASK, jsonSchema: ' ' })).file?.jsonSchema).toBeUndefined()
})

test('what others use is known, and the rest warns', async () => {
  const { findings, warnings } = await read({
    ...ASK,
    name: 'n',
    description: 'd',
    testData: [],
    evaluators: [],
    modelParameter: {},
    modelParameters: { max_tokens: 1, seed: 1 },
  })
  expect(findings).toEqual([])
  expect(warnings).toEqual([
    expect.stringMatching(
      /^The prompt file's key modelParameter is unknown and ignored\. Known here: name, /,
    ),
    expect.stringMatching(
      /^The prompt file's key modelParameters\.max_tokens is unknown and ignored\. Known here: maxTokens, /,
    ),
  ])
})

test.each([
  [null, ['must be a map with "messages"']],
  ['text', ['must be a map with "messages"']],
  [[ASK], ['must be a map with "messages"']],
  [{}, ['messages lacks this field']],
  [{ messages: [] }, ['messages must not be an empty list']],
  [
    { messages: [{ role: 'usr', content: 'a' }] },
    ['messages[0].role must be system, developer, user, assistant or tool'],
  ],
  [{ ...ASK, model: 5 }, ["model must be the model's name, not 5"]],
  [{ ...ASK, model: ' ' }, ['model must be the model\'s name, not " "']],
  [{ ...ASK, modelParameters: [] }, ['modelParameters must be a map']],
  [
    { ...ASK, responseFormat: 'json' },
    ['responseFormat must be one of text, json_object, json_schema, not "json"'],
  ],
  [
    { ...ASK, responseFormat: { type: 'text' } },
    ['responseFormat must be one of text, json_object, json_schema, not {"type":"text"}'],
  ],
])('%j is told what is wrong', async (value, told) => {
  expect((await read(value)).findings).toEqual(told)
})

test('a schema in a text that does not parse is told with its place in the text', async () => {
  expect((await read({ ...ASK, jsonSchema: '{\n"a": "b' })).findings).toEqual([
    expect.stringMatching(/^jsonSchema must hold JSON and does not parse \(line 2, column \d+ of it: /),
  ])
})
