import { readFileSync } from 'node:fs'
import { withinTimeLimit } from '../../src/time-limit.js'
import { compileSchema } from '../../src/schema/json-schema.js'
import type { Validation } from '../../src/schema/violation.js'

const DRAFT_07 = 'http://json-schema.org/draft-07/schema#'

function check(schema: unknown, value: unknown): Validation {
  const compiled = compileSchema(schema)
  if (!compiled.ok) throw new Error(`${compiled.path.join('.')} ${compiled.problem}`)
  return compiled.validate(value, withinTimeLimit)
}

/** `[]` if the value matches. */
function violations(schema: unknown, value: unknown): string[] {
  const result = check(schema, value)
  if (!result.done) throw new Error(result.why)
  return result.violations.map(({ pointer, message }) => `${pointer} ${message}`)
}

const problem = (schema: unknown): unknown => {
  const compiled = compileSchema(schema)
  return compiled.ok ? 'none' : { path: compiled.path, problem: compiled.problem }
}

describe('the selection of the official suite', () => {
  const { groups } = JSON.parse(
    readFileSync(new URL('../fixtures/json-schema-suite.json', import.meta.url), 'utf8'),
  ) as {
    readonly groups: readonly {
      readonly draft: string
      readonly description: string
      readonly schema: object
      readonly tests: readonly {
        readonly description: string
        readonly data: unknown
        readonly valid: boolean
      }[]
    }[]
  }
  const cases = groups.flatMap(({ draft, description, schema, tests }) =>
    tests.map((one) => [`${draft} ${description}: ${one.description}`, schema, one.data, one.valid] as const),
  )
  test.each(cases)('%s', (_name, schema, data, valid) => {
    expect(violations(schema, data).length === 0).toBe(valid)
  })
})

describe('a schema that cannot be used', () => {
  test.each([
    ['text', 'object', [], 'is no JSON Schema: it must be a map'],
    ['a list', [], [], 'is no JSON Schema: it must be a map'],
    [
      'another draft',
      { $schema: 'http://json-schema.org/draft-04/schema#' },
      ['$schema'],
      'must be draft-07 or 2020-12, or be left out',
    ],
    ['a draft that is no text', { $schema: 7 }, ['$schema'], 'must be draft-07 or 2020-12, or be left out'],
    [
      'an unknown type',
      { properties: { a: { type: 'objekt' } } },
      ['properties', 'a', 'type'],
      'is no valid JSON Schema: must be equal to one of the allowed values: "array", "boolean", "integer", "null", "number", "object", "string"',
    ],
    ['a negative length', { minLength: -1 }, ['minLength'], 'is no valid JSON Schema: must be >= 0'],
    [
      'items of draft-07 in 2020-12',
      { items: [{}] },
      ['items'],
      'is no valid JSON Schema: must be object,boolean',
    ],
    ['a pattern that is none', { pattern: '(' }, ['pattern'], 'is no regular expression: Unterminated group'],
    [
      'a key that is no pattern',
      { $defs: { x: { patternProperties: { '[': {} } } } },
      ['$defs', 'x', 'patternProperties', '['],
      'is no regular expression: Unterminated character class',
    ],
    [
      'a reference out of it',
      { properties: { 'a/b': { $ref: 'https://example.com/x.json' } } },
      ['properties', 'a/b', '$ref'],
      'leads to "https://example.com/x.json", which is not in the schema, and nothing is fetched: put the definition into $defs',
    ],
    [
      'a reference to nothing',
      { anyOf: [{}, { $ref: '#/$defs/x' }] },
      ['anyOf', 1, '$ref'],
      'leads to "#/$defs/x", which is not in the schema: put the definition into $defs',
    ],
  ])('%s', (_name, schema, path, text) => {
    expect(problem(schema)).toEqual({ path, problem: text })
  })

  test('one that is nested too deeply', () => {
    const deep: unknown = JSON.parse(`${'{"not":'.repeat(20_000)}{}${'}'.repeat(20_000)}`)
    expect(problem(deep)).toEqual({ path: [], problem: 'is nested too deeply' })
  })

  test('a $dynamicRef that leads to several places', () => {
    const schema = {
      $id: 'https://example.com/root',
      if: { $ref: 'numbers' },
      then: { $ref: 'texts' },
      $defs: {
        list: { $id: 'list', items: { $dynamicRef: '#item' }, $defs: { item: { $dynamicAnchor: 'item' } } },
        numbers: {
          $id: 'numbers',
          $ref: 'list',
          $defs: { item: { $dynamicAnchor: 'item', type: 'number' } },
        },
        texts: { $id: 'texts', $ref: 'list', $defs: { item: { $dynamicAnchor: 'item', type: 'string' } } },
      },
    }
    expect(problem(schema)).toEqual({
      path: ['$defs', 'list', 'items', '$dynamicRef'],
      problem: 'can lead to several places, which is not supported: use $ref',
    })
  })
})

