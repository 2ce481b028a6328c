import { oneLine } from '../display-text.js'
import { TITLES, type Failure } from '../failure.js'
import { prose } from '../report/markdown-text.js'
import type { Redactor } from '../report/redact.js'

/** More warnings than anybody reads; the log has them all. */
const MAX_WARNINGS = 20

/** A text of ours or of a server's as it may be shown: on one line, and without secrets; Markdown comes last. */
export type Shown = (text: string) => string

export function shownBy(redact: Redactor): Shown {
  return (text) => redact.message(oneLine(text, Infinity))
}

/** What went wrong, and what to do, as a quote. */
export function failureBlock({ code, status, reason, remedy }: Failure, shown: Shown): string {
  const facts = status === undefined ? `\`${code}\`` : `\`${code}\`, HTTP status ${String(status)}`
  // Several problems with the inputs are a line each; what a server says is always one line.
  const problems = reason
    .split('\n')
    .map((line) => (line.startsWith('- ') ? `- ${prose(shown(line.slice(2)))}` : prose(shown(line))))
  const lines = [`**${TITLES[code]}** (${facts})`]
  if (reason !== '') lines.push(problems.join('\n> '))
  if (remedy !== '') lines.push(`**What to do:** ${prose(shown(remedy), true)}`)
  return lines.map((line) => `> ${line}`).join('\n>\n')
}

export function warningParts(warnings: readonly string[], shown: Shown): string[] {
  return warnings
    .slice(0, MAX_WARNINGS)
    .map((warning) => `> **Warning:** ${prose(shown(warning), false, 1000)}`)
}
