/** Places for what goes on at the same time: first come, first served. */
export interface Slots {
  /** Resolves when a place is free, with what to call to leave it; undefined if `signal` aborted first. */
  enter(signal: AbortSignal): Promise<(() => void) | undefined>
  /** Changes how many there are; who has one keeps it. */
  resize(size: number): void
  /** How many are taken. */
  readonly taken: number
}

export function createSlots(first: number): Slots {
  const waiting = new Set<() => void>()
  let size = first
  let taken = 0
  const next = (): void => {
    for (const wake of waiting) {
      if (taken >= size) return
      waiting.delete(wake)
      taken += 1
      wake()
    }
  }
  const leave = (): void => {
    taken -= 1
    next()
  }
  return {
    enter: (signal) =>
      new Promise((resolve) => {
        const wake = (): void => {
          signal.removeEventListener('abort', giveUp)
          resolve(leave)
        }
        const giveUp = (): void => {
          waiting.delete(wake)
          resolve(undefined)
        }
        if (signal.aborted) {
          giveUp()
          return
        }
        waiting.add(wake)
        signal.addEventListener('abort', giveUp, { once: true })
        next()
      }),
    resize: (to) => {
      size = to
      next()
    },
    get taken() {
      return taken
    },
  }
}