describe('keywords that the drafts do not know are ignored', () => {
  test.each([
    ['nullable', { type: 'string', nullable: true }, null, 1],
    ['nullable without a type', { nullable: true }, null, 0],
    ['discriminator', { discriminator: { propertyName: 'x' }, type: 'object' }, {}, 0],
    ['$async', { $async: true, type: 'object' }, {}, 0],
    ['$async inside', { properties: { a: { $async: true, type: 'string' } } }, { a: 1 }, 1],
    ['id', { id: 'x', properties: { id: { id: 'x', type: 'string' } } }, { id: 1 }, 1],
    ['a keyword of ours', { 'x-note': 1, type: 'string' }, 'a', 0],
    ['an unknown format', { format: 'postcode', type: 'string' }, 'a', 0],
    ['prefixItems in draft-07', { $schema: DRAFT_07, prefixItems: [{ type: 'string' }] }, [1], 0],
    ['dependentRequired in draft-07', { $schema: DRAFT_07, dependentRequired: { a: ['b'] } }, { a: 1 }, 0],
  ])('%s', (_name, schema, value, count) => {
    expect(violations(schema, value)).toHaveLength(count)
  })

  test('a property of such a name is a property', () => {
    const schema = {
      properties: { nullable: { type: 'string' }, $ref: { type: 'string' } },
      required: ['nullable'],
    }
    expect(violations(schema, { nullable: 'a', $ref: 'b' })).toEqual([])
    expect(violations(schema, { nullable: 1 })).toEqual(['/nullable must be string'])
  })

  test('data that looks like a schema is data', () => {
    const value = { $ref: '#/nowhere', nullable: true, id: 'x' }
    expect(violations({ const: value }, value)).toEqual([])
    expect(violations({ enum: [value] }, { ...value, id: 'y' })).toHaveLength(1)
  })
})

