import { ask } from '../ask/ask.js'
import { requestBody } from '../ask/request.js'
import { readInputs } from '../inputs/read-inputs.js'
import type { Redactor } from '../report/redact.js'
import { type Ending, loadCore } from '../step/publish.js'
import { again, type Door, type StepIo } from '../step/run-step.js'
import { largeContentHint, outputTrouble, writeAnswerFiles } from './files.js'
import { eventLine, requestLines, resultLines } from './log-lines.js'
import { outputsOf } from './outputs.js'
import { type Run, unasked } from './run.js'

/** The main action: inputs → ask → files → outputs and summary. */
export const door: Door = {
  run: async (io) => endingOf(await runOnce(io), io.redact),
  failed: (failure, { redact }) => endingOf(unasked(failure), redact),
}

async function runOnce({ environment, log, redact, signal, onSecret }: StepIo): Promise<Run> {
  const { result, warnings, notes } = await again(() => readInputs(environment, { signal, onSecret }))
  for (const note of notes) log.line(note)
  for (const warning of warnings) log.warning(warning)
  if (!result.ok) return unasked(result.error)
  const inputs = result.value
  const { question, target, outputFile } = inputs
  const trouble = outputTrouble(environment, outputFile)
  if (trouble !== undefined) return unasked(trouble, inputs)

  const bodyBytes = Buffer.byteLength(JSON.stringify(requestBody(question)))
  for (const line of requestLines(inputs, bodyBytes, environment)) log.line(line)
  const answer = await ask(question, target, {
    id: 'once',
    signal,
    onEvent: (event) => {
      // The server is at work now, so loading costs no time; if it fails, that shows when it is needed.
      if (event.event === 'sent') for (const load of [loadCore, loadSummary]) load().catch(() => undefined)
      const line = eventLine(event)
      if (line !== undefined) log.line(line)
    },
  })
  const { files, failure } = writeAnswerFiles(environment, outputFile, answer, redact)
  const run: Run = { inputs, answer, files, failure: answer.failure ?? failure }
  for (const line of resultLines(run)) log.line(line)
  return run
}

function endingOf(run: Run, redact: Redactor): Ending {
  const { outputs, warnings } = outputsOf(run, redact)
  return {
    outputs,
    failure: run.failure,
    warnings: [...run.answer.warnings, ...warnings],
    hint: largeContentHint(run),
    summary: async (failure) => {
      const { summaryOf } = await again(loadSummary)
      return summaryOf({ ...run, failure }, redact)
    },
  }
}

async function loadSummary(): Promise<typeof import('./summary.js')> {
  return await import('./summary.js')
}
