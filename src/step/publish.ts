import { oneLine } from '../display-text.js'
import type { Environment } from '../environment.js'
import { failureMessage, type Failure, TITLES } from '../failure.js'
import { appendWhole, describeFileError } from '../files.js'
import { booleanOf } from '../inputs/scalar-input.js'
import type { Log } from '../report/log.js'
import type { Redactor } from '../report/redact.js'
import { endingOutputs, outputsText } from './outputs.js'

/** What came of a step, ready to be written. */
export interface Ending {
  /** All that the `action.yml` declares, in its order, but how it ended. */
  readonly outputs: Readonly<Record<string, string>>
  readonly failure: Failure | undefined
  readonly warnings: readonly string[]
  /** A last line of the log. */
  readonly hint?: string | undefined
  /** The job summary as Markdown; the failure may also be that of the outputs. */
  summary(failure: Failure | undefined): string | Promise<string>
}

export const GITHUB_OUTPUT = 'The file of GITHUB_OUTPUT'

/** @param problem the end of a sentence, such as `is a folder`, or undefined */
export function outputError(what: string, path: string, problem: string): Failure
export function outputError(what: string, path: string, problem: string | undefined): Failure | undefined
export function outputError(what: string, path: string, problem: string | undefined): Failure | undefined {
  if (problem === undefined) return undefined
  const input = /"[a-z-]+"/.exec(what)
  const remedy =
    input === null
      ? 'This is set by the runner; check the disk and the permissions of its folders.'
      : 'Name a file in a folder that the step may write to.'
  const reason = `${what}, ${oneLine(path, 300)}, cannot be written: it ${problem}.`
  return { code: 'output_error', reason, remedy }
}

/** Writes the outputs and the summary and says how it ended. Returns the exit code. */
export async function publish(
  ending: Ending,
  environment: Environment,
  log: Log,
  redact: Redactor,
  cancel: AbortSignal,
): Promise<number> {
  const outputs = { ...ending.outputs, ...endingOutputs(ending.failure, redact) }
  const outputFailure = await writeOutputs(outputs, environment)
  const failure = ending.failure ?? outputFailure
  for (const warning of ending.warnings) log.warning(warning)
  if (ending.hint !== undefined) log.line(ending.hint)
  const problem = await summaryProblem(ending, failure, environment)
  if (problem !== undefined) log.warning(`The job summary cannot be written: it ${problem}.`)
  if (failure === undefined) return 0
  const isSoft = mayEndGreen(environment, cancel)
  const annotate = isSoft ? log.warning : log.error
  annotate(failureMessage(failure), TITLES[failure.code])
  return isSoft ? 0 : 1
}

/** Whether the step stays green if it fails: never where it was cancelled, whatever it failed of. */
export function mayEndGreen(environment: Environment, cancel: AbortSignal): boolean {
  return isSwitchedOff('fail-on-error', environment) && !cancel.aborted
}

/** A bad value, which is a problem of its own, counts as true. */
function isSwitchedOff(input: 'fail-on-error' | 'summary', { inputs }: Environment): boolean {
  return booleanOf(inputs.get(input) ?? 'true') === false
}

async function writeOutputs(
  outputs: Readonly<Record<string, string>>,
  { outputPath }: Environment,
): Promise<Failure | undefined> {
  if (outputPath === undefined) return undefined
  // Loading it takes as long as a third of the way to the request.
  const { randomUUID } = await import('node:crypto')
  return outputError(GITHUB_OUTPUT, outputPath, appendWhole(outputPath, outputsText(outputs, randomUUID())))
}

/** Writes the summary. What goes wrong there costs nobody the answer: it is returned as the end of a sentence. */
async function summaryProblem(
  ending: Ending,
  failure: Failure | undefined,
  environment: Environment,
): Promise<string | undefined> {
  const { summaryPath } = environment
  if (summaryPath === undefined || isSwitchedOff('summary', environment)) return undefined
  try {
    const markdown = await ending.summary(failure)
    const { summary } = await loadCore().catch(loadCore)
    // `summary.write` wants the file to be there, and leaves half of the text on a full disk.
    return appendWhole(summaryPath, summary.emptyBuffer().addRaw(markdown).stringify())
  } catch (error) {
    return describeFileError(error)
  }
}

/** Large, and only needed when the outputs have been written. */
export async function loadCore(): Promise<typeof import('./core.js')> {
  // The outputs need it, and whoever loads this ahead has the time.
  void import('node:crypto')
  // Bundled, `import()` throws where a file is missing; here it rejects.
  return await import('./core.js')
}
