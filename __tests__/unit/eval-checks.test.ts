import { noAnswer } from '../../src/ask/answer.js'
import type { PlainCheck } from '../../src/eval/evaluator.js'
import { xml } from '../../src/eval/junit.js'
import { checkPlainly } from '../../src/eval/plain-check.js'
import { fillText, missingNames, readTestCases, valuesFor } from '../../src/eval/test-case.js'
import { Problems } from '../../src/problems/problems.js'

const NOBODY = noAnswer({ code: 'empty_response', reason: '', remedy: '' })
const VALUES = new Map([
  ['expected', 'hello'],
  ['count', '3'],
])

const check = (one: PlainCheck, completion: string) =>
  checkPlainly(one, { completion, answer: NOBODY, fill: (text) => fillText(text, VALUES) })
const text = (rule: 'equals' | 'contains' | 'startsWith' | 'endsWith', expected: string): PlainCheck => ({
  kind: 'string',
  expected: [{ rule, text: expected }],
})
const json = (pointer: string, equals: Extract<PlainCheck, { kind: 'json' }>['equals']): PlainCheck => ({
  kind: 'json',
  pointer,
  validate: undefined,
  equals,
})

test.each<[name: string, check: PlainCheck, completion: string, passed: boolean, details: string]>([
  // As gh-models' own tests have them.
  ['contains', text('contains', 'world'), 'hello world', true, "Expected to contain: 'world'"],
  ['contains not', text('contains', 'world'), 'hello there', false, "Expected to contain: 'world'"],
  ['contains in any case', text('contains', 'WORLD'), 'hello world', true, "Expected to contain: 'WORLD'"],
  ['equals', text('equals', 'exact'), 'exact', true, "Expected exact match: 'exact'"],
  ['equals in another case', text('equals', 'exact'), 'Exact', false, "Expected exact match: 'exact'"],
  ['starts with', text('startsWith', 'Hello'), 'hello world', true, "Expected to start with: 'Hello'"],
  ['ends with', text('endsWith', 'WORLD'), 'hello world', true, "Expected to end with: 'WORLD'"],
  ['a value', text('contains', '{{expected}}'), 'hello world', true, "Expected to contain: 'hello'"],
  // A sigma at the end of a word is another letter in lower case.
  ['a sigma', text('contains', 'ΟΔΟΣ Χ'), 'οδοσ χ', true, "Expected to contain: 'ΟΔΟΣ Χ'"],
  // Ours.
  [
    'two rules',
    {
      kind: 'string',
      expected: [
        { rule: 'startsWith', text: 'h' },
        { rule: 'endsWith', text: 'x' },
      ],
    },
    'hello',
    false,
    "Expected to start with: 'h'; Expected to end with: 'x'",
  ],
  [
    'regex',
    { kind: 'regex', matches: '^{{ expected }}\\d$', flags: 'i' },
    'HELLO1',
    true,
    'Expected to match: /^hello\\d$/i',
  ],
  [
    'json at a pointer',
    json('/a/0', { value: 3 }),
    '```json\n{"a": [3]}\n```',
    true,
    'Expected /a/0 to be 3',
  ],
  ['json of a value', json('/n', { value: '{{ count }}' }), '{"n": 3}', true, 'Expected /n to be "3"'],
  ['json that is none', json('', undefined), 'Paris', false, 'Expected JSON'],
  ['json without the place', json('/b', undefined), '{}', false, 'Expected a value at /b'],
  // A list has items, and nothing else that a pointer leads to.
  [
    'json at the length of a list',
    json('/a/length', undefined),
    '{"a": [3]}',
    false,
    'Expected a value at /a/length',
  ],
  ['finish', { kind: 'finish', reason: 'stop' }, 'x', true, 'Expected to finish by: stop'],
])('%s', (_, one, completion, passed, details) => {
  expect(check(one, completion)).toEqual({ ok: true, value: { passed, details } })
})

test('a pattern that would take hours is no verdict', () => {
  const slow = check({ kind: 'regex', matches: '^(a+)+$', flags: '' }, `${'a'.repeat(40)}!`)
  expect(slow).toEqual({ ok: false, error: 'Checking the answer takes more than 3 s' })
})

test('the values of a test', () => {
  const problems = new Problems()
  const source = { input: 'prompt-files', text: '', file: 'a.prompt.yml' }
  const typed = [{ version: 1.1, github: { event: { issue: { title: 'Crash' } } }, list: [1], 'a b': 'x' }]
  const written = [
    { version: '1.10', github: { event: { issue: { title: 'Crash' } } }, list: ['1'], 'a b': 'x' },
  ]
  const [test] = readTestCases(typed, written, problems.at(source))
  if (test === undefined) throw new Error('no test')
  const texts = ['{{ version }} {{list}} {{ github.event.issue.title }} {{ a b }} {{ other }} {{ c d }}']
  const values = valuesFor(test, texts)
  expect(fillText(texts[0] ?? '', values)).toBe('1.10 [1] Crash x {{ other }} {{ c d }}')
  expect(missingNames(texts, values)).toEqual({ missing: ['other'], left: ['c d'] })
  expect(test.data).toEqual(typed[0])
  expect(problems.count).toBe(0)
})

test('a value is never expanded again', () => {
  expect(
    fillText(
      '{{ a }}',
      new Map([
        ['a', '{{ b }}'],
        ['b', 'no'],
      ]),
    ),
  ).toBe('{{ b }}')
})

test('what XML 1.0 forbids is replaced', () => {
  expect(xml('a\u0000\u001b\ufffe<&>"\ud800 😀')).toBe('a\ufffd\ufffd\ufffd&lt;&amp;&gt;&quot;\ufffd 😀')
})
