import { parseJson } from '../../src/json-value.js'
import { FRAGMENTS } from './hostile-values.js'
import { seededRandom, type SeededRandom } from './seeded-random.js'

/** Seeded chance, and what it does to texts and JSON values. The same seed gives the same mutations in every run. */
export interface Mutations extends Pick<SeededRandom, 'below' | 'pick'> {
  /** From 0 to 1. */
  readonly chance: () => number
  /** Cut, shortened in the middle, or with something hostile in it. */
  readonly text: (text: string) => string
  /** The same value with some of its parts, at any depth, replaced, garbled or doubled. */
  readonly value: (value: unknown) => unknown
  /** JSON that is mutated as a value or as text, and other text; now and then with a wrong byte. */
  readonly body: (body: string) => Buffer
}

/** Texts that mean something to a runner, a terminal, a parser or the reader of errors. */
export const HOSTILE_PIECES: readonly string[] = [
  ...FRAGMENTS,
  '\ud800',
  '{"error":',
  '"error":null,',
  'failed_generation":"',
  'retry in 9999999999s',
  'model not found',
  'quota',
  '<title>',
  '&#x1b;',
  '&#58;&#58;',
]

/** What no field of a response should hold, or all at once. */
export const ODD_VALUES: readonly unknown[] = [
  null,
  0,
  -1,
  1e308,
  '',
  ' ',
  '429',
  429,
  true,
  [],
  {},
  [[]],
  [null],
  { error: {} },
  'x'.repeat(3000),
  '::a::',
  { message: [] },
  { message: { detail: {} } },
]

const ODD_KEYS = ['error', 'message', 'code', 'type', 'detail', 'errors', '__proto__', 'choices']

export function createMutations(seed: number): Mutations {
  const { next: chance, below, pick } = seededRandom(seed)

  const text = (whole: string): string => {
    const at = below(whole.length + 1)
    switch (below(4)) {
      case 0:
        return whole.slice(0, at)
      case 1:
        return whole.slice(at)
      case 2:
        return whole.slice(0, at) + pick(HOSTILE_PIECES) + whole.slice(at)
      default:
        return whole.slice(0, at) + whole.slice(at + below(20))
    }
  }

  const value = (whole: unknown): unknown => {
    if (chance() < 0.15) return pick(ODD_VALUES)
    if (Array.isArray(whole)) return [...whole.map(value), ...(chance() < 0.1 ? [pick(ODD_VALUES)] : [])]
    if (typeof whole === 'string') return chance() < 0.3 ? text(whole) : whole
    if (typeof whole !== 'object' || whole === null) return whole
    const fields = Object.entries(whole).map(([key, field]) => [
      chance() < 0.1 ? pick(ODD_KEYS) : key,
      value(field),
    ])
    return Object.fromEntries(fields)
  }

  const body = (whole: string): Buffer => {
    const parsed = chance() < 0.6 ? parseJson(whole) : undefined
    if (parsed !== undefined) return Buffer.from(JSON.stringify(value(parsed.value)))
    const bytes = Buffer.from(text(chance() < 0.5 ? text(whole) : whole))
    if (bytes.length > 0 && chance() < 0.2) bytes[below(bytes.length)] = below(256)
    return bytes
  }

  return { chance, below, pick, text, value, body }
}
