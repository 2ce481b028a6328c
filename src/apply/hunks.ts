export type Side = 'LEFT' | 'RIGHT'

/** The lines of a file that a hunk shows: those before the change are LEFT, those after it RIGHT. */
export interface Hunk {
  readonly LEFT: ReadonlySet<number>
  readonly RIGHT: ReadonlySet<number>
}

/** The hunks of a `patch` as `GET /repos/{owner}/{repo}/pulls/{pull_number}/files` has it. */
export function hunksOf(patch: string): readonly Hunk[] {
  const hunks: { LEFT: Set<number>; RIGHT: Set<number> }[] = []
  const next = { LEFT: 0, RIGHT: 0 }
  for (const line of patch.split('\n')) {
    const header = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(line)
    if (header !== null) {
      hunks.push({ LEFT: new Set(), RIGHT: new Set() })
      next.LEFT = Number(header[1])
      next.RIGHT = Number(header[2])
      continue
    }
    // `\ No newline at end of file` is no line.
    const sides = { '-': ['LEFT'], '+': ['RIGHT'], ' ': ['LEFT', 'RIGHT'] } as const
    const kind = line.charAt(0)
    if (kind !== '-' && kind !== '+' && kind !== ' ') continue
    for (const side of sides[kind]) {
      hunks.at(-1)?.[side].add(next[side])
      next[side] += 1
    }
  }
  return hunks
}

/** The hunk that shows a line. */
export function hunkAt(hunks: readonly Hunk[], side: Side, line: number): Hunk | undefined {
  return hunks.find((hunk) => hunk[side].has(line))
}
