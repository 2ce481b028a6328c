/** For the steps of a whole table, on a machine that is busy with other things, too. */
export const MANY_STEPS_MS = 1_200_000

/**
 * Works on all items, at most `limit` at a time, and gives the results in the order of the items.
 *
 * Each scenario is a process of its own: one after the other they are slow, all at once they starve each other.
 */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<Result>,
  limit = 4,
): Promise<Result[]> {
  const results: Result[] = []
  const pending = items.entries()
  const worker = async (): Promise<void> => {
    for (const [index, item] of pending) results[index] = await work(item, index)
  }
  await Promise.all(Array.from({ length: limit }, worker))
  return results
}
