/** Letters to insert, delete or replace until one text is the other. */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= other.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[other.length] ?? 0
}

/**
 * The names that are nearest to a word, the nearest first, those that differ in case only before all.
 *
 * @param compared what of a name, and of the word, is compared
 */
export function nearest(
  word: string,
  names: readonly string[],
  compared = (name: string): string => name,
): string[] {
  const own = compared(word).toLowerCase()
  return names
    .map((name) => ({ name, distance: editDistance(own, compared(name).toLowerCase()) }))
    .sort((one, other) => one.distance - other.distance)
    .map(({ name }) => name)
}
