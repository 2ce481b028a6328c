import { Problems } from '../../src/problems/problems.js'
import { schemaFormat } from '../../src/inputs/schema-forms.js'
import { readPromptFileStep, readStep } from '../support/read-step.js'

/** The envelope that is sent for a schema, or what is wrong with it. */
async function sent(schema: unknown): Promise<unknown> {
  const { body, problems } = await readStep({ inputs: { 'json-schema': JSON.stringify(schema) } })
  const format = body?.['response_format']
  if (format === undefined)
    return problems.map((text) =>
      text.replace(/^"json-schema" \(line 1, column \d+(?:, )?(.*?)\) /, '$1 ').trim(),
    )
  expect(format).toMatchObject({ type: 'json_schema' })
  return typeof format === 'object' && format !== null && 'json_schema' in format
    ? format.json_schema
    : undefined
}

const CLOSED = {
  type: 'object',
  properties: { a: { type: 'string' } },
  required: ['a'],
  additionalProperties: false,
}

test.each([
  ['a bare schema', { type: 'array' }, { name: 'response', schema: { type: 'array' } }],
  ['one that a server would take as strict', CLOSED, { name: 'response', schema: CLOSED }],
  [
    'a title',
    { title: 'A list: of ä things!', type: 'array' },
    { name: 'A_list__of___things_', schema: { title: 'A list: of ä things!', type: 'array' } },
  ],
  [
    'a long title',
    { title: 'x'.repeat(70), type: 'array' },
    { name: 'x'.repeat(64), schema: { title: 'x'.repeat(70), type: 'array' } },
  ],
  ['a blank title', { title: ' ', enum: [1] }, { name: 'response', schema: { title: ' ', enum: [1] } }],
  ['an envelope', { name: 'a', schema: CLOSED }, { name: 'a', schema: CLOSED }],
  [
    'a whole envelope',
    { name: 'a-1_B', schema: CLOSED, strict: false, description: 'd' },
    { name: 'a-1_B', schema: CLOSED, strict: false, description: 'd' },
  ],
  ['strict: true', { name: 'a', schema: CLOSED, strict: true }, { name: 'a', schema: CLOSED, strict: true }],
  ['strict: null', { name: 'a', schema: CLOSED, strict: null }, { name: 'a', schema: CLOSED }],
  ['a wrapped envelope', { json_schema: { name: 'a', schema: CLOSED } }, { name: 'a', schema: CLOSED }],
  ['a wrapped schema', { json_schema: CLOSED }, { name: 'response', schema: CLOSED }],
  [
    'the whole response_format',
    { type: 'json_schema', json_schema: { name: 'a', schema: CLOSED, strict: true } },
    { name: 'a', schema: CLOSED, strict: true },
  ],
  [
    'a property named schema',
    { type: 'object', properties: { schema: { type: 'object' }, name: { type: 'string' } } },
    {
      name: 'response',
      schema: { type: 'object', properties: { schema: { type: 'object' }, name: { type: 'string' } } },
    },
  ],
])('%s', async (_, schema, envelope) => {
  expect(await sent(schema)).toEqual(envelope)
})

const NO_MAP = expect.stringMatching(/^must be a JSON Schema, which is a map\./) as unknown
const TOOL = expect.stringMatching(/^is a function tool, not a JSON Schema\. .*"tools"/) as unknown
const NOTHING = expect.stringMatching(/restricts nothing/) as unknown

test.each([
  [null, [NO_MAP]],
  [true, [NO_MAP]],
  [[], [NO_MAP]],
  [{ json_schema: [] }, [expect.stringContaining('json_schema must be a JSON Schema, which is a map')]],
  [{ schema: {} }, ['name is missing. Add it.']],
  [{ name: 'a b', schema: {} }, ['name must be 1 to 64 letters, digits, _ or -.']],
  [{ name: '', schema: {} }, ['name must be 1 to 64 letters, digits, _ or -.']],
  [{ name: 'a', schema: true }, ['schema must be a map.']],
  [{ name: 'a', schema: {}, strict: 'yes' }, ['strict must be true or false.']],
  [{ name: 'a', schema: {}, more: 1 }, [expect.stringMatching(/^more is not a known key/)]],
  [{ type: 'function', function: { name: 'f', parameters: CLOSED } }, [TOOL]],
  [{ function: { name: 'f' } }, [TOOL]],
  [{ name: 'f', description: 'd', parameters: CLOSED }, [TOOL]],
  [{}, [NOTHING]],
  [{ description: 'An answer' }, [NOTHING]],
  [{ output: CLOSED }, [NOTHING]],
  [{ name: 'a', schema: { title: 'x' } }, [NOTHING]],
])('%j is told what is wrong', async (schema, told) => {
  expect(await sent(schema)).toEqual(told)
})

