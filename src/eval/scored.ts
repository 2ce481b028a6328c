import type { Aside } from '../files.js'
import { isObject, parseJson } from '../json-value.js'
import { compare, type Comparison, grouped, type Before, matchTests, testKey } from './comparison.js'
import { isTestFlaky, type Outcome, type TestOutcome, testStatus } from './run.js'
import type { EvaluationResult, SampleError, Status } from './sample.js'
import { wilsonInterval } from './statistics.js'

/** What an evaluation came to. */
export interface Scored {
  readonly outcome: Outcome
  readonly tests: readonly ScoredTest[]
  readonly totals: Totals
  /** undefined where there is nothing to compare with. */
  readonly comparison: Comparison | undefined
}

export interface ScoredTest {
  readonly outcome: TestOutcome
  readonly status: Status
  readonly isFlaky: boolean
  /** From 1, in the prompt file. */
  readonly line: number
  readonly before: Status | undefined
  /** Of the first sample that has one. */
  readonly error: SampleError | undefined
}

export interface Totals {
  readonly total: number
  readonly passed: number
  readonly errored: number
  /** In percent, not rounded. */
  readonly rate: number
  readonly interval: readonly [low: number, high: number]
}

/**
 * @param before what the tests came to, if there is something to compare with
 */
export function score(outcome: Outcome, minPass: number, before: Before | undefined): Scored {
  const { lines } = outcome.evaluation.file
  const keys = outcome.tests.map(({ test }) => testKey(test.data))
  const earlier = before && matchTests(keys, before)
  const tests = outcome.tests.map((test, index): ScoredTest => ({
    outcome: test,
    status: testStatus(test, minPass),
    isFlaky: isTestFlaky(test),
    line: lines[index] ?? 1,
    before: earlier?.[index],
    error: test.samples.find((sample) => sample?.error !== undefined)?.error,
  }))
  const totalBefore = [...(before?.statuses.values() ?? [])].flat().length
  const pairs = tests.map(({ status, before: then }) => ({ now: status, before: then }))
  return {
    outcome,
    tests,
    totals: totalsOf(tests),
    comparison: before && compare(pairs, totalBefore),
  }
}

export function totalsOf(tests: readonly Pick<ScoredTest, 'status'>[]): Totals {
  const total = tests.length
  const count = (status: Status): number => tests.filter((test) => test.status === status).length
  const passed = count('passed')
  const rate = total === 0 ? 0 : (passed / total) * 100
  return {
    total,
    passed,
    errored: count('errored'),
    rate,
    interval: wilsonInterval(passed, Math.max(total, 1)),
  }
}

/** What the tests of one run are to another one. */
export function asBefore(outcome: Outcome, minPass: number): Before {
  return {
    statuses: grouped(outcome.tests.map((test) => [testKey(test.test.data), testStatus(test, minPass)])),
  }
}

/** A sample as it was put aside. */
export interface ReadSample {
  readonly modelResponse: string
  readonly evaluationResults: readonly EvaluationResult[]
  readonly status: Status
  readonly error: string | undefined
  readonly reason: string | undefined
}

const NONE: ReadSample = {
  modelResponse: '',
  evaluationResults: [],
  status: 'errored',
  error: 'cancelled',
  reason: undefined,
}

/** Reads the samples of a test from where they were put aside. */
export function samplesOf({ samples }: TestOutcome, aside: Aside): readonly ReadSample[] {
  return samples.map((sample) => {
    const value = sample && parseJson(aside.get(sample.place))?.value
    return sample === undefined || !isObject(value) ? NONE : { ...read(value), status: sample.status }
  })
}

function read(value: Readonly<Record<string, unknown>>): ReadSample {
  const text = (item: unknown): string | undefined => (typeof item === 'string' ? item : undefined)
  const results: unknown[] = Array.isArray(value['evaluationResults']) ? value['evaluationResults'] : []
  return {
    ...NONE,
    modelResponse: text(value['modelResponse']) ?? '',
    evaluationResults: results.filter(isObject).map((result) => ({
      evaluatorName: text(result['evaluatorName']) ?? '',
      score: Number(result['score']),
      passed: result['passed'] === true,
      details: text(result['details']) ?? '',
    })),
    error: text(value['error']),
    reason: text(value['reason']),
  }
}
