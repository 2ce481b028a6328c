import { describe, expect, it, test } from '@jest/globals'
import { fitValues } from '../../src/fit/fit-values.js'
import { leftOutText } from '../../src/fit/left-out.js'
import { fairShares, sharesInRounds } from '../../src/fit/shares.js'
import { shorten, type Way, WAYS } from '../../src/fit/shorten.js'
import { splitDiff } from '../../src/fit/unified-diff.js'
import { type SeededRandom, seededRandom } from '../support/seeded-random.js'

const MARK = /^\[… .* left out.* …\]\n/gm
const CHARACTERS = ['a', 'b', ' ', '=', 'é', '漢', '🙂', '\t']

/** The parts of a shortened text as they stand in the whole, in its order; it fails if they do not. */
function shownParts(
  text: string,
  whole: string,
): readonly { readonly start: number; readonly end: number }[] {
  let from = 0
  return text.split(MARK).flatMap((segment) => {
    if (segment === '') return []
    // Before a mark, a line that is cut gets a line end.
    const part = whole.includes(segment, from) ? segment : segment.slice(0, -1)
    const start = whole.indexOf(part, from)
    expect(start).toBeGreaterThanOrEqual(from)
    from = start + part.length
    return [{ start, end: from }]
  })
}

function expectHonest(whole: string, max: number, way: Way, longestLine: number): void {
  const { text, leftOut } = shorten(whole, max, way)
  const bytes = Buffer.byteLength(text)
  expect(bytes).toBeLessThanOrEqual(max)
  expect(Buffer.from(text).toString()).toBe(text)
  const parts = shownParts(text, whole)
  const shown = parts.reduce((sum, { start, end }) => sum + Buffer.byteLength(whole.slice(start, end)), 0)
  // A line that was cut just before its end looks whole, for the mark is on a line of its own.
  const isCut = longestLine * 40 > max
  const excess = shown + leftOut.bytes - Buffer.byteLength(whole)
  expect(excess).toBeGreaterThanOrEqual(0)
  expect(excess).toBeLessThanOrEqual(isCut ? (text.match(MARK)?.length ?? 0) : 0)
  if (leftOut.bytes === 0) expect(text).toBe(whole)
  if (isCut) return
  const isLineEdge = (at: number): boolean => at === 0 || at === whole.length || whole[at - 1] === '\n'
  for (const { start, end } of parts) expect([isLineEdge(start), isLineEdge(end)]).toEqual([true, true])
  const lines = whole.split(/(?<=\n)/).length
  const shownLines = parts.map(({ start, end }) => whole.slice(start, end).split(/(?<=\n)/).length)
  expect(shownLines.reduce((sum, count) => sum + count, 0) + leftOut.lines).toBe(lines)
}

/** To cut words of any length out of: a character at a time would take minutes. */
const POOL = Array.from({ length: 4000 }, (_, n) => CHARACTERS[((n * n) % 17) % CHARACTERS.length])

function words(random: SeededRandom, longest: number): string {
  const start = random.below(1000)
  return POOL.slice(start, start + random.below(longest)).join('')
}

function generatedText(random: SeededRandom, longest: number): string {
  const lines = Array.from(
    { length: 1 + random.below(80) },
    (_, n) => `${String(n)} ${words(random, longest)}`,
  )
  return lines.join('\n') + (random.below(2) === 0 ? '' : '\n')
}

function generatedDiff(random: SeededRandom, longest: number): string {
  let number = 0
  const line = (sign: string): string => `${sign}${String((number += 1))} ${words(random, longest)}\n`
  const hunk = (): string => {
    const [old, fresh] = [1 + random.below(6), 1 + random.below(6)]
    const lines = [
      ...Array.from({ length: old }, () => line('-')),
      ...Array.from({ length: fresh }, () => line('+')),
    ]
    return `@@ -${String((number += 1))},${String(old)} +1,${String(fresh)} @@ f()\n${lines.join('')}`
  }
  const file = (_: unknown, n: number): string => {
    const path = `src/${words(random, 9).replace(/\s/g, '_')}-${String(n)}.ts`
    const head = `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n`
    return head + Array.from({ length: random.below(4) }, hunk).join('')
  }
  return Array.from({ length: 1 + random.below(30) }, file).join('')
}

