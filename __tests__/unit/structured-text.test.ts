import type { Path, Source } from '../../src/problems/source.js'
import { locate, parseStructured, pathText, positionIn } from '../../src/problems/structured-text.js'

async function valueOf(text: string, scalars?: 'typed' | 'as written'): Promise<unknown> {
  const result = await parseStructured(text, scalars)
  if (result.ok) return result.value
  const { offset, detail, remedy } = result.error
  return `${positionIn(text, offset)}: ${detail}. ${remedy}`
}

const sourceOf = (text: string): Source => ({ input: 'messages', text, file: undefined })

async function placeOf(text: string, path: Path): Promise<string> {
  return locate(sourceOf(text), path)
}

describe('what it says', () => {
  test.each([
    ['{"a": 1.10, "b": [true, null]}', { a: 1.1, b: [true, null] }],
    ['\ufeff{"a": 1}', { a: 1 }],
    ['a: 1.10\nb: [true, null, yes, 0x1F, ~]\n', { a: 1.1, b: [true, null, 'yes', 31, null] }],
    ['a: 2026-01-01', { a: '2026-01-01' }],
    ['- a\n- b: c\n', ['a', { b: 'c' }]],
    ['a: &x [1]\nb: *x\n', { a: [1], b: [1] }],
    ['a: |\n  one\n  two\n', { a: 'one\ntwo\n' }],
    ['', null],
    ['just text', 'just text'],
    ['"a\\u0000b"', 'a\0b'],
    ['{a: 1, "b": 2,}', { a: 1, b: 2 }],
    ['a:\r\n  b: 1\r\n', { a: { b: 1 } }],
  ])('%j', async (text, value) => {
    expect(await valueOf(text)).toEqual(value)
  })

  test.each([
    [
      'a: 1.10\nb: 0x1F\nc: yes\nd: true\ne: null\nf: ~\ng:\n',
      { a: '1.10', b: '0x1F', c: 'yes', d: 'true', e: '', f: '', g: '' },
    ],
    ['{"a": 1.10, "b": 1e3, "c": null, "d": "1.10"}', { a: '1.10', b: '1e3', c: '', d: '1.10' }],
    ['a: [1.10, null]\nb: {c: 007}\n', { a: [1.1, null], b: { c: 7 } }],
    ['a: 2026-01-01T00:00:00Z', { a: '2026-01-01T00:00:00Z' }],
    ['a: one\n  two\n', { a: 'one two' }],
    ['a: \'1.10\'\nb: "x\\ty"\n', { a: '1.10', b: 'x\ty' }],
    ['1.10: a', { '1.1': 'a' }],
    ['{"title": "fix: crash", "n": "1"}', { title: 'fix: crash', n: '1' }],
    [
      'id: 9007199254740993\nids: [9007199254740993, 2]',
      { id: '9007199254740993', ids: ['9007199254740993', 2] },
    ],
    ['a: &b {v: 1.10}\n<<: *b\nw: 2.0', { a: { v: '1.10' }, v: '1.10', w: '2.0' }],
    ['<<: {v: 1.10, u: 007}', { v: '1.10', u: '007' }],
  ])('as written: %j', async (text, value) => {
    expect(await valueOf(text, 'as written')).toEqual(value)
  })
})

