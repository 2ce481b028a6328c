import { EOL } from 'node:os'
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
}

export function createLog(redact: Redactor, write: (text: string) => void): Log {
  const print = (text: string): void => {
    write(text + EOL)
  }
  const annotate = (command: string, text: string, title?: string): void => {
    const properties = title === undefined ? '' : ` title=${escapeProperty(redact.text(title))}`
    print(`::${command}${properties}::${escapeData(redact.text(text))}`)
  }
  return {
    line: (text) => {
      print(redact.text(text))
    },
    mask: (secret) => {
      print(`::add-mask::${escapeData(secret)}`)
    },
    warning: (text, title) => {
      annotate('warning', text, title)
    },
    error: (text, title) => {
      annotate('error', text, title)
    },
  }
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
