import { readFileSync } from 'node:fs'
import { compileSchema, restrictsNothing, type SchemaFinding } from '../../src/schema/json-schema.js'
import { violationsText } from '../../src/schema/violation.js'

const DRAFT_07 = 'http://json-schema.org/draft-07/schema#'
const DRAFT_2020 = 'https://json-schema.org/draft/2020-12/schema'

function compiled(schema: unknown) {
  const result = compileSchema(schema)
  if (!result.ok) throw new Error(`${result.error.path.join('.')} ${result.error.rule}`)
  return result.value
}

/** `[]` if the value matches. */
function violations(schema: unknown, value: unknown): string[] {
  return compiled(schema)
    .validate(value)
    .map(({ pointer, message }) => `${pointer} ${message}`)
}

function finding(schema: unknown): SchemaFinding | undefined {
  const result = compileSchema(schema)
  return result.ok ? undefined : result.error
}

/** `properties.a.propertes: properties` for each warning. */
function warnings(schema: unknown): string[] {
  return compiled(schema).warnings.map(
    ({ path, remedy }) => `${path.join('.')}: ${/"(.*)"\?/.exec(remedy ?? '')?.[1] ?? ''}`,
  )
}

const record = (length: number, of: unknown): Record<string, unknown> =>
  Object.fromEntries(Array.from({ length }, (_, index) => [`p${String(index)}`, of]))

describe('the official suite', () => {
  const { groups } = JSON.parse(
    readFileSync(new URL('../fixtures/json-schema-suite.json', import.meta.url), 'utf8'),
  ) as {
    readonly groups: readonly {
      readonly draft: string
      readonly file: string
      readonly description: string
      readonly schema: object
      readonly refused?: string
      readonly tests?: readonly {
        readonly description: string
        readonly data: unknown
        readonly valid: boolean
        readonly deviates?: boolean
      }[]
    }[]
  }

  test.each(groups.map((group) => [`${group.draft} ${group.file}: ${group.description}`, group] as const))(
    '%s',
    (_name, { schema, refused, tests = [] }) => {
      expect(finding(schema)?.path.at(-1)).toBe(refused)
      for (const { description, data, valid, deviates = false } of tests) {
        const isValid = violations(schema, data).length === 0
        expect({ description, isValid }).toEqual({ description, isValid: valid !== deviates })
      }
    },
  )

  test('Ajv contradicts it in three places only', () => {
    expect(groups.flatMap(({ tests = [] }) => tests).filter(({ deviates }) => deviates)).toHaveLength(3)
    expect(groups.flatMap(({ tests = [] }) => tests).length).toBeGreaterThan(900)
  })
})

