import type { ErrorCode } from '../failure.js'

/** Why there is no verdict: a code of the step, or the judge's text that names no choice. */
export type SampleError = ErrorCode | 'unjudged'

/** What one evaluator says of one answer, as gh-models writes it. */
export interface EvaluationResult {
  readonly evaluatorName: string
  readonly score: number
  readonly passed: boolean
  readonly details: string
}

export type Status = 'passed' | 'failed' | 'errored'

/** One answer to one test, held against its evaluators. */
export interface Sample {
  /** Empty if there is none. */
  readonly modelResponse: string
  readonly evaluationResults: readonly EvaluationResult[]
  readonly status: Status
  readonly error: SampleError | undefined
  /** What the error says, in our words. */
  readonly reason: string | undefined
}

/**
 * What the answers to a test come to: it passes with enough of them, and is errored where those without a verdict
 * could have made enough.
 */
export function statusOf(samples: readonly Status[], minPass: number): Status {
  const passed = samples.filter((status) => status === 'passed').length
  const errored = samples.filter((status) => status === 'errored').length
  if (passed >= minPass) return 'passed'
  return passed + errored >= minPass ? 'errored' : 'failed'
}

/** Some answers passed and some did not. */
export function isFlaky(samples: readonly Status[]): boolean {
  return samples.includes('passed') && samples.includes('failed')
}
