import * as fs from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { formatBytes } from './display-text.js'
import type { Result } from './failure.js'
import { isObject } from './json-value.js'

/** Largest file that an input may name, in bytes. */
export const MAX_FILE_BYTES = 10 * 1024 * 1024

/** The folders in which strangers' files may lie: those of a pull request, or of an artifact. Absolute paths. */
export interface Walls {
  readonly workspace: string
  readonly tempDirectory: string
}

/** What is wrong, as the end of a sentence about a path, and a sentence about what to do. */
export interface FileProblem {
  readonly problem: string
  readonly remedy: string
}

function refused(problem: string, remedy: string): { ok: false; error: FileProblem } {
  return { ok: false, error: { problem, remedy } }
}

const A_FOLDER = refused('is a folder', 'Name a file in it.')
const NOT_A_FILE = refused('is not a regular file', 'Name a regular file.')

/**
 * Reads a text file that an input names: UTF-8, or UTF-16 behind its byte order mark, at most 10 MiB. It never waits,
 * not for a pipe either.
 *
 * @param path absolute, or relative to the workspace
 * @param badBytes `replace`: what is no valid character becomes U+FFFD
 */
export function readTextFile(
  path: string,
  walls: Walls,
  badBytes: 'refuse' | 'replace',
): Result<{ readonly text: string; readonly replaced: boolean }, FileProblem> {
  const limit = {
    bytes: MAX_FILE_BYTES,
    says: '10 MiB',
    remedy: 'Let an earlier step cut it down to what the model has to see.',
  }
  const bytes = readFileBytes(path, walls, limit)
  return bytes.ok ? decoded(bytes.value, badBytes) : bytes
}

/**
 * Reads a file that an input names, by the same rules.
 *
 * @param limit the most bytes that it may have, how that is written, and what to do about a larger one
 */
export function readFileBytes(
  path: string,
  walls: Walls,
  limit: { readonly bytes: number; readonly says: string; readonly remedy: string },
): Result<Buffer, FileProblem> {
  const place = placeOf(path, walls)
  if (!place.ok) return place
  try {
    // What is checked is what is read: one descriptor, which no link or pipe can take the place of.
    const flags = fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK
    const file = fs.openSync(place.value, flags)
    try {
      const stat = fs.fstatSync(file)
      if (stat.isDirectory()) return A_FOLDER
      if (!stat.isFile()) return NOT_A_FILE
      if (stat.size <= limit.bytes) return { ok: true, value: fs.readFileSync(file) }
      return refused(
        `has ${formatBytes(stat.size)} (${String(stat.size)} bytes), more than the limit of ${limit.says} (${String(limit.bytes)} bytes)`,
        limit.remedy,
      )
    } finally {
      fs.closeSync(file)
    }
  } catch (error) {
    const remedy =
      'Paths are relative to the workspace: does a step check the repository out before this one?'
    return refused(describeFileError(error), remedy)
  }
}

/** The text of bytes, without a byte order mark. */
function decoded(bytes: Buffer, badBytes: 'refuse' | 'replace'): ReturnType<typeof readTextFile> {
  const mark = bytes.toString('latin1', 0, 2)
  const encoding = mark === '\xff\xfe' ? 'utf-16le' : mark === '\xfe\xff' ? 'utf-16be' : 'utf-8'
  const decode = (fatal: boolean): string => new TextDecoder(encoding, { fatal }).decode(bytes)
  try {
    return { ok: true, value: { text: decode(true), replaced: false } }
  } catch {
    if (badBytes === 'replace') return { ok: true, value: { text: decode(false), replaced: true } }
    // What decodes with replacement characters and encodes back to the same bytes is good.
    const back = Buffer.from(bytes.toString('utf8'))
    const at = bytes.findIndex((byte, index) => byte !== back[index])
    const where = `: byte ${String(at + 1)} of ${String(bytes.length)} starts no valid character`
    const problem = `is not ${encoding.toUpperCase()}${encoding === 'utf-8' ? where : ''}`
    return refused(problem, 'Save it as UTF-8, or convert it with iconv in an earlier step.')
  }
}

/**
 * Where a path leads, if it may be used at all. What is written inside the workspace or RUNNER_TEMP has to stay there:
 * a link in a pull request would else send any file of the runner to the model's server. Another absolute path, or
 * one with `..`, is the author's word. Closed to all is what is no plain data: devices and what the kernel shows of
 * processes, their secrets included; and Git's own folder, with its credentials and hooks.
 */
function placeOf(path: string, walls: Walls): Result<string, FileProblem> {
  if (path.endsWith('/') || path.endsWith(sep))
    return refused('ends in a slash, as a folder does', 'Name a file.')
  const written = resolve(walls.workspace, path)
  try {
    const roots = [walls.workspace, walls.tempDirectory].filter((root) => isInside(written, root))
    const realRoots = roots.map((root) => realPath(root) ?? root)
    // A runner may work in /dev/shm.
    const isClosed = (one: string): boolean =>
      isOfGit(one) || (isOfSystem(one) && !realRoots.some(isOfSystem))
    const real = isClosed(written) ? written : realPath(written)
    if (real === undefined) return refused('is a link that leads nowhere', 'Name a file.')
    if (isClosed(real))
      return refused('leads into /proc, /sys, /dev or .git, which are closed', 'Name a file elsewhere.')
    if (roots.length > 0 && !realRoots.some((root) => isInside(real, root)))
      return refused('leads out of its folder through a link', 'If you trust that place, write its own path.')
    return { ok: true, value: real }
  } catch (error) {
    return refused(describeFileError(error), 'Check the path and its permissions.')
  }
}

