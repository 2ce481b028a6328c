import type { Environment } from '../environment.js'
import { failureMessage, type Failure, TITLES } from '../failure.js'
import { appendWhole, describeFileError } from '../files.js'
import { booleanOf } from '../inputs/scalar-input.js'
import type { Log } from '../report/log.js'
import type { Redactor } from '../report/redact.js'
import { GITHUB_OUTPUT, largeContentHint, outputError } from './files.js'
import { type Outputs, outputsOf, outputsText } from './outputs.js'
import type { Run } from './run.js'

/** The Markdown parser and `@actions/core`: large, and only needed when the outputs have been written. */
export async function loadSummary(): Promise<typeof import('./summary.js')> {
  // Bundled, `import()` throws where a file is missing; here it rejects.
  return await import('./summary.js')
}

/** Writes the outputs and the summary and says how it ended. Returns the exit code. */
export async function publish(
  run: Run,
  environment: Environment,
  log: Log,
  redact: Redactor,
): Promise<number> {
  const { outputs, warnings } = outputsOf(run, redact)
  const outputFailure = await writeOutputs(outputs, environment)
  const failure = run.failure ?? outputFailure
  for (const warning of [...run.answer.warnings, ...warnings]) log.warning(warning)
  const hint = largeContentHint(run)
  if (hint !== undefined) log.line(hint)
  const problem = await summaryProblem({ ...run, failure }, environment, redact)
  if (problem !== undefined) log.warning(`The job summary cannot be written: it ${problem}.`)
  if (failure === undefined) return 0
  const mayEndGreen = isSwitchedOff('fail-on-error', environment) && failure.code !== 'cancelled'
  const annotate = mayEndGreen ? log.warning : log.error
  annotate(failureMessage(failure), TITLES[failure.code])
  return mayEndGreen ? 0 : 1
}

/** A bad value, which is a problem of its own, counts as true. */
function isSwitchedOff(input: 'fail-on-error' | 'summary', { inputs }: Environment): boolean {
  return booleanOf(inputs.get(input) ?? 'true') === false
}

async function writeOutputs(outputs: Outputs, { outputPath }: Environment): Promise<Failure | undefined> {
  if (outputPath === undefined) return undefined
  // Loading it takes as long as a third of the way to the request.
  const { randomUUID } = await import('node:crypto')
  return outputError(GITHUB_OUTPUT, outputPath, appendWhole(outputPath, outputsText(outputs, randomUUID())))
}

/** Writes the summary. What goes wrong there costs nobody the answer: it is returned as the end of a sentence. */
async function summaryProblem(
  run: Run,
  environment: Environment,
  redact: Redactor,
): Promise<string | undefined> {
  const { summaryPath } = environment
  if (summaryPath === undefined || isSwitchedOff('summary', environment)) return undefined
  // `@actions/core` wants the file to be there.
  const problem = appendWhole(summaryPath, '')
  if (problem !== undefined) return problem
  try {
    const { writeSummary } = await loadSummary().catch(loadSummary)
    await writeSummary(run, redact)
    return undefined
  } catch (error) {
    return describeFileError(error)
  }
}