describe('what does not parse', () => {
  test.each([
    ['a: "b', /^line 1, column 6: a quote or bracket that is never closed/],
    ['[1, 2', /never closed/],
    ['a: b: c', /^line 1, column 4: two keys on one line\. Put a text .* in quotes.*toJSON/],
    ['a: 1\na: 2', /^line 2, column 1: a key that is there twice/],
    ['{"a": 1,\n "b": }}', /^line 2, column 8: something left over/],
    ['{"a": 1 "b": 2}', /missing comma/],
    ['\ta: 1', /^line 1, column 1: /],
    ['---\na: 1\n---\nb: 2\n', /^line 3, column 1: more than one YAML document/],
    ['a: @b', /^line 1, column 4: a value that begins with @/],
    ['a: *nobody', /^line 1, column 4: a value that begins with \*, an alias/],
    ['a: !x b', /^line 1, column 4: a value that begins with !, a tag/],
    ['"a\\qb"', /backslash/],
    ['? [a]\n: b', /^line 1, column 3: a key that is a list or a map/],
    ['a: b\nc', /^line 2, column 1: a line that is neither a key/],
    ['a: {b: [1}', /^line 1, column \d+: /],
    [`a: ${'['.repeat(20_000)}`, /levels|column/],
    [`a: ${'['.repeat(20_000)}${']'.repeat(20_000)}`, /: too many levels/],
    ['[1'.repeat(1002) + ']'.repeat(1002), /levels|column/],
    ['['.repeat(1002) + ']'.repeat(1002), /1,000 levels/],
  ])('%j', async (text, message) => {
    expect(await valueOf(text)).toMatch(message)
  })

  test('says so in words of our own, whatever the library calls it', async () => {
    const texts = ['&a &b x', '!!str !!str z', '&a *b', '%YAML 3.0\n---\na', 'a: |2x\n b', 'x: |\n\ta', 'a: "b\nc"', '"a\nb": 1', 'a: - b', 'a: > b', 'a:\n\t- b', '- a\nb: 1', `? ${'k'.repeat(1100)}: 1`] // prettier-ignore
    for (const text of texts) {
      const message = await valueOf(text)
      expect(message).toMatch(/^line \d/)
      expect(message).not.toMatch(/implicit|Flow|Block|token|mapping|anchor|Plain|node|undefined/)
    }
  })

  test('is not quoted', async () => {
    for (const text of [
      'a: *secretname',
      'a: !secretname b: c',
      '%secretname\na',
      'a: "secretname',
      '@secretname',
      '{secretname: ]',
      'secretname:here',
      '{secretname:here}',
      '<<: secretname',
      'secretname: 9007199254740993',
    ]) {
      const message = await valueOf(text)
      expect(message).toMatch(/^line \d/)
      expect(message).not.toContain('secretname')
    }
  })

  test('a document that grows without end is refused', async () => {
    const lines = [
      'a0: &a0 [x, x]',
      ...Array.from(
        { length: 30 },
        (_, i) => `a${String(i + 1)}: &a${String(i + 1)} [*a${String(i)}, *a${String(i)}]`,
      ),
    ]
    expect(await valueOf(lines.join('\n'))).toMatch(/alias/)
    expect(await valueOf('&a [*a, *a]')).toMatch(/alias/)
    expect(await valueOf('a: &a {b: {<<: *a, c: *a}}')).toMatch(/alias/)
  })
})

describe('the merge key', () => {
  const BASE = 'base: &base {a: 1, b: 2}\nmore: &more {b: 3, c: 4}\n'
  test.each([
    ['{<<: *base}', { a: 1, b: 2 }],
    ['{<<: *base, b: 9}', { a: 1, b: 9 }],
    ['{b: 9, <<: *base}', { a: 1, b: 9 }],
    ['{<<: [*base, *more]}', { a: 1, b: 2, c: 4 }],
    ['{<<: {a: 5}, d: 1}', { a: 5, d: 1 }],
    ['{<<: [{a: 5}, *more], a: 6}', { a: 6, b: 3, c: 4 }],
    ['\n  <<: *base\n  a: {<<: *more}\n', { a: { b: 3, c: 4 }, b: 2 }],
    ['[{<<: *base}]', [{ a: 1, b: 2 }]],
    ['{"<<": 1}', { '<<': 1 }],
  ])('%j', async (text, value) => {
    expect(await valueOf(`${BASE}x: ${text}`)).toEqual({
      base: { a: 1, b: 2 },
      more: { b: 3, c: 4 },
      x: value,
    })
  })

  test('is a property like any other in JSON', async () => {
    expect(await valueOf('{"<<": {"a": 1}}')).toEqual({ '<<': { a: 1 } })
  })

  test.each(['x: {<<: 5}', 'x: {<<: [1]}', 'x:\n  <<: text', 'x: {<<: [{a: 1}, 2]}'])(
    '%j merges nothing',
    async (text) => {
      expect(await valueOf(text)).toMatch(/^line \d, column \d: a "<<" with something other than a map/)
    },
  )
})

describe('a colon without a space after it', () => {
  test.each([
    '{type:object}',
    '{reasoning_effort:high}',
    'a: {b: 1, type:object}',
    'a: [{type:object}]',
    'reasoning_effort:high',
    'a: 1\nreasoning_effort:high',
    'a: 1\nreasoning_effort:high\nb: 2',
    'a:1\nb:2',
    '? a:b',
    'X-Api-Key:abc',
  ])('%j', async (text) => {
    expect(await valueOf(text)).toMatch(/: a colon without a space after it. Write a space after the colon.$/)
  })

  test.each([
    ['{"type":"object"}', { type: 'object' }],
    ['{"a":1,b: 2}', { a: 1, b: 2 }],
    ['xml:lang: en', { 'xml:lang': 'en' }],
    ['a: b:c', { a: 'b:c' }],
    ['[a:b, "c:d"]', ['a:b', 'c:d']],
    ['{"a:b", c}', { 'a:b': null, c: null }],
    ['https://a.example/b', 'https://a.example/b'],
    ['{a: {required:[b]}}', { a: { required: ['b'] } }],
  ])('but not in %j', async (text, value) => {
    expect(await valueOf(text)).toEqual(value)
  })
})

