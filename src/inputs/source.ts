import { resolve } from 'node:path'
import type { Environment } from '../environment.js'
import { oneLine } from '../display-text.js'
import { readTextFile, writablePlace } from '../files.js'
import type { Problems } from '../problems/problems.js'
import type { Scalars, Source } from '../problems/source.js'
import { parseStructured } from '../problems/structured-text.js'
import { hasPromptFileName } from './prompt-file.js'

/** `bad`: set, but already reported; whoever misses the text need not complain again. */
export type Sourced = Source | 'bad' | undefined

export type PairedInput = 'prompt' | 'system-prompt' | 'json-schema' | 'tools' | 'json' | 'rules' | 'text'

/**
 * Reads a pair of inputs `X` and `X-file`. If both are set the file wins, with a warning. Bytes that are not UTF-8
 * are a problem in what a parser reads; in plain text they are replaced, with a warning.
 */
export function sourceOf(environment: Environment, name: PairedInput, problems: Problems): Sourced {
  const fileInput = `${name}-file` as const
  const path = environment.inputs.get(fileInput)
  const inline = environment.inputs.get(name)
  if (path === undefined)
    return inline === undefined ? undefined : { input: name, text: inline, file: undefined }
  if (inline !== undefined) problems.warn(`"${name}" is ignored because "${fileInput}" is set, too.`)
  const isPrompt = name === 'prompt' || name === 'system-prompt'
  const isParsed = !isPrompt || hasPromptFileName(path) !== 'no'
  return sourceFile(environment, fileInput, path, problems, '', isParsed ? 'refuse' : 'replace')
}

/** @param whose what of the input names the file: `for "diff" ` */
export function sourceFile(
  environment: Environment,
  input: string,
  path: string,
  problems: Problems,
  whose = '',
  badBytes: 'refuse' | 'replace' = 'replace',
): Sourced {
  const file = readTextFile(path, environment, badBytes)
  const shown = oneLine(path, 200)
  if (!file.ok) {
    const { problem, remedy } = file.error
    problems.add({ input, rule: `${whose}names the file ${shown}, which ${problem}`, remedy })
    return 'bad'
  }
  if (file.value.replaced)
    problems.warn(`"${input}" (${shown}) holds bytes that are not UTF-8: they are sent as \ufffd.`)
  return { input, text: file.value.text, file: path }
}

/** The absolute path of `output-file`, if it is set and a file may be there. */
export function outputFile(environment: Environment, problems: Problems): string | undefined {
  const path = environment.inputs.get('output-file')
  if (path === undefined) return undefined
  const place = writablePlace(path, environment)
  if (place.ok) return resolve(environment.workspace, path)
  const { problem, remedy } = place.error
  return problems.add({ input: 'output-file', rule: `names ${oneLine(path, 200)}, which ${problem}`, remedy })
}

/** Nothing that is pasted into YAML is safe there: a title such as `fix: crash` is two keys to it. */
const PASTED =
  'What ${{ … }} gives is pasted in before YAML is read. Write {"title": ${{ toJSON(github.event.issue.title) }}}, or use "file-variables" or a prompt file.'

export const ONE_A_LINE = 'Write one "name: value" a line, or a JSON object.'

/** Parses JSON or YAML, `as written` where it is a map of texts; undefined if it does not parse, which is a problem then. */
export async function structured(
  source: Source,
  problems: Problems,
  scalars: Scalars = 'typed',
): Promise<unknown> {
  const { input, text } = source
  const takesPasted = input === 'variables' || input === 'input'
  const parsed = await parseStructured(text, scalars)
  if (!parsed.ok) {
    const { offset, rule, remedy } = parsed.error
    const isTorn = rule.startsWith('does not parse') && !rule.endsWith('twice')
    return problems.at(source).add({ offset, rule, remedy: takesPasted && isTorn ? PASTED : remedy })
  }
  if (scalars === 'as written')
    for (const name of cutNames(text))
      problems.warn(
        `"${input}": what follows " #" in ${oneLine(name, 60)} is a comment to YAML and is dropped. ${takesPasted ? PASTED : 'Put the value in quotes to keep it.'}`,
      )
  if (takesPasted && hasBrokenQuotes(text))
    problems.warn(`"${input}": to YAML, a line break inside quotes is a blank. ${PASTED}`)
  return parsed.value
}

/** Whether what would be JSON has a text over several lines, as it does where one is pasted between quotes. */
function hasBrokenQuotes(text: string): boolean {
  const quoted = /^\s*\{/.test(text) ? (text.match(/"(?:[^"\\]|\\[^])*"/g) ?? []) : []
  return quoted.some((one) => /[\r\n]/.test(one))
}

/** Of a map in YAML, the names of values that YAML cuts at ` #`, or drops: those neither in quotes nor in brackets. */
function cutNames(text: string): string[] {
  return text.split(/[\r\n]+/).flatMap((line, index, lines) => {
    const colon = line.search(/:[ \t]/)
    const value = line.slice(colon + 1).trimStart()
    const isKey = colon > 0 && /^[^\s#{[]/.test(line)
    const isCut = /^[^"'|>#{[&*!].*[ \t]#/.test(value)
    // A comment may well stand above a block.
    const isDropped = value.startsWith('#') && !/^[ \t-]/.test(lines[index + 1] ?? '')
    return isKey && (isCut || isDropped) ? [line.slice(0, colon)] : []
  })
}
