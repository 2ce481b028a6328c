import type { Environment } from '../environment.js'
import { oneLine } from '../display-text.js'
import { isObject } from '../json-value.js'
import { isVariableName } from '../prompt/template.js'
import { type InputName, RENAMED_INPUTS } from './declared.js'
import type { Report } from './problem.js'
import { sourceFile } from './source.js'
import { parseStructured, type StructuredText } from './structured-text.js'

export interface TemplateVariables {
  readonly values: ReadonlyMap<string, string>
  /** Whether any is given. */
  readonly areGiven: boolean
  /** Whether a map cannot be read, so that nobody knows which names it defines; that is reported. */
  readonly areBad: boolean
}

/** Values for `{{ name }}`: those of `variables`, beaten by those of `file-variables`, each as text. */
export async function templateVariables(
  environment: Environment,
  report: Report,
  warn: (warning: string) => void,
): Promise<TemplateVariables> {
  for (const { old, name } of RENAMED_INPUTS) {
    if (environment.inputs.has(old) && environment.inputs.has(name)) {
      report({
        input: old,
        rule: `is the old name of "${name}", and both are set`,
        remedy: `Keep "${name}".`,
      })
    }
  }
  const inline = await readMap(environment, ['variables', 'input'], report)
  const files = await readMap(environment, ['file-variables', 'file_input'], report)
  const values = new Map<string, string>()
  for (const [name, value] of inline.entries) values.set(name, asText(value))
  for (const [name, path] of files.entries) {
    if (typeof path !== 'string' || path === '') {
      report({
        input: files.input,
        rule: `must give "${name}" the path of one file`,
        remedy: 'Write "name: path".',
      })
      continue
    }
    const file = sourceFile(environment, files.input, path, report, `for "${name}" `)
    if (file.kind !== 'set') {
      // It is reported; that the name is then unknown, or the message empty, is no second problem.
      values.set(name, `{{ ${name} }}`)
      continue
    }
    if (values.has(name)) warn(`"${inline.input}" and "${files.input}" both define ${name}: the file wins.`)
    values.set(name, file.value.text)
  }
  const states = [inline.state, files.state]
  return { values, areGiven: states.includes('given'), areBad: states.includes('bad') }
}

interface ReadMap {
  /** The name under which it was set, or would have been. */
  readonly input: InputName
  readonly entries: readonly (readonly [string, unknown])[]
  /** `bad`: not a map, and that is reported. */
  readonly state: 'unset' | 'given' | 'bad'
}

async function readMap(
  environment: Environment,
  [name, oldName]: readonly [InputName, InputName],
  report: Report,
): Promise<ReadMap> {
  const input = environment.inputs.has(name) || !environment.inputs.has(oldName) ? name : oldName
  const text = environment.inputs.get(input)
  if (text === undefined) return { input, entries: [], state: 'unset' }
  const remedy = 'Write one "name: value" a line, or a JSON object.'
  const result = await parseStructured(text, 'as written')
  if (!result.ok) {
    const rule = `must be a map in YAML or JSON and does not parse: ${result.detail}`
    report({ input, where: result.where, rule, remedy })
    return { input, entries: [], state: 'bad' }
  }
  if (!isObject(result.parsed.value)) {
    report({ input, rule: 'must be a map of name to value', remedy })
    return { input, entries: [], state: 'bad' }
  }
  const entries = Object.entries(result.parsed.value)
  await reportBadNames(
    input,
    result.parsed,
    entries.map(([key]) => key),
    report,
  )
  return {
    input,
    entries: entries.filter(([key]) => isVariableName(key)),
    state: entries.length > 0 ? 'given' : 'unset',
  }
}

async function reportBadNames(
  input: InputName,
  parsed: StructuredText,
  names: readonly string[],
  report: Report,
): Promise<void> {
  for (const name of names.filter((key) => !isVariableName(key))) {
    report({
      input,
      where: await parsed.locate([name]),
      rule: `defines "${oneLine(name, 60)}", which no placeholder can read`,
      remedy:
        'Use a letter or _, then letters, digits, _, . and -; names that begin with github. are the event’s.',
    })
  }
}

/** Scalars are text already, as written; a list or map becomes JSON. */
function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
