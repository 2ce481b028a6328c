import type { Environment } from '../environment.js'
import { oneLine } from '../display-text.js'
import { isObject } from '../json-value.js'
import type { Problems } from '../problems/problems.js'
import { isVariableName } from '../template/template.js'
import type { InputName } from './declared.js'
import { ONE_A_LINE, sourceFile, structured } from './source.js'

export interface Variables {
  readonly values: ReadonlyMap<string, string>
  /** Not if a map cannot be read, so that nobody knows which names it defines; that is reported. */
  readonly areComplete: boolean
}

/** Values for `{{ name }}`: those of `variables`, beaten by those of `file-variables`, each as text. */
export async function readVariables(environment: Environment, problems: Problems): Promise<Variables> {
  const inline = await readMap(environment, ['variables', 'input'], problems)
  const files = await readMap(environment, ['file-variables', 'file_input'], problems)
  // Scalars are text already, as written; a list or map becomes JSON.
  const values = new Map(
    inline.entries.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  )
  for (const [name, path] of files.entries) {
    if (typeof path !== 'string' || path === '') {
      const rule = `must give "${name}" the path of one file`
      problems.add({ input: files.input, rule, remedy: 'Write "name: path".' })
      continue
    }
    const file = sourceFile(environment, files.input, path, problems, `for "${name}" `)
    if (values.has(name))
      problems.warn(`"${inline.input}" and "${files.input}" both define ${name}: the file wins.`)
    // A file that cannot be read is reported: that the name is unknown, or the message empty, is no second problem.
    values.set(name, typeof file === 'object' ? file.text : `{{ ${name} }}`)
  }
  return { values, areComplete: inline.isRead && files.isRead }
}

interface ReadMap {
  /** The name under which it is set, or would be. */
  readonly input: InputName
  readonly entries: readonly (readonly [string, unknown])[]
  readonly isRead: boolean
}

async function readMap(
  { inputs }: Environment,
  [name, old]: readonly [InputName, InputName],
  problems: Problems,
): Promise<ReadMap> {
  if (inputs.has(old) && inputs.has(name)) {
    const rule = `is the old name of "${name}", and both are set`
    problems.add({ input: old, rule, remedy: `Keep "${name}".` })
  }
  const input = inputs.has(old) && !inputs.has(name) ? old : name
  const text = inputs.get(input)
  if (text === undefined) return { input, entries: [], isRead: true }
  const source = { input, text, file: undefined }
  const map = await structured(source, problems, 'as written')
  const rule = 'must be a map of name to value'
  if (map !== undefined && !isObject(map)) problems.at(source).add({ rule, remedy: ONE_A_LINE })
  if (!isObject(map)) return { input, entries: [], isRead: false }
  const remedy =
    'Use a letter or _, then letters, digits, _, . and -; names that begin with github. read the event. Several lines from ${{ … }} are one text in ${{ toJSON(…) }}.'
  const entries = Object.entries(map).filter(([key]) => {
    if (isVariableName(key)) return true
    const rule = `defines "${oneLine(key, 60)}", which no placeholder can read`
    problems.at(source, [key]).add({ rule, remedy })
    return false
  })
  return { input, entries, isRead: true }
}
