import type * as z from 'zod/mini'
import { listed, oneLine } from '../display-text.js'
import type { Finding, Findings } from '../problems/problems.js'
import type { Path } from '../problems/source.js'

/** The value, if it has a shape; undefined if it hasn't, which is reported. */
export function shaped<T>(schema: z.ZodMiniType<T>, value: unknown, found: Findings): T | undefined {
  const result = schema.safeParse(value, { reportInput: true })
  if (result.success) return result.data
  for (const finding of zodFindings(result.error)) found.add(finding)
  return undefined
}

/**
 * Puts zod's issues into words. Values are not quoted: they may be long, and are in front of the reader.
 *
 * @param error of a `safeParse` with `reportInput: true`, without which a value that is missing looks like a wrong one
 */
export function zodFindings(error: Pick<z.core.$ZodError, 'issues'>, above: Path = []): readonly Finding[] {
  return error.issues.flatMap((issue): readonly Finding[] => {
    const path = [...above, ...issue.path.filter((part) => typeof part !== 'symbol')]
    switch (issue.code) {
      case 'unrecognized_keys':
        return issue.keys.map((key) => ({
          path: [...path, key],
          rule: `is not a known key ("${oneLine(key, 60)}")`,
          remedy: 'Check its spelling, or leave it out.',
        }))
      case 'invalid_type':
        return [{ path, ...wrongType(issue.input, issue.expected) }]
      case 'invalid_union': {
        // Of the kinds that a value may be, it is the one in which something only further inside is wrong.
        const inside = issue.errors.find((branch) => branch.every((nested) => nested.path.length > 0))
        return inside === undefined ? [{ path, rule: issue.message }] : zodFindings({ issues: inside }, path)
      }
      case 'invalid_value':
        return [{ path, rule: `must be ${listed(issue.values.map(String), 'or')}` }]
      default:
        return [{ path, rule: issue.message }]
    }
  })
}

const NOUNS: Readonly<Record<string, string>> = {
  string: 'text',
  object: 'a map',
  record: 'a map',
  array: 'a list',
  boolean: 'true or false',
  number: 'a number',
  int: 'an integer',
}

function wrongType(input: unknown, expected: string): Finding {
  if (input === undefined) return { rule: 'is missing', remedy: 'Add it.' }
  return { rule: `must be ${NOUNS[expected] ?? expected}` }
}
