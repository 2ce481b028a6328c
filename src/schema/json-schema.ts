import type { ErrorObject, ValidateFunction } from 'ajv'
import { listed, oneLine } from '../display-text.js'
import type { Result } from '../failure.js'
import { pathOfPointer, pointerSegment, valueAt } from '../json-pointer.js'
import { isObject, parseJson } from '../json-value.js'
import { compileWithAjv, type Draft, METASCHEMAS, metaschemaError, OR_NULL, regExpOf } from './ajv.js'
import { idleKeywords, type SchemaFinding } from './keywords.js'
import { pathOfReference, type Subschema, subschemas } from './subschemas.js'
import { MAX_VIOLATIONS, type Validate, type Violation, violationsText } from './violation.js'

export { restrictsNothing, type SchemaFinding } from './keywords.js'

const BY_POINTER = 'References by pointer work: "$ref": "#/$defs/…".'
/** The property names that a schema declares or requires, anywhere. */
type Names = ReadonlySet<unknown>

/**
 * Compiles a JSON Schema, 2020-12 or draft-07 by its `$schema` (without one: 2020-12). Unknown keywords and formats
 * are ignored, `nullable: true` is obeyed, nothing is fetched. The error is the first thing that cannot be used.
 */
export function compileSchema(
  schema: unknown,
): Result<{ readonly validate: Validate; readonly warnings: readonly SchemaFinding[] }, SchemaFinding> {
  try {
    // One object for each place: YAML aliases make the same one stand at several.
    const copy = parseJson(JSON.stringify(schema))?.value
    if (!isObject(copy)) return { ok: false, error: { path: [], rule: 'must be a map: a JSON Schema' } }
    const { $schema = METASCHEMAS['2020-12'] } = copy
    const draft = /#./.test(String($schema)) ? undefined : draftOf($schema)
    if (draft === undefined) {
      const rule = `must be "${METASCHEMAS['draft-07']}" or "${METASCHEMAS['2020-12']}"`
      return { ok: false, error: { path: ['$schema'], rule, remedy: 'Leave it out for the latter.' } }
    }
    const root = { ...copy, $schema: METASCHEMAS[draft] }
    const error = metaschemaError(root, draft)
    if (error !== undefined) {
      const finding = { path: pathOfPointer(error.instancePath), rule: messageOf(error) }
      return { ok: false, error: { ...finding, remedy: `The schema is read as ${draft}.` } }
    }
    const places = subschemas(root)
    for (const place of places) {
      const problem = problemAt(place, places)
      if (problem !== undefined)
        return { ok: false, error: { ...problem, path: [...place.path, ...problem.path] } }
    }
    const warnings = idleKeywords(places, draft)
    for (const place of places) prepare(place.schema)
    const names = places.flatMap(({ schema: { properties, required } }) => [
      ...Object.keys(isObject(properties) ? properties : {}),
      ...[required].flat(),
    ])
    return { ok: true, value: { validate: validator(root, draft, new Set(names)), warnings } }
  } catch (error) {
    const rule =
      error instanceof RangeError
        ? 'is nested too deeply, refers to itself without an end, or is too large (make a long "oneOf" an "enum")'
        : oneLine(`cannot be used: ${String(error).replace(/^Error: /, '')}`, 200)
    return { ok: false, error: { path: [], rule } }
  }
}