/** The path without links, also of what is not there yet; undefined for a link that leads nowhere. */
function realPath(path: string): string | undefined {
  try {
    return fs.realpathSync.native(path)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || dirname(path) === path) throw error
    if (fs.lstatSync(path, { throwIfNoEntry: false }) !== undefined) return undefined
    const folder = realPath(dirname(path))
    return folder === undefined ? undefined : join(folder, basename(path))
  }
}

function isInside(path: string, root: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : `${root}${sep}`)
}

function isOfSystem(path: string): boolean {
  return /^\/(?:proc|sys|dev)(?:\/|$)/i.test(path)
}

/** Also in the spellings that macOS and Windows take for it, as Git itself refuses them (`core.protectNTFS`, `core.protectHFS`). */
function isOfGit(path: string): boolean {
  const visible = path.replace(/[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g, '')
  return visible.split(/[/\\]/).some((name) => /^(?:\.git|git~\d)[. ]*(?::.*)?$/i.test(name))
}

/** Whether a path leads to something that may be used, of whatever kind. */
export function isThere(path: string, walls: Walls): boolean {
  const place = placeOf(path, walls)
  return place.ok && fs.statSync(place.value, { throwIfNoEntry: false }) !== undefined
}

/**
 * The files below a folder, by their paths from there, in order, with slashes. Links are not followed, and closed
 * folders and those that may not be read are left out; a folder that is not there has no files.
 *
 * @param depth how many names a path may have
 */
export function filesBelow(folder: string, depth: number, walls: Walls): readonly string[] {
  const place = placeOf(resolve(walls.workspace, folder), walls)
  const found: string[] = []
  const collect = (at: string, below: string): void => {
    if (below.split('/').length > depth || isOfSystem(at)) return
    const entries = attempt(() => fs.readdirSync(at, { withFileTypes: true }))
    for (const entry of entries.ok ? entries.value : []) {
      if (entry.isFile()) found.push(below + entry.name)
      else if (entry.isDirectory() && !isOfGit(entry.name))
        collect(join(at, entry.name), `${below}${entry.name}/`)
    }
  }
  if (place.ok) collect(place.value, '')
  return found.sort()
}

/** Where a file that a path names would be written, by the same rules; the disk may still refuse it. It touches nothing. */
export function writablePlace(path: string, walls: Walls): Result<string, FileProblem> {
  const place = placeOf(path, walls)
  const stat = place.ok ? fs.statSync(place.value, { throwIfNoEntry: false }) : undefined
  if (stat === undefined || stat.isFile()) return place
  return stat.isDirectory() ? A_FOLDER : NOT_A_FILE
}

/**
 * Finds out before anything is sent, and so before anything is billed, that `writeWhole` will fail. It touches nothing,
 * and returns what is wrong as the end of a sentence about the path.
 */
export function whyNotWritable(path: string, walls: Walls): string | undefined {
  const place = writablePlace(path, walls)
  if (!place.ok) return place.error.problem
  // The file is replaced, which its folder has to allow.
  return whyNotOpenable(place.value) ?? whyNotOpenable(dirname(place.value))
}

/** The same for `appendWhole`: a file of the runner's own, which may be anywhere. */
export function whyNotAppendable(path: string): string | undefined {
  const problem = whyNotOpenable(path)
  if (problem !== undefined) return problem
  return fs.statSync(path, { throwIfNoEntry: false })?.isDirectory() ? 'is a folder' : undefined
}

/** Why a file, or if it is not there the nearest folder above, cannot be written to. */
function whyNotOpenable(path: string): string | undefined {
  try {
    fs.accessSync(path, fs.constants.W_OK)
    return undefined
  } catch (error) {
    const isMissing = codeOf(error) === 'ENOENT' && dirname(path) !== path
    return isMissing ? whyNotOpenable(dirname(path)) : describeFileError(error)
  }
}

/**
 * Writes a file whole or not at all, and the folders above it: beside it, then renamed, so that nobody reads half of
 * it and no link is followed. It returns what is wrong as the end of a sentence about the path.
 */
export function writeWhole(path: string, content: string | Buffer, walls: Walls): string | undefined {
  return replaced(path, walls, (file) => {
    fs.writeFileSync(file, content)
  })
}

/** So much is written at once of what comes in pieces. */
const BLOCK_LENGTH = 64 * 1024

/** The same with content that comes in pieces, so that never all of it is in memory. */
export function writePieces(path: string, pieces: Iterable<string>, walls: Walls): string | undefined {
  return replaced(path, walls, (file) => {
    let text = ''
    for (const piece of pieces) {
      text += piece
      if (text.length < BLOCK_LENGTH) continue
      fs.writeFileSync(file, text)
      text = ''
    }
    fs.writeFileSync(file, text)
  })
}

function replaced(path: string, walls: Walls, write: (file: number) => void): string | undefined {
  const place = writablePlace(path, walls)
  if (!place.ok) return place.error.problem
  const { value: target } = place
  const draft = join(dirname(target), `.draft-${Math.random().toString(36).slice(2)}`)
  return whyFailed(() => {
    fs.mkdirSync(dirname(target), { recursive: true })
    try {
      const mode = fs.statSync(target, { throwIfNoEntry: false })?.mode ?? 0o666
      const file = fs.openSync(draft, 'wx', mode & 0o777)
      try {
        write(file)
      } finally {
        fs.closeSync(file)
      }
      fs.renameSync(draft, target)
    } finally {
      fs.rmSync(draft, { force: true })
    }
  })
}

/** Removes the files of a folder that a rule names; what cannot be removed stays. */
export function removeFiles(folder: string, walls: Walls, isRemoved: (name: string) => boolean): void {
  const place = placeOf(join(folder, 'any'), walls)
  if (!place.ok) return
  attempt(() => {
    for (const name of fs.readdirSync(dirname(place.value)).filter(isRemoved))
      fs.rmSync(join(dirname(place.value), name), { force: true })
  })
}

/** A file of ours in RUNNER_TEMP that texts are put aside in, as there are more of them than fit into memory. */
export interface Aside {
  /** Where it stands; to be read again by that. Throws if the disk is full. */
  put(text: string): { readonly at: number; readonly bytes: number }
  get(place: { readonly at: number; readonly bytes: number }): string
  close(): void
}

export function openAside(walls: Walls): Result<Aside, string> {
  const folder = makeTempFolder(walls)
  if (!folder.ok) return folder
  const path = join(folder.value, 'aside')
  return attempt(() => {
    const file = fs.openSync(path, 'wx+')
    // Nobody else needs its name, where the system lets go of that of an open file.
    attempt(() => fs.rmSync(path))
    let end = 0
    return {
      put: (text) => {
        const bytes = Buffer.from(text)
        for (let done = 0; done < bytes.length;)
          done += fs.writeSync(file, bytes, done, bytes.length - done, end + done)
        end += bytes.length
        return { at: end - bytes.length, bytes: bytes.length }
      },
      get: ({ at, bytes }) => {
        const buffer = Buffer.alloc(bytes)
        fs.readSync(file, buffer, 0, bytes, at)
        return buffer.toString('utf8')
      },
      close: () => {
        fs.closeSync(file)
        fs.rmSync(path, { force: true })
      },
    }
  })
}

/**
 * Appends text to a file of the runner's, whole or not at all: half an output is one that the runner trips over. The
 * file and its folders are made if they are not there. It returns what is wrong, as `writeWhole` does.
 */
export function appendWhole(path: string, text: string): string | undefined {
  return whyFailed(() => {
    fs.mkdirSync(dirname(path), { recursive: true })
    const { O_WRONLY, O_APPEND, O_CREAT, O_NONBLOCK } = fs.constants
    const file = fs.openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK)
    const before = fs.fstatSync(file)
    try {
      fs.writeFileSync(file, text)
    } catch (error) {
      if (before.isFile()) fs.ftruncateSync(file, before.size)
      throw error
    } finally {
      fs.closeSync(file)
    }
  })
}

