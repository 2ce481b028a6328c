import { meetsStrictRules } from '../../src/schema/strict-rules.js'
import { propertyNames, subschemas } from '../../src/schema/subschemas.js'

const CLOSED = {
  type: 'object',
  properties: { a: { type: 'string' } },
  required: ['a'],
  additionalProperties: false,
}
const OPEN = { ...CLOSED, additionalProperties: true }
const withProperty = (schema: unknown): object => ({ ...CLOSED, properties: { a: schema } })

test.each([
  ['a closed object', CLOSED],
  ['an object without properties', { type: 'object', additionalProperties: false }],
  ['arrays, enums and null beside it', withProperty({ type: ['array', 'null'], items: { enum: [1, 2] } })],
  ['a closed object inside', withProperty(CLOSED)],
  ['anyOf of closed objects', withProperty({ anyOf: [CLOSED, { type: 'null' }] })],
  ['a nullable closed object', withProperty({ ...CLOSED, type: ['object', 'null'] })],
  ['definitions', { ...CLOSED, $defs: { x: CLOSED }, properties: { a: { $ref: '#/$defs/x' } } }],
  [
    'a property that is named like a keyword',
    { ...CLOSED, properties: { not: { type: 'string' } }, required: ['not'] },
  ],
  ['data that looks like a schema', withProperty({ enum: [OPEN], default: OPEN, const: { allOf: [] } })],
])('%s meets them', (_, schema) => {
  expect(meetsStrictRules(schema)).toBe(true)
})

test.each([
  ['an open object', OPEN],
  ['an object that does not say', { type: 'object', properties: {}, required: [] }],
  ['a schema for the others', { ...CLOSED, additionalProperties: { type: 'string' } }],
  ['an optional property', { ...CLOSED, required: [] }],
  ['no required', { type: 'object', properties: { a: {} }, additionalProperties: false }],
  ['a root that is an array', { type: 'array', items: CLOSED }],
  ['a root without a type', { ...CLOSED, type: undefined }],
  ['a root that may be null', { ...CLOSED, type: ['object', 'null'] }],
  ['a root that refers', { $ref: '#/$defs/x', $defs: { x: CLOSED } }],
  ['an open object inside', withProperty(OPEN)],
  ['an open object that has only properties', withProperty({ properties: { b: {} } })],
  ['an open object in items', withProperty({ type: 'array', items: OPEN })],
  ['an open object in prefixItems', withProperty({ prefixItems: [OPEN] })],
  ['an open object in items, as a list', withProperty({ items: [OPEN] })],
  ['an open object in anyOf', withProperty({ anyOf: [{ type: 'null' }, OPEN] })],
  ['an open object in $defs', { ...CLOSED, $defs: { unused: OPEN } }],
  ['an open object in definitions', { ...CLOSED, definitions: { unused: OPEN } }],
  ['allOf', { ...CLOSED, allOf: [] }],
  ['oneOf', withProperty({ oneOf: [CLOSED] })],
  ['not', withProperty({ not: {} })],
  ['if', withProperty({ if: {} })],
  ['patternProperties', { ...CLOSED, patternProperties: {} }],
  ['dependentRequired', { ...CLOSED, dependentRequired: {} }],
  ['dependentSchemas', { ...CLOSED, dependentSchemas: {} }],
  ['what is no schema', 'object'],
  ['true', true],
  ['an empty schema', {}],
])('%s does not', (_, schema) => {
  expect(meetsStrictRules(schema)).toBe(false)
})

test('every keyword that holds schemas is followed, and none that holds data', () => {
  const leaf = (name: string): object => ({ title: name })
  const schema = {
    title: 'root',
    additionalProperties: leaf('1'),
    unevaluatedProperties: leaf('2'),
    propertyNames: leaf('3'),
    contains: leaf('4'),
    not: leaf('5'),
    if: leaf('6'),
    then: leaf('7'),
    else: leaf('8'),
    allOf: [leaf('9')],
    anyOf: [leaf('10')],
    oneOf: [leaf('11'), true],
    prefixItems: [leaf('12')],
    items: leaf('13'),
    properties: { a: leaf('14'), items: { items: [leaf('15')] } },
    patternProperties: { '^a': leaf('16') },
    $defs: { a: leaf('17') },
    definitions: { a: leaf('18') },
    dependentSchemas: { a: leaf('19') },
    dependencies: { a: leaf('20'), b: ['a'] },
    additionalItems: leaf('21'),
    enum: [leaf('never')],
    const: leaf('never'),
    default: leaf('never'),
    examples: [leaf('never')],
  }
  const titles = subschemas(schema).flatMap(({ title }) => (typeof title === 'string' ? [title] : []))
  expect(titles.sort()).toEqual(['root', ...Array.from({ length: 21 }, (_, i) => String(i + 1))].sort())
  expect(subschemas('none')).toEqual([])
})

test('property names are those declared or required, anywhere', () => {
  const schema = {
    properties: { a: { properties: { 'b/c': {} } } },
    anyOf: [{ required: ['d', 5] }],
    patternProperties: { e: {} },
    enum: [{ properties: { f: {} } }],
  }
  expect([...propertyNames(schema)].sort()).toEqual(['a', 'b/c', 'd'])
})
