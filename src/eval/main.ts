import { formatDuration, oneLine } from '../display-text.js'
import type { Failure } from '../failure.js'
import type { Environment } from '../environment.js'
import { openAside, whyNotAppendable, whyNotWritable } from '../files.js'
import { failureBlock, shownBy, warningParts } from '../step/summary-parts.js'
import { GITHUB_OUTPUT, loadCore, outputError, type Ending } from '../step/publish.js'
import { again, type Door, type StepIo } from '../step/run-step.js'
import { createAsker } from './asking.js'
import { type EvalInputs, readEvalInputs, RESULT_FILES } from './inputs.js'
import { OUTPUTS } from './names.js'
import { planLines } from './plan.js'
import { budgetFailure, findRivals, type Rival } from './prepare.js'
import { startProgress } from './progress.js'
import { judgesOf, type Outcome, outcomeOf, runAll, type TestOutcome, testStatus } from './run.js'

/** Puts prompts to their tests: inputs → plan → ask and check → results, report and summary. */
export const door: Door = {
  run: async (io) => {
    const { result, warnings } = await again(() => readEvalInputs(io))
    if (!result.ok) return unasked(result.error, io, warnings)
    const inputs = result.value
    const trouble = budgetFailure(inputs) ?? outputTrouble(inputs, io.environment)
    if (trouble !== undefined) return unasked(trouble, io, warnings)
    const rivals = await findRivals(inputs, io)
    if (!rivals.ok) return unasked(rivals.error, io, warnings)
    return runEval(inputs, rivals.value.rivals, io, [...warnings, ...rivals.value.warnings])
  },
  failed: (failure, io) => unasked(failure, io, []),
}

/** Finds out before anything is billed that what comes of it could not be written. */
function outputTrouble({ files }: EvalInputs, environment: Environment): Failure | undefined {
  const { outputPath } = environment
  for (const input of RESULT_FILES) {
    const path = files[input]
    const problem = path === undefined ? undefined : whyNotWritable(path, environment)
    if (path !== undefined && problem !== undefined)
      return outputError(`The file of "${input}"`, path, problem)
  }
  return outputError(GITHUB_OUTPUT, outputPath ?? '', outputPath && whyNotAppendable(outputPath))
}

/** The ending of a run that asked nothing. */
function unasked(failure: Failure, { redact }: StepIo, warnings: readonly string[]): Ending {
  const none = OUTPUTS.map((name): [string, string] => [name, name.endsWith('-file') ? '' : '0'])
  return {
    outputs: { ...Object.fromEntries(none), passed: 'false', usage: '{}' },
    failure,
    warnings,
    summary: (ended) => {
      const shown = shownBy(redact)
      return [
        '## ❌ Nothing was evaluated',
        failureBlock(ended ?? failure, shown),
        ...warningParts(warnings, shown),
        '',
      ].join('\n\n')
    },
  }
}

async function runEval(
  inputs: EvalInputs,
  rivals: readonly Rival[],
  io: StepIo,
  warnings: readonly string[],
): Promise<Ending> {
  const { log, redact, signal, environment } = io
  const { minPass, repeat } = inputs
  const opened = openAside(environment)
  if (!opened.ok)
    return unasked(
      outputError('The folder RUNNER_TEMP', environment.tempDirectory, opened.error),
      io,
      warnings,
    )
  const aside = opened.value
  const told: string[] = [...warnings]
  const cache =
    inputs.cache === undefined
      ? undefined
      : (await again(loadCache)).openCache(inputs.cache, environment, redact, (problem) =>
          told.push(`"cache" keeps no more answers: it ${problem}.`),
        )
  const ahead: (() => Promise<unknown>)[] = [loadCore, loadEnding]
  const asker = createAsker({
    ceiling: inputs.maxConcurrency,
    cache,
    signal,
    onEvent: (event) => {
      // The server is at work now, so loading costs no time; if it fails, that shows when it is needed.
      if (event.event === 'sent') for (const load of ahead.splice(0)) load().catch(() => undefined)
      if (event.event === 'retry' && event.waitFrom === 'server')
        log.line(
          `${oneLine(event.reason, 300)} All requests wait ${formatDuration(event.waitMs)}, as the server asked.`,
        )
    },
  })
  const own = inputs.evaluations.map((evaluation) => outcomeOf(evaluation, repeat))
  const others = rivals.map((rival) =>
    rival.kind === 'asked' ? outcomeOf(rival.evaluation, repeat) : undefined,
  )
  const outcomes = [...own, ...others.filter((outcome) => outcome !== undefined)]
  for (const line of planLines(inputs, outcomes)) log.line(line)
  const progress = startProgress(
    outcomes.reduce((sum, { tests }) => sum + tests.length, 0),
    () => asker.requests,
    log.line,
  )
  const onDone = (test: TestOutcome): void => {
    const isWhole = test.samples.every((sample) => sample !== undefined)
    progress.done(isWhole ? testStatus(test, minPass) : undefined)
  }
  await runAll(outcomes, { inputs, asker, aside, redact, onDone }).finally(() => {
    progress.stop()
    asker.close()
  })
  const fatal = fatalOf(asker, outcomes, inputs)
  // What an ended run did not use, the next one may.
  if (fatal === undefined) cache?.prune()
  const { endingOf } = await again(loadEnding)
  return endingOf({ inputs, own, others, rivals, fatal, requests: asker.requests, aside, warnings: told }, io)
}

/** What ended all, or a model that nobody serves. */
function fatalOf(
  asker: ReturnType<typeof createAsker>,
  outcomes: readonly Outcome[],
  inputs: EvalInputs,
): Failure | undefined {
  if (asker.stopped !== undefined) return asker.stopped
  const dead = outcomes.flatMap(({ evaluation }) => [
    asker.deadModel(evaluation.question.model, inputs.target),
    ...judgesOf(evaluation).map(({ model }) => asker.deadModel(model, inputs.judgeTarget)),
  ])
  return dead.find((failure) => failure !== undefined)
}

/** With `node:crypto`, which takes longer to load than all else of this action. */
async function loadCache() {
  return await import('./cache.js')
}

/** Only results need it. */
async function loadEnding() {
  return await import('./ending.js')
}
