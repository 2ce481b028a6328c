import { counted, oneLine, sliceWhole } from '../display-text.js'
import { type Failure, failureMessage } from '../failure.js'
import type { Aside } from '../files.js'
import { codeSpan, fenced, prose } from '../report/markdown-text.js'
import { failureBlock, type Shown, warningParts } from '../step/summary-parts.js'
import { changeText } from './comparison.js'
import { answersTo, failedTests, type FailedTest } from './failed-tests.js'
import { reportTable } from './report-table.js'
import { type EvaluationResult, faultsOf, type Sample } from './sample.js'
import { type Scored, totalsOf } from './scored.js'
import { testTitle } from './test-title.js'
import { changesOf } from './verdict.js'

/** What a comment of GitHub's holds is 65,536 characters; somebody may add a line. */
const MAX_REPORT = 60_000
/** The most characters of an answer that are shown, and the most evaluators that it fails. */
const MAX_ANSWER = 500
const MAX_EVALUATORS = 20
/** Of what is said where something is not shown. */
const MAX_NOTE = 200

export interface Report {
  readonly all: readonly Scored[]
  readonly aside: Aside
  readonly shown: Shown
  readonly failure: Failure | undefined
  readonly warnings: readonly string[]
}

/**
 * The report as Markdown, of at most so many characters: the verdict, a table, what changed, then what failed,
 * regressions first.
 */
export function reportMarkdown(report: Report): string {
  const { all, shown, failure, warnings } = report
  const isVerdict = failure === undefined || failure.code === 'evaluation_failed'
  const parts: string[] = []
  let left = MAX_REPORT - MAX_NOTE
  const take = (part: string): boolean => {
    left -= part.length + 2
    if (left >= 0) parts.push(part)
    return left >= 0
  }
  take(`## ${headline(report)}`)
  if (!isVerdict) take(failureBlock(failure, shown))
  const { table, hidden } = reportTable(all, shown, left / 2)
  take(table)
  if (isVerdict && failure !== undefined) take(`**Why the step fails:** ${prose(shown(failure.reason))}`)
  for (const part of [...changeLines(all, shown), ...warningParts(warnings, shown)]) take(part)
  const failed = failedTests(all)
  let told: Told = { kind: '', why: '', text: '' }
  const untold = failed.findIndex((one) => {
    told = testPart(one, report, told)
    return !take(told.text)
  })
  const notShown = [
    ...(hidden === 0 ? [] : [`${counted(hidden, 'row')} of the table`]),
    ...(untold === -1 ? [] : [counted(failed.length - untold, 'failed test')]),
  ]
  if (notShown.length > 0)
    parts.push(`**Not shown here:** ${notShown.join(', ')}. The file of \`results-file\` has all of them.`)
  return `${parts.join('\n\n')}\n`
}

function headline({ all, failure }: Report): string {
  const { total, passed, errored } = totalsOf(all.flatMap(({ tests }) => tests))
  const counts = `${String(passed)} of ${String(total)} tests passed`
  const { broken } = changesOf(all)
  const said = [
    counts,
    ...(broken === 0 ? [] : [`${String(broken)} broken`]),
    ...(errored === 0 ? [] : [`${String(errored)} without a verdict`]),
  ].join(', ')
  if (failure === undefined) return `✅ ${said}`
  return failure.code === 'evaluation_failed' ? `❌ ${said}` : `❌ Not finished: ${said}`
}

/** Whether a difference means anything, in words. */
function changeLines(all: readonly Scored[], shown: Shown): string[] {
  if (all.every(({ comparison }) => comparison === undefined)) return []
  const changes = changesOf(all)
  const apart = [
    ...(changes.added === 0 ? [] : [`${String(changes.added)} new`]),
    ...(changes.gone === 0 ? [] : [`${String(changes.gone)} gone`]),
    ...(changes.errored === 0 ? [] : [`${String(changes.errored)} without a verdict`]),
  ]
  const more = apart.length === 0 ? '' : ` Not compared: ${apart.join(', ')}.`
  return [`**Compared with before:** ${prose(shown(changeText(changes)))}.${more}`]
}

/** A failed test: its name and place, why, and the answer. What several tests share as the only thing to say is said once. */
function testPart(
  { scored, test, index, kind }: FailedTest,
  { all, aside, shown }: Report,
  before: Told,
): Told {
  const { file, question } = scored.outcome.evaluation
  const { samples, decisive } = answersTo(test, aside)
  const { failure, failing } = faultsOf(decisive)
  const passed = samples.filter(({ status }) => status === 'passed').length
  const notes = [
    codeSpan(shown(`${file.path}:${String(test.line)}`)),
    ...(all.every(({ outcome }) => outcome.evaluation.question.model === question.model)
      ? []
      : [codeSpan(shown(question.model))]),
    ...(samples.length === 1
      ? []
      : [`${String(passed)} of ${String(samples.length)} answers passed${test.isFlaky ? ' (flaky)' : ''}`]),
  ]
  const name = prose(shown(testTitle(test.outcome.test, index, 120)))
  const why = failure === undefined ? '' : prose(shown(oneLine(failureMessage(failure), 400)))
  const more = [...evaluatorLines(failing, shown), ...answerParts(decisive)]
  const title = kind === before.kind ? [] : [`### ${kind}`]
  const parts =
    more.length > 0
      ? [`**Test ${name}**<br>${notes.join(' · ')}`, ...(why === '' ? [] : [why]), ...more]
      : [
          ...(why === before.why && kind === before.kind ? [] : [why]),
          `- **Test ${name}**<br>${notes.join(' · ')}`,
        ]
  return { kind, why: more.length > 0 ? '' : why, text: [...title, ...parts].join('\n\n') }
}

/** What was told last. */
interface Told {
  readonly kind: string
  /** Why, where that was all to say. */
  readonly why: string
  readonly text: string
}

function evaluatorLines(failing: readonly EvaluationResult[], shown: Shown): string[] {
  const name = (text: string): string => (text === '' ? '' : `${codeSpan(shown(text), 60)}: `)
  const lines = failing
    .slice(0, MAX_EVALUATORS)
    .map(({ evaluatorName, details }) => `- ${name(evaluatorName)}${prose(shown(oneLine(details, 300)))}`)
  const rest = failing.length - lines.length
  const all = rest > 0 ? [...lines, `- and ${String(rest)} more`] : lines
  return all.length === 0 ? [] : [all.join('\n')]
}

function answerParts({ modelResponse }: Sample): string[] {
  const answer = sliceWhole(modelResponse, MAX_ANSWER)
  return answer === '' ? [] : [fenced(answer.length < modelResponse.length ? `${answer}…` : answer)]
}
