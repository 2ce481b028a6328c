import { pathOfPointer, valueAt } from '../json-pointer.js'
import type { Path } from '../problems/source.js'
import { isObject } from '../json-value.js'

/** Keywords of both drafts whose value is a schema or a list of schemas. */
const SCHEMAS = ['additionalProperties', 'unevaluatedProperties', 'propertyNames', 'items', 'prefixItems', 'additionalItems', 'unevaluatedItems', 'contains', 'allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else', 'contentSchema'] // prettier-ignore
/** Keywords whose value is a map of schemas; in `dependencies`, of schemas or lists of names. */
const MAPS = ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas', 'dependencies']

/** A schema inside another one, and where. */
export interface Subschema {
  readonly path: Path
  readonly schema: Record<string, unknown>
}

/**
 * A schema and all schemas in it that a keyword or a reference leads to, each once. Where a keyword holds data
 * (`enum`, `const`, `default`), what looks like a schema isn't one.
 */
export function subschemas(root: Record<string, unknown>): Subschema[] {
  const found = new Map<unknown, Subschema>([[root, { path: [], schema: root }]])
  const add = (path: Path, schema: unknown): void => {
    if (isObject(schema) && !found.has(schema)) found.set(schema, { path, schema })
  }
  // The map grows while it is walked.
  for (const { path, schema } of found.values()) {
    for (const keyword of [...SCHEMAS, ...MAPS]) {
      const value = schema[keyword]
      if (SCHEMAS.includes(keyword) && isObject(value)) add([...path, keyword], value)
      else if (typeof value === 'object' && value !== null)
        for (const [key, child] of Object.entries(value))
          add([...path, keyword, Array.isArray(value) ? Number(key) : key], child)
    }
    const target = pathOfReference(schema['$ref'])
    if (target !== undefined) add(target, valueAt(root, target))
  }
  return [...found.values()]
}

/** Where a reference by pointer (`#`, `#/$defs/label`) leads; undefined for any other. */
export function pathOfReference(reference: unknown): Path | undefined {
  const isPointer = typeof reference === 'string' && /^#(?:\/|$)/.test(reference)
  return isPointer ? pathOfPointer(decodeURIComponent(reference.slice(1))) : undefined
}
