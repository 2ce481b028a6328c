import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  appendWhole,
  makeTempFolder,
  MAX_FILE_BYTES,
  readEventFile,
  readTextFile,
  whyNotAppendable,
  whyNotWritable,
  writeWhole,
} from '../../src/files.js'

const base = realpathSync(mkdtempSync(join(tmpdir(), 'files-')))
const walls = { workspace: join(base, 'work'), tempDirectory: join(base, 'temp') }
mkdirSync(walls.workspace)

function read(content: Buffer | string, badBytes: 'refuse' | 'replace' = 'refuse'): unknown {
  writeFileSync(join(walls.workspace, 'file'), content)
  const result = readTextFile('file', walls, badBytes)
  return result.ok ? result.value : result.error.problem
}

describe('a text', () => {
  test.each([
    ['UTF-8', Buffer.from('grün 🎉'), 'grün 🎉'],
    ['nothing', Buffer.alloc(0), ''],
    ['UTF-8 with a byte order mark', Buffer.from('\ufeffa\ufeff'), 'a\ufeff'],
    ['UTF-16, little end first', Buffer.from('\ufeffgrün 🎉', 'utf16le'), 'grün 🎉'],
    ['UTF-16, big end first', Buffer.from('\ufeffgrün 🎉', 'utf16le').swap16(), 'grün 🎉'],
    ['control characters', Buffer.from('a\0b\r\n'), 'a\0b\r\n'],
  ])('in %s is read', (_, bytes, text) => {
    for (const badBytes of ['refuse', 'replace'] as const)
      expect(read(bytes, badBytes)).toEqual({ text, replaced: false })
  })

  test.each([
    [
      'that ends in the middle of a character',
      Buffer.from('grün').subarray(0, 3),
      'gr\ufffd',
      'is not UTF-8: byte 3 of 3 ',
    ],
    ['that begins there', Buffer.from('ün').subarray(1), '\ufffdn', 'is not UTF-8: byte 1 of 2 '],
    ['in Latin-1', Buffer.from('grün und', 'latin1'), 'gr\ufffdn und', 'is not UTF-8: byte 3 of 8 '],
    [
      'behind a byte order mark',
      Buffer.from([0xef, 0xbb, 0xbf, 0x61, 0xff]),
      'a\ufffd',
      'is not UTF-8: byte 5 of 5 ',
    ],
    ['with half a pair in UTF-16', Buffer.from('\ufeffa\ud800b', 'utf16le'), 'a\ufffdb', 'is not UTF-16LE'],
    ['cut in UTF-16', Buffer.from('\ufeffab', 'utf16le').subarray(0, 5), 'a\ufffd', 'is not UTF-16LE'],
  ])('%s is replaced or refused', (_, bytes, text, problem) => {
    expect(read(bytes, 'replace')).toEqual({ text, replaced: true })
    expect(read(bytes)).toContain(problem)
  })

  test('may have 10 MiB, and no byte more', () => {
    expect(read(Buffer.alloc(MAX_FILE_BYTES, 'a'))).toMatchObject({ replaced: false })
    expect(read(Buffer.alloc(MAX_FILE_BYTES + 1, 'a'))).toMatch(
      /^has 10.5 MB \(10485761 bytes\), more than the limit/,
    )
  })
})

describe('a file that is written', () => {
  test('is there whole, with its folders, and nothing beside it', () => {
    expect(writeWhole('new/folder/answer.txt', 'one', walls)).toBeUndefined()
    expect(
      writeWhole(join(walls.workspace, 'new/folder/answer.txt'), Buffer.from('two'), walls),
    ).toBeUndefined()
    expect(readFileSync(join(walls.workspace, 'new/folder/answer.txt'), 'utf8')).toBe('two')
    expect(readdirSync(join(walls.workspace, 'new/folder'))).toEqual(['answer.txt'])
  })

  test('keeps its permissions', () => {
    const path = join(walls.workspace, 'script.sh')
    writeFileSync(path, '')
    chmodSync(path, 0o700)
    expect(writeWhole('script.sh', 'x', walls)).toBeUndefined()
    expect(statSync(path).mode & 0o777).toBe(0o700)
  })

  test('that cannot be replaced leaves nothing behind', () => {
    writeFileSync(join(walls.workspace, 'wall'), 'x')
    expect(writeWhole('wall/answer.txt', 'x', walls)).toBe('has a file where a folder should be in its path')
    expect(whyNotWritable('wall/answer.txt', walls)).toBe('has a file where a folder should be in its path')
    expect(readFileSync(join(walls.workspace, 'wall'), 'utf8')).toBe('x')
  })

  test('is foreseen without touching anything', () => {
    expect(whyNotWritable('not/yet/there.txt', walls)).toBeUndefined()
    expect(() => statSync(join(walls.workspace, 'not'))).toThrow('ENOENT')
    expect(whyNotWritable('new/folder', walls)).toBe('is a folder')
    expect(whyNotWritable('new/folder/', walls)).toBe('ends in a slash, as a folder does')
  })
})

describe('a file of the runner', () => {
  test('is made with its folders, and appended to', () => {
    const path = join(base, 'runner/commands/output')
    expect(whyNotAppendable(path)).toBeUndefined()
    expect(appendWhole(path, 'a\n')).toBeUndefined()
    expect(appendWhole(path, 'b\n')).toBeUndefined()
    expect(readFileSync(path, 'utf8')).toBe('a\nb\n')
    expect(whyNotAppendable(path)).toBeUndefined()
  })

  test('may be a device that swallows all', () => {
    expect(whyNotAppendable('/dev/null')).toBeUndefined()
    expect(appendWhole('/dev/null', 'a')).toBeUndefined()
  })

  test('that cannot be written is told before and after', () => {
    expect(whyNotAppendable(base)).toBe('is a folder')
    expect(appendWhole(base, 'a')).toBe('is a folder')
    expect(appendWhole('/dev/full', 'a')).toBe('does not fit: the disk is full')
    const inFile = join(walls.workspace, 'file/output')
    expect(whyNotAppendable(inFile)).toBe('has a file where a folder should be in its path')
    expect(appendWhole(inFile, 'a')).toBe('has a file where a folder should be in its path')
  })
})

test('a folder of its own in RUNNER_TEMP, which is made if it is not there', () => {
  const folders = [makeTempFolder(walls), makeTempFolder(walls)].map((made) =>
    made.ok ? made.value : made.error,
  )
  for (const folder of folders)
    expect(folder.startsWith(join(walls.tempDirectory, 'chat-completion-'))).toBe(true)
  expect(new Set(folders).size).toBe(2)
  expect(makeTempFolder({ ...walls, tempDirectory: join(walls.workspace, 'file') })).toMatchObject({
    ok: false,
  })
})

test('the file of the event', () => {
  writeFileSync(join(base, 'event.json'), '{}')
  expect(readEventFile(join(base, 'event.json'))).toEqual({ ok: true, value: '{}' })
  expect(readEventFile(join(base, 'nothing.json'))).toEqual({ ok: false, error: 'does not exist' })
})
