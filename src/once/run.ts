import { type Answer, noAnswer } from '../ask/answer.js'
import type { Failure } from '../failure.js'
import type { LeftOut } from '../fit/left-out.js'
import type { Inputs } from '../inputs/inputs.js'

/** Absolute paths of the files that hold the answer; undefined if there is no such file. */
export interface AnswerFiles {
  readonly response: string | undefined
  readonly rawResponse: string | undefined
  readonly audio: string | undefined
}

/** The story of one run, as far as it came: what the log, the outputs and the summary tell. */
export interface Run {
  /** undefined if they were bad. */
  readonly inputs: Inputs | undefined
  readonly answer: Answer
  readonly files: AnswerFiles
  /** Of the inputs, the answer or a file, the first of them. */
  readonly failure: Failure | undefined
}

/** Of the prompt that ended it: for the server's room, or else for the budget. */
export function leftOutOf({ inputs, answer }: Run): readonly LeftOut[] {
  return answer.leftOut ?? inputs?.leftOut ?? []
}

/** A run that failed before anything was sent. */
export function unasked(failure: Failure, inputs?: Inputs): Run {
  return {
    inputs,
    answer: {
      ...noAnswer(failure),
      attempts: 0,
      elapsedMs: 0,
      response: undefined,
      lastResponse: undefined,
    },
    files: { response: undefined, rawResponse: undefined, audio: undefined },
    failure,
  }
}
