import type { Path } from '../problems/source.js'
import { isObject } from '../json-value.js'
import type { Draft } from './ajv.js'
import type { Subschema } from './subschemas.js'

/** What is wrong or odd about a schema, and where. */
export interface SchemaFinding {
  readonly path: Path
  /** The end of a sentence that begins with the place. */
  readonly rule: string
  /** A sentence. */
  readonly remedy?: string
}

/** Keywords that can make a value invalid: of both drafts, of one of them. */
const RESTRICTING = ['type', 'enum', 'const', 'multipleOf', 'maximum', 'exclusiveMaximum', 'minimum', 'exclusiveMinimum', 'maxLength', 'minLength', 'pattern', 'format', 'items', 'maxItems', 'minItems', 'uniqueItems', 'contains', 'maxProperties', 'minProperties', 'required', 'properties', 'patternProperties', 'additionalProperties', 'propertyNames', 'dependencies', 'allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else', '$ref'] // prettier-ignore
const OF_DRAFT_07 = ['additionalItems']
const OF_2020 = ['prefixItems', 'unevaluatedItems', 'unevaluatedProperties', 'maxContains', 'minContains', 'dependentRequired', 'dependentSchemas'] // prettier-ignore

/** Keywords of the drafts and of OpenAPI that cannot. */
const OTHER = ['$schema', '$id', '$anchor', '$comment', '$defs', '$vocabulary', 'definitions', 'title', 'description', 'default', 'examples', 'deprecated', 'readOnly', 'writeOnly', 'contentMediaType', 'contentEncoding', 'contentSchema', 'nullable', 'discriminator', 'example', 'xml', 'externalDocs', 'components'] // prettier-ignore

/**
 * What is wrong with a schema that every value matches, because no keyword at its root restricts anything: a map around
 * the schema, a misspelt `properties`, a description alone. (The parameters of a tool may well be `{}`.)
 */
export function restrictsNothing(schema: Readonly<Record<string, unknown>>): SchemaFinding | undefined {
  const restricting = [...RESTRICTING, ...OF_DRAFT_07, ...OF_2020]
  const isEmpty = (value: unknown): boolean => isObject(value) && Object.keys(value).length === 0
  if (restricting.some((key) => Object.hasOwn(schema, key) && !isEmpty(schema[key]))) return undefined
  const remedy = 'Write "type", "properties" and so on at its top, spelt like this, with no map around them.'
  return { path: [], rule: 'restricts nothing, so every answer would match it', remedy }
}

/** The keywords in a schema that check nothing and don't look so, each where it first stands. */
export function idleKeywords(places: readonly Subschema[], draft: Draft): SchemaFinding[] {
  const known = [...RESTRICTING, ...(draft === 'draft-07' ? OF_DRAFT_07 : OF_2020), ...OTHER]
  const found = new Map<string, SchemaFinding>()
  for (const { path, schema } of places) {
    for (const keyword of Object.keys(schema)) {
      if (known.includes(keyword) || keyword.startsWith('x-') || found.has(keyword)) continue
      const near = nearest(keyword.slice(0, 30), known)
      const remedy =
        near === undefined ? 'Remove it, or begin its name with "x-".' : `Did you mean "${near}"?`
      const rule = `checks nothing: ${draft} has no such keyword`
      found.set(keyword, { path: [...path, keyword], rule, remedy })
    }
  }
  return [...found.values()]
}

/** The keyword with the most similar letters, in whatever order; undefined if none is similar. */
function nearest(word: string, keywords: readonly string[]): string | undefined {
  const letters = (text: string): string[] => text.toLowerCase().match(/[a-z]/g) ?? []
  const left = (text: string, taken: string): number =>
    letters(taken).reduce((rest, letter) => rest.replace(letter, ''), letters(text).join('')).length
  const [best] = keywords
    .map((keyword) => ({ keyword, changes: left(word, keyword) + left(keyword, word) }))
    .sort((one, other) => one.changes - other.changes)
  return best !== undefined && best.changes <= Math.max(1, word.length / 4) ? best.keyword : undefined
}
