// The command line: every input of action.yml by its own name, and a few options of the script itself.

/** Options of the script, with the placeholder of their value, if they take one. */
export const OPTIONS = [
  {
    name: 'event',
    value: 'FILE',
    description: 'The webhook payload for {{ github.event.… }} in prompts: a JSON file.',
  },
  { name: 'keep', description: 'Keep the folder with the files that the step wrote, and say where it is.' },
  { name: 'help', description: 'Show this help.' },
  { name: 'version', description: 'Show name and version.' },
]

/**
 * @param argv such as `['--prompt', 'Hi', '--model=m']`
 * @param lists names of inputs that take all values up to the next option, one a line: a shell has expanded a glob
 * @returns `{inputs, options}`, or `{problem}`: what is wrong, for the person at the keyboard
 */
export function readArguments(argv, inputNames, lists = []) {
  const inputs = {}
  const options = {}
  const known = [...OPTIONS.map(({ name }) => name), ...inputNames]
  for (let at = 0; at < argv.length; at++) {
    const [, name, inlined] = /^--([^=]+)(?:=([^]*))?$/.exec(argv[at] === '-h' ? '--help' : argv[at]) ?? []
    if (name === undefined) {
      return {
        problem: `"${argv[at]}" belongs to no option. Put quotes around a value with blanks: --prompt "two words".`,
      }
    }
    if (!known.includes(name)) {
      return {
        problem: `There is no input and no option "--${name}". Did you mean "--${nearest(name, known)}"?`,
      }
    }
    if (name in inputs || name in options) return { problem: `"--${name}" is given twice.` }
    const option = OPTIONS.find((candidate) => candidate.name === name)
    if (option && !option.value) {
      if (inlined !== undefined) return { problem: `"--${name}" takes no value.` }
      options[name] = true
      continue
    }
    const value = inlined ?? argv[++at]
    if (value === undefined || (inlined === undefined && known.includes(/^--([^=]+)/.exec(value)?.[1]))) {
      return {
        problem: `"--${name}" needs a value: --${name} ${option?.value ?? 'VALUE'}, or --${name}= for an empty one.`,
      }
    }
    ;(option ? options : inputs)[name] = value
    while (lists.includes(name) && at + 1 < argv.length && !argv[at + 1].startsWith('--'))
      inputs[name] += `\n${argv[++at]}`
  }
  return { inputs, options }
}

/**
 * `npm start --model m`, without `--`, gives the option to npm, which tells it in a variable and leaves the value.
 *
 * @returns the names that npm took
 */
export function takenByNpm(environment, inputNames) {
  if (environment.npm_lifecycle_event !== 'start') return []
  return [...OPTIONS.map(({ name }) => name), ...inputNames].filter(
    // Where its own cache is, npm always tells.
    (name) => name !== 'cache' && environment[`npm_config_${name.replaceAll('-', '_')}`] !== undefined,
  )
}

/** The name that takes the fewest edits (Levenshtein); `_` and `-` count as the same. */
export function nearest(name, known) {
  const plain = (text) => text.toLowerCase().replaceAll('_', '-')
  const ranked = known.map((candidate) => ({ candidate, distance: distance(plain(name), plain(candidate)) }))
  return ranked.reduce((best, next) => (next.distance < best.distance ? next : best)).candidate
}

function distance(a, b) {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      row[j] = Math.min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1))
    }
    previous = row
  }
  return previous[b.length]
}
