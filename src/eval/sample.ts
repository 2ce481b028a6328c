import type { Failure } from '../failure.js'

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
  /** Why the answer is none, or why there is no verdict. */
  readonly failure: Failure | undefined
}

/** Why an answer has not passed: what is the matter with it as a whole, and the evaluators that it fails. */
export function faultsOf({ status, modelResponse, evaluationResults, failure }: Sample) {
  const isUnanswered = status === 'errored' && modelResponse === ''
  return {
    // An evaluator without a verdict says itself why.
    failure: status === 'failed' || isUnanswered ? failure : undefined,
    failing: isUnanswered ? [] : evaluationResults.filter(({ passed }) => !passed),
  }
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
