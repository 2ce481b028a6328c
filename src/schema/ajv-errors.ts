import type { ErrorObject } from 'ajv'
import { oneLine } from '../display-text.js'
import { isObject, pointerSegment } from '../json-value.js'
import { pointerPath } from './pointer.js'
import { MAX_VIOLATIONS, type Violation } from './violation.js'

/** @param known the property names that may be shown, see `propertyNames` */
export function violationsOf(
  errors: readonly ErrorObject[],
  value: unknown,
  known: ReadonlySet<string>,
): Violation[] {
  const found = new Map<string, Violation>()
  for (const error of errors) {
    const pointer = safePointer(error.instancePath, value, known) + unwanted(error)
    const message = messageOf(error)
    // Ajv tells of each unwanted property, whose names are not shown.
    found.set(`${pointer} ${message}`, { pointer, message })
    if (found.size === MAX_VIOLATIONS) break
  }
  return [...found.values()]
}

/** The place of a property that should not be there, which Ajv tells of its owner. */
function unwanted({ keyword }: ErrorObject): string {
  return keyword === 'additionalProperties' || keyword === 'unevaluatedProperties' ? '/*' : ''
}

/** What the schema demands. Ajv's messages quote the schema, never the value. */
export function messageOf(error: ErrorObject): string {
  if (error.keyword === 'additionalProperties')
    return 'must not be there: additional properties are not allowed'
  if (error.keyword === 'unevaluatedProperties')
    return 'must not be there: unevaluated properties are not allowed'
  const message = error.message ?? 'is not valid'
  if (error.keyword === 'enum' && Array.isArray(error.params['allowedValues'])) {
    const allowed = error.params['allowedValues'].map((item) => JSON.stringify(item)).join(', ')
    return oneLine(`${message}: ${allowed}`, 200)
  }
  if (error.keyword === 'const') {
    return oneLine(`${message}: ${JSON.stringify(error.params['allowedValue'])}`, 200)
  }
  return oneLine(message, 200)
}

/** A pointer in which every key that the schema does not name, and so the model made up, is `*`. */
function safePointer(pointer: string, root: unknown, known: ReadonlySet<string>): string {
  let value = root
  return pointerPath(pointer)
    .map((segment) => {
      const isIndex = Array.isArray(value)
      value = Array.isArray(value) ? value[Number(segment)] : isObject(value) ? value[segment] : undefined
      return isIndex || known.has(segment) ? `/${pointerSegment(segment)}` : '/*'
    })
    .join('')
}
