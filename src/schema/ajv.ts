import { _, Ajv, type AnySchemaObject, type ErrorObject, str, type ValidateFunction } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormatsModule from 'ajv-formats'
import draft07 from 'ajv/dist/refs/json-schema-draft-07.json' with { type: 'json' }

/** The addresses by which Ajv knows the metaschemas. */
export const METASCHEMAS = {
  'draft-07': 'http://json-schema.org/draft-07/schema#',
  '2020-12': 'https://json-schema.org/draft/2020-12/schema#',
} as const

export type Draft = keyof typeof METASCHEMAS

/** Those of the two drafts that ajv-formats has. It also has OpenAPI's and its own, such as `int32` and `url`. */
const FORMATS = ['date-time', 'date', 'time', 'duration', 'email', 'hostname', 'ipv4', 'ipv6', 'uri', 'uri-reference', 'uri-template', 'uuid', 'json-pointer', 'relative-json-pointer', 'regex'] as const // prettier-ignore

/** Stands in place of `nullable`, which Ajv takes only beside a `type`. */
export const OR_NULL = 'or:null'

/** Making one takes longer than compiling a schema with it. */
const compilers = new Map<string, Ajv | Ajv2020>()

/** The functions of the last compilation: one for the schema and one for each definition that is referred to. */
const functions: { readonly validate?: (value: unknown) => unknown }[] = []

/**
 * @param allErrors whether a check goes on after the first violation, which can cost much more. Of a large schema it
 *   always does: to end, Ajv nests the code of a property in that of the one before, and V8 takes some thousand
 * @throws RangeError if the schema is too large or too deep, or refers to itself without an end
 */
export function compileWithAjv(schema: AnySchemaObject, draft: Draft, allErrors: boolean): ValidateFunction {
  functions.length = 0
  try {
    const validate = compilerFor(draft, allErrors).compile(schema)
    // V8 compiles a function when it is first called: what overflows its stack shall do so now, not after the answer.
    for (const one of functions) one.validate?.({})
    return validate
  } catch (error) {
    if (error instanceof RangeError && !allErrors) return compileWithAjv(schema, draft, true)
    throw error
  }
}

/** What is wrong with a schema by the metaschema of its draft. */
export function metaschemaError(schema: AnySchemaObject, draft: Draft): ErrorObject | undefined {
  const validate = compilerFor(draft, false).getSchema(METASCHEMAS[draft])
  return validate === undefined || validate(schema) === true ? undefined : validate.errors?.[0]
}

function compilerFor(draft: Draft, allErrors: boolean): Ajv | Ajv2020 {
  const key = `${draft} ${String(allErrors)}`
  const known = compilers.get(key)
  if (known !== undefined) return known
  const options = {
    strict: false,
    allErrors,
    // Else a property that every object inherits, such as `constructor`, counts as there.
    ownProperties: true,
    // Done by `metaschemaError`, which names the place.
    validateSchema: false,
    logger: false,
    code: {
      // Costs more than it saves.
      optimize: false,
      regExp: Object.assign((text: string) => regExpOf(text) ?? /$^/, { code: 'new RegExp' }),
      process: (code: string, made?: (typeof functions)[number]) => {
        if (made !== undefined) functions.push(made)
        return code
      },
    },
  } as const
  // Draft-07 ignores what stands beside a `$ref`.
  const ajv =
    draft === '2020-12' ? new Ajv2020(options) : new Ajv({ ...options, ignoreKeywordsWithRef: true })
  if (draft === '2020-12') ajv.addMetaSchema(draft07)
  addFormatsModule.default(ajv, [...FORMATS])
  ajv.removeKeyword('multipleOf').addKeyword({
    keyword: 'multipleOf',
    type: 'number',
    schemaType: 'number',
    error: { message: ({ schemaCode }) => str`must be multiple of ${schemaCode}` },
    compile: (divisor: number) => (value: number) => isMultiple(value, divisor),
  })
  // Stands around all keywords that apply to null, but `type`; Ajv closes the block behind them.
  ajv.addKeyword({ keyword: OR_NULL, before: '$ref', code: ({ gen, data }) => gen.if(_`${data} !== null`) })
  compilers.set(key, ajv)
  return ajv
}

/** Whether a number is a multiple of another one, both as the decimals that their shortest texts are. */
function isMultiple(value: number, divisor: number): boolean {
  if (Number.isSafeInteger(value) && Number.isSafeInteger(divisor)) return value % divisor === 0
  return Number.isFinite(value) && scaled(value) % scaled(divisor) === 0n
}

/** A number times 10^400, which makes each an integer: the smallest is 5e-324. */
function scaled(number: number): bigint {
  const [digits = '', exponent = '0'] = String(number).split('e')
  const [whole = '', fraction = ''] = digits.split('.')
  return BigInt(whole + fraction) * 10n ** BigInt(400 + Number(exponent) - fraction.length)
}

/** With the flag `u`, as the drafts recommend; without it where that is invalid; undefined if both are. */
export function regExpOf(pattern: string, flags = 'u'): RegExp | undefined {
  // Escapes that nothing needs, such as `\:`, are errors with it.
  const strict = pattern.replace(/\\(?:([^\w^$\\.*+?()[\]{}|/-])|.)/gsu, (pair, one?: string) => one ?? pair)
  try {
    return new RegExp(flags === 'u' ? strict : pattern, flags)
  } catch {
    return flags === '' ? undefined : regExpOf(pattern, '')
  }
}
