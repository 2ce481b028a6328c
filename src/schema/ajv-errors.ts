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
  return errors
    .slice(0, MAX_VIOLATIONS)
    .map((error) => ({ pointer: safePointer(error.instancePath, value, known), message: messageOf(error) }))
}

/** What the schema demands. Ajv's messages quote the schema, never the value. */
export function messageOf(error: ErrorObject): string {
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
