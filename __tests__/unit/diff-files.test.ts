import { classOf } from '../../src/diff/file-class.js'
import { fileList } from '../../src/diff/file-list.js'
import { readRows } from '../../src/diff/github-answers.js'
import { ignoredFor } from '../../src/diff/ignored.js'
import { shownFile } from '../../src/diff/shown-file.js'
import { changedFile, rowOf } from '../support/pull-request.js'

test.each([
  ['src/a.ts', 'source'],
  ['contest/latest.go', 'source'],
  ['Manifest.kt', 'source'],
  ['src/a.test.ts', 'tests'],
  ['src/__tests__/data.json', 'tests'],
  ['pkg/a_test.go', 'tests'],
  ['lib/UserTest.java', 'tests'],
  ['tests/conftest.py', 'tests'],
  ['README.md', 'documentation and configuration'],
  ['docs/a.ts', 'documentation and configuration'],
  ['.eslintrc.cjs', 'documentation and configuration'],
  ['deploy/values.yaml', 'documentation and configuration'],
  ['Dockerfile', 'documentation and configuration'],
])('%s is %s', (path, expected) => {
  expect(classOf(path)).toBe(expected)
})

test.each([
  ['package-lock.json', 'lock file'],
  ['a/b/Cargo.lock', 'lock file'],
  ['MODULE.bazel.lock', 'lock file'],
  ['src/a.min.js', '*.min.*'],
  ['dist/index.js', 'dist/**'],
  ['packages/a/dist/index.js', 'dist/**'],
  ['src/distance.ts', undefined],
  ['go.sum', undefined],
  ['a.sql', 'in "ignore"'],
  ['db/a.sql', 'in "ignore"'],
  ['keep/a.sql', undefined],
  ['docs/b/c.md', 'in "ignore"'],
  ['x/docs/b.md', undefined],
])('%s is ignored for %s', (path, reason) => {
  expect(ignoredFor([], ['*.sql', '!keep/*.sql', '!go.sum', 'docs/'], '')(path)).toBe(reason)
})

test.each([
  ['api/gen.ts', 'linguist-generated'],
  ['api/deep/gen.ts', undefined],
  ['a.pb.go', 'linguist-generated'],
  ['hand/a.pb.go', undefined],
  ['mine/a.pb.go', undefined],
  ['theirs/a.ts', 'linguist-generated'],
  ['x/logo.bin', '-diff'],
  ['x/shown.bin', undefined],
  ['with space.txt', '-diff'],
  ['{a,b}.txt', '-diff'],
  ['a.txt', undefined],
])('by .gitattributes, %s is ignored for %s', (path, reason) => {
  const attributes = [
    '# a comment',
    '/api/* text linguist-generated=true',
    '*.pb.go linguist-generated',
    'hand/*.pb.go -linguist-generated',
    'mine/*.pb.go linguist-generated=false',
    'theirs/* linguist-generated=1',
    '*.bin binary',
    'shown.bin diff',
    '"with space.txt" -diff',
    '{a,b}.txt -diff',
    'api/ -diff',
  ].join('\r\n')
  expect(ignoredFor([], [], attributes)(path)).toBe(reason)
})

test.each([
  ['added', 0, '[empty]'],
  ['removed', 0, '[empty]'],
  ['renamed', 0, '[renamed only]'],
  ['modified', 30_000, "[too large for GitHub's API: +0 −30,000]"],
])(
  'a file without a patch that is empty now, %s and with %i lines less, is %s',
  (status, deletions, mark) => {
    const row = { ...rowOf({ ...changedFile('a', 0), patch: undefined, isEmpty: true }), status, deletions }
    const [file] = readRows([row]) ?? []
    expect(file && shownFile(file, undefined, false, 500).diff.head).toBe(`diff --git a/a b/a\n${mark}\n`)
  },
)

test('"include" leaves out all else, and without defaults nothing is', () => {
  expect(ignoredFor(['src/**', '!*.snap'], [], undefined)('src/a.ts')).toBeUndefined()
  expect(ignoredFor(['src/**', '!*.snap'], [], undefined)('src/a.snap')).toBe('not in "include"')
  expect(ignoredFor(['src/**'], [], undefined)('yarn.lock')).toBe('not in "include"')
  expect(ignoredFor([], [], undefined)('yarn.lock')).toBeUndefined()
})

describe('the list of files', () => {
  const files = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      shownFile(changedFile(`src/${String(index % 3)}/lib/f${String(index)}.ts`, 1), undefined, false, 500),
    ).sort((a, b) => (a.file.path < b.file.path ? -1 : 1))

  test('is folded as far as it must be', () => {
    const few = files(6)
    const all = () => true
    expect(fileList(few, 10_000)(all).split('\n')[0]).toBe('A +1 −0 src/0/lib/f0.ts')
    expect(fileList(files(400), 100_000)(all)).toMatch(/^src\/0\/lib\/ 134 files, \+134 −0: f0\.ts, /)
    const one = (max: number): string => fileList(few, max)(({ file }) => !file.path.endsWith('f0.ts'))
    expect(one(130)).toBe(
      'src/0/lib/ 2 files, +2 −0, 1 not shown\nsrc/1/lib/ 2 files, +2 −0\nsrc/2/lib/ 2 files, +2 −0\n',
    )
    expect(one(60)).toBe('src/ 6 files, +6 −0, 1 not shown\n')
    expect(one(10)).toBe('6 files, +6 −0, 1 not shown\n')
  })

  test('is never longer than with no diff shown', () => {
    for (const max of [20, 100, 200, 400, 10_000]) {
      const list = fileList(files(30), max)
      const most = Buffer.byteLength(list(() => false))
      for (const nth of [1, 2, 3, 7]) {
        const shown = list(({ file }) => Number(/\d+(?=\.ts)/.exec(file.path)?.[0]) % nth === 0)
        expect(Buffer.byteLength(shown)).toBeLessThanOrEqual(most)
      }
    }
  })
})
