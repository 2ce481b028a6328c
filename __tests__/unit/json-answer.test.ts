import { readJsonAnswer } from '../../src/ask/reasoning.js'

const OBJECT = { kind: 'bug' }

test.each([
  ['JSON', '{"kind":"bug"}'],
  ['JSON among blanks', '\r\n\t {"kind" : "bug"}\n\n'],
  ['a byte order mark', '\ufeff{"kind":"bug"}'],
  ['a fence with a language', '```json\n{"kind":"bug"}\n```'],
  ['a fence without one', '```\n{"kind":"bug"}\n```'],
  ['a fence with blanks around it', '\n  ```json  \n{"kind":"bug"}\n  ```  \n'],
  ['a fence with CRLF', '```json\r\n{"kind":"bug"}\r\n```\r\n'],
  ['a fence of tildes', '~~~ json\n{"kind":"bug"}\n~~~'],
  ['a fence of tildes with backticks behind them', '~~~ `json`\n{"kind":"bug"}\n~~~'],
  ['a fence whose end is longer', '```\n{"kind":"bug"}\n`````'],
  ['a fence on one line', '```json {"kind":"bug"} ```'],
  ['a fence on one line without blanks', '```{"kind":"bug"}```'],
  ['a fence that is closed right behind the last brace', '```json\n{"kind":"bug"}```'],
  ['a fence that opens right before the first brace', '```json{"kind":"bug"}\n```'],
  ['words behind the language', '```json title="answer.json"\n{"kind":"bug"}\n```'],
  ['reasoning without its opening tag', 'Hm.\n</think>\n\n{"kind":"bug"}'],
  ['reasoning before JSON', '<think>{"kind":"question"}</think>{"kind":"bug"}'],
  ['reasoning before a fence', '<think>x</think>\n\n```json\n{"kind":"bug"}\n```'],
  ['a byte order mark in a fence', '```\n\ufeff{"kind":"bug"}\n```'],
])('%s is read', (_name, text) => {
  expect(readJsonAnswer(text)).toEqual(OBJECT)
})

test.each([
  ['nothing', ''],
  ['words before', 'Here: {"kind":"bug"}'],
  ['words after', '{"kind":"bug"} Done.'],
  ['words before a fence', 'Here:\n```json\n{"kind":"bug"}\n```'],
  ['words after a fence', '```json\n{"kind":"bug"}\n```\nDone.'],
  ['two fences', '```\n1\n```\n```\n2\n```'],
  ['an unclosed fence', '```json\n{"kind":"bug"}'],
  ['a fence that is closed by a shorter one', '````\n{"kind":"bug"}\n```'],
  ['a fence that is closed by another kind', '```\n{"kind":"bug"}\n~~~'],
  ['an empty fence', '```json\n```'],
  ['a fence in a fence', '````\n```\n{"kind":"bug"}\n```\n````'],
  ['reasoning that is not closed', '<think>{"kind":"bug"}'],
  ['a comment', '{"kind":"bug"} // sure'],
  ['a trailing comma', '{"kind":"bug",}'],
  ['single quotes', "{'kind':'bug'}"],
  ['NaN', '{"score":NaN}'],
  ['a number that is infinite to a double', '{"score":[1e400]}'],
  ['such a number in a fence', '```json\n-1e400\n```'],
  ['JSON lines', '{"kind":"bug"}\n{"kind":"bug"}'],
  ['a value cut short', '{"kind":"bu'],
])('%s is not JSON', (_name, text) => {
  expect(readJsonAnswer(text)).toBeUndefined()
})

test('a text that looks like a fence or a block inside JSON is data', () => {
  const value = ['<think>a</think>', '```\n1\n```']
  expect(readJsonAnswer(JSON.stringify(value))).toEqual(value)
})

test('values that are not objects are JSON, too', () => {
  expect(readJsonAnswer('null')).toBeNull()
  expect(readJsonAnswer(' 0 ')).toBe(0)
  expect(readJsonAnswer('"a"')).toBe('a')
})

test('what is nested in more than 1,000 levels is not read', () => {
  const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)
  expect(readJsonAnswer(nested(1000))).toBeDefined()
  expect(readJsonAnswer(nested(1001))).toBeUndefined()
  expect(readJsonAnswer(nested(200_000))).toBeUndefined()
})
