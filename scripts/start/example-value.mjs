// A value that fits a JSON Schema in the usual cases, for the stand-in server's answers.

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

/** @returns a value that fits; undefined where nothing can be said, as for `pattern` */
export function exampleValue(schema, root = schema, depth = 0) {
  if (typeof schema !== 'object' || schema === null) return 'example'
  if (schema.$ref !== undefined) return exampleValue(resolve(schema.$ref, root), root, depth + 1)
  if ('const' in schema) return schema.const
  for (const list of [schema.enum, schema.examples])
    if (Array.isArray(list) && list.length > 0) return list[0]
  if ('default' in schema) return schema.default
  const variants = schema.anyOf ?? schema.oneOf
  if (Array.isArray(variants))
    return exampleValue({ ...schema, anyOf: undefined, oneOf: undefined, ...variants[0] }, root, depth + 1)
  if (Array.isArray(schema.allOf)) {
    return exampleValue(
      schema.allOf.reduce((merged, part) => merge(merged, part, root), { ...schema, allOf: undefined }),
      root,
      depth + 1,
    )
  }
  return EXAMPLES[typeOf(schema)]?.(schema, root, depth) ?? null
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
  string: ({ format, minLength = 0, maxLength = Infinity }) => {
    const text = FORMATS[format] ?? 'example'
    return text.padEnd(minLength, '.').slice(0, maxLength)
  },
  integer: (schema) => Math.ceil(numberOf(schema, 1)),
  number: (schema) => numberOf(schema, 0.5),
  array: (schema, root, depth) => {
    const { items = {}, prefixItems = [], minItems = 0, maxItems = Infinity } = schema
    const wanted = depth > MAX_DEPTH ? minItems : Math.max(minItems, prefixItems.length, 1)
    return Array.from({ length: Math.min(wanted, maxItems, 20) }, (_, index) =>
      exampleValue(prefixItems[index] ?? items, root, depth + 1),
    )
  },
  object: ({ properties = {}, required = [] }, root, depth) => {
    const names = depth > MAX_DEPTH ? required : [...new Set([...Object.keys(properties), ...required])]
    if (depth > MAX_DEPTH * 2) return {}
    return Object.fromEntries(
      names.map((name) => [name, exampleValue(properties[name] ?? {}, root, depth + 1)]),
    )
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
