import { oneLine } from '../display-text.js'
import type { TestCase } from './test-case.js'

/** `3: What is the capital of France?`: the number of a test, from 1, and the start of its first value. */
export function testTitle({ values }: TestCase, index: number, max = 80): string {
  const [first = ''] = values.values()
  return `${String(index + 1)}: ${oneLine(first, max)}`.replace(/: $/, '')
}