test('a mistake inside an envelope is told with its whole path', async () => {
  const told = await sent({ json_schema: { name: 'a', schema: { properties: { b: { type: 'strin' } } } } })
  expect(told).toEqual([expect.stringMatching(/^json_schema\.schema\.properties\.b\.type /)])
})

test('a schema without the blanks of YAML is no schema', async () => {
  const { problems } = await readStep({ inputs: { 'json-schema': '{type:object}' } })
  expect(problems).toEqual([expect.stringMatching(/^"json-schema" .*a colon without a space/)])
})

test('unknown keywords are warnings with their place, a few of them', async () => {
  const schema = { type: 'object', propertes: {}, requried: [], 'x-mine': 1 }
  const { body, warnings } = await readStep({
    inputs: { 'json-schema-file': 'answer.json' },
    files: { 'answer.json': JSON.stringify(schema) },
  })
  expect(body).toBeDefined()
  expect(warnings).toEqual([
    expect.stringMatching(
      /^"json-schema-file" \(answer\.json, line 1, column 18, propertes\) .*"properties"/,
    ),
    expect.stringMatching(/^"json-schema-file" \(answer\.json, line 1, column 33, requried\) .*"required"/),
  ])
})

test('the answer is held against it', async () => {
  const value = { name: 'n', schema: { properties: { a: { type: 'integer' } } } }
  const source = { input: 'json-schema', text: '', file: undefined } as const
  const format = await schemaFormat(value, new Problems().at(source))
  expect(format?.validate('a')).toEqual([])
  expect(format?.validate({ a: 'x' })).toEqual([{ pointer: '/a', message: expect.any(String) as unknown }])
})

describe('beside "response-format"', () => {
  test.each([
    [{ 'response-format': 'text' }, { type: 'text' }],
    [{ 'response-format': 'json_object' }, { type: 'json_object' }],
    [{}, undefined],
  ])('%j', async (inputs, format) => {
    expect((await readStep({ inputs })).body?.['response_format']).toEqual(format)
  })

  test.each([
    [
      { 'response-format': 'json' },
      ['"response-format" must be one of text, json_object, json_schema, not "json"'],
    ],
    [{ 'response-format': 'json_schema' }, ['"response-format" is json_schema, but there is no schema']],
    [
      { 'response-format': 'text', 'json-schema': '{"type":"array"}' },
      ['"json-schema" means "response-format: json_schema" and cannot stand beside "response-format: text"'],
    ],
    [
      { 'response-format': 'jsn', 'json-schema': '{"type":"x"}' },
      ['"response-format" must be one of', '"json-schema" (line 1, column 2, type)'],
    ],
  ])('%j is a problem', async (inputs, problems) => {
    expect((await readStep({ inputs })).problems).toEqual(
      problems.map((text) => expect.stringContaining(text) as unknown),
    )
  })

  const FILE = 'model: m\nmessages: [{role: user, content: a}]\n'
  test.each([
    [
      { 'response-format': 'text' },
      'jsonSchema: {type: array}\nresponseFormat: json_schema',
      { type: 'text' },
    ],
    [
      { 'response-format': 'json_schema' },
      'jsonSchema: {type: array}\nresponseFormat: text',
      { type: 'json_schema', json_schema: { name: 'response', schema: { type: 'array' } } },
    ],
    [
      { 'json-schema': 'type: string' },
      'jsonSchema: {type: x}\nresponseFormat: wrong',
      { type: 'json_schema', json_schema: { name: 'response', schema: { type: 'string' } } },
    ],
  ])('%j beats the prompt file, which is then not judged', async (inputs, more, format) => {
    const { body, problems, warnings } = await readPromptFileStep(FILE + more, { inputs })
    expect([problems, warnings]).toEqual([[], []])
    expect(body?.['response_format']).toEqual(format)
  })

  test.each([
    ['responseFormat: json', /responseFormat\) must be one of text, json_object, json_schema, not "json"/],
    ['responseFormat: {type: json_object}', /responseFormat\) must be one of .*not \{"type":"json_object"\}/],
    ['responseFormat: json_schema', /responseFormat\) is json_schema, but there is no schema/],
    [`jsonSchema: "{\\n'a': b"`, /jsonSchema\) does not parse as JSON \(line 2, column \d+ of its text\)/],
    ['jsonSchema: {type: objekt}', /jsonSchema\.type\) /],
    [
      'jsonSchema: {json_schema: {name: a, schema: {type: objekt}}}',
      /jsonSchema\.json_schema\.schema\.type\) /,
    ],
  ])('%s in a prompt file is a problem', async (more, problem) => {
    expect((await readPromptFileStep(FILE + more)).problems).toEqual([expect.stringMatching(problem)])
  })
})
