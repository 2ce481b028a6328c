import type * as z from 'zod/mini'
import { listed, oneLine } from '../display-text.js'
import type { Path } from './structured-text.js'

/** One violated rule inside a structured input: where, and the end of a sentence about it. */
export interface Finding {
  readonly path: Path
  readonly rule: string
  readonly remedy?: string
}

/** Puts zod's issues into words. Values are not quoted: they may be long, and are in front of the reader. */
export function findingsOf(error: z.core.$ZodError): Finding[] {
  return error.issues.flatMap((issue): Finding[] => {
    const path = issue.path.filter((part) => typeof part !== 'symbol')
    switch (issue.code) {
      case 'unrecognized_keys':
        return issue.keys.map((key) => ({
          path: [...path, key],
          rule: `has the unknown key "${oneLine(key, 60)}"`,
        }))
      case 'invalid_type':
        return [
          { path, rule: issue.input === undefined ? 'is missing' : `must be ${nounOf(issue.expected)}` },
        ]
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
