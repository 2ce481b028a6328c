import { codeSpan, fenced } from './markdown-text.js'
import type { ReportedToolCall } from './run-report.js'
import { prettyJson } from './summary-json.js'
import { firstBytes, MAX_SHOWN_BYTES } from './summary-size.js'

/** The tool calls as a part of the summary, each in a highlighted block; 64 KiB of them in all. */
export function toolCallsPart(calls: readonly ReportedToolCall[]): readonly string[] {
  if (calls.length === 0) return []
  const parts = ['### Tool calls']
  let left = MAX_SHOWN_BYTES
  let shown = 0
  for (const [index, call] of calls.entries()) {
    const title = titleOf(call, index)
    left -= Buffer.byteLength(title)
    if (left <= 0) break
    const text = textOf(call, left)
    const cut = firstBytes(text, left)
    parts.push(title, fenced(cut, typeof call.arguments === 'string' ? 'text' : 'json'))
    left -= Buffer.byteLength(cut)
    if (cut.length < text.length) break
    shown += 1
  }
  if (shown < calls.length) {
    const rest = calls.length - shown
    const what = rest === 1 ? 'One call is' : `${String(rest)} of ${String(calls.length)} calls are`
    parts.push(`**Cut here:** ${what} not shown in full. The output \`tool-calls\` has all of them.`)
  }
  return parts
}

function titleOf({ id, name }: ReportedToolCall, index: number): string {
  const title = `**${String(index + 1)}.** ${name === '' ? 'without a name' : codeSpan(name, 100)}`
  return id === '' ? title : `${title} (id ${codeSpan(id, 100)})`
}

function textOf(call: ReportedToolCall, max: number): string {
  if (typeof call.arguments === 'string') return call.arguments
  return prettyJson(call.arguments, max) ?? compactJson(call)
}

function compactJson(call: ReportedToolCall): string {
  try {
    return JSON.stringify(call.arguments)
  } catch {
    // Too deep for the stack.
    return '…'
  }
}
