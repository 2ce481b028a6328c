export interface SeededRandom {
  /** From 0, below 1. */
  readonly next: () => number
  /** An integer from 0, below `count`. */
  readonly below: (count: number) => number
  readonly pick: <T>(values: readonly T[]) => T
}

/** Mulberry32: the same numbers in every run, so that what a generated case found is found again. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (count: number): number => Math.floor(next() * count)
  return {
    next,
    below,
    pick: (values) => {
      const value = values[below(values.length)]
      if (value === undefined) throw new Error('There is nothing to pick from')
      return value
    },
  }
}
