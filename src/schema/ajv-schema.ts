import { isObject, parseJson } from '../json-value.js'
import { type Draft, localReferences } from './references.js'
import { type Schema, subschemas } from './subschemas.js'

/** Keywords that Ajv obeys and the drafts do not know. */
const FOREIGN = ['nullable', 'discriminator', '$async', '$recursiveRef', '$recursiveAnchor', 'id']

/** Names of schemas, which nothing needs once references are pointers. */
const NAMES = ['$id', '$anchor', '$dynamicAnchor']

/**
 * A schema of the same meaning in the words in which Ajv reads it as its draft has it: references are pointers,
 * unknown keywords are gone, and the findings of an `if` count for `unevaluatedProperties` without a `then`, too.
 *
 * @returns undefined if a `$dynamicRef` in it cannot be put into a pointer
 */
export function ajvSchema(schema: Schema, draft: Draft): Schema | undefined {
  // One object for each place: YAML aliases make the same one stand at several.
  const copy = parseJson(JSON.stringify(schema))?.value
  if (!isObject(copy)) return schema
  const references = localReferences(copy, draft)
  if (references === undefined) return undefined
  const parts = subschemas(copy)
  const hasUnevaluated = parts.some((part) => 'unevaluatedProperties' in part)
  for (const part of parts) rewrite(part, references.get(part) ?? [], draft, hasUnevaluated)
  return copy
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
