import { isObject } from '../json-value.js'

/** Keywords whose value is a schema, a list of schemas, or a map of schemas (2020-12 and draft-07). */
const SCHEMA = ['additionalProperties', 'unevaluatedProperties', 'propertyNames', 'additionalItems', 'unevaluatedItems', 'contains', 'not', 'if', 'then', 'else'] // prettier-ignore
const LIST = ['allOf', 'anyOf', 'oneOf', 'prefixItems']
const MAP = ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']
/** Of draft-07: a schema or a list of them; a map of schemas or of lists of names. */
const EITHER = ['items', 'dependencies']

type Schema = Readonly<Record<string, unknown>>

/**
 * A schema and all schemas in it, at any depth. Where a keyword holds data (`enum`, `const`, `default`), what
 * looks like a schema is none.
 */
export function subschemas(schema: unknown): Schema[] {
  const found: Schema[] = []
  const pending: unknown[] = [schema]
  while (pending.length > 0) {
    const next = pending.pop()
    if (!isObject(next)) continue
    found.push(next)
    for (const keyword of [...SCHEMA, ...LIST, ...MAP, ...EITHER]) {
      const value = next[keyword]
      if (Array.isArray(value)) pending.push(...value)
      else if (!isObject(value)) continue
      else if (MAP.includes(keyword) || keyword === 'dependencies') pending.push(...Object.values(value))
      else pending.push(value)
    }
  }
  return found
}

/** The property names that a schema knows: those it declares or requires, anywhere. */
export function propertyNames(schema: unknown): ReadonlySet<string> {
  const names = new Set<string>()
  for (const { properties, required } of subschemas(schema)) {
    if (isObject(properties)) Object.keys(properties).forEach((name) => names.add(name))
    if (Array.isArray(required)) required.forEach((name) => typeof name === 'string' && names.add(name))
  }
  return names
}
