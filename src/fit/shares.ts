/**
 * Max-min fair shares: who wants less than an equal part gets all of it, and what is left goes to the others in equal
 * parts.
 *
 * @param wants what each would take, in any unit
 * @returns whole numbers in the order of `wants`, none above what is wanted, together at most `budget`
 */
export function fairShares(wants: readonly number[], budget: number): readonly number[] {
  const shares = wants.map(() => 0)
  const smallestFirst = [...wants.entries()].sort(([, a], [, b]) => a - b)
  let left = Math.max(budget, 0)
  for (const [rank, [index, want]] of smallestFirst.entries()) {
    const share = Math.min(want, Math.floor(left / (wants.length - rank)))
    shares[index] = share
    left -= share
  }
  return shares
}

/** More rounds hardly move anything. */
const MAX_ROUNDS = 8

/**
 * Max-min fair shares for what can be cut at some places only: what one cannot use of its share goes to the others,
 * round by round, and at last to the first that can use it.
 *
 * @param wants what each would take
 * @param use what one really takes of a share: at most the share, and all it wants if the share is that large
 * @returns a share for each; what is really taken of them is together at most `budget`
 */
export function sharesInRounds(
  wants: readonly number[],
  budget: number,
  use: (index: number, share: number) => number,
): readonly number[] {
  const shares = [...fairShares(wants, budget)]
  const used = shares.map((share, index) => use(index, share))
  let left = budget - used.reduce((sum, bytes) => sum + bytes, 0)
  const give = (index: number, more: number): void => {
    const before = used[index] ?? 0
    const after = use(index, before + more)
    if (after <= before) return
    shares[index] = before + more
    used[index] = after
    left -= after - before
  }
  const missing = (): number[] => wants.map((want, index) => want - (used[index] ?? 0))
  for (let round = 0, before = Infinity; round < MAX_ROUNDS && left > 0 && left < before; round += 1) {
    before = left
    for (const [index, more] of fairShares(missing(), left).entries()) if (more > 0) give(index, more)
  }
  for (const [index, lacks] of missing().entries())
    if (lacks > 0 && left > 0) give(index, Math.min(lacks, left))
  return shares
}
