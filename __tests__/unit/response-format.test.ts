import { checkJsonSchema } from '../../src/inputs/response-format.js'
import { pathText } from '../../src/inputs/structured-text.js'

async function sent(schema: unknown): Promise<unknown> {
  const checked = await checkJsonSchema(schema)
  return checked.ok
    ? checked.format.envelope
    : checked.findings.map(({ path, rule }) => `${pathText(path)} ${rule}`.trim())
}

const CLOSED = { type: 'object', properties: {}, additionalProperties: false }

test.each([
  ['a bare schema', { type: 'array' }, { name: 'response', schema: { type: 'array' } }],
  ['a bare schema that is strict', CLOSED, { name: 'response', schema: CLOSED, strict: true }],
  [
    'a title',
    { title: 'A list: of ä things!' },
    { name: 'A_list__of___things_', schema: { title: 'A list: of ä things!' } },
  ],
  ['a long title', { title: 'x'.repeat(70) }, { name: 'x'.repeat(64), schema: { title: 'x'.repeat(70) } }],
  ['a blank title', { title: ' ' }, { name: 'response', schema: { title: ' ' } }],
  ['an envelope', { name: 'a', schema: CLOSED }, { name: 'a', schema: CLOSED }],
  [
    'a whole envelope',
    { name: 'a-1_B', schema: {}, strict: false, description: 'd' },
    { name: 'a-1_B', schema: {}, strict: false, description: 'd' },
  ],
  ['an envelope that leaves strict open', { name: 'a', schema: {}, strict: null }, { name: 'a', schema: {} }],
  ['an empty schema', {}, { name: 'response', schema: {} }],
])('%s', async (_, schema, envelope) => {
  expect(await sent(schema)).toEqual(envelope)
})

test.each([
  [null, ['must be a JSON Schema, which is a map']],
  [true, ['must be a JSON Schema, which is a map']],
  [[], ['must be a JSON Schema, which is a map']],
  [{ schema: {} }, ['name lacks this field']],
  [{ name: 'a b', schema: {} }, ['name must be 1 to 64 letters, digits, _ or -']],
  [{ name: '', schema: {} }, ['name must be 1 to 64 letters, digits, _ or -']],
  [{ name: 'a', schema: true }, ['schema must be a map']],
  [{ name: 'a', schema: {}, strict: 'yes' }, ['strict must be true or false']],
  [{ name: 'a', schema: {}, more: 1 }, ['more has the unknown key "more"']],
])('%j is told what is wrong', async (schema, told) => {
  expect(await sent(schema)).toEqual(told)
})

test('a mistake inside an envelope is told with its whole path', async () => {
  const told = await sent({ name: 'a', schema: { properties: { b: { type: 'strin' } } } })
  expect(told).toEqual([expect.stringMatching(/^schema\.properties\.b\.type is no valid JSON Schema/)])
})

test.each([
  ['a', []],
  [{ a: 'x' }, ['/a must be integer']],
])('the answer %j is held against it', async (value, violations) => {
  const schema =
    typeof value === 'string' ? {} : { name: 'n', schema: { properties: { a: { type: 'integer' } } } }
  const checked = await checkJsonSchema(schema)
  if (!checked.ok) throw new Error('It is no schema')
  const { validate } = checked.format
  const validation = validate(value, (_, work) => ({ done: true, value: work() }))
  expect(validation).toEqual({
    done: true,
    violations: violations.map((text) => ({
      pointer: text.split(' ')[0],
      message: text.replace(/^\S+ /, ''),
    })),
  })
})
