import { counted, formatDuration, oneLine } from '../display-text.js'
import type { Failure } from '../failure.js'
import { startOf } from '../fit/lines.js'
import type { GitHubIo } from '../github/octokit.js'
import { codeSpan, fenced, prose } from '../report/markdown-text.js'
import type { Redactor } from '../report/redact.js'
import { failureBlock, type Shown, shownBy, warningParts } from '../step/summary-parts.js'
import type { ApplyInputs } from './inputs.js'
import type { OUTPUTS } from './names.js'
import type { Plan, Write } from './plan.js'
import type { Applied } from './write.js'

/** The story of one run, as far as it came. */
export interface ApplyRun {
  /** undefined if they were bad. */
  readonly inputs: ApplyInputs | undefined
  readonly plan: Plan | undefined
  readonly applied: readonly Applied[]
  readonly failure: Failure | undefined
  readonly warnings: readonly string[]
}

export function outputsOf({ plan, applied }: ApplyRun): Record<(typeof OUTPUTS)[number], string> {
  const { writes = [], skips = [] } = plan ?? {}
  const last = (rule: Write['rule']): Applied | undefined =>
    applied.findLast(({ write }) => write.rule === rule)
  const labels = (action: 'add' | 'remove'): readonly string[] =>
    applied.flatMap(({ write }) => (write.rule === 'labels' && write.action === action ? namesIn(write) : []))
  return {
    applied: JSON.stringify(
      applied.map(({ write: { rule, action }, id, url }) => ({
        rule,
        action,
        id: id ?? null,
        url: url ?? null,
      })),
    ),
    planned: JSON.stringify(writes.map(({ rule, action }) => ({ rule, action }))),
    skipped: JSON.stringify(skips),
    'comment-id': String(last('comment')?.id ?? ''),
    'comment-url': last('comment')?.url ?? '',
    'issue-number': String(last('issue')?.id ?? ''),
    'labels-added': JSON.stringify(labels('add')),
    'labels-removed': JSON.stringify(labels('remove')),
    'review-id': String(last('review')?.id ?? ''),
  }
}

function namesIn(write: Extract<Write, { rule: 'labels' }>): readonly string[] {
  return write.action === 'add' ? write.names : [write.name]
}

export function startLine({ rules, target, api, isDryRun }: ApplyInputs): string {
  const place = `${api.owner}/${api.repo} at ${new URL(api.apiUrl).host}`
  const to = target?.kind === 'number' ? ` to ${String(target.number)} of ${place}` : ` in ${place}`
  return `Applying ${Object.keys(rules).join(', ')}${to}${isDryRun ? ', as a dry run' : ''}`
}

export function retryLine({ reason, waitMs, waitFrom }: Parameters<GitHubIo['onRetry']>[0]): string {
  const who = waitFrom === 'server' ? ', as GitHub asked' : ''
  return `  ${oneLine(reason, 1000)} Trying again in ${formatDuration(waitMs)}${who}.`
}

/** What is to be done, without a word of the model's. */
export function planLines({ writes, skips }: Plan): string[] {
  return [
    ...writes.map((write) => `  ${write.rule}: ${textOf(write)}`),
    ...skips.map(({ rule, reason }) => `  ${rule}: nothing, ${reason}`),
  ]
}

function textOf(write: Write): string {
  switch (write.rule) {
    case 'labels':
      return `${write.action} ${String(namesIn(write).length)}`
    case 'review':
      return `create with ${counted(write.comments.length, 'comment')}`
    case 'issue':
      return write.action === 'create' ? 'create' : `edit ${String(write.number)}`
    case 'comment':
      return write.action === 'create' ? 'create' : `edit ${String(write.id)}`
  }
}

/** The most bytes of all texts that a dry run shows; the job summary takes 1 MiB. */
const MAX_SHOWN_BYTES = 256 * 1024

/** The job summary as Markdown. */
export function summaryOf(run: ApplyRun, failure: Failure | undefined, redact: Redactor): string {
  const shown = shownBy(redact)
  const { inputs, plan, applied, warnings } = run
  const isDryRun = inputs?.isDryRun === true
  const done = applied.length === 0 ? 'Nothing to apply' : 'Applied'
  const title = failure !== undefined ? '❌ Not applied' : isDryRun ? 'Plan of a dry run' : done
  const parts = [
    `## ${failure !== undefined && applied.length > 0 ? '❌ Applied in part' : title}`,
    ...(failure === undefined ? [] : [failureBlock(failure, shown)]),
    ...warningParts(warnings, shown),
    ...(plan === undefined ? [] : [table(plan, applied, isDryRun, shown)]),
    ...(plan !== undefined && isDryRun ? texts(plan, redact) : []),
  ]
  return `${parts.join('\n\n')}\n`
}

function table(
  { writes, skips }: Plan,
  applied: readonly Applied[],
  isDryRun: boolean,
  shown: Shown,
): string {
  const rows = writes.map((write, i) => {
    const done = applied[i]
    const state =
      done !== undefined
        ? `done${done.url === undefined ? '' : ` ${prose(shown(done.url), true)}`}`
        : 'not done'
    return [write.rule, described(write, shown), isDryRun ? 'planned' : state]
  })
  const skipped = skips.map(({ rule, reason }) => [rule, 'nothing', `skipped: ${prose(shown(reason))}`])
  const all = [...rows, ...skipped]
  if (all.length === 0) return 'There is nothing to do.'
  return [['Rule', 'What', 'State'], ['---', '---', '---'], ...all]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n')
}

function described(write: Write, shown: Shown): string {
  if (write.rule !== 'labels') return textOf(write)
  const names = namesIn(write).map((name) => codeSpan(shown(name)))
  return `${write.action} ${names.join(', ')}`
}

/** What would be written, as source: here it must not act either. */
function texts({ writes }: Plan, redact: Redactor): string[] {
  let left = MAX_SHOWN_BYTES
  return writes.flatMap((write) => {
    if (write.rule === 'labels') return []
    const comments = write.rule === 'review' ? write.comments : []
    const pieces = [
      ...(write.rule === 'issue' ? [write.title] : []),
      write.body,
      ...comments.map(({ path, line, body }) => `${path}, line ${String(line)}:\n${body}`),
    ]
    const whole = redact.text(pieces.filter((piece) => piece !== '').join('\n\n'))
    const start = startOf(whole, Math.max(0, left))
    left -= Buffer.byteLength(start)
    return [
      `### ${write.rule}`,
      fenced(start, 'markdown'),
      ...(start.length < whole.length ? ['**Cut here.**'] : []),
    ]
  })
}
