import {
  accessSync,
  appendFileSync,
  constants,
  mkdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, resolve } from 'node:path'
import { formatBytes } from './display-text.js'

/** Largest file that an input may name, in bytes. */
export const MAX_FILE_BYTES = 10 * 1024 * 1024

export type TextFile =
  | { readonly ok: true; readonly text: string }
  /** What is wrong, as the end of a sentence about the file, and a sentence about what to do. */
  | { readonly ok: false; readonly problem: string; readonly remedy: string }

const LOOK_FOR_IT =
  'Paths are relative to the workspace; does a step check the repository out before this one?'

/**
 * Reads a text file that an input names: UTF-8, a byte order mark dropped, at most 10 MiB.
 *
 * @param path absolute, or relative to `base`
 */
export function readTextFile(path: string, base: string): TextFile {
  let bytes: Buffer
  try {
    const file = resolve(base, path)
    const stat = statSync(file)
    if (stat.isDirectory()) return { ok: false, problem: 'is a folder', remedy: 'Name a file in it.' }
    // To read a pipe or a device may never end.
    if (!stat.isFile()) return { ok: false, problem: 'is no regular file', remedy: 'Name a file.' }
    if (stat.size > MAX_FILE_BYTES) {
      return {
        ok: false,
        problem: `has ${formatBytes(stat.size)} (${String(stat.size)} bytes), more than the limit of 10 MiB (${String(MAX_FILE_BYTES)} bytes)`,
        remedy: 'Let an earlier step cut it down to what the model has to see.',
      }
    }
    bytes = readFileSync(file)
  } catch (error) {
    return { ok: false, problem: describeFileError(error), remedy: LOOK_FOR_IT }
  }
  const bad = firstBadByte(bytes)
  if (bad !== undefined) {
    return {
      ok: false,
      problem: `is not UTF-8: byte ${String(bad + 1)} of ${String(bytes.length)} starts no valid character`,
      remedy: 'Save it as UTF-8, or convert it with iconv in an earlier step.',
    }
  }
  const text = bytes.toString('utf8')
  return { ok: true, text: text.startsWith('\ufeff') ? text.slice(1) : text }
}

/** Offset of the first byte that is not UTF-8, or undefined if all are. */
function firstBadByte(bytes: Buffer): number | undefined {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    decoder.decode(bytes)
    return undefined
  } catch {
    // Only a bad file pays for the search: what decodes with replacement characters and encodes back to the
    // same bytes is good, so the first difference is the first bad byte.
    const back = Buffer.from(bytes.toString('utf8'), 'utf8')
    let offset = 0
    while (offset < bytes.length && bytes[offset] === back[offset]) offset++
    return offset
  }
}

/** What a failed file operation says, without the path: `does not exist`, `may not be read (EACCES)`. */
export function describeFileError(error: unknown): string {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (code === 'ENOENT') return 'does not exist'
  if (code === 'EISDIR') return 'is a folder'
  if (code === 'ENOTDIR') return 'has a file where a folder should be in its path'
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return `is not permitted (${code})`
  if (code === 'ENOSPC') return 'does not fit: the disk is full'
  return `cannot be used (${code || 'unknown error'})`
}

/** The event's payload as text. Throws what the file system throws. */
export function readEventFile(path: string): string {
  return readFileSync(path, 'utf8')
}

/** Writes a file and the folders above it. Throws what the file system throws. */
export function writeWithFolders(path: string, content: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
}

/** Appends text to a file, which is made if it is not there. Throws what the file system throws. */
export function appendText(path: string, text: string): void {
  appendFileSync(path, text)
}

/**
 * Finds out before anything is sent, and so before anything is billed, that a file will not be writable. It
 * touches nothing.
 *
 * @param path absolute
 * @returns what is wrong as the end of a sentence about the path, or undefined
 */
export function whyNotWritable(path: string): string | undefined {
  try {
    const stat = statSync(path)
    if (stat.isDirectory()) return 'is a folder'
    accessSync(path, constants.W_OK)
    return undefined
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT'))
      return describeFileError(error)
  }
  let folder = dirname(path)
  for (;;) {
    try {
      if (!statSync(folder).isDirectory()) return 'has a file where a folder should be in its path'
      accessSync(folder, constants.W_OK)
      return undefined
    } catch (error) {
      const parent = dirname(folder)
      const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
      if (!missing || parent === folder) return describeFileError(error)
      folder = parent
    }
  }
}