describe('references', () => {
  test.each([
    ['a pointer', { $ref: '#/$defs/a', $defs: { a: { type: 'string' } } }],
    ['a pointer with escapes', { $ref: '#/$defs/a~1b%25', $defs: { 'a/b%': { type: 'string' } } }],
    ['an anchor', { $ref: '#a', $defs: { x: { $anchor: 'a', type: 'string' } } }],
    ['an address', { $id: 'https://example.com/s', $ref: 'a', $defs: { x: { $id: 'a', type: 'string' } } }],
    ['an address that is relative to nothing', { $ref: 'a', $defs: { x: { $id: 'a', type: 'string' } } }],
    [
      'a pointer into another resource',
      { $ref: 'a#/$defs/b', $defs: { x: { $id: 'a', $defs: { b: { type: 'string' } } } } },
    ],
    ['a place that no keyword leads to', { $ref: '#/components/a', components: { a: { type: 'string' } } }],
    [
      'an anchor of draft-07',
      { $schema: DRAFT_07, $ref: '#a', definitions: { x: { $id: '#a', type: 'string' } } },
    ],
    ['a dynamic reference', { $dynamicRef: '#a', $defs: { x: { $dynamicAnchor: 'a', type: 'string' } } }],
    [
      'a dynamic reference beside another one',
      {
        $ref: '#b',
        $dynamicRef: '#a',
        $defs: { x: { $dynamicAnchor: 'a', type: 'string' }, y: { $anchor: 'b' } },
      },
    ],
    ['a chain', { $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/b' }, b: { type: 'string' } } }],
  ])('%s', (_name, schema) => {
    expect(violations(schema, 'text')).toEqual([])
    expect(violations(schema, 1)).toEqual([' must be string'])
  })

  test('what a tree is made of may be said at its root', () => {
    const schema = {
      $dynamicAnchor: 'node',
      type: 'object',
      properties: { children: { type: 'array', items: { $dynamicRef: '#node' } } },
      unevaluatedProperties: false,
    }
    expect(violations(schema, { children: [{ children: [] }] })).toEqual([])
    expect(violations(schema, { children: [{ kinder: [] }] })).toEqual([
      '/children/0/* must not be there: unevaluated properties are not allowed',
    ])
  })

  test('draft-07 ignores what stands beside one', () => {
    const schema = {
      properties: { a: { $ref: '#/$defs/t', maxLength: 1 } },
      $defs: { t: { type: 'string' } },
    }
    expect(violations({ $schema: DRAFT_07, ...schema }, { a: 'long' })).toEqual([])
    expect(violations(schema, { a: 'long' })).toHaveLength(1)
  })

  test('a schema can be the metaschema', () => {
    expect(violations({ $ref: DRAFT_07 }, { type: 1 })).not.toEqual([])
    expect(violations({ $ref: 'https://json-schema.org/draft/2020-12/schema' }, { type: 'string' })).toEqual(
      [],
    )
  })
})

describe('violations', () => {
  test('lead to the place, by names that the schema has and by indices', () => {
    const schema = {
      properties: { 'a/b~c': { type: 'array', items: { properties: { '007': { type: 'string' } } } } },
    }
    expect(violations(schema, { 'a/b~c': [{}, { '007': 1 }] })).toEqual(['/a~1b~0c/1/007 must be string'])
  })

  test('hide every key that the model made up', () => {
    const schema = {
      properties: { known: {} },
      additionalProperties: { type: 'object', additionalProperties: { type: 'string' } },
      propertyNames: { maxLength: 8 },
    }
    const found = violations(schema, { '::error::evil': { 'evil/1': 1, known: 2 }, 7: [] })
    expect(found).toEqual(
      expect.arrayContaining(['/*/* must be string', '/*/known must be string', '/* must be object']),
    )
    expect(found.join()).not.toContain('evil')
  })

  test.each([
    ['enum', { enum: ['a', 2, null] }, 'evil', ' must be equal to one of the allowed values: "a", 2, null'],
    ['const', { const: { a: 1 } }, 'evil', ' must be equal to constant: {"a":1}'],
    ['pattern', { pattern: '^a$' }, 'evil', ' must match pattern "^a$"'],
    ['format', { format: 'date' }, 'evil', ' must match format "date"'],
    ['required', { required: ['a'] }, { evil: 1 }, " must have required property 'a'"],
    [
      'additionalProperties',
      { additionalProperties: false },
      { evil: 1 },
      '/* must not be there: additional properties are not allowed',
    ],
    [
      'uniqueItems',
      { uniqueItems: true },
      ['evil', 'evil'],
      expect.stringContaining('must NOT have duplicate items'),
    ],
    [
      'dependentRequired',
      { dependentRequired: { evil: ['b'] } },
      { evil: 1 },
      expect.stringContaining('must have property b'),
    ],
    ['false', { properties: { a: false } }, { a: 'evil' }, '/a boolean schema is false'],
  ])('of %s quote the schema, not the value', (_name, schema, value, expected) => {
    expect(violations(schema, value)).toEqual([expected])
  })

  test('are ten at the most, and a long list of values is shortened', () => {
    expect(
      violations(
        { items: { type: 'string' } },
        Array.from({ length: 50 }, () => 1),
      ),
    ).toHaveLength(10)
    const [first = ''] = violations({ enum: Array.from({ length: 500 }, (_, index) => index) }, 'x')
    expect(first.length).toBeLessThanOrEqual(201)
  })

  test('of a very large value are those of its first wrong place', () => {
    const schema = { items: { anyOf: [{ type: 'string' }, { type: 'null' }] } }
    expect(
      violations(
        schema,
        Array.from({ length: 200_000 }, () => 1),
      ),
    ).toEqual(['/0 must be string', '/0 must be null', '/0 must match a schema in anyOf'])
  })

  test('count only properties that the value has itself', () => {
    expect(violations({ required: ['constructor', 'toString'] }, {})).toHaveLength(2)
    expect(violations({ properties: { valueOf: { type: 'string' } } }, {})).toEqual([])
  })
})

describe('a check without end', () => {
  const why = 'checking it takes more than 3.0 s'

  test('a pattern that backtracks', () => {
    expect(check({ pattern: '^(a+)+$' }, `${'a'.repeat(60)}!`)).toEqual({ done: false, why })
  })

  test('unique items among a hundred thousand', () => {
    const items = Array.from({ length: 100_000 }, (_, index) => ({ index }))
    expect(check({ uniqueItems: true }, items)).toEqual({ done: false, why })
  })

  test('deeper than the stack', () => {
    const schema = { $ref: '#/$defs/list', $defs: { list: { items: { $ref: '#/$defs/list' } } } }
    const deep: unknown = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`)
    expect(check(schema, deep)).toEqual({ done: false, why: 'it is nested too deeply to be checked' })
  })
})

test('schemas with the same names do not get in each other’s way', () => {
  const one = compileSchema({ $id: 'https://example.com/x', type: 'string' })
  const other = compileSchema({ $id: 'https://example.com/x', type: 'number' })
  expect([one.ok, other.ok]).toEqual([true, true])
  expect(violations({ $id: 'https://example.com/x', type: 'string' }, 1)).toHaveLength(1)
  expect(violations({ $id: 'https://example.com/x', type: 'number' }, 1)).toHaveLength(0)
})
