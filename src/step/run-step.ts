import { type Environment, readEnvironment } from '../environment.js'
import { internalError, type Failure } from '../failure.js'
import { secretsOf } from '../inputs/secrets.js'
import { createLog, type Log } from '../report/log.js'
import { createRedactor, MIN_SECRET_LENGTH, type Redactor } from '../report/redact.js'
import { type Ending, publish } from './publish.js'

/** What a step works with. */
export interface StepIo {
  readonly environment: Environment
  readonly log: Log
  readonly redact: Redactor
  /** Aborted by SIGINT or SIGTERM. */
  readonly signal: AbortSignal
  /** Hides a secret, from now on, in all that is printed and written. */
  readonly onSecret: (secret: string) => void
}

/** One of the actions of this repository: what asks, and what goes in before and comes of it afterwards. */
export interface Door {
  readonly run: (io: StepIo) => Promise<Ending>
  /** The ending of a step in which nothing was done. */
  readonly failed: (failure: Failure, io: StepIo) => Ending
}

/**
 * Runs a step: hides its secrets, does its work, writes outputs and summary.
 *
 * @param load the action
 * @param cancel aborted by SIGINT or SIGTERM
 * @param print writes to stdout
 * @returns the exit code
 */
export async function runStep(
  load: () => Promise<{ readonly door: Door }>,
  cancel: AbortSignal,
  print: (text: string) => unknown,
): Promise<number> {
  const environment = readEnvironment()
  const redact = createRedactor([])
  const log = createLog(redact, print)
  const onSecret = (secret: string): void => {
    redact.add(secret)
    if (secret.length >= MIN_SECRET_LENGTH) log.mask(secret)
  }
  const io: StepIo = { environment, log, redact, signal: cancel, onSecret }
  let failed: Door['failed'] = (failure) => ({ outputs: {}, failure, warnings: [], summary: () => '' })
  try {
    const { door } = await again(load)
    failed = door.failed
    for (const secret of await again(() => secretsOf(environment))) onSecret(secret)
    return await publish(await door.run(io), environment, log, redact, cancel)
  } catch (error) {
    return publish(failed(internalError(error), io), environment, log, redact, cancel)
  }
}

/** What loads parts of the action is tried once more: for a moment, a runner may have no descriptors left. */
export function again<T>(work: () => Promise<T>): Promise<T> {
  return work().catch(work)
}
