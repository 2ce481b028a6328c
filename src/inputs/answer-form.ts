import * as z from 'zod/mini'
import type { ResponseFormat, Tool, ToolChoice } from '../ask/question.js'
import { formatValue, oneLine } from '../display-text.js'
import { isObject } from '../json-value.js'
import type { Findings } from '../problems/problems.js'
import { parseStructured, positionIn } from '../problems/structured-text.js'
import type { Validate } from '../schema/violation.js'
import type { Reading } from './inputs.js'
import { choiceInput } from './scalar-input.js'
import { sourceOf, structured } from './source.js'
import { shaped } from './zod-findings.js'

const RESPONSE_FORMATS = ['text', 'json_object', 'json_schema'] as const

const name = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, _ or -'))

const envelope = z.strictObject({
  name,
  schema: z.record(z.string(), z.unknown()),
  strict: z.optional(z.nullable(z.boolean())),
  description: z.optional(z.string()),
})

type SchemaFormat = ResponseFormat & { readonly kind: 'json_schema' }

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
    return schemaFormat(schema.value, schema.found)
  }
  if (promptFile === 'bad' || (text !== undefined && asked === undefined)) return undefined
  const said = promptFile?.responseFormat
  const format = asked ?? RESPONSE_FORMATS.find((name) => name === said)
  const isUnset = format === undefined && said === undefined
  if (schema !== undefined && (isUnset || format === 'json_schema'))
    return schemaFormat(schema.value, schema.found)
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

/** Checks a JSON Schema, bare or in the API's envelope, and compiles it for the answer; what is wrong is reported. */
export async function schemaFormat(value: unknown, found: Findings): Promise<SchemaFormat | undefined> {
  // GitHub's own editor of prompt files writes the schema as JSON in a text.
  const parsed = typeof value === 'string' ? await parseStructured(value) : undefined
  if (parsed?.ok === false) {
    const { offset, detail, remedy } = parsed.error
    const rule = `does not parse as JSON (${positionIn(String(value), offset)} of its text): ${detail}`
    return found.add({ rule, remedy })
  }
  const map = parsed === undefined ? value : parsed.value
  if (!isObject(map) || isFunctionTool(map)) {
    const rule = isObject(map)
      ? 'is a function tool, not a JSON Schema'
      : 'must be a JSON Schema, which is a map'
    const remedy = 'Write the schema of the answer here; a function tool belongs in "tools".'
    return found.add({ rule, remedy })
  }
  if (isWholeFormat(map)) return schemaFormat(map['json_schema'], found.at('json_schema'))
  const isEnvelope =
    'schema' in map && ('name' in map || Object.keys(map).every((key) => key in envelope.shape))
  const form = isEnvelope ? shaped(envelope, map, found) : { name: nameOf(map), schema: map }
  if (form === undefined) return undefined
  const place = isEnvelope ? found.at('schema') : found
  const validate = await compileAt(form.schema, place)
  if (validate === undefined) return undefined
  const { restrictsNothing } = await import('../schema/json-schema.js')
  const idle = restrictsNothing(form.schema)
  if (idle !== undefined) place.add(idle)
  return { kind: 'json_schema', envelope: { ...form, strict: form.strict ?? undefined }, validate }
}

/** What the API calls `response_format` holds the envelope in `json_schema`; people paste it with this key. */
function isWholeFormat({ json_schema: held, ...rest }: Readonly<Record<string, unknown>>): boolean {
  return held !== undefined && Object.values(rest).every((value) => value === 'json_schema')
}

/** More is no help: the first ones show the mistake. */
const MAX_WARNINGS = 5

/** Compiles a schema; what is wrong or odd about it is reported. */
async function compileAt(schema: unknown, found: Findings): Promise<Validate | undefined> {
  const { compileSchema } = await import('../schema/json-schema.js')
  const compiled = compileSchema(schema)
  if (!compiled.ok) return found.add(compiled.error)
  for (const warning of compiled.value.warnings.slice(0, MAX_WARNINGS)) await found.warn(warning)
  return compiled.value.validate
}

/** Whole, or the inner map alone; as a schema it would let everything pass. */
function isFunctionTool(map: Readonly<Record<string, unknown>>): boolean {
  if (map['type'] === 'function' || (isObject(map['function']) && 'name' in map['function'])) return true
  return typeof map['name'] === 'string' && isObject(map['parameters']) && !('schema' in map)
}

/** The API demands a name. */
function nameOf({ title }: Readonly<Record<string, unknown>>): string {
  const text = typeof title === 'string' ? title.trim() : ''
  return text.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, 64) || 'response'
}

const functionTool = z.strictObject({
  name,
  description: z.optional(z.string()),
  parameters: z.optional(z.record(z.string(), z.unknown())),
  strict: z.optional(z.boolean()),
})

const wrappedTool = z.strictObject({ type: z.literal('function'), function: functionTool })

/** The tools that the model may call, and which it must. An input beats the prompt file. */
export async function readTools(
  reading: Reading,
): Promise<{ readonly tools: readonly Tool[]; readonly toolChoice: ToolChoice }> {
  const form = await locatedForm(reading, 'tools')
  const tools = form === 'bad' ? undefined : form ? await checkTools(form.value, form.found) : []
  const toolChoice = tools && toolChoiceOf(tools, reading)
  return { tools: tools ?? [], toolChoice: toolChoice ?? { kind: 'unset' } }
}

/** Checks a list of function tools, each whole or just the inner map; undefined if one is no tool. */
async function checkTools(value: unknown, found: Findings): Promise<readonly Tool[] | undefined> {
  if (!Array.isArray(value) || value.length === 0) {
    const rule = Array.isArray(value) ? 'must not be an empty list' : 'must be a list of function tools'
    return found.add({ rule, remedy: 'Write each tool as "- name: …", or leave it out.' })
  }
  const tools: Tool[] = []
  for (const [index, item] of value.entries()) {
    const isWrapped = isObject(item) && ('function' in item || 'type' in item)
    const at = isWrapped ? found.at(index, 'function') : found.at(index)
    const definition = isWrapped
      ? shaped(wrappedTool, item, found.at(index))?.function
      : shaped(functionTool, item, at)
    if (definition === undefined) continue
    const { name, parameters } = definition
    if (tools.some((tool) => tool.definition.name === name)) {
      const remedy = 'Give each tool a name of its own.'
      at.add({ path: ['name'], rule: `"${name}" is the name of two tools`, remedy })
    }
    const validate = parameters && (await compileAt(parameters, at.at('parameters')))
    tools.push({ definition, validate })
  }
  return tools.length === value.length ? tools : undefined
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
