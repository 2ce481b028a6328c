import * as z from 'zod/mini'
import type { Failure } from '../failure.js'
import type { Aside } from '../files.js'
import { parseJson } from '../json-value.js'
import { compare, type Comparison, grouped, type Before, matchTests, testKey } from './comparison.js'
import { isTestFlaky, type Outcome, type TestOutcome, testStatus } from './run.js'
import type { Sample, Status } from './sample.js'
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
  /** Of the first answer that went as the test did and has one. */
  readonly failure: Failure | undefined
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
  const tests = outcome.tests.map((test, index): ScoredTest => {
    const status = testStatus(test, minPass)
    return {
      outcome: test,
      status,
      isFlaky: isTestFlaky(test),
      line: lines[index] ?? 1,
      before: earlier?.[index],
      failure: test.samples.find((sample) => sample?.status === status && sample.failure)?.failure,
    }
  })
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

/** As they were put aside. */
const Kept = z.object({
  modelResponse: z.string(),
  evaluationResults: z.array(
    z.object({
      evaluatorName: z.string(),
      score: z.coerce.number(),
      passed: z.boolean(),
      details: z.string(),
    }),
  ),
})

/** Reads the samples of a test from where they were put aside. */
export function samplesOf({ samples }: TestOutcome, aside: Aside): readonly Sample[] {
  return samples.flatMap((sample) => {
    if (sample === undefined) return []
    const { status, failure, place } = sample
    const kept = Kept.safeParse(parseJson(aside.get(place))?.value)
    return kept.success ? { ...kept.data, status, failure } : []
  })
}