describe('a schema that cannot be used', () => {
  test.each([
    ['text', 'object', [], 'must be a map: a JSON Schema'],
    ['a list', [], [], 'must be a map: a JSON Schema'],
    ['nothing', null, [], 'must be a map: a JSON Schema'],
    [
      'another draft',
      { $schema: 'http://json-schema.org/draft-04/schema#' },
      ['$schema'],
      `must be "${DRAFT_07}" or "${DRAFT_2020}#"`,
    ],
    ['a draft that is no text', { $schema: 7 }, ['$schema'], `must be "${DRAFT_07}" or "${DRAFT_2020}#"`],
    [
      'a part of a draft',
      { $schema: `${DRAFT_07}/definitions/x` },
      ['$schema'],
      `must be "${DRAFT_07}" or "${DRAFT_2020}#"`,
    ],
    [
      'an unknown type',
      { properties: { a: { type: 'objekt' } } },
      ['properties', 'a', 'type'],
      'must be equal to one of the allowed values: "array", "boolean", "integer", "null", "number", "object", "string"',
    ],
    ['a negative length', { minLength: -1 }, ['minLength'], 'must be >= 0'],
    ['items of draft-07 in 2020-12', { items: [{}] }, ['items'], 'must be object or boolean'],
    ['a key without a value', { properties: null }, ['properties'], 'must be object'],
    ['a pattern that is none', { pattern: '(' }, ['pattern'], "isn't a regular expression of JavaScript"],
    [
      'one of Python',
      { $schema: DRAFT_07, pattern: '(?i)a' },
      ['pattern'],
      "isn't a regular expression of JavaScript",
    ],
    [
      'a key that is no pattern',
      { $defs: { x: { patternProperties: { a: {}, '[': {} } } } },
      ['$defs', 'x', 'patternProperties', '['],
      "isn't a regular expression of JavaScript",
    ],
    [
      'a reference out of it',
      { properties: { 'a/b': { $ref: 'https://example.com/x.json' } } },
      ['properties', 'a/b', '$ref'],
      'leads to "https://example.com/x.json", which is not in the schema, and nothing is fetched',
    ],
    [
      'a reference by name',
      { anyOf: [{ $ref: 'item' }], $defs: { item: {} } },
      ['anyOf', 0, '$ref'],
      'leads to "item", which is not in the schema, and nothing is fetched',
    ],
    [
      'a reference to nothing',
      { anyOf: [{}, { $ref: '#/$defs/x' }] },
      ['anyOf', 1, '$ref'],
      'leads to "#/$defs/x", which is not in the schema, and nothing is fetched',
    ],
    [
      'a reference to a text',
      { title: 'x', items: { $ref: '#/title' } },
      ['items', '$ref'],
      'leads to "#/title", which is not in the schema, and nothing is fetched',
    ],
    [
      'an anchor that is not there',
      { $ref: '#a', $defs: { b: { $anchor: 'b' } } },
      ['$ref'],
      'leads to "#a", which is not in the schema, and nothing is fetched',
    ],
    ['$dynamicRef', { items: { $dynamicRef: '#a' } }, ['items', '$dynamicRef'], "isn't supported here"],
    ['$dynamicAnchor', { $dynamicAnchor: 'a' }, ['$dynamicAnchor'], "isn't supported here"],
    ['$recursiveRef', { items: { $recursiveRef: '#' } }, ['items', '$recursiveRef'], "isn't supported here"],
    [
      'an $id below the root',
      { $defs: { a: { $id: 'https://example.com/a' } } },
      ['$defs', 'a', '$id'],
      "isn't supported here",
    ],
    [
      'an anchor of draft-07',
      { $schema: DRAFT_07, definitions: { a: { $id: '#a' } } },
      ['definitions', 'a', '$id'],
      "isn't supported here",
    ],
    [
      'an empty enum',
      { $schema: DRAFT_07, properties: { a: { enum: [] } } },
      ['properties', 'a', 'enum'],
      'must NOT have fewer than 1 items',
    ],
  ])('%s', (_name, schema, path, rule) => {
    expect(finding(schema)).toMatchObject({ path, rule })
  })

  test('the remedy for references says what works', () => {
    for (const schema of [{ $ref: 'a' }, { $dynamicRef: '#a' }, { items: { $id: 'a' } }]) {
      expect(finding(schema)?.remedy).toBe('References by pointer work: "$ref": "#/$defs/…".')
    }
  })

  const tooMuch =
    'is nested too deeply, refers to itself without an end, or is too large (make a long "oneOf" an "enum")'
  test.each([
    ['20,000 levels', JSON.parse(`${'{"not":'.repeat(20_000)}{}${'}'.repeat(20_000)}`) as unknown],
    ['a reference to itself', { $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/a' } } }],
    ['references in a circle', { allOf: [{ $ref: '#/$defs/a' }], $defs: { a: { anyOf: [{ $ref: '#' }] } } }],
    [
      'unevaluatedProperties beside 2,000 properties',
      { properties: record(2000, { type: 'string' }), unevaluatedProperties: false },
    ],
    ['2,500 alternatives', { oneOf: Array.from({ length: 2500 }, (_, index) => ({ const: index })) }],
    [
      '2,500 alternatives that only a reference leads to',
      {
        properties: { a: { $ref: '#/$defs/a' } },
        $defs: { a: { oneOf: Array.from({ length: 2500 }, (_, index) => ({ const: index })) } },
      },
    ],
  ])('%s is found before anything is sent', (_name, schema) => {
    expect(finding(schema)).toMatchObject({ path: [], rule: tooMuch })
  })
})

describe('a large schema', () => {
  test.each([
    ['2,500 properties', record(2500, { type: 'string' })],
    ['1,000 properties with lists', record(1000, { type: 'array', items: { enum: ['a', 'b'] } })],
  ])('%s are checked', (_name, properties) => {
    const names = Object.keys(properties)
    const schema = { type: 'object', properties, required: names, additionalProperties: false }
    const { validate } = compiled(schema)
    expect(validate({})).toHaveLength(10)
    const [kind] = Object.values(properties)
    const good = kind !== undefined && JSON.stringify(kind).includes('array') ? ['a'] : 'a'
    expect(validate(Object.fromEntries(names.map((name) => [name, good])))).toEqual([])
    expect(
      validate(Object.fromEntries(names.map((name, index) => [name, index === 900 ? 7 : good]))),
    ).toEqual([expect.objectContaining({ pointer: '/p900' })])
  })

  test.each([
    [
      'below a reference',
      { $ref: '#/$defs/a', $defs: { a: { properties: record(1000, { type: 'string' }) } } },
    ],
    ['in a list', { items: { properties: record(1000, { type: 'string' }) } }],
    ['in parts', { allOf: Object.values(record(1000, { properties: record(1, { type: 'string' }) })) }],
  ])('a thousand properties %s', (_name, schema) => {
    const value = 'items' in schema ? [{ p0: 1 }] : { p0: 1 }
    expect(violations(schema, value)).toEqual([`${'items' in schema ? '/0' : ''}/p0 must be string`])
  })

  test('3,000 values of an enum, and alternatives of an anyOf', () => {
    const values = Object.keys(record(3000, null))
    expect(violations({ enum: values }, 'p2999')).toEqual([])
    expect(violations({ anyOf: values.map((value) => ({ const: value })) }, 'p2999')).toEqual([])
  })
})

describe('keywords beyond the drafts', () => {
  test.each([
    ['nullable', { type: 'string', nullable: true }, null, 0],
    ['nullable: false', { type: 'string', nullable: false }, null, 1],
    ['nullable beside null', { type: 'null', nullable: false }, null, 0],
    ['nullable and another type', { type: 'string', nullable: true }, 1, 1],
    ['nullable below', { properties: { a: { type: ['string', 'number'], nullable: true } } }, { a: null }, 0],
    ['nullable beside an enum', { type: 'string', enum: ['a'], nullable: true }, null, 0],
    ['nullable beside an enum, another value', { type: 'string', enum: ['a'], nullable: true }, 'b', 1],
    [
      'nullable beside a reference',
      { items: { $ref: '#/$defs/a', nullable: true }, $defs: { a: { type: 'object' } } },
      [null],
      0,
    ],
    [
      'nullable beside a reference, another value',
      { items: { $ref: '#/$defs/a', nullable: true }, $defs: { a: { type: 'object' } } },
      [1],
      1,
    ],
    ['nullable beside allOf', { items: { allOf: [{ type: 'object' }], nullable: true } }, [null, {}], 0],
    ['nullable without a type', { nullable: true }, 1, 0],
    [
      'nullable where only a reference leads',
      { $ref: '#/components/a', components: { a: { nullable: true, enum: [1] } } },
      null,
      0,
    ],
    ['discriminator', { discriminator: { propertyName: 'x' }, type: 'object' }, {}, 0],
    ['$async', { $async: true, type: 'object' }, {}, 0],
    ['$async inside', { properties: { a: { $async: true, type: 'string' } } }, { a: 1 }, 1],
    ['id', { id: 'x', properties: { id: { id: 'x', type: 'string' } } }, { id: 1 }, 1],
    ['a keyword of ours', { 'x-note': 1, type: 'string' }, 'a', 0],
    ['prefixItems in draft-07', { $schema: DRAFT_07, prefixItems: [{ type: 'string' }] }, [1], 0],
    ['dependentRequired in draft-07', { $schema: DRAFT_07, dependentRequired: { a: ['b'] } }, { a: 1 }, 0],
  ])('%s', (_name, schema, value, count) => {
    expect(violations(schema, value)).toHaveLength(count)
  })

  test('a property of such a name is a property', () => {
    const schema = {
      properties: { nullable: { type: 'string' }, $ref: { type: 'string' }, $id: { type: 'string' } },
      required: ['nullable'],
    }
    expect(violations(schema, { nullable: 'a', $ref: 'b', $id: 'c' })).toEqual([])
    expect(violations(schema, { nullable: 1 })).toEqual(['/nullable must be string'])
  })

  test('data that looks like a schema is data', () => {
    const value = { $ref: '#/nowhere', nullable: true, id: 'x', propertes: {} }
    expect(violations({ const: value, default: value, examples: [value] }, value)).toEqual([])
    expect(violations({ enum: [value] }, { ...value, id: 'y' })).toHaveLength(1)
    expect(warnings({ const: value, default: value, examples: [value] })).toEqual([])
  })

  test.each([
    'url',
    'int32',
    'int64',
    'float',
    'password',
    'byte',
    'binary',
    'iso-time',
    'iso-date-time',
    'postcode',
    'idn-email',
  ])('the format %s is ignored', (format) => {
    expect(violations({ items: { format } }, ['http://localhost:3000/', 1.5, '2 °'])).toEqual([])
  })

  test.each([
    ['date', '2020-02-30'],
    ['email', 'a@'],
    ['uuid', 'x'],
    ['duration', '1 day'],
    ['uri', '/a'],
    ['regex', '('],
  ])('the format %s is checked', (format, value) => {
    expect(violations({ format }, value)).toHaveLength(1)
  })
})

describe('keywords that check nothing', () => {
  test.each([
    ['propertes', 'properties'],
    ['requried', 'required'],
    ['tpye', 'type'],
    ['itmes', 'items'],
    ['additionalProperty', 'additionalProperties'],
    ['additional_properties', 'additionalProperties'],
    ['maxlength', 'maxLength'],
    ['enums', 'enum'],
    ['discription', 'description'],
    ['id', '$id'],
    ['name', ''],
    ['count', ''],
    ['propertyOrdering', ''],
    ['名前', ''],
    ['constructor', ''],
    ['a'.repeat(1000), ''],
  ])('%s is a warning', (keyword, meant) => {
    expect(warnings({ type: 'object', [keyword]: true })).toEqual([`${keyword}: ${meant}`])
  })

  test('at any depth, each once', () => {
    const schema = {
      properties: { a: { requried: ['b'], items: { tpye: 'string' } }, propertes: { requried: [] } },
      $defs: { x: { patternProperties: { y: { 'x-ok': 1, propertes: {} } } } },
    }
    expect(warnings(schema)).toEqual([
      'properties.a.requried: required',
      'properties.a.items.tpye: type',
      '$defs.x.patternProperties.y.propertes: properties',
    ])
    expect(compiled({ tpye: 'object', items: {} }).warnings).toEqual([
      {
        path: ['tpye'],
        rule: 'checks nothing: 2020-12 has no such keyword',
        remedy: 'Did you mean "type"?',
      },
    ])
  })

  test('those of the other draft are such', () => {
    expect(warnings({ items: true, additionalItems: false })).toHaveLength(1)
    expect(
      warnings({ $schema: DRAFT_07, items: {}, prefixItems: [{}], unevaluatedProperties: false }),
    ).toHaveLength(2)
    expect(warnings({ $schema: DRAFT_07, items: [{}], additionalItems: false, $defs: {} })).toEqual([])
  })

  test('what references lead to is not such', () => {
    expect(
      warnings({ $ref: '#/components/schemas/a', components: { schemas: { a: { type: 'string' } } } }),
    ).toEqual([])
  })

  test('annotations are not such', () => {
    const schema = { $comment: '', title: '', description: '', default: 1, examples: [], example: 1, deprecated: true, readOnly: true, writeOnly: true, nullable: false, discriminator: {}, contentEncoding: 'base64', contentMediaType: 'a/b', xml: {}, externalDocs: {}, 'x-a': 1 } // prettier-ignore
    expect(warnings({ type: 'object', ...schema })).toEqual([])
  })
})

describe('a schema that restricts nothing', () => {
  test.each<[string, Record<string, unknown>]>([
    ['nothing', {}],
    ['a description alone', { $schema: DRAFT_2020, title: 'a', description: 'b' }],
    ['definitions alone', { $defs: { a: { type: 'string' } } }],
    ['no blank behind the colon', { 'type:object': null }],
    ['a map around it', { my_schema: { type: 'object' } }],
    ['misspelt', { propertes: {}, requried: [] }],
    ['no properties', { properties: {} }],
    ['a name of JavaScript', { constructor: 1, toString: 2 }],
  ])('%s', (_name, schema) => {
    expect(restrictsNothing(schema)).toMatchObject({
      path: [],
      rule: 'restricts nothing, so every answer would match it',
    })
  })

  test.each<[string, Record<string, unknown>]>([
    ['a type', { type: 'object' }],
    ['a reference', { $ref: '#/$defs/a', $defs: { a: {} } }],
    ['properties', { properties: { a: {} } }],
    ['false', { additionalProperties: false }],
    ['a list of schemas', { prefixItems: [{}] }],
  ])('%s restricts', (_name, schema) => {
    expect(restrictsNothing(schema)).toBeUndefined()
  })
})

describe('references', () => {
  test.each([
    ['a pointer', { $ref: '#/$defs/a', $defs: { a: { type: 'string' } } }],
    ['a pointer with escapes', { $ref: '#/$defs/a~1b%25', $defs: { 'a/b%': { type: 'string' } } }],
    ['a pointer with a blank', { $ref: '#/$defs/List<a b>', $defs: { 'List<a b>': { type: 'string' } } }],
    ['an anchor', { $ref: '#a', $defs: { x: { $anchor: 'a', type: 'string' } } }],
    [
      'the root has an address',
      { $id: 'https://example.com/s', $ref: '#/$defs/a', $defs: { a: { type: 'string' } } },
    ],
    ['a place that no keyword leads to', { $ref: '#/components/a', components: { a: { type: 'string' } } }],
    ['draft-07', { $schema: DRAFT_07, $ref: '#/definitions/a', definitions: { a: { type: 'string' } } }],
    ['a chain', { $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/b' }, b: { type: 'string' } } }],
  ])('%s', (_name, schema) => {
    expect(violations(schema, 'text')).toEqual([])
    expect(violations(schema, 1)).toEqual([' must be string'])
  })

  test('of a tree', () => {
    const schema = {
      type: 'object',
      properties: { children: { type: 'array', items: { $ref: '#' } } },
      additionalProperties: false,
    }
    expect(violations(schema, { children: [{ children: [] }] })).toEqual([])
    expect(violations(schema, { children: [{ kinder: [] }] })).toEqual([
      '/children/0/* must not be there: additional properties are not allowed',
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

  test.each([DRAFT_07, DRAFT_2020])('%s in either scheme, with or without #', (address) => {
    for (const scheme of ['http', 'https']) {
      const bare = address.replace(/^https?/, scheme).replace(/#$/, '')
      for (const $ref of [bare, `${bare}#`]) {
        expect(violations({ $schema: $ref, type: 'string' }, 1)).toHaveLength(1)
        expect(violations({ $ref }, { type: 'string' })).toEqual([])
        expect(violations({ $ref }, { type: 'strin' })).not.toEqual([])
      }
    }
    expect(violations({ $ref: `${DRAFT_07}/definitions/nonNegativeInteger` }, -1)).toHaveLength(1)
  })

  test('schemas with the same names do not get in each other’s way', () => {
    const named = (type: string) => ({
      $id: 'https://example.com/x',
      $ref: '#a',
      $defs: { a: { $anchor: 'a', type } },
    })
    expect(violations(named('string'), 1)).toHaveLength(1)
    expect(violations(named('number'), 1)).toHaveLength(0)
  })

  test('one object at several places, as YAML aliases make it', () => {
    const shared = { type: 'string', nullable: true }
    expect(violations({ properties: { a: shared, b: shared } }, { a: null, b: 1 })).toEqual([
      '/b must be string or null',
    ])
    expect(shared).toEqual({ type: 'string', nullable: true })
  })
})

describe('multipleOf is decimal', () => {
  test.each([
    [19.99, 0.01, true],
    [19.999, 0.01, false],
    [0.3, 0.1, true],
    [0.1 + 0.2, 0.1, false],
    [1.1, 0.1, true],
    [4.35, 0.01, true],
    [1e308, 0.5, true],
    [1e308, 0.123456789, false],
    [1e-7, 1e-8, true],
    [5e-324, 5e-324, true],
    [1e308, 5e-324, true],
    [12391239123, 1e-8, true],
    [0, 0.01, true],
    [-0.07, 0.01, true],
    [2 ** 53 + 2, 2, true],
    [7, 2, false],
    [Infinity, 2, false],
  ])('%d of %d: %s', (value, multipleOf, expected) => {
    expect(violations({ multipleOf }, value).length === 0).toBe(expected)
    expect(violations({ $schema: DRAFT_07, multipleOf }, value).length === 0).toBe(expected)
  })

  test('says so', () => {
    expect(violations({ multipleOf: 0.01 }, 0.001)).toEqual([' must be multiple of 0.01'])
    expect(violations({ multipleOf: 2 }, 'text')).toEqual([])
  })
})

describe('patterns', () => {
  test.each([
    ['needless escapes', '^https\\:\\/\\/', 'https://a', 'http://a'],
    ['needless escapes beside a class of Unicode', "^[\\p{L}\\'\\ \\\\]+$", "Gr\u00f6\u00dfe' \\", 'p{2}'],
    ['an escaped hyphen', '^a\\-b$', 'a-b', 'ab'],
    ['a brace that stands for itself', '^{a}$', '{a}', 'a'],
    ['valid with u only', '^[\u{1f600}-\u{1f64f}]$', '\u{1f601}', 'x'],
    ['a character outside the BMP', '^.$', '\u{1f601}', 'xx'],
    ['a class of Unicode', '^\\p{L}+$', 'Größe', '1'],
  ])('%s', (_name, pattern, good, bad) => {
    for (const $schema of [DRAFT_07, DRAFT_2020]) {
      expect(violations({ $schema, pattern }, good)).toEqual([])
      expect(violations({ $schema, pattern }, bad)).toHaveLength(1)
      const patternProperties = { [pattern]: { type: 'string' } }
      expect(violations({ $schema, patternProperties }, { [good]: 1, [bad]: 1 })).toEqual([
        '/* must be string',
      ])
    }
  })
})

describe('violations', () => {
  test('lead to the place, by names that the schema has and by indices', () => {
    const schema = {
      properties: { 'a/b~c': { type: 'array', items: { properties: { '007': { type: 'string' }, 7: {} } } } },
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
    ['const null', { const: null }, 'evil', ' must be equal to constant: null'],
    ['const list', { const: [1] }, 'evil', ' must be equal to constant: [1]'],
    ['type', { type: ['string', 'null', 'array'] }, 1, ' must be string, null or array'],
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
      'unevaluatedProperties',
      { unevaluatedProperties: false },
      { evil: 1 },
      '/* must not be there: unevaluated properties are not allowed',
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
    ['false', { properties: { a: false } }, { a: 'evil' }, '/a must not be there'],
  ])('of %s quote the schema, not the value', (_name, schema, value, expected) => {
    expect(violations(schema, value)).toEqual([expected])
  })

  test('are ten at the most, each once, and a long list of values is shortened', () => {
    const schema = { items: { type: 'string' }, additionalProperties: false }
    expect(
      violations(
        schema,
        Array.from({ length: 50 }, () => 1),
      ),
    ).toHaveLength(10)
    expect(violations(schema, { a: 1, b: 2, c: 3 })).toHaveLength(1)
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

  test('as text', () => {
    const { validate } = compiled({ properties: { a: { type: 'string' } }, required: ['b'] })
    expect(violationsText(validate({ a: 1 }))).toBe(
      "(root) must have required property 'b'; /a must be string",
    )
  })

  test('of a value that is deeper than the stack are not known', () => {
    const schema = { $ref: '#/$defs/list', $defs: { list: { items: { $ref: '#/$defs/list' } } } }
    const deep: unknown = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`)
    expect(() => violations(schema, deep)).toThrow(RangeError)
  })
})
