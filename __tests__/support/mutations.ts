/** Seeded chance, and what it does to texts and JSON values. The same seed gives the same mutations in every run. */
export interface Mutations {
  /** From 0 to 1. */
  readonly chance: () => number
  /** An integer from 0, below `count`. */
  readonly below: (count: number) => number
  readonly pick: <T>(values: readonly T[]) => T
  /** Cut, shortened in the middle, or with something hostile in it. */
  readonly text: (text: string) => string
  /** The same value with some of its parts, at any depth, replaced, garbled or doubled. */
  readonly value: (value: unknown) => unknown
  /** JSON that is mutated as a value or as text, and other text; now and then with a wrong byte. */
  readonly body: (body: string) => Buffer
}

/** Texts that mean something to a runner, a terminal, a parser or the reader of errors. */
export const HOSTILE_PIECES: readonly string[] = [
  '::error::x',
  '\n::set-output name=a::b',
  '##[error]',
  '#',
  ':',
  '\r',
  '\0',
  '\u001b[31m',
  '\u001b]8;;x\u0007',
  '\u202e',
  '\u2028',
  '{',
  '}',
  '[',
  ']',
  '"',
  '\\',
  '\\u0000',
  '\ud800',
  'null',
  '{"error":',
  '"error":null,',
  'failed_generation":"',
  'retry in 9999999999s',
  'model not found',
  'quota',
  '<title>',
  '&#x1b;',
  '&#58;&#58;',
  '\ufeff',
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
  const chance = randomFrom(seed)
  const below = (count: number): number => Math.floor(chance() * count)
  const pick = <T>(values: readonly T[]): T => {
    const value = values[below(values.length)]
    if (value === undefined && values.length === 0) throw new Error('There is nothing to pick from')
    return value as T
  }

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
    const parsed = chance() < 0.6 ? parsedJson(whole) : undefined
    if (parsed !== undefined) return Buffer.from(JSON.stringify(value(parsed)))
    const bytes = Buffer.from(text(chance() < 0.5 ? text(whole) : whole))
    if (bytes.length > 0 && chance() < 0.2) bytes[below(bytes.length)] = below(256)
    return bytes
  }

  return { chance, below, pick, text, value, body }
}

/** Mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
