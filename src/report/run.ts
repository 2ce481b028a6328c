import type { Completion } from '../answer/completion.js'
import type { Judged } from '../answer/judge.js'
import type { KnownFacts } from '../answer/read-completion.js'
import type { HttpResponse } from '../client/http-types.js'
import type { Failure } from '../errors.js'
import type { Inputs } from '../inputs/inputs.js'
import type { AnswerFiles } from './answer-files.js'

/** What one run came to, as far as it came. */
export interface Run {
  /** undefined if the inputs were bad. */
  readonly inputs: Inputs | undefined
  readonly attempts: number
  readonly elapsedMs: number
  /** The last response, if there was one. */
  readonly response: HttpResponse | undefined
  readonly facts: KnownFacts
  readonly completion: Completion | undefined
  readonly judged: Judged | undefined
  readonly files: AnswerFiles
  readonly failure: Failure | undefined
}

/** A count of tokens out of the usage object; undefined if the server gave none. */
export function tokenCount(
  facts: KnownFacts,
  field: 'prompt_tokens' | 'completion_tokens' | 'total_tokens',
): number | undefined {
  const count = facts.usage[field]
  return typeof count === 'number' ? count : undefined
}
