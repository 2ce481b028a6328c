import { ask } from './ask/ask.js'
import { requestBody } from './ask/request.js'
import { type Environment, readEnvironment } from './environment.js'
import { internalError } from './failure.js'
import type { IdentityIo } from './identity/identity.js'
import { readInputs } from './inputs/read-inputs.js'
import { secretsOf } from './inputs/secrets.js'
import { outputTrouble, writeAnswerFiles } from './once/files.js'
import { eventLine, requestLines, resultLines } from './once/log-lines.js'
import { loadSummary, publish } from './once/publish.js'
import { type Run, unasked } from './once/run.js'
import { createLog, type Log } from './report/log.js'
import { createRedactor, MIN_SECRET_LENGTH, type Redactor } from './report/redact.js'

/**
 * One run of the action: environment → inputs → ask → files → outputs and summary.
 *
 * @param cancel aborted by SIGINT or SIGTERM
 * @param print writes to stdout
 * @returns the exit code
 */
export async function main(cancel: AbortSignal, print: (text: string) => unknown): Promise<number> {
  const environment = readEnvironment()
  const redact = createRedactor([])
  const log = createLog(redact, print)
  const onSecret = (secret: string): void => {
    redact.add(secret)
    if (secret.length >= MIN_SECRET_LENGTH) log.mask(secret)
  }
  try {
    for (const secret of await again(() => secretsOf(environment))) onSecret(secret)
    const run = await runOnce(environment, log, redact, { onSecret, signal: cancel })
    return await publish(run, environment, log, redact)
  } catch (error) {
    return publish(unasked(internalError(error)), environment, log, redact)
  }
}

async function runOnce(environment: Environment, log: Log, redact: Redactor, io: IdentityIo): Promise<Run> {
  const { result, warnings } = await again(() => readInputs(environment, io))
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
    signal: io.signal,
    onEvent: (event) => {
      // The server is at work now, so loading costs no time; if it fails, that shows when it is needed.
      if (event.event === 'sent') loadSummary().catch(() => undefined)
      const line = eventLine(event)
      if (line !== undefined) log.line(line)
    },
  })
  const { files, failure } = writeAnswerFiles(environment, outputFile, answer, redact)
  const run: Run = { inputs, answer, files, failure: answer.failure ?? failure }
  for (const line of resultLines(run)) log.line(line)
  return run
}

/** What loads parts of the action is tried once more: for a moment, a runner may have no descriptors left. */
function again<T>(work: () => Promise<T>): Promise<T> {
  return work().catch(work)
}
