import { basename } from 'node:path/posix'
import { globMatcher } from '../glob.js'

/** What package managers write for themselves, beside `*.lock`. */
const LOCK_FILES = new Set([
  'package-lock.json', 'npm-shrinkwrap.json', 'pnpm-lock.yaml', 'bun.lockb', 'go.sum', 'go.work.sum',
  'packages.lock.json', 'gradle.lockfile', 'Package.resolved', '.terraform.lock.hcl',
]) // prettier-ignore

/** What else nobody reads line by line; folders of these names at any depth. */
const DEFAULTS: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/\.map$/, '*.map'],
  [/\.snap$/, '*.snap'],
  [/(?:^|\/)dist\//, 'dist/**'],
  [/(?:^|\/)vendor\//, 'vendor/**'],
  [/(?:^|\/)node_modules\//, 'node_modules/**'],
]

function defaultReason(path: string): string | undefined {
  const name = basename(path)
  if (name.endsWith('.lock') || LOCK_FILES.has(name)) return 'lock file'
  if (name.includes('.min.')) return '*.min.*'
  return DEFAULTS.find(([pattern]) => pattern.test(path))?.[1]
}

/** The reason of what no glob of `include` fits. */
export const NOT_INCLUDED = 'not in "include"'

/** Why a file has no diff in the text; undefined if it has one. */
export type IgnoredFor = (path: string) => string | undefined

/**
 * @param include globs; without any, all files are in
 * @param ignore globs; the last one that fits a file counts, and one with `!` takes it back
 * @param attributes the text of `.gitattributes`; undefined for no defaults at all
 */
export function ignoredFor(
  include: readonly string[],
  ignore: readonly string[],
  attributes: string | undefined,
): IgnoredFor {
  const includes = include.map(ruleOf)
  const ignores = ignore.map(ruleOf)
  const isGenerated = attributesOf(attributes ?? '')
  return (path) => {
    if (includes.length > 0 && lastOf(includes, path)?.takesBack !== false) return NOT_INCLUDED
    const own = lastOf(ignores, path)
    if (own !== undefined) return own.takesBack ? undefined : 'in "ignore"'
    return attributes === undefined ? undefined : (defaultReason(path) ?? isGenerated(path))
  }
}

interface Rule {
  readonly takesBack: boolean
  readonly matches: (path: string) => boolean
}

function ruleOf(line: string): Rule {
  const takesBack = line.startsWith('!')
  return { takesBack, matches: matcherOf(takesBack ? line.slice(1) : line) }
}

function lastOf(rules: readonly Rule[], path: string): Rule | undefined {
  return rules.findLast(({ matches }) => matches(path))
}

/** `*.ts` is for names, `/docs/*.md` and `docs/*.md` for paths, `docs/` for all in a folder. */
function matcherOf(glob: string): (path: string) => boolean {
  const pattern = glob.replace(/^\//, '').replace(/\/$/, '/**')
  const matches = globMatcher(pattern)
  return glob.includes('/') ? matches : (path) => matches(basename(path))
}

/** `-diff`, `linguist-generated=true`: https://git-scm.com/docs/gitattributes */
const ATTRIBUTE = /^([-!]?)([\w-]+)(?:=(.*))?$/

/** What `.gitattributes` says of a file, as far as it is a reason to leave it out. */
function attributesOf(text: string): IgnoredFor {
  const lines = text.split(/\r?\n/).flatMap((line) => {
    const match = /^\s*(?:"((?:[^"\\]|\\.)*)"|([^#\s"]\S*))\s+(.*)$/.exec(line)
    const glob = match?.[1]?.replace(/\\(.)/g, '$1') ?? match?.[2]
    if (glob === undefined || glob.startsWith('[attr]') || glob === '/') return []
    // Git knows neither alternatives nor extended globs, and a pattern for a folder is not for what is in it.
    const pattern = glob.replace(/[{}()|]/g, '\\$&')
    return glob.endsWith('/') ? [] : [{ matches: matcherOf(pattern), words: (match?.[3] ?? '').split(/\s+/) }]
  })
  return (path) => {
    let isGenerated = false
    let hasDiff = true
    for (const { matches, words } of lines) {
      if (!matches(path)) continue
      for (const word of words) {
        const [, sign, name, value] = ATTRIBUTE.exec(word) ?? []
        // To GitHub, only `false` is none.
        if (name === 'linguist-generated') isGenerated = sign === '' && value !== 'false'
        else if (name === 'diff') hasDiff = sign !== '-'
        else if (name === 'binary') hasDiff = sign !== ''
      }
    }
    return isGenerated ? 'linguist-generated' : hasDiff ? undefined : '-diff'
  }
}
