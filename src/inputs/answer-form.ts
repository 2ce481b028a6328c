import type { ResponseFormat, Tool, ToolChoice } from '../ask/question.js'
import { formatValue, oneLine } from '../display-text.js'
import type { Findings } from '../problems/problems.js'
import type { Reading } from './inputs.js'
import { choiceInput } from './scalar-input.js'
import { sourceOf, structured } from './source.js'

const RESPONSE_FORMATS = ['text', 'json_object', 'json_schema'] as const

/** What checks schemas and tools, and zod with it: most steps have neither. */
async function forms(): Promise<typeof import('./schema-forms.js')> {
  return await import('./schema-forms.js')
}

/** The format of the answer; undefined if it was asked for wrongly. An input beats the prompt file. */
export async function readFormat(reading: Reading): Promise<ResponseFormat | undefined> {
  const { environment, promptFile, problems } = reading
  const text = environment.inputs.get('response-format')
  const asked = choiceInput('response-format', text, RESPONSE_FORMATS, problems)
  const schema = await locatedForm(reading, 'json-schema')
  if (schema === 'bad') return undefined
  if (schema?.input !== undefined) {
    const rule = `means "response-format: json_schema" and cannot stand beside "response-format: ${String(asked)}"`
    if (asked !== undefined && asked !== 'json_schema')
      problems.add({ input: schema.input, rule, remedy: 'Leave "response-format" out.' })
    return (await forms()).schemaFormat(schema.value, schema.found)
  }
  if (promptFile === 'bad' || (text !== undefined && asked === undefined)) return undefined
  const said = promptFile?.responseFormat
  const format = asked ?? RESPONSE_FORMATS.find((name) => name === said)
  const isUnset = format === undefined && said === undefined
  if (schema !== undefined && (isUnset || format === 'json_schema'))
    return (await forms()).schemaFormat(schema.value, schema.found)
  if (isUnset) return { kind: 'unset' }
  if (format === 'text' || format === 'json_object') {
    if (schema !== undefined && asked === undefined)
      problems.warn(`The prompt file's jsonSchema is ignored because its responseFormat is ${format}.`)
    return { kind: format }
  }
  const rule = 'is json_schema, but there is no schema'
  if (asked !== undefined) {
    const remedy = 'Set "json-schema" or "json-schema-file", or ask for json_object.'
    return problems.add({ input: 'response-format', rule, remedy })
  }
  const place = promptFile && problems.at(promptFile.source, ['responseFormat'])
  if (format !== undefined) return place?.add({ rule, remedy: 'Add jsonSchema, or write json_object.' })
  const list = `must be one of ${RESPONSE_FORMATS.join(', ')}, not ${formatValue(said)}`
  return place?.add({ rule: list, remedy: 'Write the name alone; a schema belongs in jsonSchema.' })
}

/** The tools that the model may call, and which it must. An input beats the prompt file. */
export async function readTools(
  reading: Reading,
): Promise<{ readonly tools: readonly Tool[]; readonly toolChoice: ToolChoice }> {
  const form = await locatedForm(reading, 'tools')
  const tools =
    form === 'bad' ? undefined : form ? await (await forms()).checkTools(form.value, form.found) : []
  const toolChoice = tools && toolChoiceOf(tools, reading)
  return { tools: tools ?? [], toolChoice: toolChoice ?? { kind: 'unset' } }
}

/** undefined if it is not set, or bad, which is a problem then. */
function toolChoiceOf(tools: readonly Tool[], reading: Reading): ToolChoice | undefined {
  const { environment, isGitHub, problems } = reading
  const input = 'tool-choice'
  const choice = environment.inputs.get(input)
  if (choice === undefined) return undefined
  if (tools.length === 0)
    return problems.add({ input, rule: 'needs "tools"', remedy: 'Offer tools, or leave it out.' })
  if (choice === 'auto' || choice === 'required' || choice === 'none') return { kind: choice }
  const names = tools.map(({ definition }) => definition.name)
  const isTool = names.includes(choice)
  if (isTool && !isGitHub) return { kind: 'function', name: choice }
  const allowed = isGitHub
    ? 'auto, required or none on a GitHub host'
    : `auto, required, none or one of the tools (${oneLine(names.join(', '), 120)})`
  const rule = `must be ${allowed}, not "${oneLine(choice, 60)}"`
  const remedy = isTool ? 'Offer that tool alone and write required.' : 'Choose one of them.'
  return problems.add({ input, rule, remedy })
}

/** A value in JSON or YAML, and where it stands. */
interface Located {
  readonly value: unknown
  readonly found: Findings
  /** undefined if it is from the prompt file. */
  readonly input: string | undefined
}

/** What an input pair holds, or else the prompt file. `bad`: there is something that cannot be read. */
async function locatedForm(
  { environment, promptFile, problems }: Reading,
  name: 'json-schema' | 'tools',
): Promise<Located | 'bad' | undefined> {
  const source = sourceOf(environment, name, problems)
  if (source === 'bad') return 'bad'
  if (source !== undefined) {
    const value = await structured(source, problems)
    return value === undefined ? 'bad' : { value, found: problems.at(source), input: source.input }
  }
  if (promptFile === 'bad' || promptFile === undefined) return promptFile
  const key = name === 'tools' ? 'tools' : 'jsonSchema'
  const value = promptFile[key]
  if (value === undefined) return undefined
  return { value, found: problems.at(promptFile.source, [key]), input: undefined }
}
