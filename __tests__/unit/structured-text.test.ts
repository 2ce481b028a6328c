import { parseStructured, pathText, positionIn, type Path } from '../../src/inputs/structured-text.js'

async function valueOf(text: string, scalars?: 'typed' | 'as written'): Promise<unknown> {
  const result = await parseStructured(text, scalars)
  return result.ok ? result.parsed.value : `${result.where}: ${result.detail}`
}

async function placeOf(text: string, path: Path): Promise<string> {
  const result = await parseStructured(text)
  return result.ok ? await result.parsed.locate(path) : 'does not parse'
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
  ])('as written: %j', async (text, value) => {
    expect(await valueOf(text, 'as written')).toEqual(value)
  })
})

describe('what does not parse', () => {
  test.each([
    ['a: "b', /^line 1, column 6: Missing closing/],
    ['a: b: c', /^line 1, column 4: two keys on one line: put a text that .* in quotes$/],
    ['a: 1\na: 2', /^line 2, column 1: Map keys must be unique/],
    ['{"a": 1,\n "b": }}', /^line 2, column 8: /],
    ['\ta: 1', /^line 1, column 1: /],
    ['---\na: 1\n---\nb: 2\n', /^line 3, column 1: /],
    ['a: .nan', /^line 1, column 1: no finite number/],
    ['a:\n  - 1\n  - -.inf\n', /^line 3, column 5: no finite number/],
    ['a: *nobody', /alias/],
    [`a: ${'['.repeat(20_000)}`, /nested too deeply|column/],
  ])('%j', async (text, message) => {
    expect(await valueOf(text)).toMatch(message)
  })

  test('is not quoted', async () => {
    for (const text of [
      'a: *secretname',
      'a: !secretname b: c',
      '%secretname\na',
      'a: "secretname',
      '@secretname',
      '{secretname: ]',
    ]) {
      expect(JSON.stringify(await valueOf(text))).not.toContain('secretname')
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

  test('paths are written as a person would', () => {
    expect(pathText(['messages', 0, 'content', 1, 'text'])).toBe('messages[0].content[1].text')
    expect(pathText([0, 'name'])).toBe('[0].name')
    expect(pathText([])).toBe('')
  })
})
