import { Problems } from '../../src/problems/problems.js'
import {
  ANY_INTEGER,
  booleanInput,
  booleanOf,
  choiceInput,
  isNumberInRange,
  numberInput,
  POSITIVE_INTEGER,
  rangeText,
  separated,
  type NumberRange,
} from '../../src/inputs/scalar-input.js'

const UNIT: NumberRange = { kind: 'number', min: 0, max: 1 }

async function number(text: string, range: NumberRange): Promise<number | string> {
  const problems = new Problems()
  const value = numberInput('temperature', text, range, problems)
  expect(problems.count).toBe(value === undefined ? 1 : 0)
  return value ?? (await problems.text())
}

test.each([
  ['0', 0],
  ['1', 1],
  ['0.5', 0.5],
  ['1.0', 1],
  ['1e0', 1],
  ['5E-1', 0.5],
  ['0.1e+1', 1],
  ['-0', -0],
])('%s is a number', async (text, value) => {
  expect(await number(text, UNIT)).toBe(value)
})

test.each([
  '0.7x',
  '1e',
  '+1',
  '.5',
  '1.',
  '01',
  '0x1',
  '1_0',
  '1,0',
  '٣',
  'NaN',
  'Infinity',
  '1 ',
  '',
  '--1',
  'true',
  '1.1',
  '-0.1',
  '1e999',
])('%j is none, or not in the range', async (text) => {
  expect(await number(text, UNIT)).toBe(
    `"temperature" must be a number from 0 to 1, not "${text.trim()}". Write it in digits, such as 0.5, or leave it out.`,
  )
})

test.each([
  ['1', POSITIVE_INTEGER, 1],
  ['3.0', POSITIVE_INTEGER, 3],
  ['1e3', POSITIVE_INTEGER, 1000],
  ['9007199254740991', POSITIVE_INTEGER, Number.MAX_SAFE_INTEGER],
  ['-5', ANY_INTEGER, -5],
])('%s is an integer', async (text, range, value) => {
  expect(await number(text, range)).toBe(value)
})

test.each([
  ['0', POSITIVE_INTEGER],
  ['1.5', POSITIVE_INTEGER],
  ['9007199254740992', ANY_INTEGER],
  ['1e-3', ANY_INTEGER],
])('%s is no integer that can be sent', async (text, range) => {
  expect(await number(text, range)).toContain(`must be ${rangeText(range)}, not "${text}"`)
})

test('a long value is shortened', async () => {
  expect(await number('9'.repeat(500), UNIT)).toMatch(/not "9{59}…"\. /)
})

test('values of a prompt file are numbers already', () => {
  expect([0, 0.5, 1].every((value) => isNumberInRange(value, UNIT))).toBe(true)
  expect(
    [2, -1, NaN, Infinity, '1', null, undefined, true, [1]].some((value) => isNumberInRange(value, UNIT)),
  ).toBe(false)
})

test.each([
  [UNIT, 'a number from 0 to 1'],
  [POSITIVE_INTEGER, 'an integer from 1'],
  [ANY_INTEGER, 'an integer'],
  [{ kind: 'integer', min: 0, max: 10 } as const, 'an integer from 0 to 10'],
])('%j is said as a person would', (range, text) => {
  expect(rangeText(range)).toBe(text)
})

test('booleans are those of the core schema of YAML', () => {
  expect(['true', 'True', 'TRUE'].map(booleanOf)).toEqual([true, true, true])
  expect(['false', 'False', 'FALSE'].map(booleanOf)).toEqual([false, false, false])
  for (const text of ['yes', 'no', 'on', '0', '1', 'tRUE', 'FaLsE', '', 'null']) {
    expect(booleanOf(text)).toBeUndefined()
    const problems = new Problems()
    expect(booleanInput('summary', text, problems)).toBeUndefined()
    expect(problems.count).toBe(1)
  }
  expect(booleanInput('summary', undefined, new Problems())).toBeUndefined()
  expect(booleanInput('summary', 'false', new Problems())).toBe(false)
})

test('a choice is exact', () => {
  const choose = (text: string | undefined): string | undefined =>
    choiceInput('response-format', text, ['text', 'json_object'], new Problems())
  expect([choose('text'), choose(undefined), choose('Text'), choose('json')]).toEqual([
    'text',
    undefined,
    undefined,
    undefined,
  ])
})

test('lists are separated by commas and lines', () => {
  expect(separated(' a, b\r\nc\n\n,d ,')).toEqual(['a', 'b', 'c', 'd'])
  expect(separated(' \n, ')).toEqual([])
})
