import { callFinding, parseCall } from '../../src/answer/tool-calls.js'
import type { ToolChoice } from '../../src/inputs/inputs.js'
import type { Tool } from '../../src/inputs/tools.js'
import type { Validate } from '../../src/schema/violation.js'

const within = <T>(_ms: number, work: () => T): { done: true; value: T } => ({ done: true, value: work() })

const wantsLabel: Validate = (value) => ({
  done: true,
  violations: JSON.stringify(value) === '{"to":"bug"}' ? [] : [{ pointer: '/to', message: 'must be "bug"' }],
})
const TOOLS: readonly Tool[] = [
  { definition: { name: 'label' }, validate: wantsLabel },
  { definition: { name: 'close' }, validate: undefined },
]

function found(
  calls: readonly (readonly [name: string, args: string])[],
  choice: ToolChoice = { kind: 'auto' },
) {
  const parsed = calls.map(([name, rawArguments]) => parseCall({ id: '', name, rawArguments }))
  const finding = callFinding(parsed, TOOLS, choice, within)
  return finding === undefined ? undefined : `${finding.code}: ${finding.reason}`
}

describe('arguments', () => {
  test.each([
    ['text of JSON', '{"a":1}', { a: 1 }, true],
    ['a value already', { a: 1 }, { a: 1 }, true],
    ['empty text', '', {}, true],
    ['blanks', ' \n', {}, true],
    ['null as text', 'null', null, true],
    ['text that does not parse', '{"a":', '{"a":', false],
    ['a number that is infinite to a double', '{"a":1e400}', '{"a":1e400}', false],
    ['a value with such a number', { a: [-Infinity] }, { a: [-Infinity] }, false],
    ['a fence, which is no JSON', '```\n{}\n```', '```\n{}\n```', false],
  ])('%s', (_name, rawArguments, expected, parses) => {
    expect(parseCall({ id: 'i', name: 'n', rawArguments })).toEqual({
      id: 'i',
      name: 'n',
      arguments: expected,
      parses,
    })
  })
})

describe('what is wrong with calls', () => {
  test('nothing', () => {
    expect(found([])).toBeUndefined()
    expect(
      found([
        ['label', '{"to":"bug"}'],
        ['close', '{"any":1}'],
        ['close', ''],
      ]),
    ).toBeUndefined()
  })

  test('arguments that do not parse, wherever they are', () => {
    expect(
      found([
        ['unknown', '{}'],
        ['close', '{'],
      ]),
    ).toBe('invalid_json: the arguments of tool-calls[1] (close) are not valid JSON')
  })

  test('a tool that was not offered goes by its index', () => {
    expect(
      found([
        ['close', ''],
        ['eve::error::', '{}'],
      ]),
    ).toBe('schema_mismatch: tool-calls[1] is of a tool that was not offered')
    expect(found([['eve', '{']])).toBe('invalid_json: the arguments of tool-calls[0] are not valid JSON')
  })

  test('arguments that break the schema', () => {
    expect(found([['label', '{"to":"x"}']])).toBe(
      'schema_mismatch: the arguments of tool-calls[0] (label) do not match its parameters: /to must be "bug"',
    )
  })

  test.each(['[]', 'null', '"x"', '1'])('arguments that are no map: %s', (args) => {
    expect(found([['close', args]])).toBe(
      'schema_mismatch: the arguments of tool-calls[0] (close) are no map',
    )
  })

  test('a call that was not allowed', () => {
    expect(found([['close', '']], { kind: 'none' })).toBe(
      'schema_mismatch: tool-calls[0] (close) came although "tool-choice" is none',
    )
    expect(
      found(
        [
          ['label', '{"to":"bug"}'],
          ['close', ''],
        ],
        { kind: 'function', name: 'label' },
      ),
    ).toBe('schema_mismatch: tool-calls[1] (close) came although "tool-choice" is label')
  })

  test('arguments that could not be checked in time', () => {
    const tools: readonly Tool[] = [
      { definition: { name: 'slow' }, validate: () => ({ done: false, why: 'checking it takes long' }) },
    ]
    const calls = [parseCall({ id: '', name: 'slow', rawArguments: '{}' })]
    expect(callFinding(calls, tools, { kind: 'auto' }, within)).toMatchObject({
      code: 'schema_mismatch',
      reason:
        'whether the arguments of tool-calls[0] (slow) match its parameters is unknown: checking it takes long',
    })
  })
})
