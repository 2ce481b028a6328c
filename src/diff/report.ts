import { counted, formatBytes, formatDuration, oneLine } from '../display-text.js'
import type { Failure } from '../failure.js'
import type { GitHubIo } from '../github/octokit.js'
import { codeSpan } from '../report/markdown-text.js'
import type { Redactor } from '../report/redact.js'
import { failureBlock, type Shown, shownBy, warningParts } from '../step/summary-parts.js'
import type { DiffInputs, Subject } from './inputs.js'
import type { OUTPUTS } from './names.js'
import type { Diff, DiffRun } from './run.js'
import { linesText } from './shown-file.js'

export function outputsOf({ diff, files }: DiffRun): Record<(typeof OUTPUTS)[number], string> {
  const of = (value: (known: Diff) => string | number | boolean): string =>
    diff === undefined ? '' : String(value(diff))
  return {
    'diff-file': files?.diff ?? '',
    'files-file': files?.files ?? '',
    files: of(({ total }) => total),
    additions: of(({ additions }) => additions),
    deletions: of(({ deletions }) => deletions),
    bytes: of(({ text }) => Buffer.byteLength(text)),
    complete: of(({ complete }) => complete),
    'left-out': of(({ leftOut }) => leftOut),
    ignored: of(({ ignored }) => ignored),
    'base-sha': of(({ baseSha }) => oneLine(baseSha)),
    'head-sha': of(({ headSha }) => oneLine(headSha)),
  }
}

/** What is read, before the first request. */
export function startLine({ subject, api, maxBytes }: DiffInputs): string {
  const place = `${api.owner}/${api.repo} at ${new URL(api.apiUrl).host}`
  return `Reading ${subjectText(subject)} of ${place}, for a text of at most ${formatBytes(maxBytes)}`
}

export function retryLine({ reason, waitMs, waitFrom }: Parameters<GitHubIo['onRetry']>[0]): string {
  const who = waitFrom === 'server' ? ', as GitHub asked' : ''
  return `  ${oneLine(reason, 1000)} Trying again in ${formatDuration(waitMs)}${who}.`
}

export function resultLines(diff: Diff, requests: number): string[] {
  const { total, text } = diff
  const counts = countsOf(diff).map(([label, count]) => `${String(count)} ${label}`)
  return [
    `${counted(total, 'file')}, ${linesText(diff)}: ${counts.join(', ')}`,
    `  text ${formatBytes(Buffer.byteLength(text))}, ${counted(requests, 'request')}`,
  ]
}

function countsOf({ entries, ignored }: Diff): readonly (readonly [label: string, count: number])[] {
  const count = (shown: string): number => entries.filter((entry) => entry.shown === shown).length
  return [
    ['whole', count('all')],
    ['in part', count('part')],
    ['not shown', count('none') - ignored],
    ['ignored', ignored],
  ]
}

function subjectText(subject: Subject): string {
  if (subject.kind === 'pull request') return `pull request ${String(subject.number)}`
  return `${oneLine(subject.base, 60)}...${oneLine(subject.head, 60)}`
}

/** More names than anybody reads; the file of `files-file` has them all. */
const MAX_NAMED = 20

/** The job summary as Markdown. */
export function summaryOf(run: DiffRun, failure: Failure | undefined, redact: Redactor): string {
  const shown = shownBy(redact)
  const { inputs, diff } = run
  const subject = inputs === undefined ? '' : ` of ${codeSpan(shown(subjectText(inputs.subject)))}`
  const parts = [
    failure === undefined ? `## Diff${subject}` : '## ❌ No diff',
    ...(failure === undefined ? [] : [failureBlock(failure, shown)]),
    ...(diff === undefined ? [] : diffParts(diff, shown)),
  ]
  return `${parts.join('\n\n')}\n`
}

function diffParts(diff: Diff, shown: Shown): string[] {
  const columns = [
    ['Files', String(diff.total)],
    ['Lines', linesText(diff)],
    ...countsOf(diff).map(([label, count]) => [
      `${label.charAt(0).toUpperCase()}${label.slice(1)}`,
      String(count),
    ]),
    ['Text', formatBytes(Buffer.byteLength(diff.text))],
  ]
  const row = (cells: readonly (string | undefined)[]): string => `| ${cells.join(' | ')} |`
  const table = [
    row(columns.map(([label]) => label)),
    row(columns.map(() => '--:')),
    row(columns.map(([, cell]) => cell)),
  ]
  const missing = diff.entries.filter(({ reason }) => reason !== null)
  const named = missing.slice(0, MAX_NAMED).map(({ path, shown: how, reason }) => {
    return `- ${codeSpan(shown(path))}: ${how === 'part' ? 'in part' : 'not shown'} (${shown(reason ?? '')})`
  })
  const more = missing.length - named.length
  return [
    table.join('\n'),
    ...warningParts(diff.warnings, shown),
    ...(named.length === 0
      ? []
      : [['Left out:', '', ...named, ...(more > 0 ? [`- and ${String(more)} more`] : [])].join('\n')]),
  ]
}
