import { judge } from './answer/judge.js'
import { knownFacts, NO_FACTS, readCompletion } from './answer/read-completion.js'
import type { HttpResponse } from './client/http-types.js'
import { sendChatRequest } from './client/inference-client.js'
import { type Environment, readEnvironment } from './environment.js'
import { type Failure, internalError } from './errors.js'
import type { Inputs } from './inputs/inputs.js'
import { readInputs } from './inputs/read-inputs.js'
import { secretsOf } from './inputs/secrets.js'
import { createLog, type Log } from './log.js'
import { createRedactor, MIN_SECRET_LENGTH, type Redactor } from './redact.js'
import { NO_FILES, outputTrouble, writeAnswerFiles } from './report/answer-files.js'
import { eventLine, requestLines, resultLines } from './report/run-log.js'
import type { Run } from './report/run.js'
import { withinTimeLimit } from './time-limit.js'
import { chatRequest, sentTokenLimit } from './request/chat-request.js'

/**
 * One run of the action, from the environment to the outputs.
 *
 * @param cancel aborted by SIGINT or SIGTERM
 * @returns the exit code
 */
export async function main(cancel: AbortSignal): Promise<number> {
  const environment = readEnvironment()
  const secrets = (await secretsOf(environment)).filter((secret) => secret.length >= MIN_SECRET_LENGTH)
  const redact = createRedactor(secrets)
  const log = createLog(redact, (text) => process.stdout.write(text))
  new Set(secrets).forEach(log.mask)
  let run: Run
  try {
    run = await ask(environment, log, redact, cancel)
  } catch (error) {
    run = endedBefore(internalError(error))
  }
  const { publish } = await loadPublisher()
  return publish(run, environment, log, redact)
}

/** What follows the answer: `@actions/core`, the Markdown parser. None of it is needed to send the request. */
function loadPublisher(): Promise<typeof import('./report/publish.js')> {
  return import('./report/publish.js')
}

async function ask(environment: Environment, log: Log, redact: Redactor, cancel: AbortSignal): Promise<Run> {
  const read = await readInputs(environment)
  for (const warning of read.warnings) log.warning(warning)
  if (!read.ok) return endedBefore(read.failure)
  const { inputs } = read
  const trouble = outputTrouble(environment, inputs.outputFile)
  if (trouble !== undefined) return endedBefore(trouble, inputs)

  const request = chatRequest(inputs)
  for (const line of requestLines(inputs, Buffer.byteLength(request.body), environment)) log.line(line)
  const sent = await sendChatRequest(request, {
    timeoutMs: inputs.timeoutMs,
    maxRetries: inputs.maxRetries,
    isGitHubHost: inputs.endpoint.isGitHubHost,
    sendsToken: inputs.credential !== undefined,
    proxyVariables: environment.proxyVariables,
    signal: cancel,
    ...sentTokenLimit(inputs),
    redact,
    onEvent: (event) => {
      // The server is at work now, so loading costs no time; if it fails, that shows when it is needed.
      if (event.event === 'sent') loadPublisher().catch(() => undefined)
      const line = eventLine(event)
      if (line !== undefined) log.line(line)
    },
  })
  const { attempts, elapsedMs, response } = sent
  const answer = sent.ok ? judged(sent.response, inputs) : unanswered(response, sent.failure)
  const written = writeAnswerFiles(environment, inputs.outputFile, { ...answer, response }, redact)
  const failure = answer.failure ?? written.failure
  const run: Run = { inputs, attempts, elapsedMs, response, ...answer, files: written.files, failure }
  for (const line of resultLines(run)) log.line(line)
  return run
}

type Answer = Pick<Run, 'facts' | 'completion' | 'judged' | 'failure'>

function judged(response: HttpResponse, inputs: Inputs): Answer {
  const read = readCompletion(response, inputs.endpoint.url.host)
  if (!read.ok) return { facts: read.known, failure: read.failure, completion: undefined, judged: undefined }
  const { completion } = read
  const verdict = judge(completion, inputs, response.status, withinTimeLimit)
  return { facts: completion, completion, judged: verdict, failure: verdict.failure }
}

function unanswered(response: HttpResponse | undefined, failure: Failure): Answer {
  const facts = response === undefined ? NO_FACTS : knownFacts(response)
  return { facts, failure, completion: undefined, judged: undefined }
}

/** A run that failed before anything was sent. */
function endedBefore(failure: Failure, inputs?: Inputs): Run {
  return {
    inputs,
    attempts: 0,
    elapsedMs: 0,
    response: undefined,
    facts: NO_FACTS,
    completion: undefined,
    judged: undefined,
    files: NO_FILES,
    failure,
  }
}
