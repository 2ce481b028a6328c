import { isObject } from '../json-value.js'
import { subschemas } from './subschemas.js'

/** Keywords that strict mode refuses: https://platform.openai.com/docs/guides/structured-outputs#supported-schemas */
const REFUSED = ['allOf', 'oneOf', 'not', 'if', 'patternProperties', 'dependentRequired', 'dependentSchemas']

/**
 * Whether a bare schema meets the rules under which servers enforce it (`strict: true`): the root is an object,
 * every object schema is closed and requires all its properties, and no refused keyword is used. A schema that
 * does not is sent without `strict`, for a server would reject it.
 */
export function meetsStrictRules(schema: unknown): boolean {
  return isObject(schema) && schema['type'] === 'object' && subschemas(schema).every(isStrict)
}

function isStrict(schema: Readonly<Record<string, unknown>>): boolean {
  if (REFUSED.some((keyword) => keyword in schema)) return false
  if (!hasType(schema, 'object') && !('properties' in schema)) return true
  const required: unknown[] = Array.isArray(schema['required']) ? schema['required'] : []
  const names = isObject(schema['properties']) ? Object.keys(schema['properties']) : []
  return schema['additionalProperties'] === false && names.every((name) => required.includes(name))
}

function hasType(schema: Readonly<Record<string, unknown>>, type: string): boolean {
  const declared = schema['type']
  return declared === type || (Array.isArray(declared) && declared.includes(type))
}
