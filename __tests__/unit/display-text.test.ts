import {
  formatBytes,
  formatDuration,
  formatValue,
  listed,
  oneLine,
  sliceWhole,
} from '../../src/display-text.js'

test.each([
  ['a\nb\r\nc\rd', 'a b c d'],
  ['  a   b\t', 'a b'],
  ['\u001b[31mred\u001b[0m', 'red'],
  ['\u001b]0;title\u0007a\u001b]8;;x\u001b\\b', 'ab'],
  ['\u001bMa', 'a'],
  ['a\u0000b\u0007c\u009bd\u2028e\u0085f', 'a b c d e f'],
  ['\u202ea\u2066b\u200b\ufeffc\u200e', 'abc'],
  ['::1 and std::vector', '::1 and std::vector'],
  ['a:b # c [d] 12:30', 'a:b # c [d] 12:30'],
  ['Grüße 🎉 中', 'Grüße 🎉 中'],
  ['', ''],
])('%j becomes %j', (text, line) => {
  expect(oneLine(text)).toBe(line)
})

test('a line is cut with a mark, and not inside a character', () => {
  expect(oneLine('abcdef', 6)).toBe('abcdef')
  expect(oneLine('abcdefg', 6)).toBe('abcde…')
  expect(oneLine('abcd efg', 6)).toBe('abcd…')
  expect(oneLine('abcd🎉fg', 6)).toBe('abcd…')
  expect(oneLine('x'.repeat(10_000))).toHaveLength(500)
  expect([sliceWhole('a🎉', 2), sliceWhole('a🎉', 3), sliceWhole('ab', 9)]).toEqual(['a', 'a🎉', 'ab'])
})

test('it stays one line, however it is put together', () => {
  const pieces = [':', '\n', '\u200b', '\u001b[0m', '\u001b', ' ', '\r', '\u2028', '\u202e']
  for (const a of pieces)
    for (const b of pieces)
      for (const c of pieces) expect(oneLine(`${a}${b}${c}`)).not.toMatch(/[\n\r\u001b\u2028\u202e\u200b]/)
})

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [1449, '1.4 kB'],
  [999_949, '999.9 kB'],
  [999_950, '1.0 MB'],
  [10_485_760, '10.5 MB'],
])('%i bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text)
})

test.each([
  [0, '0.0 s'],
  [449, '0.4 s'],
  [59_900, '59.9 s'],
  [60_000, '1 min'],
  [75_400, '1 min 15 s'],
  [3_599_000, '59 min 59 s'],
  [3_599_600, '1 h 0 min'],
  [5_640_000, '1 h 34 min'],
  [86_340_000, '23 h 59 min'],
  [86_399_000, '1 day'],
  [97_200_000, '1 day 3 h'],
  [604_800_000, '7 days'],
])('%i ms are %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text)
})

test('lists and values', () => {
  expect([listed([]), listed(['a']), listed(['a', 'b']), listed(['a', 'b', 'c'], 'or')]).toEqual([
    '',
    'a',
    'a and b',
    'a, b or c',
  ])
  expect([formatValue({ a: [1] }), formatValue(null), formatValue('::a\n')]).toEqual([
    '{"a":[1]}',
    'null',
    '"::a\\n"',
  ])
  expect(formatValue('x'.repeat(200))).toHaveLength(80)
})
