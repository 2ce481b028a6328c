import type { ChangedFile, Status } from '../../src/diff/changed-file.js'
import type { DiffInputs } from '../../src/diff/inputs.js'
import type { Change } from '../../src/diff/read-change.js'
import { seededRandom, type SeededRandom } from './seeded-random.js'

/** A file of a pull request, and its patch in the hunks that it was made of. */
export interface GeneratedFile {
  readonly file: ChangedFile
  readonly hunks: readonly string[]
}

const WORDS = ['const', 'return', '−1', 'naïve', '数', '👩‍👩‍👧', '\t', '}', '"a\\b"', 'x'.repeat(200), '\r', '']
const FOLDERS = ['', 'src/', 'src/lib/', 'src/lib/deep/er/', 'test/', 'docs/', 'packages/a/src/', 'ünïcode/']
const NAMES = ['a', 'b c', 'index', 'new\nline', 'qu"ote', 'README', 'ein-sehr-langer-name-'.repeat(4)]
const EXTENSIONS = ['.ts', '.test.ts', '.md', '.json', '.lock', '', '.min.js']

/** A pull request as GitHub could list it; the same for the same seed. */
export function generatedFiles(seed: number): GeneratedFile[] {
  const random = seededRandom(seed)
  // Most are small, some have hundreds of files.
  const count = 1 + random.below(seed % 100 === 0 ? 600 : random.pick([3, 6, 12, 30]))
  const files = new Map<string, GeneratedFile>()
  for (let index = 0; index < count; index += 1) {
    const path = `${random.pick(FOLDERS)}${random.pick(NAMES)}${String(random.below(3 * count))}${random.pick(EXTENSIONS)}`
    files.set(path, generatedFile(path, random))
  }
  return [...files.values()].sort((a, b) => (a.file.path < b.file.path ? -1 : 1))
}

function generatedFile(path: string, random: SeededRandom): GeneratedFile {
  const kind = random.below(20)
  const base = { path, previous: undefined, additions: 0, deletions: 0, patch: undefined, isEmpty: false }
  if (kind === 0) return { file: { ...base, status: 'added' }, hunks: [] }
  if (kind === 1) return { file: { ...base, status: 'renamed', previous: `old/${path}` }, hunks: [] }
  if (kind === 2) return { file: { ...base, status: 'modified', additions: 20_431, deletions: 3 }, hunks: [] }
  if (kind === 3) return { file: { ...base, status: 'added', isEmpty: true }, hunks: [] }
  const hunks = Array.from({ length: 1 + random.below(random.pick([2, 2, 6])) }, () => hunk(random))
  const lines = hunks.flatMap((one) => one.split('\n'))
  const count = (sign: string): number => lines.filter((line) => line.startsWith(sign)).length
  const status = random.pick<Status>(['added', 'modified', 'modified', 'removed', 'renamed', 'changed'])
  const previous = status === 'renamed' ? `old/${path}` : undefined
  const changed = { status, previous, additions: count('+'), deletions: count('-') }
  return { file: { ...base, ...changed, patch: hunks.join('') }, hunks }
}

function hunk(random: SeededRandom): string {
  const body = Array.from({ length: 1 + random.below(random.pick([5, 5, 40])) }, () => {
    const words = Array.from({ length: random.below(6) }, () => random.pick(WORDS))
    return { sign: random.pick([' ', '+', '-']), text: words.join(' ') }
  })
  const size = (sign: string): number => body.filter((line) => line.sign !== sign).length
  const from = 1 + random.below(5000)
  const header = `@@ -${String(from)},${String(size('+'))} +${String(from)},${String(size('-'))} @@ class Ünit`
  return [header, ...body.map(({ sign, text }) => sign + text), ''].join('\n')
}

export function changeOf(files: readonly GeneratedFile[], more: Partial<Change> = {}): Change {
  return {
    files: files.map(({ file }) => file),
    total: files.length,
    additions: files.reduce((sum, { file }) => sum + file.additions, 0),
    deletions: files.reduce((sum, { file }) => sum + file.deletions, 0),
    lost: new Set(),
    baseSha: 'a'.repeat(40),
    headSha: 'b'.repeat(40),
    attributes: '',
    ...more,
  }
}

export function diffInputs(more: Partial<DiffInputs> = {}): DiffInputs {
  return {
    subject: { kind: 'pull request', number: 12 },
    api: { apiUrl: 'https://api.github.com', token: 'ghs_0123456789', owner: 'octocat', repo: 'hello' },
    maxBytes: 200_000,
    maxLineBytes: 10_000_000,
    include: [],
    ignore: [],
    ignoreDefaults: true,
    timeoutMs: 600_000,
    maxRetries: 2,
    ...more,
  }
}
