import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormatsModule from 'ajv-formats'
import draft7 from 'ajv/dist/refs/json-schema-draft-07.json' with { type: 'json' }
import { formatDuration, oneLine } from '../display-text.js'
import { isObject, parseJson } from '../json-value.js'
import { messageOf, violationsOf } from './ajv-errors.js'
import { rewriteForAjv } from './ajv-schema.js'
import { badPattern } from './patterns.js'
import { pathOf } from './pointer.js'
import { type Draft, localReferences } from './references.js'
import { propertyNames, type Schema } from './subschemas.js'
import type { Validate, Validation } from './violation.js'

// The package is CommonJS whose types declare a default export that Node does not unwrap.
const addFormats = addFormatsModule.default

type Validator = Ajv | Ajv2020

export type CompiledSchema =
  | { readonly ok: true; readonly validate: Validate }
  | { readonly ok: false; readonly path: readonly (string | number)[]; readonly problem: string }

/** A pattern such as `(a+)+` or `uniqueItems` can take hours on an answer that is made for it, or just long. */
const TIME_LIMIT_MS = 3000

/** Ajv keeps an object for every violation before the first ten can be shown: of a larger value only one is. */
const MAX_VALUES_FOR_ALL = 10_000

const ADDRESSES: Readonly<Record<Draft, string>> = {
  'draft-07': 'http://json-schema.org/draft-07/schema#',
  '2020-12': 'https://json-schema.org/draft/2020-12/schema',
}
const DRAFT_07 = /^https?:\/\/json-schema\.org\/draft-07\/schema#?$/
const DRAFT_2020 = /^https?:\/\/json-schema\.org\/draft\/2020-12\/schema#?$/

/**
 * Compiles a JSON Schema, 2020-12 or draft-07 by its `$schema` (without one: 2020-12). Unknown keywords and
 * formats are ignored, the known formats are checked, nothing is fetched.
 */
export function compileSchema(schema: unknown): CompiledSchema {
  if (!isObject(schema)) return bad('', 'is no JSON Schema: it must be a map')
  const draft = draftOf(schema['$schema'])
  if (draft === undefined) return bad('/$schema', 'must be draft-07 or 2020-12, or be left out')
  try {
    const ajv = ajvFor(draft, 'first')
    // Under the address by which Ajv knows the draft, whichever scheme the author wrote.
    const valid: unknown = ajv.validateSchema({ ...schema, $schema: ADDRESSES[draft] })
    const [error] = ajv.errors ?? []
    if (valid !== true && error !== undefined) {
      return bad(error.instancePath, `is no valid JSON Schema: ${messageOf(error)}`)
    }
    const pattern = badPattern(schema)
    if (pattern !== undefined) return bad(pattern.pointer, pattern.problem)
    // One object for each place: YAML aliases make the same one stand at several.
    const copy = parseJson(JSON.stringify(schema))?.value
    if (!isObject(copy)) return bad('', 'is no JSON')
    const local = localReferences(copy, draft)
    if (!local.ok) return bad(local.pointer, local.problem)
    rewriteForAjv(copy, local.references, draft)
    return { ok: true, validate: validator(ajv.compile(copy), copy, draft, propertyNames(schema)) }
  } catch (error) {
    if (error instanceof RangeError) return bad('', 'is nested too deeply')
    const why = error instanceof Error ? error.message : String(error)
    return bad('', `cannot be used as a JSON Schema: ${why}`)
  }
}

function bad(pointer: string, problem: string): CompiledSchema {
  return { ok: false, path: pathOf(pointer), problem: oneLine(problem, 300) }
}

function draftOf(dialect: unknown): Draft | undefined {
  if (dialect === undefined) return '2020-12'
  if (typeof dialect !== 'string') return undefined
  if (DRAFT_07.test(dialect)) return 'draft-07'
  return DRAFT_2020.test(dialect) ? '2020-12' : undefined
}

function validator(
  check: ValidateFunction,
  schema: Schema,
  draft: Draft,
  known: ReadonlySet<string>,
): Validate {
  const checkAll = (): ValidateFunction => ajvFor(draft, 'all').compile(schema)
  return (value, within): Validation => {
    try {
      const first = within(TIME_LIMIT_MS, () => errorsOf(check, value))
      if (!first.done)
        return { done: false, why: `checking it takes more than ${formatDuration(TIME_LIMIT_MS)}` }
      if (first.value.length === 0) return { done: true, violations: [] }
      const all = hasMoreValues(value, MAX_VALUES_FOR_ALL)
        ? first
        : within(TIME_LIMIT_MS, () => errorsOf(checkAll(), value))
      return { done: true, violations: violationsOf(all.done ? all.value : first.value, value, known) }
    } catch (error) {
      if (error instanceof RangeError) return { done: false, why: 'it is nested too deeply to be checked' }
      throw error
    }
  }
}

function errorsOf(check: ValidateFunction, value: unknown): readonly ErrorObject[] {
  return check(value) ? [] : (check.errors ?? [])
}

/** Whether a value is made of more than so many values. */
function hasMoreValues(root: unknown, max: number): boolean {
  const values = [root]
  // The list grows while it is walked.
  for (const value of values) {
    if (values.length > max) return true
    if (Array.isArray(value)) for (const item of value) values.push(item)
    else if (isObject(value)) for (const item of Object.values(value)) values.push(item)
  }
  return false
}

/** @param errors with `first` a check ends at the first violation, which is cheap; with `all` it goes on */
function ajvFor(draft: Draft, errors: 'first' | 'all'): Validator {
  const key = `${draft} ${errors}`
  const made = ajvs.get(key)
  if (made !== undefined) return made
  const options = {
    strict: false,
    allErrors: errors === 'all',
    // Else a property that every object inherits, such as `constructor`, counts as there.
    ownProperties: true,
    // Done once, by ourselves, before the schema is rewritten.
    validateSchema: false,
    logger: false,
  } as const
  // Draft-07 ignores what stands beside a `$ref`.
  const ajv =
    draft === 'draft-07' ? new Ajv({ ...options, ignoreKeywordsWithRef: true }) : new Ajv2020(options)
  if (draft === '2020-12') ajv.addMetaSchema(draft7)
  addFormats(ajv)
  ajvs.set(key, ajv)
  return ajv
}

/** Making one takes longer than compiling a schema with it. */
const ajvs = new Map<string, Validator>()
