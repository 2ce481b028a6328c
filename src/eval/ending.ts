import type { Failure } from '../failure.js'
import type { Aside } from '../files.js'
import { type Ending, mayEndGreen } from '../step/publish.js'
import type { StepIo } from '../step/run-step.js'
import { shownBy } from '../step/summary-parts.js'
import { type Before, changeText } from './comparison.js'
import { failedTests } from './failed-tests.js'
import type { EvalInputs } from './inputs.js'
import type { Rival } from './prepare.js'
import { annotate, outputsOf, writeResultFiles } from './publish.js'
import { reportMarkdown } from './report.js'
import { type Outcome, summed } from './run.js'
import { asBefore, score, type Scored, totalsOf } from './scored.js'
import { rateText } from './statistics.js'
import { changesOf, verdictOf } from './verdict.js'

/** All that was asked and answered. */
export interface Ended {
  readonly inputs: EvalInputs
  readonly own: readonly Outcome[]
  /** What each is compared with, and that as far as it was asked now, too. */
  readonly rivals: readonly Rival[]
  readonly others: readonly (Outcome | undefined)[]
  /** What ended all, or a model that is not there. */
  readonly fatal: Failure | undefined
  readonly requests: number
  readonly aside: Aside
  readonly warnings: readonly string[]
}

/** Says how it ended: results, JUnit and report are written, and failed tests annotated. */
export function endingOf(ended: Ended, { environment, log, redact, signal }: StepIo): Ending {
  const { inputs, own, others, rivals, fatal, aside, warnings } = ended
  const scored = own.map((outcome, index): Scored => {
    const other = others[index]
    const before = beforeOf(outcome, rivals[index], other, inputs.minPass)
    // What the older prompt cost is told beside the new one.
    if (other !== undefined) outcome.usage = summed(outcome.usage, other.usage)
    return score(outcome, inputs.minPass, before)
  })
  const verdict = verdictOf(scored, inputs, fatal)
  const report = { all: scored, aside, shown: shownBy(redact), failure: verdict, warnings }
  const written = writeResultFiles(scored, inputs, environment, aside, redact, reportMarkdown(report))
  const failure = verdict ?? written.failure
  const isGreen = failure === undefined || mayEndGreen(environment, signal)
  // What was not asked because somebody stopped the step is no finding.
  const found = failedTests(scored).filter(({ test }) => !signal.aborted || test.status === 'failed')
  if (inputs.annotations) annotate(found, isGreen ? 'warning' : 'error', aside, log)
  const { total, passed, rate } = totalsOf(scored.flatMap(({ tests }) => tests))
  log.line(`${String(passed)} of ${String(total)} tests passed (${rateText(rate)} %)`)
  if (scored.some(({ comparison }) => comparison !== undefined))
    log.line(`Compared with before: ${changeText(changesOf(scored))}`)
  return {
    outputs: outputsOf(scored, ended.requests, written.paths, failure, redact),
    failure,
    warnings,
    summary: (last) => {
      const markdown = reportMarkdown({ ...report, failure: last })
      aside.close()
      return markdown
    },
  }
}

function beforeOf(
  outcome: Outcome,
  rival: Rival | undefined,
  other: Outcome | undefined,
  minPass: number,
): Before | undefined {
  if (other !== undefined) return asBefore(other, minPass)
  if (rival?.kind === 'same') return asBefore(outcome, minPass)
  return rival?.kind === 'baseline' ? rival.earlier : undefined
}
