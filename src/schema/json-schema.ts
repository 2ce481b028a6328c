import { Ajv, type ErrorObject } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormatsModule from 'ajv-formats'
import draft7 from 'ajv/dist/refs/json-schema-draft-07.json' with { type: 'json' }
import { oneLine } from '../display-text.js'
import { isObject, pointerSegment } from '../json-value.js'
import { propertyNames } from './subschemas.js'
import type { Validate, Violation } from './violation.js'

// The package is CommonJS whose types declare a default export that Node does not unwrap.
const addFormats = addFormatsModule.default

export type CompiledSchema =
  | { readonly ok: true; readonly validate: Validate }
  | { readonly ok: false; readonly path: readonly (string | number)[]; readonly problem: string }

/** Enough to mend an answer or a prompt; the rest is the same again. */
export const MAX_VIOLATIONS = 10

const DRAFT_07 = /^https?:\/\/json-schema\.org\/draft-07\/schema#?$/
const DRAFT_2020 = /^https?:\/\/json-schema\.org\/draft\/2020-12\/schema#?$/

/**
 * Compiles a JSON Schema, 2020-12 or draft-07 by its `$schema` (without one: 2020-12). Unknown keywords and
 * formats are ignored, the known formats are checked, nothing is fetched.
 */
export function compileSchema(schema: unknown): CompiledSchema {
  if (!isObject(schema) && typeof schema !== 'boolean') {
    return { ok: false, path: [], problem: 'is no JSON Schema: it must be a map' }
  }
  const dialect = isObject(schema) ? schema['$schema'] : undefined
  if (
    dialect !== undefined &&
    !(typeof dialect === 'string' && (DRAFT_07.test(dialect) || DRAFT_2020.test(dialect)))
  ) {
    return { ok: false, path: ['$schema'], problem: 'must be draft-07 or 2020-12, or be left out' }
  }
  const ajv = validatorFor(typeof dialect === 'string' && DRAFT_07.test(dialect) ? 'draft-07' : '2020-12')
  try {
    const valid: unknown = ajv.validateSchema(schema)
    const [error] = ajv.errors ?? []
    if (valid !== true && error !== undefined) {
      return {
        ok: false,
        path: pointerPath(error.instancePath),
        problem: `is no valid JSON Schema: ${messageOf(error)}`,
      }
    }
    const check = ajv.compile(schema)
    const known = propertyNames(schema)
    return {
      ok: true,
      validate: (value) => (check(value) === true ? [] : violations(check.errors ?? [], value, known)),
    }
  } catch (error) {
    return { ok: false, path: [], problem: whyNotCompiled(error) }
  }
}

function validatorFor(draft: 'draft-07' | '2020-12'): Ajv {
  const options = { strict: false, allErrors: true, logger: false, validateFormats: true } as const
  const ajv = draft === 'draft-07' ? new Ajv(options) : new Ajv2020(options)
  if (draft === '2020-12') ajv.addMetaSchema(draft7)
  // Ajv refuses draft-04's `id`; for the drafts here it is one of the unknown keywords, which are ignored.
  ajv.removeKeyword('id')
  addFormats(ajv)
  return ajv
}

function whyNotCompiled(error: unknown): string {
  if (error instanceof Ajv.MissingRefError) {
    return `has a $ref to "${oneLine(error.missingRef, 100)}", which is not in it, and nothing is fetched: put the definition into $defs`
  }
  if (error instanceof RangeError) return 'is nested too deeply'
  return `cannot be used as a JSON Schema: ${oneLine(error instanceof Error ? error.message : String(error), 200)}`
}

function violations(errors: readonly ErrorObject[], value: unknown, known: ReadonlySet<string>): Violation[] {
  return errors
    .slice(0, MAX_VIOLATIONS)
    .map((error) => ({ pointer: safePointer(error.instancePath, value, known), message: messageOf(error) }))
}

/** What the schema demands. Ajv's messages quote the schema, never the value; but for names of properties. */
function messageOf(error: ErrorObject): string {
  const message = error.message ?? 'is not valid'
  if (error.keyword === 'enum' && Array.isArray(error.params['allowedValues'])) {
    return oneLine(
      `${message}: ${error.params['allowedValues'].map((item) => JSON.stringify(item)).join(', ')}`,
      200,
    )
  }
  if (error.keyword === 'const')
    return oneLine(`${message}: ${JSON.stringify(error.params['allowedValue'])}`, 200)
  return oneLine(message, 200)
}

function pointerPath(pointer: string): (string | number)[] {
  return pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((segment) => (/^\d+$/.test(segment) ? Number(segment) : segment))
}

/** A pointer in which every key that the schema does not name, and so the model made up, is `*`. */
function safePointer(pointer: string, root: unknown, known: ReadonlySet<string>): string {
  let value = root
  return pointerPath(pointer)
    .map(String)
    .map((segment) => {
      const isIndex = Array.isArray(value)
      value = Array.isArray(value) ? value[Number(segment)] : isObject(value) ? value[segment] : undefined
      return isIndex || known.has(segment) ? `/${pointerSegment(segment)}` : '/*'
    })
    .join('')
}
