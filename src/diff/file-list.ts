import { dirname } from 'node:path/posix'
import { counted, grouped } from '../display-text.js'
import { fileLine, linesText, quoted, type ShownFile } from './shown-file.js'

/** From so many files on, one a line is too long to be read. */
const MANY_FILES = 400

/** Whether a file's diff stands in the text, at least in part. */
export type IsShown = (file: ShownFile) => boolean

/** All files of a change in short; what it takes at most is what it takes if no diff is shown. */
export type FileList = (isShown: IsShown) => string

/**
 * The list of all files that fits into so many bytes: one a line; folded by folder, with names; by folder, without; by
 * the folders above; at last one line for all.
 *
 * @param files in path order, not none
 */
export function fileList(files: readonly ShownFile[], max: number): FileList {
  const forms = [
    ...(files.length < MANY_FILES ? [oneALine(files)] : []),
    byFolder(files, dirname, true),
    ...depths(files).map((depth) => byFolder(files, (path) => folderAt(path, depth), false)),
  ]
  return forms.find((form) => Buffer.byteLength(form(() => false)) <= max) ?? inOneLine(files)
}

function oneALine(files: readonly ShownFile[]): FileList {
  return (isShown) =>
    files
      .map((one) => {
        const mark = one.ignored !== undefined ? ' [ignored]' : isShown(one) ? '' : ' [not shown]'
        return `${fileLine(one.file)}${mark}\n`
      })
      .join('')
}

/** `src/lib/ 12 files, +120 −30: a.ts, b.ts; not shown: c.ts; ignored: d.lock` */
function byFolder(
  files: readonly ShownFile[],
  folderOf: (path: string) => string,
  withNames: boolean,
): FileList {
  const folders = new Map<string, ShownFile[]>()
  for (const one of files) {
    const folder = folderOf(one.file.path)
    const inside = folders.get(folder)
    if (inside === undefined) folders.set(folder, [one])
    else inside.push(one)
  }
  return (isShown) =>
    [...folders]
      .map(([folder, inside]) => {
        const start = `${quoted(`${folder}/`)} ${sumsText(inside)}`
        if (!withNames) return `${start}${notShownText(inside, isShown)}\n`
        const names = (of: (one: ShownFile) => boolean): string =>
          inside
            .filter(of)
            .map(({ file }) => quoted(folder === '.' ? file.path : file.path.slice(folder.length + 1)))
            .join(', ')
        const groups = [
          names((one) => one.ignored === undefined && isShown(one)),
          labelled(
            'not shown',
            names((one) => one.ignored === undefined && !isShown(one)),
          ),
          labelled(
            'ignored',
            names(({ ignored }) => ignored !== undefined),
          ),
        ]
        return `${start}: ${groups.filter((group) => group !== '').join('; ')}\n`
      })
      .join('')
}

function inOneLine(files: readonly ShownFile[]): FileList {
  return (isShown) => `${sumsText(files)}${notShownText(files, isShown)}\n`
}

function sumsText(files: readonly ShownFile[]): string {
  const sum = (of: 'additions' | 'deletions'): number =>
    files.reduce((total, { file }) => total + file[of], 0)
  return `${counted(files.length, 'file')}, ${linesText({ additions: sum('additions'), deletions: sum('deletions') })}`
}

function notShownText(files: readonly ShownFile[], isShown: IsShown): string {
  const ignored = files.filter((one) => one.ignored !== undefined).length
  const missing = files.filter((one) => one.ignored === undefined && !isShown(one)).length
  const count = (number: number, what: string): string => (number === 0 ? '' : `, ${grouped(number)} ${what}`)
  return `${count(missing, 'not shown')}${count(ignored, 'ignored')}`
}

function labelled(label: string, names: string): string {
  return names === '' ? '' : `${label}: ${names}`
}

/** Nobody nests deeper but to keep somebody busy. */
const MAX_DEPTH = 16

/** How deep folders are cut, the deepest first. */
function depths(files: readonly ShownFile[]): number[] {
  const depth = files.reduce((most, { file }) => Math.max(most, file.path.split('/').length - 1), 1)
  const deepest = Math.min(depth, MAX_DEPTH)
  return Array.from({ length: deepest }, (_, index) => deepest - index)
}

function folderAt(path: string, depth: number): string {
  let end = -1
  for (let left = depth, next = path.indexOf('/'); left > 0 && next >= 0; left -= 1) {
    end = next
    next = path.indexOf('/', end + 1)
  }
  return end < 0 ? '.' : path.slice(0, end)
}
