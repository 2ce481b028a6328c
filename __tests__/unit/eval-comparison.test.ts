import { changeText, compare, matchTests, readBaseline, sumOf, testKey } from '../../src/eval/comparison.js'
import { isFlaky, statusOf } from '../../src/eval/sample.js'
import { mcNemar, wilsonInterval } from '../../src/eval/statistics.js'

test.each<[passed: number, total: number, low: number, high: number]>([
  [9, 10, 59.58, 98.21],
  [0, 10, 0, 27.75],
  [10, 10, 72.25, 100],
  [95, 100, 88.82, 97.85],
])('the interval of %d of %d', (passed, total, low, high) => {
  expect(wilsonInterval(passed, total)).toEqual([low, high])
})

test.each<[broken: number, fixed: number, p: number]>([
  // Twice the lower tail of the binomial distribution: 2 * 0.5 ** 9, 2 * 11 * 0.5 ** 10.
  [9, 0, 0.00390625],
  [2, 1, 1],
  [1, 9, 0.021484375],
  [0, 0, 1],
  [3000, 3000, 1],
])('McNemar of %d broken and %d fixed', (broken, fixed, p) => {
  expect(mcNemar(broken, fixed)).toBeCloseTo(p, 8)
})

const NONE = sumOf([])

test('a change in words', () => {
  expect(changeText({ ...NONE, broken: 2, fixed: 1, same: 37 })).toBe(
    '2 broken, 1 fixed of 40: within chance',
  )
  expect(changeText({ ...NONE, broken: 9, same: 31 })).toBe('9 broken, 0 fixed of 40: not chance (p = 0.004)')
  expect(changeText({ ...NONE, broken: 90, same: 1 })).toBe(
    '90 broken, 0 fixed of 91: not chance (p < 0.001)',
  )
  expect(changeText({ ...NONE, same: 1 })).toBe('no change in 1 compared test')
})

test('tests are matched by what they hold, and counted apart where they cannot be compared', () => {
  // What gh-models writes has no file and no status.
  const ghModels = {
    name: 'Capitals',
    description: '',
    model: 'openai/gpt-4o',
    testResults: [
      {
        testCase: { b: 1, a: [2] },
        modelResponse: 'x',
        evaluationResults: [{ evaluatorName: 'e', score: 1, passed: true }],
      },
      {
        testCase: { a: 'gone' },
        modelResponse: 'x',
        evaluationResults: [{ evaluatorName: 'e', score: 0, passed: false }],
      },
    ],
    summary: { totalTests: 2, passedTests: 1, failedTests: 1, passRate: 50 },
  }
  const [earlier] = readBaseline(JSON.stringify(ghModels)) ?? []
  expect(earlier).toMatchObject({ file: undefined, name: 'Capitals', model: 'openai/gpt-4o' })
  const keys = [{ a: 'new' }, { a: [2], b: 1 }].map(testKey)
  expect(matchTests(keys, earlier ?? { statuses: new Map() })).toEqual([undefined, 'passed'])
  expect(readBaseline('{"evaluations": []}')).toEqual([])
  expect(readBaseline('{"choices": []}')).toBeUndefined()
  expect(
    compare(
      [
        { now: 'passed', before: undefined },
        { now: 'failed', before: 'passed' },
        { now: 'errored', before: 'passed' },
      ],
      4,
    ),
  ).toEqual({ fixed: 0, broken: 1, same: 0, added: 1, gone: 2, errored: 1, passedBefore: 1 })
})

test('what several answers come to', () => {
  expect(statusOf(['passed', 'failed', 'passed'], 2)).toBe('passed')
  expect(statusOf(['passed', 'failed', 'errored'], 2)).toBe('errored')
  expect(statusOf(['passed', 'failed', 'failed'], 2)).toBe('failed')
  expect([isFlaky(['passed', 'failed']), isFlaky(['passed', 'errored'])]).toEqual([true, false])
})
