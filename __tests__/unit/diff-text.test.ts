import { diffOf } from '../../src/diff/run.js'
import { quoted } from '../../src/diff/shown-file.js'
import { changeOf, diffInputs, generatedFiles, type GeneratedFile } from '../support/generated-change.js'
import { changedFile } from '../support/pull-request.js'
import { seededRandom } from '../support/seeded-random.js'

const AS_IT_IS = { text: (text: string) => text }
const lineCount = (text: string): number => text.split('\n').length - 1

/** The parts of a text that begin with a file's header, by that header. */
function partsOf(text: string, files: readonly GeneratedFile[]): Map<string, string> {
  const found = files
    .map(({ file }) => ({ path: file.path, at: text.indexOf(`\n${headerOf(file)}`) + 1 }))
    .filter(({ at }) => at > 0)
    .sort((a, b) => a.at - b.at)
  return new Map(found.map(({ path, at }, index) => [path, text.slice(at, found[index + 1]?.at)]))
}

function headerOf({ path, previous = path }: GeneratedFile['file']): string {
  return `diff --git ${quoted(`a/${previous}`)} ${quoted(`b/${path}`)}\n`
}

/** What is wrong with a file's part, if it is not what GitHub sent, or a whole start of it and the count of the rest. */
function wrongIn(
  part: string | undefined,
  shown: string,
  { file, hunks }: GeneratedFile,
): string | undefined {
  const whole = headerOf(file) + hunks.join('')
  if (shown === 'none') return part === undefined || hunks.length === 0 ? undefined : 'is there'
  if (shown === 'all') return part === whole || hunks.length === 0 ? undefined : 'is not whole'
  const match = /\[… ([\d,]+) of ([\d,]+) hunks?, ([\d,]+) lines? of (.*) left out\]\n$/.exec(part ?? '')
  if (part === undefined || match === null) return 'has no mark'
  const start = part.slice(0, match.index)
  const [left, total, lines] = match.slice(1, 4).map((count) => Number(count.replaceAll(',', '')))
  if (match[4] !== quoted(file.path)) return 'has the mark of another one'
  if (!whole.startsWith(start) || !start.endsWith('\n')) return 'is not cut at a line end'
  if (total !== hunks.length || lines !== lineCount(whole) - lineCount(start)) return 'counts wrong'
  let rest = start.slice(headerOf(file).length)
  const wholeHunks = hunks.findIndex((hunk) => {
    if (!rest.startsWith(hunk)) return true
    rest = rest.slice(hunk.length)
    return false
  })
  if (left !== hunks.length - wholeHunks) return 'counts hunks wrong'
  return wholeHunks > 0 && rest !== '' ? 'has half a hunk behind whole ones' : undefined
}

test('an "include" that fits no file is worth a warning', () => {
  const files = generatedFiles(1)
  const warnings = (include: string[]) => diffOf(changeOf(files), diffInputs({ include }), AS_IT_IS).warnings
  expect(warnings(['**'])).toEqual([])
  expect(warnings(['!*.md'])).toEqual([
    '"include" fits no file of this change: the text names the files, and has no diff.',
  ])
})

test('source is whole before anything else is seen, and small files beside a large one are', () => {
  const whole = (path: string, lines: number) => ({ file: changedFile(path, lines), hunks: [] })
  const files = [
    whole('docs/a.md', 90),
    whole('src/a.ts', 5),
    whole('src/b.ts', 5),
    whole('src/huge.ts', 400),
  ]
  const shownOf = (maxBytes: number) =>
    diffOf(changeOf([...files, whole('test/a.ts', 40)]), diffInputs({ maxBytes }), AS_IT_IS).entries.map(
      ({ shown }) => shown,
    )
  expect(shownOf(2500)).toEqual(['none', 'all', 'all', 'part', 'none'])
  expect(shownOf(12_000)).toEqual(['part', 'all', 'all', 'all', 'all'])
})

test('a thousand paths that are made to keep somebody busy do not', () => {
  const folder = `${'a/'.repeat(800)}${'.min.a-test.'.repeat(200)}/`
  const files = Array.from({ length: 1000 }, (_, index) => {
    return { file: changedFile(`${folder}${String(index)}`, 1), hunks: [] }
  })
  const inputs = diffInputs({ ignore: ['**/a/**/a/**/*.sql'] })
  expect(diffOf(changeOf(files), inputs, AS_IT_IS).entries).toHaveLength(1000)
})

test('of 1,000 generated pull requests, what is shown and what is left out are the whole', () => {
  const wrong: string[] = []
  let cut = 0
  for (let seed = 1; seed <= 1000; seed += 1) {
    const random = seededRandom(seed)
    const files = generatedFiles(seed)
    const maxBytes = 1000 + random.below(random.pick([1000, 8000, 60_000]))
    const { text, entries, complete, leftOut, ignored } = diffOf(
      changeOf(files),
      diffInputs({ maxBytes }),
      AS_IT_IS,
    )
    const bytes = Buffer.from(text)
    const say = (what: string): unknown =>
      wrong.push(`seed ${String(seed)}, ${String(maxBytes)} bytes: ${what}`)
    if (bytes.length > maxBytes) say(`has ${String(bytes.length)} bytes`)
    if (bytes.toString('utf8') !== text || text.includes('\ufffd')) say('is no UTF-8')
    const parts = partsOf(text, files)
    for (const [index, one] of files.entries()) {
      const entry = entries[index]
      if (entry?.path !== one.file.path) say('lists another file')
      const found = wrongIn(parts.get(one.file.path), entry?.shown ?? '', one)
      if (found !== undefined) say(`${one.file.path} ${found}`)
    }
    const notWhole =
      entries.filter(({ shown, reason }) => shown !== 'all' && reason !== 'binary').length - ignored
    if (notWhole !== leftOut || complete !== (leftOut === 0)) say('counts what is left out wrong')
    if (leftOut > 0) cut += 1
  }
  expect(wrong.slice(0, 10)).toEqual([])
  expect(cut).toBeGreaterThan(120)
})
