import { formatBytes } from '../display-text.js'
import { safeMarkdownInTime } from './markdown-in-time.js'
import { codeSpan, fenced } from './markdown-text.js'
import type { RunReport } from './run-report.js'
import { prettyJson } from './summary-json.js'
import { firstBytes, MAX_SHOWN_BYTES } from './summary-size.js'

/**
 * The answer as a part of the summary: JSON in a highlighted block, all else as Markdown; the first 64 KiB of
 * it, with a note of how much is left out and where the whole is.
 */
export function answerPart(report: RunReport): readonly string[] {
  const { content, json, failure } = report
  if (content.trim() === '' && json === undefined) return []
  const heading = failure === undefined ? '### Answer' : '### What the model answered'
  const pretty = json === undefined ? undefined : prettyJson(json, MAX_SHOWN_BYTES)
  if (pretty !== undefined && Buffer.byteLength(pretty) <= MAX_SHOWN_BYTES) {
    return [heading, fenced(pretty, 'json')]
  }
  const shown = firstBytes(content, MAX_SHOWN_BYTES)
  const block =
    json === undefined && !isBrokenJson(report) ? safeMarkdownInTime(shown) : fenced(shown, 'json')
  return shown.length === content.length ? [heading, block] : [heading, block, note(report, shown)]
}

function note({ content, responseFile }: RunReport, shown: string): string {
  const total = Buffer.byteLength(content)
  const left = total - Buffer.byteLength(shown)
  const place = responseFile === '' ? '' : ` The whole answer is in ${codeSpan(responseFile, 1000)}.`
  return `---\n\n**Cut here:** the first 64 KiB are shown, ${formatBytes(left)} of ${formatBytes(total)} are left out.${place}`
}

function isBrokenJson({ content, failure }: RunReport): boolean {
  return (failure?.code === 'invalid_json' || failure?.code === 'truncated') && /^\s*[[{]/.test(content)
}
