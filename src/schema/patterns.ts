import { isObject, pointerSegment } from '../json-value.js'
import { childSchemas, type Schema, type Subschema } from './subschemas.js'

/** The first pattern in a schema that is no regular expression, and where it stands. Ajv only says that there is one. */
export function badPattern(root: Schema): { readonly pointer: string; readonly problem: string } | undefined {
  const pending: Subschema[] = [{ pointer: '', schema: root }]
  // The list grows while it is walked.
  for (const { pointer, schema } of pending) {
    const { pattern, patternProperties } = schema
    const places = isObject(patternProperties)
      ? Object.keys(patternProperties).map(
          (key) => [key, `/patternProperties/${pointerSegment(key)}`] as const,
        )
      : []
    for (const [text, place] of [[pattern, '/pattern'] as const, ...places]) {
      const why = typeof text === 'string' ? whyNoPattern(text) : undefined
      if (why !== undefined) return { pointer: pointer + place, problem: `is no regular expression: ${why}` }
    }
    for (const child of childSchemas(schema)) pending.push({ ...child, pointer: pointer + child.pointer })
  }
  return undefined
}

function whyNoPattern(text: string): string | undefined {
  try {
    new RegExp(text, 'u')
    return undefined
  } catch (error) {
    // `Invalid regular expression: /(/u: Unterminated group`
    return error instanceof Error ? error.message.replace(/^.*\/u: /s, '') : String(error)
  }
}
