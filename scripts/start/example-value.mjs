// A value that fits a JSON Schema in the usual cases, for the stand-in server's answers.
import { exampleText } from './example-text.mjs'

const FORMATS = {
  date: '2026-01-31',
  time: '12:00:00Z',
  'date-time': '2026-01-31T12:00:00Z',
  duration: 'PT15M',
  email: 'octocat@example.com',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uri: 'https://example.com/',
  'uri-reference': '/example',
  uuid: '123e4567-e89b-42d3-a456-426614174000',
}

/** Schemas that refer to themselves end here: what is optional is left out, lists are empty. */
const MAX_DEPTH = 8

/**
 * @param note is told, in a sentence, what the value does not fit
 * @returns a value that fits in the usual cases
 */
export function exampleValue(schema, note) {
  return valueFor(schema, { root: schema, note, depth: 0 })
}

function valueFor(schema, at) {
  const deeper = { ...at, depth: at.depth + 1 }
  if (typeof schema !== 'object' || schema === null) return 'example'
  if (schema.$ref !== undefined) return valueFor(resolve(schema.$ref, at.root), deeper)
  if ('const' in schema) return schema.const
  for (const list of [schema.enum, schema.examples])
    if (Array.isArray(list) && list.length > 0) return list[0]
  if ('default' in schema) return schema.default
  const variants = schema.anyOf ?? schema.oneOf
  if (Array.isArray(variants))
    return valueFor({ ...schema, anyOf: undefined, oneOf: undefined, ...variants[0] }, deeper)
  if (Array.isArray(schema.allOf)) {
    return valueFor(
      schema.allOf.reduce((merged, part) => merge(merged, part, at.root), { ...schema, allOf: undefined }),
      deeper,
    )
  }
  return EXAMPLES[typeOf(schema)]?.(schema, deeper) ?? null
}

function typeOf(schema) {
  const types = [schema.type ?? []].flat()
  if (types.length > 0) return types.find((type) => type !== 'null') ?? 'null'
  if (schema.properties) return 'object'
  return schema.items || schema.prefixItems ? 'array' : 'string'
}

const EXAMPLES = {
  null: () => null,
  boolean: () => true,
  string: (schema, { note }) => {
    const { format, pattern, minLength = 0, maxLength = Infinity } = schema
    if (pattern === undefined)
      return (FORMATS[format] ?? 'example').padEnd(minLength, '.').slice(0, maxLength)
    const text = exampleText(pattern, schema)
    if (text === undefined) {
      note(
        `The stand-in server found no text for the pattern ${pattern} of the schema, so its answer does not fit; an "examples" list beside the pattern would give it one.`,
      )
    }
    return text ?? 'example'
  },
  integer: (schema) => Math.ceil(numberOf(schema, 1)),
  number: (schema) => numberOf(schema, 0.5),
  array: (schema, at) => {
    const { items = {}, prefixItems = [], minItems = 0, maxItems = Infinity } = schema
    const wanted = at.depth > MAX_DEPTH ? minItems : Math.max(minItems, prefixItems.length, 1)
    return Array.from({ length: Math.min(wanted, maxItems, 20) }, (_, index) =>
      valueFor(prefixItems[index] ?? items, at),
    )
  },
  object: ({ properties = {}, required = [] }, at) => {
    const names = at.depth > MAX_DEPTH ? required : [...new Set([...Object.keys(properties), ...required])]
    if (at.depth > MAX_DEPTH * 2) return {}
    return Object.fromEntries(names.map((name) => [name, valueFor(properties[name] ?? {}, at)]))
  },
}

function numberOf({ minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf }, step) {
  const lowest = minimum ?? (exclusiveMinimum === undefined ? undefined : exclusiveMinimum + step)
  const highest = maximum ?? (exclusiveMaximum === undefined ? undefined : exclusiveMaximum - step)
  const wanted = Math.min(Math.max(step, lowest ?? step), highest ?? Infinity)
  return multipleOf ? Math.ceil(wanted / multipleOf) * multipleOf : wanted
}

function merge(merged, part, root) {
  const other = part?.$ref === undefined ? part : resolve(part.$ref, root)
  return {
    ...merged,
    ...other,
    properties: { ...merged.properties, ...other?.properties },
    required: [...(merged.required ?? []), ...(other?.required ?? [])],
  }
}

function resolve(reference, root) {
  if (!reference.startsWith('#')) return {}
  const segments = decodeURIComponent(reference.slice(1)).split('/').slice(1)
  return segments.reduce((at, segment) => at?.[segment.replaceAll('~1', '/').replaceAll('~0', '~')], root)
}