/** Makes a folder of its own in RUNNER_TEMP: its absolute path, or what is wrong. */
export function makeTempFolder({ tempDirectory }: Walls): Result<string, string> {
  return attempt(() => {
    fs.mkdirSync(tempDirectory, { recursive: true })
    return fs.mkdtempSync(join(tempDirectory, 'chat-completion-'))
  })
}

/** The event's payload as text, or what is wrong with its file. */
export function readEventFile(path: string): Result<string, string> {
  return attempt(() => fs.readFileSync(path, 'utf8'))
}

function attempt<T>(work: () => T): Result<T, string> {
  try {
    return { ok: true, value: work() }
  } catch (error) {
    return { ok: false, error: describeFileError(error) }
  }
}

function whyFailed(work: () => void): string | undefined {
  const done = attempt(work)
  return done.ok ? undefined : done.error
}

function codeOf(error: unknown): string {
  return isObject(error) && typeof error['code'] === 'string' ? error['code'] : ''
}

const FILE_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EISDIR: 'is a folder',
  ENOTDIR: 'has a file where a folder should be in its path',
  EEXIST: 'has a file where a folder should be in its path',
  ELOOP: 'is a link that leads in a circle, or was one a moment ago',
  ENOSPC: 'does not fit: the disk is full',
}

/** What a failed file operation says, without the path: `does not exist`, `is not permitted (EACCES)`. */
export function describeFileError(error: unknown): string {
  const code = codeOf(error)
  if (['EACCES', 'EPERM', 'EROFS'].includes(code)) return `is not permitted (${code})`
  return FILE_ERRORS[code] ?? `cannot be used (${code || 'unknown error'})`
}
