import * as z from 'zod/mini'
import { isObject } from '../json-value.js'
import type { Validate } from '../schema/violation.js'
import { meetsStrictRules } from '../schema/strict-rules.js'
import { type Finding, findingsOf } from './zod-problems.js'

export const RESPONSE_FORMATS = ['text', 'json_object', 'json_schema'] as const
export type ResponseFormatName = (typeof RESPONSE_FORMATS)[number]

/** The body's `json_schema`. */
export interface SchemaEnvelope {
  readonly name: string
  readonly schema: unknown
  readonly strict?: boolean | undefined
  readonly description?: string | undefined
}

/** What was asked for, and what the answer is held to. `unset`: no format was sent. */
export type ResponseFormat =
  | { readonly kind: 'unset' | 'text' | 'json_object' }
  | { readonly kind: 'json_schema'; readonly envelope: SchemaEnvelope; readonly validate: Validate }

const envelope = z.strictObject({
  name: z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, _ or -')),
  schema: z.record(z.string(), z.unknown()),
  strict: z.optional(z.nullable(z.boolean())),
  description: z.optional(z.string()),
})

export type CheckedSchema =
  | { readonly ok: true; readonly format: ResponseFormat & { readonly kind: 'json_schema' } }
  | { readonly ok: false; readonly findings: readonly Finding[] }

/** Checks a JSON Schema, bare or in the API's envelope, and compiles it for the answer. */
export async function checkJsonSchema(value: unknown): Promise<CheckedSchema> {
  if (!isObject(value))
    return { ok: false, findings: [{ path: [], rule: 'must be a JSON Schema, which is a map' }] }
  const isEnvelope = 'schema' in value
  const parsed = isEnvelope ? envelope.safeParse(value, { reportInput: true }) : undefined
  if (parsed?.success === false) return { ok: false, findings: findingsOf(parsed.error) }
  const schema: unknown = parsed === undefined ? value : parsed.data.schema
  const { compileSchema } = await import('../schema/json-schema.js')
  const compiled = compileSchema(schema)
  if (!compiled.ok) {
    const path = isEnvelope ? ['schema', ...compiled.path] : compiled.path
    return { ok: false, findings: [{ path, rule: compiled.problem }] }
  }
  const { validate } = compiled
  const sent = parsed === undefined ? envelopeFor(value) : withoutNull(parsed.data)
  return { ok: true, format: { kind: 'json_schema', envelope: sent, validate } }
}

function withoutNull(data: z.infer<typeof envelope>): SchemaEnvelope {
  const { strict, ...rest } = data
  return strict === null || strict === undefined ? rest : { ...rest, strict }
}

/** A bare schema gets the name that the API demands, and `strict` where a server would accept it. */
function envelopeFor(schema: Readonly<Record<string, unknown>>): SchemaEnvelope {
  const title = typeof schema['title'] === 'string' ? schema['title'].trim() : ''
  const name = title.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, 64) || 'response'
  return meetsStrictRules(schema) ? { name, schema, strict: true } : { name, schema }
}
