import { formatDuration, grouped } from '../display-text.js'
import { codeSpan } from '../report/markdown-text.js'
import type { Shown } from '../step/summary-parts.js'
import type { Comparison } from './comparison.js'
import type { Scored } from './scored.js'
import { rateText } from './statistics.js'

/** A row for each evaluation, as far as they fit; and how many do not. */
export function reportTable(all: readonly Scored[], shown: Shown, max: number) {
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
  const rowOf = (cells: readonly (string | undefined)[]): string => `| ${cells.join(' | ')} |`
  const rows = [rowOf(columns.map(([name]) => name)), rowOf(columns.map(([, align]) => align))]
  let left = max
  for (const { outcome, totals, comparison } of all) {
    const { file, question } = outcome.evaluation
    const tokens = outcome.usage['total_tokens']
    const row = rowOf([
      [file.path, question.model].map((text) => codeSpan(shown(text))).join('<br>'),
      unbroken(`${String(totals.passed)} of ${String(totals.total)}`),
      `${unbroken(`${rateText(totals.rate)} %`)}<br>(${totals.interval.map((bound) => bound.toFixed(0)).join('–')})`,
      ...(isCompared ? [beforeCell(comparison), changeCell(comparison)] : []),
      typeof tokens === 'number' ? shown(grouped(tokens)) : '',
      unbroken(formatDuration(outcome.ended - (outcome.began ?? outcome.ended))),
    ])
    left -= row.length + 1
    if (left < 0) break
    rows.push(row)
  }
  return { table: rows.join('\n'), hidden: all.length + 2 - rows.length }
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
