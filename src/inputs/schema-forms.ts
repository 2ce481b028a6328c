import * as z from 'zod/mini'
import type { ResponseFormat, Tool } from '../ask/question.js'
import { isObject } from '../json-value.js'
import type { Findings } from '../problems/problems.js'
import { parseStructured, positionIn } from '../problems/structured-text.js'
import type { Validate } from '../schema/violation.js'
import { shaped } from './zod-findings.js'

const name = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, _ or -'))

const envelope = z.strictObject({
  name,
  schema: z.record(z.string(), z.unknown()),
  strict: z.optional(z.nullable(z.boolean())),
  description: z.optional(z.string()),
})

type SchemaFormat = ResponseFormat & { readonly kind: 'json_schema' }

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

/** Checks a list of function tools, each whole or just the inner map; undefined if one is no tool. */
export async function checkTools(value: unknown, found: Findings): Promise<readonly Tool[] | undefined> {
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
