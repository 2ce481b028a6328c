import { resolve } from 'node:path'
import { oneLine } from '../display-text.js'
import type { Environment } from '../environment.js'
import { filesBelow, isThere, type Walls } from '../files.js'
import { globMatcher, isGlob } from '../glob.js'
import type { Problems } from '../problems/problems.js'

/**
 * The files that an input names, one path or glob a line, in the order of the lines, those of a glob in the order of
 * their paths, each once. `!` excludes, wherever its line stands. A line that names no file is a problem.
 *
 * @returns paths as they are written, absolute or relative to the workspace
 */
export function matchingFiles(
  input: string,
  environment: Environment,
  problems: Problems,
): readonly string[] {
  const text = environment.inputs.get(input) ?? ''
  const lines = text.split(/[\r\n]+/).flatMap((line) => line.trim() || [])
  const absolute = (path: string): string => resolve(environment.workspace, path)
  const excludes = lines
    .filter((line) => line.startsWith('!'))
    .map((line) => excluding(line.slice(1).trim(), absolute))
  if (lines.length > 0 && excludes.length === lines.length) {
    const remedy = 'Add a line with a path or a glob that names files.'
    problems.add({ input, rule: 'only says what to leave out, by lines with !', remedy })
  }
  const found = new Map<string, string>()
  for (const line of lines.filter((one) => !one.startsWith('!'))) {
    const matches = filesOf(line, environment)
    const kept = matches.filter((path) => !excludes.some((isExcluded) => isExcluded(absolute(path))))
    for (const path of kept) if (!found.has(absolute(path))) found.set(absolute(path), path)
    if (kept.length > 0) continue
    const rule = `names ${oneLine(line, 200)}, which ${matches.length > 0 ? 'a line with ! excludes' : 'matches no file'}`
    const remedy =
      'Paths are relative to the workspace, * stops at slashes, ** does not, and links are not followed.'
    problems.add({ input, rule, remedy })
  }
  return [...found.values()]
}

/** What is there as it is written is no glob, whatever it holds: `app/[id]/page.png`. A path is read even if it is not there. */
function filesOf(line: string, walls: Walls): readonly string[] {
  if (!isGlob(line) || isThere(line, walls)) return [line]
  const { folder, pattern } = splitGlob(line)
  const matches = globMatcher(pattern)
  const depth = pattern.includes('**') ? Infinity : pattern.split('/').length
  return filesBelow(folder || '.', depth, walls)
    .filter(matches)
    .map((path) => folder + path)
}

function excluding(line: string, absolute: (path: string) => string): (path: string) => boolean {
  // A folder stands for all in it.
  const isNamed = (path: string): boolean => `${path}/`.startsWith(`${absolute(line)}/`)
  if (!isGlob(line)) return isNamed
  const { folder, pattern } = splitGlob(line)
  const root = absolute(folder || '.').replace(/\/?$/, '/')
  const matches = globMatcher(pattern)
  return (path) => isNamed(path) || (path.startsWith(root) && matches(path.slice(root.length)))
}

/** `shots/new/` and `**` + `/*.png`: names before the first that is a glob lead to a folder, also an absolute one or one with `..`. */
function splitGlob(line: string): { readonly folder: string; readonly pattern: string } {
  const names = line.replace(/^\.\//, '').split('/')
  const first = names.findIndex(isGlob)
  const folder = names.slice(0, first).map((name) => `${name}/`)
  return { folder: folder.join(''), pattern: names.slice(first).join('/') }
}
