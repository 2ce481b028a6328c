// Paths here have slashes on every system, and without `process` in it the matcher is pure.
import picomatch from 'picomatch/posix.js'

/**
 * Whether a path of at most 1,000 characters matches a glob of the author's, as a whole: `*` and `?` stop at slashes,
 * `**` does not, names that begin with a dot are like others, `{a,b}` and `[a-z]` are known, and a `!` at the start means
 * nothing.
 *
 * @param pattern not empty, with slashes between names, like the paths
 */
export function globMatcher(pattern: string): (path: string) => boolean {
  const matches = picomatch(pattern, { dot: true, nonegate: true, nocase: false })
  // Nobody has longer ones but to keep a glob with several `**` busy for minutes.
  return (path) => path.length <= 1000 && matches(path)
}

/** Whether a text is more than a path: what holds none of these matches only itself. */
export function isGlob(text: string): boolean {
  return /[*?[\]{}()]/.test(text)
}
