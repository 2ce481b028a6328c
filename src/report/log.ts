import type { Redactor } from './redact.js'

/**
 * What the step prints. `@actions/core` would do it, too, but is loaded only while the server works; the format is
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export interface Log {
  readonly line: (text: string) => void
  /** Hides a value in everything that the job prints from now on. */
  readonly mask: (secret: string) => void
  readonly warning: (text: string, title?: string) => void
  readonly error: (text: string, title: string) => void
  /** A warning or an error at a line of a file of the repository. */
  readonly annotation: (kind: 'warning' | 'error', text: string, title: string, place: Place) => void
}

export interface Place {
  /** From the root of the repository, with slashes. */
  readonly file: string
  readonly line: number
}

/** A log that hides secrets and in which no text from outside becomes a command. */
export function createLog(redact: Redactor, write: (text: string) => unknown): Log {
  const print = (text: string): unknown => write(`${text}\n`)
  const annotate = (command: string, text: string, title?: string, place?: Place): unknown => {
    const { file, line } = place ?? {}
    const properties = Object.entries({ file, line, title })
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${name}=${escapeProperty(redact.message(String(value)))}`)
    const head = [command, properties.join(',')].join(' ').trimEnd()
    return print(`::${head}::${escapeData(inert(redact.message(text)))}`)
  }
  return {
    line: (text) => print(inert(redact.message(text))),
    mask: (secret) => print(`::add-mask::${escapeData(secret)}`),
    warning: (text, title) => annotate('warning', text, title),
    error: (text, title) => annotate('error', text, title),
    annotation: annotate,
  }
}

/**
 * Breaks what the runner would obey, and only that: `::` at the start of a line, behind any blanks, and `##[`
 * anywhere. https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
function inert(text: string): string {
  return text.replace(/^((?:[^\S\r\n]|\u0085)*):(?=:)/gm, '$1: ').replaceAll('##[', '## [')
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
