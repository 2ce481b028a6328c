import { oneLine } from '../display-text.js'
import type { Environment } from '../environment.js'
import { filesBelow } from '../files.js'
import { globMatcher, isGlob } from '../glob.js'
import type { Problems } from '../problems/problems.js'

const INPUT = 'prompt-files'

/** The paths that `prompt-files` names, each once, in their order; those of a glob in alphabetical order. */
export function promptPaths(environment: Environment, problems: Problems): readonly string[] {
  const lines = (environment.inputs.get(INPUT) ?? '').split(/[\r\n]+/).map((line) => line.trim())
  const patterns = lines.filter((line) => line !== '' && line !== '!')
  const excluded = patterns
    .filter((line) => line.startsWith('!'))
    .map((line) => globMatcher(plain(line.slice(1))))
  const wanted = patterns.filter((line) => !line.startsWith('!'))
  if (wanted.length === 0)
    problems.add({
      input: INPUT,
      rule: 'is required',
      remedy: 'Write paths or globs such as .github/prompts/*.prompt.yml, one a line.',
    })
  const paths = wanted.flatMap((pattern) => {
    const found = (isGlob(pattern) ? matching(plain(pattern), environment) : [plain(pattern)]).filter(
      (path) => !excluded.some((isExcluded) => isExcluded(path)),
    )
    if (found.length === 0)
      problems.add({
        input: INPUT,
        rule: `matches no file by "${oneLine(pattern, 100)}"`,
        remedy: 'Paths are relative to the workspace: does a step check the repository out before this one?',
      })
    return found
  })
  return [...new Set(paths)]
}

function plain(path: string): string {
  return path.replace(/^(?:\.\/)+/, '')
}

const MAX_DEPTH = 50

/** Walks no deeper than the glob reaches. */
function matching(pattern: string, environment: Environment): readonly string[] {
  const depth = pattern.includes('**') ? MAX_DEPTH : pattern.split('/').length
  return filesBelow('.', depth, environment).filter(globMatcher(pattern))
}
