import { setOutput, summary } from '@actions/core'
import type { Environment } from '../environment.js'
import { failureMessage, TITLES } from '../errors.js'
import { appendText, describeFileError } from '../files.js'
import { booleanOf } from '../inputs/scalar-input.js'
import type { Log } from '../log.js'
import type { Redactor } from '../redact.js'
import { largeContentHint } from './answer-files.js'
import { OUTPUTS, type Outputs, outputsOf } from './outputs.js'
import type { RunReport } from './run-report.js'
import { type Run, tokenCount } from './run.js'
import { summaryMarkdown } from './summary.js'

/** Writes the outputs and the summary and says how it ended. Returns the exit code. */
export async function publish(
  run: Run,
  environment: Environment,
  log: Log,
  redact: Redactor,
): Promise<number> {
  const { outputs, warnings } = outputsOf(run, redact)
  const outputFailure = writeOutputs(outputs, environment)
  const failure = run.failure ?? outputFailure
  for (const warning of [...(run.judged?.warnings ?? []), ...warnings]) log.warning(warning)
  const hint = largeContentHint(run.completion?.content ?? '', outputs['response-file'])
  if (hint !== undefined) log.line(hint)
  if (!isSwitchedOff('summary', environment) && environment.summaryPath !== undefined) {
    await writeSummary(reportOf({ ...run, failure }, redact), log)
  }
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

/** `core.setOutput` writes each value between random delimiters, which no content can forge. */
function writeOutputs(outputs: Outputs, { outputPath }: Environment): Run['failure'] {
  // Without the file the library would print the values, the model's words among them.
  if (outputPath === undefined) return undefined
  try {
    // The library refuses a file that is not there; the runner reads it all the same.
    appendText(outputPath, '')
    for (const name of OUTPUTS) setOutput(name, outputs[name])
    return undefined
  } catch (error) {
    return {
      code: 'output_error',
      reason: `The file of GITHUB_OUTPUT, ${outputPath}, cannot be written: it ${describeFileError(error)}.`,
      remedy: 'This is set by the runner; check the disk and the permissions of its folders.',
    }
  }
}

async function writeSummary(report: RunReport, log: Log): Promise<void> {
  try {
    await summary.addRaw(summaryMarkdown(report), true).write()
  } catch (error) {
    log.warning(`The job summary cannot be written: its file ${describeFileError(error)}.`)
  }
}

function reportOf(run: Run, redact: Redactor): RunReport {
  const { inputs, facts, completion, judged, failure } = run
  return {
    requestedModel: redact.text(inputs?.model.value ?? ''),
    host: redact.text(inputs?.endpoint.url.host ?? ''),
    model: redact.text(facts.model),
    finishReason: redact.text(facts.finishReason),
    requestId: redact.text(facts.requestId),
    promptTokens: tokenCount(facts, 'prompt_tokens'),
    completionTokens: tokenCount(facts, 'completion_tokens'),
    totalTokens: tokenCount(facts, 'total_tokens'),
    attempts: run.attempts,
    elapsedMs: run.elapsedMs,
    content: redact.text(completion?.content ?? ''),
    json: judged?.json === undefined ? undefined : redact.json(judged.json),
    toolCalls: (judged?.toolCalls ?? []).map(({ id, name, arguments: value }) => ({
      id: redact.text(id),
      name: redact.text(name),
      arguments: redact.json(value),
    })),
    responseFile: run.files.responseFile,
    warnings: judged?.warnings ?? [],
    failure:
      failure === undefined
        ? undefined
        : { ...failure, reason: redact.text(failure.reason), remedy: redact.text(failure.remedy) },
  }
}
