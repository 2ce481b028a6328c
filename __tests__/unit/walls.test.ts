import { execFileSync } from 'node:child_process'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { readEnvironment } from '../../src/environment.js'
import { readTextFile, whyNotWritable, writeWhole } from '../../src/files.js'
import { Problems } from '../../src/problems/problems.js'
import { outputFile, sourceFile } from '../../src/inputs/source.js'
import { seededRandom } from '../support/seeded-random.js'

const SECRET = 'SECRET OF THE RUNNER'
const GIT_SECRET = 'CREDENTIALS OF GIT'

/** A workspace as a stranger's pull request may leave it, beside folders that are none of its business. */
function makeRunner() {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'walls-')))
  const at = (path: string): string => join(base, path)
  for (const folder of ['work/docs', 'work/.git/hooks', 'work/sub/.GIT', 'temp/inner', 'home/.ssh'])
    mkdirSync(at(folder), { recursive: true })
  for (const file of ['home/key', 'home/.ssh/id']) writeFileSync(at(file), SECRET)
  for (const file of ['work/.git/config', 'work/.git/hooks/pre-push', 'work/sub/.GIT/config'])
    writeFileSync(at(file), GIT_SECRET)
  for (const file of ['work/README.md', 'work/docs/a.md', 'temp/diff', 'temp/inner/b'])
    writeFileSync(at(file), 'fine')
  const links: readonly (readonly [string, string])[] = [
    ['work/to-key', '../home/key'],
    ['work/to-key-absolutely', at('home/key')],
    ['work/to-home', '../home'],
    ['work/docs/to-root', '/'],
    ['work/to-link', 'to-key'],
    ['work/to-config', '.git/config'],
    ['work/to-git', '.git'],
    ['work/to-environ', '/proc/self/environ'],
    ['work/to-proc', '/proc'],
    ['work/to-fd', '/proc/self/fd/0'],
    ['work/to-zero', '/dev/zero'],
    ['work/to-stdout', '/dev/stdout'],
    ['work/to-sys', '/sys/kernel'],
    ['work/to-nothing', '../home/new'],
    ['work/to-itself', 'to-itself'],
    ['work/to-temp', '../temp/diff'],
    ['temp/to-key', '../home/key'],
    ['temp/to-work', '../work'],
    ['work/to-readme', 'README.md'],
    ['work/to-docs', 'docs'],
    ['home/to-work', '../work'],
  ]
  for (const [from, to] of links) symlinkSync(to, at(from))
  execFileSync('mkfifo', [at('work/pipe'), at('temp/pipe')])
  return { base, at, walls: { workspace: at('work'), tempDirectory: at('temp') } }
}

const runner = makeRunner()
const { at, walls } = runner

/** Paths of things that are closed, whatever the author says. */
const CLOSED = [
  '.git/config', '.git/hooks/pre-push', '.GIT/config', '.Git/hooks/new', 'docs/.git/new', 'sub/.GIT/config',
  '.git./config', '.git /config', 'git~1/config', '.g\u200cit/config', '.git', 'docs/../.git/config', './/.git//config',
  'to-config', 'to-git/config', 'to-git/hooks/new', '/proc/self/environ', '/proc/self/cwd/README.md', '/proc/new',
  '/dev/zero', '/dev/stdout', '/dev/stdin', '/dev/fd/0', '/dev/tty', '/dev/null', '/dev/shm/new', '/sys/kernel/new',
  '/PROC/self/environ', '/proc/../proc/self/environ', '/../proc/self/environ', 'pipe', at('temp/pipe'), '..', '.', '/',
  'docs', '', 'README.md/', 'docs/', 'new/', 'to-readme/',
] // prettier-ignore

/** Paths that are written inside a wall and lead out of it. */
const ESCAPING = [
  'to-key', 'to-key-absolutely', 'to-home/key', 'to-home/.ssh/id', 'to-home/new', 'docs/to-root/etc/passwd',
  'docs/to-root/tmp/new', 'docs/to-root', 'to-link', 'to-environ', 'to-proc/self/environ', 'to-proc/1/environ', 'to-fd',
  'to-zero', 'to-stdout', 'to-sys/new', 'to-nothing', 'to-nothing/new', 'to-itself', 'to-itself/new', 'to-temp',
  at('work/to-key'), at('work/to-home/key'), at('temp/to-key'), at('temp/to-work/README.md'), at('temp/to-work/new'),
  'docs/../to-key', './to-home/./key', 'docs//..//to-home//key',
] // prettier-ignore

