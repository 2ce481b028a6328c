import { formatDuration, oneLine, sliceWhole } from '../display-text.js'
import { TITLES, type Failure } from '../errors.js'
import { codeSpan, prose } from './markdown-text.js'
import type { RunReport } from './run-report.js'
import { answerPart } from './summary-answer.js'
import { toolCallsPart } from './summary-tool-calls.js'

/** More warnings than anybody reads; the log has them all. */
const MAX_WARNINGS = 20

/** The same of problems with the inputs, in lines and in UTF-16 units. */
const MAX_PROBLEMS = 50
const MAX_REASON = 20_000

/**
 * The job summary as Markdown: the outcome, the figures, then the answer and the tool calls.
 *
 * Our own words hold no bracket that a definition in the answer could make a link of.
 */
export function summaryMarkdown(report: RunReport): string {
  const { failure } = report
  const parts = [
    ...(failure === undefined
      ? ['## Chat completion']
      : ['## ❌ Chat completion failed', failureBlock(failure)]),
    ...figures(report),
    ...origin(report),
    ...report.warnings
      .slice(0, MAX_WARNINGS)
      .map((warning) => `> **Warning:** ${prose(warning, false, 1000)}`),
    ...answerPart(report),
    ...toolCallsPart(report.toolCalls),
  ]
  return `${parts.join('\n\n')}\n`
}

function failureBlock({ code, status, reason, remedy }: Failure): string {
  const facts = status === undefined ? `\`${code}\`` : `\`${code}\`, HTTP status ${String(status)}`
  const lines = [`**${TITLES[code]}** (${facts})`]
  // Several problems with the inputs are a line each; what a server says is always one line.
  if (reason !== '')
    lines.push(sliceWhole(reason, MAX_REASON).split('\n', MAX_PROBLEMS).map(problemLine).join('\n> '))
  if (remedy !== '') lines.push(`**What to do:** ${prose(remedy, true)}`)
  return lines.map((line) => `> ${line}`).join('\n>\n')
}

function problemLine(line: string): string {
  return line.startsWith('- ') ? `- ${prose(line.slice(2))}` : prose(line)
}

type Column = readonly [head: string, align: '---' | '--:', cell: string]

/** One row, for it is read at a glance; what is unknown has no column. */
function figures(report: RunReport): readonly string[] {
  if (report.attempts === 0) return []
  const columns: Column[] = []
  const model = report.model === '' ? report.requestedModel : report.model
  if (model !== '') columns.push(['Model', '---', codeSpan(model)])
  if (report.finishReason !== '') columns.push(['Finish reason', '---', codeSpan(report.finishReason, 60)])
  const tokens = [
    { count: report.promptTokens, of: 'in' },
    { count: report.completionTokens, of: 'out' },
    { count: report.totalTokens, of: 'in all' },
  ].filter(({ count }) => count !== undefined)
  if (tokens.length > 0) {
    columns.push(['Tokens', '---', tokens.map(({ count, of }) => `${String(count)} ${of}`).join(' · ')])
  }
  columns.push(
    ['Time', '--:', formatDuration(report.elapsedMs)],
    ['Attempts', '--:', String(report.attempts)],
  )
  const row = (index: 0 | 1 | 2): string => `| ${columns.map((column) => column[index]).join(' | ')} |`
  return [[row(0), row(1), row(2)].join('\n')]
}

/** Who was asked, and what to quote to the provider's support. */
function origin({ requestedModel, model, host, requestId, attempts }: RunReport): readonly string[] {
  if (attempts === 0) return []
  const facts: string[] = []
  if (host !== '') facts.push(`endpoint ${codeSpan(host)}`)
  if (requestedModel !== '' && model !== '' && model !== requestedModel) {
    facts.push(`asked for ${codeSpan(requestedModel)}`)
  }
  if (oneLine(requestId) !== '') facts.push(`request id ${codeSpan(requestId)}`)
  return facts.length === 0 ? [] : [sentence(facts.join(' · '))]
}

function sentence(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
