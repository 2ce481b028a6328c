import type * as z from 'zod/mini'
import { listed, oneLine } from '../display-text.js'
import type { Path } from './structured-text.js'

/** One violated rule inside a structured input: where, and the end of a sentence about it. */
export interface Finding {
  readonly path: Path
  /** Where in a text that is no YAML: the offset (UTF-16 units) of what is wrong. */
  readonly offset?: number | undefined
  readonly rule: string
  readonly remedy?: string
}

/** Puts zod's issues into words. Values are not quoted: they may be long, and are in front of the reader. */
export function findingsOf(error: z.core.$ZodError): Finding[] {
  return findingsIn(error.issues, [])
}

function findingsIn(issues: readonly z.core.$ZodIssue[], above: Path): Finding[] {
  return issues.flatMap((issue): Finding[] => {
    const path = [...above, ...issue.path.filter((part) => typeof part !== 'symbol')]
    switch (issue.code) {
      case 'unrecognized_keys':
        return issue.keys.map((key) => ({
          path: [...path, key],
          rule: `has the unknown key "${oneLine(key, 60)}"`,
        }))
      case 'invalid_type':
        return [
          {
            path,
            rule: issue.input === undefined ? 'lacks this field' : `must be ${nounOf(issue.expected)}`,
          },
        ]
      case 'invalid_union': {
        // Of the kinds that a value may be, it is the one in which something only further inside is wrong.
        const inside = issue.errors.find((branch) => branch.every((nested) => nested.path.length > 0))
        return inside === undefined ? [{ path, rule: issue.message }] : findingsIn(inside, path)
      }
      case 'invalid_value':
        return [{ path, rule: `must be ${listed(issue.values.map(String), 'or')}` }]
      default:
        return [{ path, rule: issue.message }]
    }
  })
}

function nounOf(expected: string): string {
  const nouns: Record<string, string> = {
    string: 'text',
    object: 'a map',
    record: 'a map',
    array: 'a list',
    boolean: 'true or false',
    number: 'a number',
    int: 'an integer',
  }
  return nouns[expected] ?? expected
}
