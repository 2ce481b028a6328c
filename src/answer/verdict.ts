import type { Failure } from '../errors.js'

/** A failure that lacks only the status of the response. */
export type Verdict = Pick<Failure, 'code' | 'reason' | 'remedy'>
