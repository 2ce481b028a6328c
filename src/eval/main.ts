import { formatDuration, oneLine } from '../display-text.js'
import type { Failure } from '../failure.js'
import { openAside } from '../files.js'
import { booleanOf } from '../inputs/scalar-input.js'
import { failureBlock, shownBy, warningParts } from '../step/summary-parts.js'
import { loadCore, outputError, type Ending } from '../step/publish.js'
import { again, type Door, type StepIo } from '../step/run-step.js'
import { createAsker } from './asking.js'
import { openCache } from './cache.js'
import { type EvalInputs, readEvalInputs } from './inputs.js'
import { planLines } from './plan.js'
import { budgetFailure, findRivals, type Rival } from './prepare.js'
import { startProgress } from './progress.js'
import { judgesOf, type Outcome, outcomeOf, runAll, summed, type TestOutcome, testStatus } from './run.js'
import type { Scored } from './scored.js'
import { rateText } from './statistics.js'

/** Puts prompts to their tests: inputs → plan → ask and check → results, report and summary. */
export const door: Door = {
  run: async (io) => {
    const { result, warnings } = await again(() => readEvalInputs(io))
    if (!result.ok) return unasked(result.error, io, warnings)
    const inputs = result.value
    const budget = budgetFailure(inputs)
    if (budget !== undefined) return unasked(budget, io, warnings)
    const rivals = await findRivals(inputs, io)
    if (!rivals.ok) return unasked(rivals.error, io, warnings)
    return runEval(inputs, rivals.value.rivals, io, [...warnings, ...rivals.value.warnings])
  },
  failed: (failure, io) => unasked(failure, io, []),
}

/** The ending of a run that asked nothing. */
function unasked(failure: Failure, { redact }: StepIo, warnings: readonly string[]): Ending {
  const none = { 'results-file': '', 'junit-file': '', 'report-file': '' }
  const counts = [
    'pass-rate',
    'total',
    'passed-tests',
    'failed-tests',
    'errored-tests',
    'regressions',
    'improvements',
    'requests',
  ]
  return {
    outputs: {
      passed: 'false',
      ...Object.fromEntries(counts.map((name) => [name, '0'])),
      usage: '{}',
      ...none,
    },
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
  if (!opened.ok) {
    const failure = outputError('The folder RUNNER_TEMP', environment.tempDirectory, opened.error)
    if (failure !== undefined) return unasked(failure, io, warnings)
    throw new Error('Nothing can be put aside')
  }
  const aside = opened.value
  const told: string[] = [...warnings]
  const cache =
    inputs.cache === undefined
      ? undefined
      : openCache(inputs.cache, environment, redact, (problem) =>
          told.push(`"cache" keeps no more answers: it ${problem}.`),
        )
  const ahead: (() => Promise<unknown>)[] = [loadCore, loadReport]
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
  // What an ended run did not use, the next one may.
  if (asker.stopped === undefined && !signal.aborted) cache?.prune()

  const {
    score,
    asBefore,
    verdictOf,
    reportMarkdown,
    writeResultFiles,
    annotate,
    outputsOf,
    changeText,
    changesOf,
    totalsOf,
  } = await loadReport().catch(loadReport)
  const scored: Scored[] = []
  for (const [index, outcome] of own.entries()) {
    const rival = rivals[index] ?? { kind: 'none' }
    const other = others[index]
    const before =
      other !== undefined
        ? asBefore(other, minPass)
        : rival.kind === 'same'
          ? asBefore(outcome, minPass)
          : rival.kind === 'baseline'
            ? rival.earlier
            : undefined
    // What the older prompt cost is told beside the new one.
    if (other !== undefined) outcome.usage = summed(outcome.usage, other.usage)
    scored.push(score(outcome, minPass, before))
  }
  const failure = verdictOf(scored, inputs, fatalOf(asker, outcomes, inputs))
  const shown = shownBy(redact)
  const report = { all: scored, aside, shown, failure, warnings: told }
  const written = writeResultFiles(scored, inputs, environment, aside, redact, reportMarkdown(report))
  const ended = failure ?? written.failure
  const isGreen =
    ended === undefined ||
    (booleanOf(environment.inputs.get('fail-on-error') ?? 'true') === false && ended.code !== 'cancelled')
  if (inputs.annotations) annotate(scored, isGreen ? 'warning' : 'error', aside, log)
  const { total, passed, rate } = totalsOf(scored.flatMap(({ tests }) => tests))
  log.line(`${String(passed)} of ${String(total)} tests passed (${rateText(rate)} %)`)
  if (scored.some(({ comparison }) => comparison !== undefined))
    log.line(`Compared with before: ${changeText(changesOf(scored))}`)
  return {
    outputs: outputsOf(scored, asker.requests, written.paths, ended, redact),
    failure: ended,
    warnings: told,
    summary: (last) => {
      const markdown = reportMarkdown({ ...report, failure: last })
      aside.close()
      return markdown
    },
  }
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

/** What only results need. */
async function loadReport() {
  const [report, publish, scored, verdict, comparison] = await Promise.all([
    import('./report.js'),
    import('./publish.js'),
    import('./scored.js'),
    import('./verdict.js'),
    import('./comparison.js'),
  ])
  return { ...report, ...publish, ...scored, ...verdict, ...comparison }
}