describe('a number that would be sent as another one', () => {
  test.each([
    '{"user_id": 9007199254740993}',
    'user_id: 9007199254740993',
    '[[-9007199254740993]]',
    '{"a": 12345678901234567890}',
    'a: 18446744073709551615',
    'a: 0x20000000000001',
    'a: 0o400000000000000001',
    'a: 9007199254740993.0',
    'a: 9.007199254740993e15',
    '1e400',
    '{"a": -1e999}',
    'a: .nan',
    'a:\n  - 1\n  - -.inf\n',
    `a: ${'9'.repeat(500)}`,
    `a: 1${'0'.repeat(30)}.${'0'.repeat(200_000)}1`,
  ])('%#', async (text) => {
    expect(await valueOf(text)).toMatch(/^line \d, column \d+: a number that JSON cannot hold as it is/)
  })

  test.each([
    ['{"a": 9007199254740991}', { a: 9007199254740991 }],
    ['a: 9007199254740992', { a: 9007199254740992 }],
    ['{"a": 100000000000000000000}', { a: 1e20 }],
    ['{"a": 1e23, "b": 1E+22}', { a: 1e23, b: 1e22 }],
    ['{"a": 0.1234567890123456789}', { a: 0.12345678901234568 }],
    ['a: 0.30000000000000001', { a: 0.3 }],
    ['{"a": 1.7976931348623157e308}', { a: Number.MAX_VALUE }],
    ['{"a": 1e-400}', { a: 0 }],
    ['a: "9007199254740993"', { a: '9007199254740993' }],
    ['a: 0x1F', { a: 31 }],
  ])('but not %j', async (text, value) => {
    expect(await valueOf(text)).toEqual(value)
  })
})

describe('where it says it', () => {
  const YAML = 'model: m\nmessages:\n  - role: user\n    content: a\n  - {role: robot,\n     content: b}\n'
  const JSON_TEXT = '{\n  "a": {"b": [1, 2]},\n  "c": 3\n}'
  test.each([
    [YAML, [], 'line 1, column 1'],
    [YAML, ['model'], 'line 1, column 1'],
    [YAML, ['messages'], 'line 2, column 1'],
    [YAML, ['messages', 0], 'line 3, column 5'],
    [YAML, ['messages', 0, 'content'], 'line 4, column 5'],
    [YAML, ['messages', 1, 'role'], 'line 5, column 6'],
    [YAML, ['messages', 1, 'content'], 'line 6, column 6'],
    [YAML, ['messages', 1, 'nothing'], 'line 5, column 5'],
    [YAML, ['messages', 9], 'line 2, column 1'],
    [YAML, ['nothing', 'at', 'all'], 'line 1, column 1'],
    [JSON_TEXT, ['a', 'b', 1], 'line 2, column 18'],
    [JSON_TEXT, ['c'], 'line 3, column 3'],
    [JSON_TEXT, ['c', 'd'], 'line 3, column 3'],
    ['a: &x {b: 1}\nc: {<<: *x}', ['c', 'b'], 'line 2, column 1'],
    ['a: &x {b: 1}\nc: *x', ['c', 'b'], 'line 2, column 1'],
  ])('%j at %j', async (text, path, place) => {
    expect(await placeOf(text, path)).toBe(place)
  })

  test.each([
    ['', 0, 'line 1, column 1'],
    ['abc', 2, 'line 1, column 3'],
    ['a\nb\r\nc\rd', 7, 'line 4, column 1'],
    ['a\r\nbc', 4, 'line 2, column 2'],
  ])('%j at offset %i', (text, offset, place) => {
    expect(positionIn(text, offset)).toBe(place)
  })

  test('an offset counts where there is no path', async () => {
    expect(await locate(sourceOf('a\nbc'), [], 3)).toBe('line 2, column 2')
    expect(await locate(sourceOf('a: 1\nb: 2'), ['b'], 1)).toBe('line 2, column 1')
  })

  test('paths are written as a person would', () => {
    expect(pathText(['messages', 0, 'content', 1, 'text'])).toBe('messages[0].content[1].text')
    expect(pathText([0, 'name'])).toBe('[0].name')
    expect(pathText([])).toBe('')
    expect(pathText(['a\n::error::b', 'c'.repeat(100)])).toBe(`a ::error::b.${'c'.repeat(59)}…`)
  })
})
