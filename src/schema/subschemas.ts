import { isObject, pointerSegment } from '../json-value.js'

/** Keywords whose value is a schema, a list of schemas, or a map of schemas (2020-12 and draft-07). */
const SCHEMA = ['additionalProperties', 'unevaluatedProperties', 'propertyNames', 'additionalItems', 'unevaluatedItems', 'contains', 'not', 'if', 'then', 'else'] // prettier-ignore
const LIST = ['allOf', 'anyOf', 'oneOf', 'prefixItems']
const MAP = ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']
/** Of draft-07: a schema or a list of them; a map of schemas or of lists of names. */
const EITHER = ['items', 'dependencies']

export type Schema = Readonly<Record<string, unknown>>

/** A schema inside another one, and where: a JSON Pointer. */
export interface Subschema {
  readonly pointer: string
  readonly schema: Schema
}

/** The schemas that stand directly in a schema. */
export function childSchemas(schema: Schema): Subschema[] {
  return [...SCHEMA, ...LIST, ...MAP, ...EITHER].flatMap((keyword) => {
    const value = schema[keyword]
    const isMap = MAP.includes(keyword) || keyword === 'dependencies'
    const entries: [string | number, unknown][] = Array.isArray(value)
      ? [...value.entries()]
      : isMap && isObject(value)
        ? Object.entries(value)
        : []
    if (isObject(value) && !isMap) return [{ pointer: `/${keyword}`, schema: value }]
    return entries.flatMap(([key, child]) =>
      isObject(child) ? [{ pointer: `/${keyword}/${pointerSegment(key)}`, schema: child }] : [],
    )
  })
}

/**
 * A schema and all schemas in it, at any depth. Where a keyword holds data (`enum`, `const`, `default`), what
 * looks like a schema is none.
 */
export function subschemas(schema: unknown): Schema[] {
  const found = isObject(schema) ? [schema] : []
  // The list grows while it is walked.
  for (const next of found) for (const child of childSchemas(next)) found.push(child.schema)
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
