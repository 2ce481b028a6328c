import type { Aside } from '../files.js'
import type { Sample } from './sample.js'
import { samplesOf, type Scored, type ScoredTest } from './scored.js'
import { isRegression } from './verdict.js'

/** Why a test is told of, in the order in which they are. */
const KINDS = ['Regressions', 'Failed', 'Without a verdict'] as const

export interface FailedTest {
  readonly kind: (typeof KINDS)[number]
  readonly scored: Scored
  readonly test: ScoredTest
  /** From 0, in its file. */
  readonly index: number
}

/** All tests that have not passed, regressions first. */
export function failedTests(all: readonly Scored[]): readonly FailedTest[] {
  const failed = all.flatMap((scored) =>
    [...scored.tests.entries()].flatMap(([index, test]): FailedTest[] => {
      if (test.status === 'passed') return []
      const isJudged = test.status === 'failed'
      const kind = isRegression(test) ? 'Regressions' : isJudged ? 'Failed' : 'Without a verdict'
      return [{ kind, scored, test, index }]
    }),
  )
  return KINDS.flatMap((kind) => failed.filter((one) => one.kind === kind))
}

const NONE: Sample = { modelResponse: '', evaluationResults: [], status: 'errored', failure: undefined }

/** The answers to a test, and the first of them that went as the test did. */
export function answersTo({ outcome, status }: ScoredTest, aside: Aside) {
  const samples = samplesOf(outcome, aside)
  return { samples, decisive: samples.find((sample) => sample.status === status) ?? NONE }
}
