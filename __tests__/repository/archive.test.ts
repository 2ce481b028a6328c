import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

/** What a runner downloads and unpacks for every job that uses the action, in bytes. */
const LIMIT = 400_000

/**
 * The archive of the work tree as it would be after a commit, so that the test speaks of what is here. Index and
 * objects are written to a folder of their own: the repository stays as it is.
 */
function archiveOfWorkTree(): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'archive-'))
  const git = (env: NodeJS.ProcessEnv, ...args: string[]): Buffer =>
    execFileSync('git', args, { env: { ...process.env, ...env }, maxBuffer: 100_000_000 })
  try {
    const objects = git({}, 'rev-parse', '--path-format=absolute', '--git-path', 'objects').toString().trim()
    mkdirSync(join(folder, 'objects'))
    const env = {
      GIT_INDEX_FILE: join(folder, 'index'),
      GIT_OBJECT_DIRECTORY: join(folder, 'objects'),
      GIT_ALTERNATE_OBJECT_DIRECTORIES: objects,
    }
    git(env, 'add', '--all', ':/')
    return git(env, 'archive', '--format=tar', git(env, 'write-tree').toString().trim())
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The names of the files in a tar archive (POSIX ustar: a long name has its start in `prefix`). */
function namesIn(tar: Buffer): string[] {
  const names: string[] = []
  const text = (from: number, length: number): string =>
    tar.toString('utf8', from, from + length).replace(/\0.*$/s, '')
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0;) {
    const prefix = text(at + 345, 155)
    const name = text(at, 100)
    const size = parseInt(text(at + 124, 12), 8)
    if (text(at + 156, 1) === '0') names.push(prefix === '' ? name : `${prefix}/${name}`)
    at += 512 + Math.ceil(size / 512) * 512
  }
  return names
}

describe('the archive that a runner downloads', () => {
  const archive = archiveOfWorkTree()
  const names = namesIn(archive)

  test(`is at most ${String(LIMIT)} bytes, gzipped`, () => {
    expect(gzipSync(archive).length).toBeLessThanOrEqual(LIMIT)
  })

  test('holds what a runner needs', () => {
    expect(names).toEqual(
      expect.arrayContaining([
        'action.yml',
        'diff/action.yml',
        'dist/index.js',
        'dist/licenses.txt',
        'LICENSE',
      ]),
    )
  })

  test('holds what is read first, and nothing else', () => {
    const tops = new Set(names.map((name) => name.replace(/\/.*/, '')))
    expect([...tops].sort()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'SECURITY.md',
      'action.yml',
      'apply',
      'diff',
      'dist',
      'eval',
      'package.json',
    ])
  })
})