const FINE = [
  'README.md', './README.md', 'docs/../README.md', 'docs//a.md', 'to-readme', 'to-docs/a.md', at('temp/diff'), at('work/docs/a.md'),
  '../temp/inner/b', at('home/to-work/README.md'), '../home/to-work/docs/a.md',
] // prettier-ignore

/** Everything under the runner's folders that is a file, and what stands in it. */
function contents(base = runner.base, folder = base): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder, { withFileTypes: true }).flatMap((entry): [string, string][] => {
      const path = join(folder, entry.name)
      if (entry.isDirectory())
        return [[`${relative(base, path)}/`, ''], ...Object.entries(contents(base, path))]
      return [[relative(base, path), entry.isFile() ? readFileSync(path, 'utf8') : 'no file']]
    }),
  )
}

describe('reading', () => {
  test.each([...CLOSED, ...ESCAPING])('%j gives a problem, and nothing of a file', (path) => {
    for (const badBytes of ['refuse', 'replace'] as const) {
      const result = readTextFile(path, walls, badBytes)
      expect(result.ok).toBe(false)
      expect(JSON.stringify(result)).not.toMatch(/SECRET|CREDENTIALS/)
    }
  })

  test.each(FINE)('%j is allowed', (path) => {
    expect(readTextFile(path, walls, 'refuse')).toEqual({
      ok: true,
      value: { text: 'fine', replaced: false },
    })
  })

  test.each([at('home/key'), '../home/key', '../home/.ssh/id'])("%j is the author's word", (path) => {
    expect(readTextFile(path, walls, 'refuse')).toMatchObject({ ok: true, value: { text: SECRET } })
  })

  test('the problem names the input and the path on one line', async () => {
    const problems = new Problems()
    const environment = { ...readEnvironment({}), ...walls }
    expect(sourceFile(environment, 'file-variables', 'to-key', problems, 'for "readme" ')).toBe('bad')
    expect(await problems.text()).toBe(
      '"file-variables" for "readme" names the file to-key, which leads out of its folder through a link. If you trust that place, write its own path.',
    )
    sourceFile(environment, 'prompt-file', 'a\n::error::b\u2028c', problems)
    expect((await problems.text()).split(/[\n\u2028]/)).toHaveLength(3)
  })
})

describe('writing', () => {
  test.each([...CLOSED, ...ESCAPING])('%j gives a problem, and changes no file', async (path) => {
    const before = contents()
    expect(whyNotWritable(path, walls)).toEqual(expect.any(String))
    expect(writeWhole(path, 'the words of a model', walls)).toEqual(expect.any(String))
    expect(contents()).toEqual(before)
    if (path === '') return
    const problems = new Problems()
    const environment = { ...readEnvironment({ 'INPUT_OUTPUT-FILE': path }), ...walls }
    expect(environment.inputs.has('output-file') && outputFile(environment, problems)).toBeUndefined()
    expect(await problems.text()).toMatch(/^"output-file" names .*, which .*\.$/)
  })

  test.each([
    'new.md',
    'docs/new/deep.md',
    'to-docs/new.md',
    '../temp/new',
    at('temp/deep/new'),
    '../home/new.md',
  ])('%j is allowed', (path) => {
    expect(whyNotWritable(path, walls)).toBeUndefined()
    expect(writeWhole(path, 'new', walls)).toBeUndefined()
    expect(readFileSync(resolve(walls.workspace, path), 'utf8')).toBe('new')
  })

  test('a link to a file inside stays a link', () => {
    writeFileSync(at('work/target'), 'old')
    symlinkSync('target', at('work/to-target'))
    expect(writeWhole('to-target', 'new', walls)).toBeUndefined()
    expect(lstatSync(at('work/to-target')).isSymbolicLink()).toBe(true)
    expect(readFileSync(at('work/target'), 'utf8')).toBe('new')
  })
})

test('a workspace that is itself behind a link is no escape', () => {
  const linked = { workspace: at('home/to-work'), tempDirectory: at('temp') }
  expect(readTextFile('README.md', linked, 'refuse').ok).toBe(true)
  expect(readTextFile('to-key', linked, 'refuse').ok).toBe(false)
  expect(readTextFile(at('home/to-work/docs/a.md'), linked, 'refuse').ok).toBe(true)
})

test('the whole disk as a workspace keeps what is closed closed', () => {
  const disk = { workspace: '/', tempDirectory: '/tmp' }
  expect(readTextFile('proc/self/environ', disk, 'refuse').ok).toBe(false)
  expect(readTextFile(at('work/README.md').slice(1), disk, 'refuse').ok).toBe(true)
})