describe('a shortened text', () => {
  it.each(WAYS)('is, with what is left out, the whole, and never over the budget: %s', (way) => {
    for (let seed = 1; seed <= 120; seed += 1) {
      const random = seededRandom(seed)
      const longest = random.pick([3, 40, 40, 40, 40, 800])
      const whole = way === 'diff' ? generatedDiff(random, longest) : generatedText(random, longest)
      // Of four bytes at most, with a number.
      expectHonest(whole, random.below(1 + Buffer.byteLength(whole) * 1.1), way, longest * 4 + 8)
    }
  })

  it('says in its place how much is missing', () => {
    const lines = Array.from({ length: 2000 }, (_, n) => `line ${String(n + 1)}`)
    const whole = `${lines.join('\n')}\n`
    expect(shorten(whole, 100, 'head').text).toBe(
      `${lines.slice(0, 8).join('\n')}\n[… 1,992 lines, 19 KB left out …]\n`,
    )
    expect(shorten(whole, 100, 'tail').text).toBe(
      `[… 1,994 lines, 19 KB left out …]\n${lines.slice(-6).join('\n')}\n`,
    )
    expect(shorten(whole, 100, 'ends').text).toBe(
      `line 1\nline 2\nline 3\nline 4\n[… 1,993 lines, 19 KB left out …]\nline 1998\nline 1999\nline 2000\n`,
    )
    const list = shorten(whole, 2000, 'lines').text.split('\n')
    expect([list[0], list.at(-2), list.filter((line) => line.startsWith('[…')).length]).toEqual([
      'line 1',
      'line 2000',
      4,
    ])
  })

  it('cuts a line that is over its share between characters', () => {
    expect(shorten('🙂'.repeat(100), 80, 'head').text).toBe(
      `${'🙂'.repeat(11)}\n[… 1 line, 356 B left out …]\n`,
    )
    expect(shorten('🙂'.repeat(100), 80, 'ends').text).toBe(
      `${'🙂'.repeat(5)}\n[… 1 line, 360 B left out …]\n${'🙂'.repeat(5)}`,
    )
    expect(shorten('a'.repeat(100), 20, 'tail')).toEqual({
      text: '',
      leftOut: { bytes: 100, lines: 1, files: 0 },
    })
  })
})

const hunk = (n: number, lines = 20): string =>
  `@@ -${String(n)},${String(lines)} +${String(n)},${String(lines)} @@\n${'-old line\n+new line\n'.repeat(lines)}`
const file = (path: string, ...hunks: readonly string[]): string =>
  `diff --git a/${path} b/${path}\nindex 1..2 100644\n--- a/${path}\n+++ b/${path}\n${hunks.join('')}`

