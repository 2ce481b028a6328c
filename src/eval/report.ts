import { formatDuration, grouped, oneLine, sliceWhole } from '../display-text.js'
import type { Failure } from '../failure.js'
import type { Aside } from '../files.js'
import { codeSpan, fenced, prose } from '../report/markdown-text.js'
import { failureBlock, type Shown, warningParts } from '../step/summary-parts.js'
import { changeText, type Comparison } from './comparison.js'
import { type ReadSample, samplesOf, type Scored, type ScoredTest, totalsOf } from './scored.js'
import { testTitle } from './test-title.js'
import { changesOf, isRegression } from './verdict.js'
import { rateText } from './statistics.js'

/** What a comment of GitHub's holds is 65,536 characters; somebody may add a line. */
export const MAX_REPORT = 60_000
/** The most characters of an answer that are shown. */
const MAX_ANSWER = 500

export interface Report {
  readonly all: readonly Scored[]
  readonly aside: Aside
  readonly shown: Shown
  readonly failure: Failure | undefined
  readonly warnings: readonly string[]
}

/** The report as Markdown: the verdict, a table, what changed, then what failed, regressions first. */
export function reportMarkdown(report: Report, max = MAX_REPORT): string {
  const { all, shown, failure, warnings } = report
  const isVerdict = failure === undefined || failure.code === 'evaluation_failed'
  const head = [
    `## ${headline(report)}`,
    ...(isVerdict ? [] : [failureBlock(failure, shown)]),
    table(all, shown),
    ...(isVerdict && failure !== undefined
      ? [`**Why the step fails:** ${prose(shown(failure.reason))}`]
      : []),
    ...changeLines(all, shown),
    ...warningParts(warnings, shown),
  ]
  const parts = [...head]
  let left = max - parts.join('\n\n').length - 300
  const failed = failedTests(all)
  let told = 0
  for (const one of failed) {
    const title = told === 0 || failed[told - 1]?.kind !== one.kind ? [`### ${one.kind}`] : []
    const part = [...title, testPart(one, report)].join('\n\n')
    left -= part.length + 2
    if (left < 0) break
    parts.push(part)
    told += 1
  }
  const rest = failed.length - told
  if (rest > 0)
    parts.push(
      `**Cut here:** ${String(rest)} more ${rest === 1 ? 'test is' : 'tests are'} not shown. The file of \`results-file\` has all of them.`,
    )
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

function table(all: readonly Scored[], shown: Shown): string {
  const isCompared = all.some(({ comparison }) => comparison !== undefined)
  const columns = [
    ['Prompt and model', '---'],
    ['Passed', '--:'],
    ['Rate<br>(95\u00a0%)', '--:'],
    ...(isCompared
      ? [
          ['Before', '--:'],
          ['Change', '---'],
        ]
      : []),
    ['Tokens', '--:'],
    ['Time', '--:'],
  ]
  const rows = all.map((scored) => {
    const { outcome, totals, comparison } = scored
    const { file, question } = outcome.evaluation
    const tokens = outcome.usage['total_tokens']
    return [
      [file.path, question.model].map((text) => codeSpan(shown(text))).join('<br>'),
      unbroken(`${String(totals.passed)} of ${String(totals.total)}`),
      `${unbroken(`${rateText(totals.rate)} %`)}<br>(${totals.interval.map((bound) => bound.toFixed(0)).join('–')})`,
      ...(isCompared ? [beforeCell(comparison), changeCell(comparison)] : []),
      typeof tokens === 'number' ? shown(grouped(tokens)) : '',
      unbroken(formatDuration(outcome.ended - (outcome.began ?? outcome.ended))),
    ]
  })
  return [columns.map(([name]) => name), columns.map(([, align]) => align), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')
}

/** Numbers and their units stay on one line of a narrow cell. */
function unbroken(text: string): string {
  return text.replaceAll(' ', '\u00a0')
}

function beforeCell(comparison: Comparison | undefined): string {
  if (comparison === undefined) return '–'
  const { passedBefore, broken, fixed, same } = comparison
  return unbroken(`${String(passedBefore)} of ${String(broken + fixed + same)}`)
}

function changeCell(comparison: Comparison | undefined): string {
  if (comparison === undefined) return 'not compared'
  const { broken, fixed } = comparison
  if (broken + fixed === 0) return 'none'
  return [
    ...(broken === 0 ? [] : [unbroken(`🔴 ${String(broken)} broken`)]),
    ...(fixed === 0 ? [] : [unbroken(`🟢 ${String(fixed)} fixed`)]),
  ].join('<br>')
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

interface FailedTest {
  readonly kind: 'Regressions' | 'Failed' | 'Without a verdict'
  readonly scored: Scored
  readonly test: ScoredTest
  readonly index: number
}

const KINDS = ['Regressions', 'Failed', 'Without a verdict'] as const

function failedTests(all: readonly Scored[]): readonly FailedTest[] {
  const failed = all.flatMap((scored) =>
    [...scored.tests.entries()].flatMap(([index, test]): FailedTest[] => {
      if (test.status === 'passed') return []
      const kind = isRegression(test)
        ? 'Regressions'
        : test.status === 'failed'
          ? 'Failed'
          : 'Without a verdict'
      return [{ kind, scored, test, index }]
    }),
  )
  return KINDS.flatMap((kind) => failed.filter((one) => one.kind === kind))
}

function testPart({ scored, test, index }: FailedTest, { all, aside, shown }: Report): string {
  const { file, question } = scored.outcome.evaluation
  const samples = samplesOf(test.outcome, aside)
  const sample = samples.find(({ status }) => status === test.status) ?? samples[0]
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
  return [
    `**Test ${prose(shown(testTitle(test.outcome.test, index, 120)))}**<br>${notes.join(' · ')}`,
    ...(sample === undefined ? [] : sampleParts(sample, shown)),
  ].join('\n\n')
}

function sampleParts(sample: ReadSample, shown: Shown): string[] {
  const { evaluationResults, modelResponse, reason } = sample
  const failing = evaluationResults.filter(({ passed }) => !passed)
  const name = (text: string): string => (text === '' ? '' : `${codeSpan(shown(text), 60)}: `)
  const lines = failing.map(
    ({ evaluatorName, details }) => `- ${name(evaluatorName)}${prose(shown(oneLine(details, 300)))}`,
  )
  const why =
    reason === undefined || failing.some(({ details }) => details === reason)
      ? []
      : [prose(shown(oneLine(reason, 400)))]
  const answer = sliceWhole(modelResponse, MAX_ANSWER)
  const cut = answer.length < modelResponse.length ? '…' : ''
  return [
    ...why,
    ...(lines.length === 0 || sample.error === 'cancelled' ? [] : [lines.join('\n')]),
    ...(answer === '' ? [] : [fenced(answer + cut)]),
  ]
}