/** The draft whose metaschema, or a part of it, an address names, in either scheme. */
function draftOf(address: unknown): Draft | undefined {
  const known = /^https?:\/\/json-schema\.org\/(draft-07|draft\/2020-12)\/schema(?:#|$)/.exec(String(address))
  return known === null ? undefined : known[1] === 'draft-07' ? 'draft-07' : '2020-12'
}

/** What the metaschema allows and cannot be used here. */
function problemAt({ path, schema }: Subschema, places: readonly Subschema[]): SchemaFinding | undefined {
  const keys = Object.keys(schema)
  const isNaming = (key: string): boolean => /^\$(?:dynamic|recursive)(?:Ref|Anchor)$|^\$id$/.test(key)
  const naming = keys.find((key) => isNaming(key) && (path.length > 0 || key !== '$id'))
  if (naming !== undefined) return { path: [naming], rule: "isn't supported here", remedy: BY_POINTER }
  const { $ref: reference, pattern, patternProperties } = schema
  if (typeof reference === 'string' && !isThere(reference, places)) {
    const rule = `leads to "${oneLine(reference, 80)}", which is not in the schema, and nothing is fetched`
    return { path: ['$ref'], rule, remedy: BY_POINTER }
  }
  const patterns = [pattern, ...Object.keys(isObject(patternProperties) ? patternProperties : {})]
  const bad = patterns.find((text) => typeof text === 'string' && regExpOf(text) === undefined)
  if (typeof bad === 'string') {
    const place = bad === pattern ? ['pattern'] : ['patternProperties', bad]
    return { path: place, rule: "isn't a regular expression of JavaScript" }
  }
  // With these Ajv takes the wrong properties and items for evaluated, as the official test suite shows.
  const unevaluated = keys.find((key) => key.startsWith('unevaluated'))
  const isMisread = ({ schema: other }: Subschema): boolean =>
    ('if' in other && !('then' in other)) || ('contains' in other && unevaluated === 'unevaluatedItems')
  if (unevaluated === undefined || !places.some(isMisread)) return undefined
  return { path: [unevaluated], rule: `isn't supported beside "contains", or "if" without "then"` }
}

function isThere(reference: string, places: readonly Subschema[]): boolean {
  const path = pathOfReference(reference)
  const target = path === undefined ? undefined : valueAt(places[0]?.schema, path)
  const isAnchor = places.some(({ schema }) => `#${String(schema['$anchor'])}` === reference)
  return isAnchor || isObject(target) || typeof target === 'boolean' || draftOf(reference) !== undefined
}

/** Puts a schema into Ajv's words. All places stay, so that references do, too. */
function prepare(schema: Record<string, unknown>): void {
  const { $ref: reference, nullable, type } = schema
  const draft = draftOf(reference)
  if (draft !== undefined) schema['$ref'] = String(reference).replace(/^[^#]*#?/, METASCHEMAS[draft])
  if (nullable === true) schema[OR_NULL] = true
  if (nullable === true && type !== undefined) schema['type'] = [type, 'null'].flat()
  // Two schemas may have one `$id`; of the others Ajv knows more than the drafts.
  for (const keyword of ['$id', 'nullable', '$async', 'id']) Reflect.deleteProperty(schema, keyword)
}

function validator(schema: Record<string, unknown>, draft: Draft, names: Names): Validate {
  const check = compileWithAjv(schema, draft, false)
  let checkAll: ValidateFunction | undefined
  return (value) => {
    if (check(value)) return []
    const { errors } = check
    if (isLarge(value)) return violationsOf(errors ?? [], value, names)
    checkAll ??= compileWithAjv(schema, draft, true)
    return violationsOf((checkAll(value) ? errors : checkAll.errors) ?? [], value, names)
  }
}

/** Ajv keeps an object for every violation before the first ten can be shown: of a large value only one is. */
function isLarge(root: unknown): boolean {
  const values = [root]
  // The list grows while it is walked.
  for (const value of values) {
    const items: unknown[] = typeof value === 'object' && value !== null ? Object.values(value) : []
    if (values.length + items.length > 10_000) return true
    values.push(...items)
  }
  return false
}

function violationsOf(errors: readonly ErrorObject[], value: unknown, names: Names): Violation[] {
  const all = errors.map((error) => {
    // Ajv tells each property that should not be there of its owner; their names are not shown.
    const unwanted = /^(?:additional|unevaluated)Properties$/.test(error.keyword) ? '/*' : ''
    return { pointer: safePointer(error.instancePath, value, names) + unwanted, message: messageOf(error) }
  })
  return [...new Map(all.map((one) => [violationsText([one]), one])).values()].slice(0, MAX_VIOLATIONS)
}

/** A pointer in which every key that the schema does not name, and so the model made up, is `*`. */
function safePointer(pointer: string, root: unknown, names: Names): string {
  const path = pathOfPointer(pointer)
  const isShown = (key: string | number, index: number): boolean =>
    names.has(String(key)) || Array.isArray(valueAt(root, path.slice(0, index)))
  return path.map((key, index) => (isShown(key, index) ? `/${pointerSegment(key)}` : '/*')).join('')
}

/** What the schema demands. Ajv's messages quote the schema, never the value. */
function messageOf({ keyword, message = 'is not valid', params }: ErrorObject): string {
  const unwanted = /^(additional|unevaluated)Properties$/.exec(keyword)
  if (unwanted !== null) return `must not be there: ${String(unwanted[1])} properties are not allowed`
  if (keyword === 'false schema') return 'must not be there'
  if (keyword === 'type') return `must be ${listed([params['type']].flat().map(String), 'or')}`
  const { allowedValue, allowedValues } = params
  const demand = [allowedValues ?? (allowedValue === undefined ? [] : [allowedValue])].flat()
  const list = demand.map((item) => JSON.stringify(item)).join(', ')
  return oneLine(list === '' ? message : `${message}: ${list}`, 200)
}