describe('a shortened diff', () => {
  it('keeps small files whole, whole hunks from the top of large ones, and names the rest', () => {
    const large = file('src/large.ts', hunk(1, 5), hunk(100, 5), hunk(200, 40))
    const small = file('src/small.ts', hunk(1, 2))
    const huge = file('vendor/huge.js', hunk(1, 2000))
    const { text, leftOut } = shorten(large + small + huge, 1200, 'diff')
    expect(text).toBe(
      file('src/large.ts', hunk(1, 5), hunk(100, 5)) +
        '[… 81 lines, 822 B left out of src/large.ts …]\n' +
        small +
        text.slice(text.indexOf('diff --git a/vendor')),
    )
    expect(text).toMatch(
      /@@ -1,2000 \+1,2000 @@\n(?:-old line\n\+new line\n)+-?.*\[… 3,9\d\d lines, 40 KB left out of vendor\/huge\.js …\]\n$/s,
    )
    expect(leftOut.files).toBe(2)
  })

  it('names files of which nothing is shown in one line, as far as there is room', () => {
    const whole = Array.from({ length: 400 }, (_, n) => file(`src/file-${String(n)}.ts`, hunk(1))).join('')
    const { text, leftOut } = shorten(whole, 2000, 'diff')
    expect(text).toMatch(
      /\[… \d\d,\d{3} lines, \d\d\d KB left out: src\/file-\d+\.ts, .*, 3\d\d more files …\]\n$/,
    )
    expect(leftOut.files).toBeGreaterThan(390)
  })

  it('is split where files and hunks begin, whatever the lines look like', () => {
    const odd = '@@ -1,2 +1,2 @@\n--- a deleted line\n+++ an added one\n-@@ -1 +1 @@\n+diff --git a/x b/x\n'
    const plain =
      '--- old.txt\t2026-01-01\n+++ new.txt\t2026-01-02\n@@ -1 +1 @@\n-a\n+b\n\\ No newline at end of file\n'
    const gone =
      'diff --git a/gone b/gone\ndeleted file mode 100644\n--- a/gone\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n'
    const binary = 'diff --git a/a.png b/a.png\nBinary files a/a.png and b/a.png differ\n'
    const merge =
      'diff --cc both.ts\nindex 1,2..3\n--- a/both.ts\n+++ b/both.ts\n@@@ -1,1 -1,1 +1,2 @@@\n- a\n -b\n++c\n'
    const { preamble, files } = splitDiff(
      `From 1234\n\n${file('a.ts', odd, hunk(9))}${plain}${gone}${binary}${merge}`,
    )
    expect(preamble).toBe('From 1234\n\n')
    expect(files.map(({ path, hunks }) => [path, hunks.length])).toEqual([
      ['a.ts', 2],
      ['new.txt', 1],
      ['gone', 1],
      ['a.png', 0],
      ['both.ts', 1],
    ])
  })
})

test('what is made to have too many files or lines is no diff', () => {
  const bare = 'diff --git a/x b/x\n'
  expect(splitDiff(bare.repeat(20_000)).files).toHaveLength(20_000)
  expect(splitDiff(bare.repeat(20_001))).toEqual({ preamble: bare.repeat(20_001), files: [] })
  expect(splitDiff(bare + '\n'.repeat(1_000_000)).files).toEqual([])
})

describe('shares', () => {
  it('are max-min fair', () => {
    expect(fairShares([10, 500, 300, 20], 400)).toEqual([10, 185, 185, 20])
    expect(fairShares([10, 20], 400)).toEqual([10, 20])
    expect(fairShares([10, 20], -5)).toEqual([0, 0])
  })

  it('pass on what one cannot use of its own', () => {
    const inHundreds = (_: number, share: number): number => Math.floor(share / 100) * 100
    expect(sharesInRounds([500, 500, 500], 400, inHundreds).map((share) => inHundreds(0, share))).toEqual([
      200, 100, 100,
    ])
  })
})

describe('values that share a budget', () => {
  it('stay whole if they are small, and count as often as they are used', () => {
    const big = 'a line\n'.repeat(1000)
    const fitted = fitValues(
      [
        { name: 'title', text: 'small', way: 'head', uses: 2 },
        { name: 'log', text: big, way: 'tail', uses: 2 },
        { name: 'diff', text: big, way: 'diff', uses: 1 },
        { name: 'unused', text: big, way: 'head', uses: 0 },
      ],
      2010,
    )
    expect(fitted.texts.get('title')).toBe('small')
    expect(fitted.texts.get('unused')).toBe(big)
    const size = (name: string): number => Buffer.byteLength(fitted.texts.get(name) ?? '')
    expect([size('log'), size('diff')].map((bytes) => Math.round(bytes / 100))).toEqual([5, 10])
    expect(leftOutText(fitted.leftOut)).toBe('935 lines, 6.5 KB of log; 863 lines, 6.0 KB of diff')
  })
})
