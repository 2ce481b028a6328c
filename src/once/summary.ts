import { formatBytes, formatDuration } from '../display-text.js'
import { leftOutText } from '../fit/left-out.js'
import { startOf } from '../fit/lines.js'
import type { Json } from '../json-value.js'
import { cleanText, codeSpan, fenced, framed, NEEDS_A_LOOK, prose } from '../report/markdown-text.js'
import type { Redactor } from '../report/redact.js'
import { failureBlock, type Shown, shownBy, warningParts } from '../step/summary-parts.js'
import { fileText } from './log-lines.js'
import { decimal, jsonText } from './outputs.js'
import { leftOutOf, type Run } from './run.js'

/** More names of files than anybody reads. */
const MAX_FILES = 10
/** The most bytes of an answer, and of all tool calls, that a summary shows. */
const MAX_SHOWN_BYTES = 64 * 1024

/** The job summary of a run; what parses Markdown is loaded only for an answer that needs it. */
export async function summaryOf(run: Run, redact: Redactor): Promise<string> {
  // One pass over the text: what takes longer is up to the parser, within its limit of time.
  const needsParser = NEEDS_A_LOOK.test(cleanText(run.answer.completion?.content ?? ''))
  const safe = needsParser ? (await import('../report/safe-markdown.js')).safeMarkdown : asItStands
  return summaryMarkdown(run, redact, safe)
}

/** Most answers need no parser. One that does because it was cut is shown as plain text. */
function asItStands(markdown: string): string {
  const text = cleanText(markdown).trimEnd()
  return NEEDS_A_LOOK.test(text) ? fenced(text) : text
}

/**
 * The job summary as Markdown: the outcome, the figures, then the answer and the tool calls.
 *
 * Our own words hold no bracket that a definition in the answer could make a link of.
 *
 * @param safe makes Markdown of unknown origin harmless
 */
export function summaryMarkdown(run: Run, redact: Redactor, safe: (markdown: string) => string): string {
  const { answer, failure } = run
  const shown = shownBy(redact)
  const parts = [
    failure === undefined ? '## Chat completion' : '## ❌ Chat completion failed',
    ...(failure === undefined ? [] : [failureBlock(failure, shown)]),
    ...(answer.attempts === 0 ? [] : [figures(run, shown), origin(run, shown), ...filesPart(run, shown)]),
    ...warningParts(answer.warnings, shown),
    ...answerPart(run, redact, safe),
    ...toolCallsPart(run, redact, shown),
  ]
  return `${parts.join('\n\n')}\n`
}

/** One row, for it is read at a glance; what is unknown has no column. */
function figures(run: Run, shown: Shown): string {
  const { inputs, answer } = run
  const { facts, elapsedMs, attempts } = answer
  const name = (text: string | undefined): string | undefined => text && codeSpan(shown(text))
  const counts = { in: facts.promptTokens, out: facts.completionTokens, 'in all': facts.totalTokens }
  const tokens = Object.entries(counts).filter(([, count]) => count !== undefined)
  const columns = [
    ['Model', '---', name(facts.model ?? inputs?.question.model)],
    ['Finish reason', '---', name(facts.finishReason)],
    ['Tokens', '---', shown(tokens.map(([of, count]) => `${String(count)} ${of}`).join(' · '))],
    ['Cost', '--:', facts.cost === undefined ? '' : shown(`${decimal(facts.cost)} USD`)],
    ['Time', '--:', formatDuration(elapsedMs)],
    ['Attempts', '--:', String(attempts)],
    ['Left out', '---', prose(shown(leftOutText(leftOutOf(run))))],
    ['Identity', '---', name(inputs?.target.authorizer?.describe())],
  ].filter(([, , cell]) => cell)
  return [0, 1, 2].map((row) => `| ${columns.map((column) => column[row]).join(' | ')} |`).join('\n')
}

