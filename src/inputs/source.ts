import type { Environment } from '../environment.js'
import { readTextFile } from '../files.js'
import type { InputName } from './declared.js'
import type { Report } from './problem.js'
import { parseStructured, pathText, type StructuredText } from './structured-text.js'
import type { Finding } from './zod-problems.js'

/** Text that an author gave, inline or in a file. */
export interface Source {
  readonly input: InputName
  readonly text: string
  /** The path as the author wrote it; undefined for inline text. */
  readonly file: string | undefined
}

/** `bad`: set, but already reported; whoever misses the text need not complain again. */
export type Sourced<T = Source> =
  { readonly kind: 'unset' } | { readonly kind: 'bad' } | { readonly kind: 'set'; readonly value: T }

export type PairedInput = 'prompt' | 'system-prompt' | 'json-schema' | 'tools'

/** Reads a pair of inputs `X` and `X-file`. If both are set the file wins, with a warning. */
export function sourceOf(
  environment: Environment,
  name: PairedInput,
  report: Report,
  warn: (warning: string) => void,
): Sourced {
  const fileInput = `${name}-file` as const
  const path = environment.inputs.get(fileInput)
  const inline = environment.inputs.get(name)
  if (path === undefined) {
    return inline === undefined
      ? { kind: 'unset' }
      : { kind: 'set', value: { input: name, text: inline, file: undefined } }
  }
  if (inline !== undefined) warn(`"${name}" is ignored, for "${fileInput}" is set, too.`)
  return sourceFile(environment, fileInput, path, report)
}

export function sourceFile(
  environment: Environment,
  input: InputName,
  path: string,
  report: Report,
  whose = '',
): Sourced {
  const file = readTextFile(path, environment.workspace)
  if (file.ok) return { kind: 'set', value: { input, text: file.text, file: path } }
  report({
    input,
    rule: `${whose}names the file ${path}, which ${file.problem}`,
    remedy: file.remedy,
  })
  return { kind: 'bad' }
}

/** Parses JSON or YAML and reports what does not parse. */
export async function structured(source: Source, report: Report): Promise<StructuredText | undefined> {
  const result = await parseStructured(source.text)
  if (result.ok) return result.parsed
  report({
    input: source.input,
    where: source.file === undefined ? result.where : `${source.file}, ${result.where}`,
    rule: `must be JSON or YAML and does not parse: ${result.detail}`,
    remedy: 'Correct it there.',
  })
  return undefined
}

/** Reports rules that are violated inside a structured input, each with its file, line, column and field. */
export async function reportFindings(
  source: Source,
  parsed: StructuredText,
  findings: readonly Finding[],
  report: Report,
): Promise<void> {
  for (const { path, rule, remedy } of findings) {
    const place = await parsed.locate(path)
    const where = source.file === undefined ? place : `${source.file}, ${place}`
    report({
      input: source.input,
      where: path.length === 0 ? where : `${where}, ${pathText(path)}`,
      rule,
      remedy: remedy ?? 'Correct it there.',
    })
  }
}
