import {
  commandReader,
  inputEnvironment,
  readActionFile,
  readKeyValueFile,
} from '../../scripts/runner-files.mjs'

describe('readKeyValueFile', () => {
  const read = (text: string): Record<string, string> => Object.fromEntries(readKeyValueFile(text, 'linux'))

  test('keeps newlines byte for byte, and the last value of a name', () => {
    const text = 'a=1\n\na=x=y\nb<<EOF\nline\r\n\n EOF\n\nEOF\nc<<E=\nE=\n'
    expect(read(text)).toEqual({ a: 'x=y', b: 'line\r\n\n EOF\n', c: '' })
  })

  test('takes a CR off the format, not off a value, on Windows', () => {
    const values = readKeyValueFile('a<<EOF\r\none\ntwo\r\nEOF\r\nb=1\r\n', 'win32')
    expect(Object.fromEntries(values)).toEqual({ a: 'one\ntwo', b: '1' })
  })

  test.each([
    ['no delimiter at the end', 'a<<EOF\nvalue\n'],
    ['a delimiter inside of the last line only', 'a<<EOF\nvalueEOF'],
    ['no delimiter at all', 'a<<\n'],
    ['no name', '<<EOF\nEOF\n'],
    ['neither = nor <<', 'word\n'],
  ])('refuses %s, as the runner does', (_what, text) => {
    expect(() => read(text)).toThrow(/^Invalid/)
  })
})

describe('commandReader', () => {
  const read = (...lines: string[]): unknown[] => lines.map(commandReader())

  test('reads commands of both styles', () => {
    expect(
      read('  ::error title=A%3A B,file=x%2Cy::one%0Atwo%2C', 'text ##[warning file=a%3Bb]data%5D'),
    ).toEqual([
      { name: 'error', properties: { title: 'A: B', file: 'x,y' }, data: 'one\ntwo%2C' },
      { name: 'warning', properties: { file: 'a;b' }, data: 'data]' },
    ])
  })

  test('takes only what the runner knows, and where it looks for it', () => {
    expect(read('::unknown::x', 'text ::error::x', '::error:x', '##[unknown]x', '##[error')).toEqual(
      Array<undefined>(5).fill(undefined),
    )
  })

  test('reads nothing between stop-commands and its token', () => {
    const [stop, inside, resume, after] = read('::stop-commands::T0', '::error::x', '::t0::', '::error::y')
    expect([stop, inside, resume, after]).toEqual([
      { name: 'stop-commands', properties: {}, data: 'T0' },
      undefined,
      undefined,
      { name: 'error', properties: {}, data: 'y' },
    ])
  })
})

describe('readActionFile', () => {
  test('reads maps and every kind of scalar', () => {
    const { inputs, runs } = readActionFile(`
name: Test # a comment
inputs:
  plain:
    description: one line
      and another # comment
    default: https://example.com/#part
  quoted:
    description: 'it''s # no comment'
    default: "a\\nb"
  folded:
    description: >-
      one
      two

      three
    required: true
  'literal':
    description: |
      one
        two
runs:
  using: node24
  main: dist/index.js
`)
    expect(inputs).toEqual([
      { name: 'plain', description: 'one line and another', default: 'https://example.com/#part' },
      { name: 'quoted', description: "it's # no comment", default: 'a\nb' },
      { name: 'folded', description: 'one two\nthree', required: 'true' },
      { name: 'literal', description: 'one\n  two\n' },
    ])
    expect(runs).toEqual({ using: 'node24', main: 'dist/index.js' })
  })

  test('names the line that it cannot read', () => {
    expect(() => readActionFile('name: x\ninputs:\n  - list\n')).toThrow('line 3: "- list"')
  })
})

test('inputEnvironment fills defaults, the token and what is given', () => {
  const declared = [
    { name: 'a-b', default: '1' },
    { name: 'c d' },
    { name: 'token', default: '${{ github.token }}' },
  ]
  expect(inputEnvironment(declared, { 'c d': '2', other: '3' }, 'ghs_x')).toEqual({
    'INPUT_A-B': '1',
    INPUT_C_D: '2',
    INPUT_TOKEN: 'ghs_x',
    INPUT_OTHER: '3',
  })
})