/** Who was asked, and what to quote to the provider's support. */
function origin({ inputs, answer: { facts, announcedEnd } }: Run, shown: Shown): string {
  const asked = inputs?.question.model ?? ''
  const requestId = shown(facts.requestId ?? '')
  const parts = [`Endpoint ${codeSpan(shown(inputs?.target.url.host ?? ''))}`]
  if ((facts.model ?? asked) !== asked) parts.push(`asked for ${codeSpan(shown(asked))}`)
  if (requestId !== '') parts.push(`request id ${codeSpan(requestId)}`)
  if (announcedEnd !== undefined) parts.push(`**${shown(announcedEnd.dates)}**`)
  if (announcedEnd?.link !== undefined) parts.push(`see ${codeSpan(shown(announcedEnd.link), 300)}`)
  return parts.join(' · ')
}

/** What the model was shown besides the text; the log names all of it. */
function filesPart({ inputs }: Run, shown: Shown): readonly string[] {
  const files = inputs?.files ?? []
  const names = files.slice(0, MAX_FILES).map((file) => codeSpan(shown(fileText(file)), 300))
  if (files.length > MAX_FILES) names.push(`${String(files.length - MAX_FILES)} more`)
  return names.length === 0 ? [] : [`Files ${names.join(' · ')}`]
}

/**
 * The answer as a part of the summary: JSON in a highlighted block, all else as Markdown; the first 64 KiB of
 * it, with a note of how much is left out and where the whole is.
 */
function answerPart(
  { answer, files, failure }: Run,
  redact: Redactor,
  safe: (markdown: string) => string,
): readonly string[] {
  const content = redact.text(answer.completion?.content ?? '')
  const { json } = answer
  if (content.trim() === '' && json === undefined) return []
  const text = json === undefined ? content : shownJson(json, redact)
  const start = startOf(text, MAX_SHOWN_BYTES)
  const mayBeCut = failure?.code === 'invalid_json' || failure?.code === 'truncated'
  const isJson = json !== undefined || (mayBeCut && /^\s*[[{]/.test(content))
  const parts = [
    failure === undefined ? '### Answer' : '### What the model answered',
    isJson ? fenced(start, 'json') : framed(safe(start)),
  ]
  if (start.length < text.length) {
    const total = Buffer.byteLength(text)
    const left = `${formatBytes(total - Buffer.byteLength(start))} of ${formatBytes(total)} are left out`
    const place = files.response && ` The whole answer is in ${codeSpan(files.response, 1000)}.`
    parts.push(`**Cut here:** the first 64 KiB are shown, ${left}.${place ?? ''}`)
  }
  return parts
}

/** JSON over several lines, or on one if it is too large to be shown so. */
function shownJson(value: Json, redact: Redactor): string {
  const compact = jsonText(value, redact)
  // Indentation can make gigabytes of what is large.
  const indented = compact.length > MAX_SHOWN_BYTES ? compact : jsonText(value, redact, 2)
  return Buffer.byteLength(indented) > MAX_SHOWN_BYTES ? compact : indented
}

/** The tool calls as a part of the summary, each in a highlighted block; 64 KiB of them in all. */
function toolCallsPart({ answer: { toolCalls } }: Run, redact: Redactor, shown: Shown): readonly string[] {
  const parts: string[] = []
  let left = MAX_SHOWN_BYTES
  let whole = 0
  for (const [index, { id, name, arguments: value }] of toolCalls.entries()) {
    const called = name === '' ? 'without a name' : codeSpan(shown(name), 100)
    const title = `**${String(index + 1)}.** ${called}${id === '' ? '' : ` (id ${codeSpan(shown(id), 100)})`}`
    left -= Buffer.byteLength(title)
    if (left <= 0) break
    const isText = typeof value === 'string'
    const text = isText ? redact.text(value) : shownJson(value, redact)
    const start = startOf(text, left)
    parts.push(title, fenced(start, isText ? 'text' : 'json'))
    left -= Buffer.byteLength(start)
    if (start.length < text.length) break
    whole += 1
  }
  if (whole < toolCalls.length) {
    const rest = toolCalls.length - whole
    const what = rest === 1 ? 'One call is' : `${String(rest)} of ${String(toolCalls.length)} calls are`
    parts.push(`**Cut here:** ${what} not shown in full. The output \`tool-calls\` has all of them.`)
  }
  return parts.length === 0 ? [] : ['### Tool calls', ...parts]
}
