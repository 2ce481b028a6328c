import type { Draft } from './references.js'
import { type Schema, subschemas } from './subschemas.js'

/** Keywords that Ajv obeys and the drafts do not know. */
const FOREIGN = ['nullable', 'discriminator', '$async', '$recursiveRef', '$recursiveAnchor', 'id']

/** Names of schemas, which nothing needs once references are pointers. */
const NAMES = ['$id', '$anchor', '$dynamicAnchor']

/**
 * Puts a schema into the words in which Ajv reads it as its draft has it: references are pointers, unknown keywords
 * are gone, and the findings of an `if` count for `unevaluatedProperties` without a `then`, too. The schema itself
 * is changed.
 *
 * @param references of each schema in it, see `localReferences`
 */
export function rewriteForAjv(
  root: Schema,
  references: ReadonlyMap<Schema, readonly string[]>,
  draft: Draft,
): void {
  const parts = subschemas(root)
  const hasUnevaluated = parts.some((part) => 'unevaluatedProperties' in part)
  for (const part of parts) rewrite(part, references.get(part) ?? [], draft, hasUnevaluated)
}

function rewrite(
  schema: Record<string, unknown>,
  references: readonly string[],
  draft: Draft,
  hasUnevaluated: boolean,
): void {
  for (const keyword of [...FOREIGN, ...NAMES]) Reflect.deleteProperty(schema, keyword)
  const [reference, ...more] = references
  if (reference !== undefined) schema['$ref'] = reference
  if (more.length > 0) {
    schema['allOf'] = [...listOf(schema['allOf']), ...more.map(($ref) => ({ $ref }))]
  }
  if (draft === 'draft-07') return
  Reflect.deleteProperty(schema, '$dynamicRef')
  if (hasUnevaluated && 'if' in schema) {
    const { if: condition, then = true, else: otherwise = true } = schema
    schema['allOf'] = [
      ...listOf(schema['allOf']),
      { anyOf: [{ allOf: [condition, then] }, { allOf: [{ not: condition }, otherwise] }] },
    ]
    Reflect.deleteProperty(schema, 'if')
  }
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}