describe('generated paths', () => {
  const random = seededRandom(40)
  const SEGMENTS = [
    '..', '..', '.', '', 'work', 'temp', 'home', 'docs', 'inner', 'sub', '.ssh', 'key', 'id', 'diff', 'a.md', 'README.md', 'new',
    'to-key', 'to-key-absolutely', 'to-home', 'to-root', 'to-link', 'to-config', 'to-git', 'to-environ', 'to-proc', 'to-fd',
    'to-zero', 'to-stdout', 'to-sys', 'to-nothing', 'to-itself', 'to-temp', 'to-work', 'to-readme', 'to-docs', 'pipe', '.git',
    '.GIT', '.git ', 'git~1', '.g\u200cit', 'config', 'hooks', 'pre-push', 'proc', 'self', 'environ', 'cwd', 'fd', '0', '1', 'dev', 'zero',
  ] // prettier-ignore
  const shuffledCase = (text: string): string =>
    Array.from(text, (letter) => (random.below(2) === 0 ? letter.toUpperCase() : letter)).join('')

  /** What is there, mostly, so that many of them lead somewhere; links are followed. */
  function nextSegment(folder: string, base: string): string {
    const isHere =
      existsSync(folder) && realpathSync(folder).startsWith(base) && statSync(folder).isDirectory()
    return isHere && random.below(4) > 0 ? random.pick([...readdirSync(folder), '..']) : random.pick(SEGMENTS)
  }

  /** Relative or absolute, of up to five segments, sometimes in other letters, sometimes with slashes at the end. */
  function path({ at, base }: ReturnType<typeof makeRunner>): string {
    const begins = [
      '',
      '',
      '',
      './',
      '../',
      `${at('work')}/`,
      `${at('temp')}/`,
      `${base}/`,
      '/proc/self/',
      '/dev/',
      '//',
    ]
    let made = random.pick(begins)
    const count = 1 + random.below(5)
    for (let index = 0; index < count; index += 1) {
      const segment = nextSegment(resolve(at('work'), made), base)
      const slash = index === count - 1 ? '' : random.pick(['/', '/', '//', '/./'])
      made += `${random.below(15) === 0 ? shuffledCase(segment) : segment}${slash}`
    }
    return `${made}${random.pick(['', '', '', '', '', '/', '//'])}`
  }

  const isIn = (one: string, folder: string): boolean => one === folder || one.startsWith(`${folder}/`)

  test('none of them reads what is closed, or anything outside but where it says so itself', () => {
    const made = makeRunner()
    const { walls } = made
    let read = 0
    for (let round = 0; round < 20_000; round += 1) {
      const given = path(made)
      const written = resolve(walls.workspace, given)
      const isInside = isIn(written, walls.workspace) || isIn(written, walls.tempDirectory)
      const result = readTextFile(given, walls, 'replace')
      if (!result.ok) continue
      read += 1
      const known = isInside ? ['fine'] : ['fine', SECRET]
      expect({ given, isKnown: known.includes(result.value.text) }).toEqual({ given, isKnown: true })
    }
    expect(read).toBeGreaterThan(150)
  })

  test('none of them writes what is closed, or anything outside but where it says so itself', () => {
    const made = makeRunner()
    const { base, walls } = made
    let before = contents(base)
    let wrote = 0
    for (let round = 0; round < 600; round += 1) {
      const given = path(made)
      const written = resolve(walls.workspace, given)
      // Not beyond this test's own folder.
      if (!isIn(written, base)) continue
      const isInside = isIn(written, walls.workspace) || isIn(written, walls.tempDirectory)
      const problem = writeWhole(given, `words ${String(round)}`, walls)
      expect({ given, foreseen: whyNotWritable(given, walls) === undefined }).toEqual({
        given,
        foreseen: problem === undefined,
      })
      const after = contents(base)
      const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
        (one) => before[one] !== after[one],
      )
      before = after
      if (problem !== undefined) expect({ given, changed }).toEqual({ given, changed: [] })
      else wrote += 1
      for (const one of changed) {
        expect({ given, one, isGit: /(?:^|\/)\.git(?:\/|$)/i.test(one) }).toEqual({
          given,
          one,
          isGit: false,
        })
        if (isInside)
          expect({ given, one, stays: /^(?:work|temp)\//.test(one) }).toEqual({ given, one, stays: true })
      }
    }
    expect(wrote).toBeGreaterThan(60)
  })
})
