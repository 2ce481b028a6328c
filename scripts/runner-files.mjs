// What the GitHub runner reads and writes around a step: action.yml, the INPUT_ variables, the output file and
// workflow commands. It follows https://github.com/actions/runner, and needs nothing but Node.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Makes what a step may write in a folder: empty files, and a folder for temporary ones. */
export function makeStepFiles(folder) {
  const files = {
    temp: join(folder, 'temp'),
    output: join(folder, 'output'),
    summary: join(folder, 'summary.md'),
  }
  mkdirSync(files.temp)
  for (const path of [files.output, files.summary]) writeFileSync(path, '')
  return files
}

/**
 * Reads the fixed, simple YAML that an action.yml is: maps in maps, and scalars (plain, quoted, or a block).
 * Whatever else YAML can do is an error that names the line.
 */
export function readActionFile(text) {
  const lines = text.split(/\r?\n/).map((line, index) => ({ number: index + 1, line }))
  const root = readMap(lines)
  const described = (section) =>
    Object.entries(asMap(root[section])).map(([name, entry]) => ({ name, ...scalarsOf(entry) }))
  const runs = scalarsOf(root.runs)
  return {
    name: asText(root.name),
    description: asText(root.description),
    inputs: described('inputs'),
    outputs: described('outputs'),
    runs: { using: asText(runs.using), main: asText(runs.main) },
  }
}

const asMap = (value) => (typeof value === 'object' ? value : {})
const asText = (value) => (typeof value === 'string' ? value : '')
const scalarsOf = (value) =>
  Object.fromEntries(Object.entries(asMap(value)).filter(([, scalar]) => typeof scalar === 'string'))

const isBlank = ({ line }) => /^\s*(?:#.*)?$/.test(line)
const indentOf = ({ line }) => line.length - line.trimStart().length

function readMap(lines) {
  const map = {}
  let indent
  for (let at = 0; at < lines.length;) {
    const entry = lines[at]
    if (isBlank(entry)) {
      at += 1
      continue
    }
    indent ??= indentOf(entry)
    const found = /^\s*([\w.-]+|'[^']+'|"[^"]+"):(?:\s+(.*))?$/.exec(entry.line)
    if (!found || indentOf(entry) !== indent) {
      throw new Error(
        `line ${entry.number}: "${entry.line.trim()}" is beyond the YAML that this script reads`,
      )
    }
    let end = at + 1
    while (end < lines.length && (lines[end].line.trim() === '' || indentOf(lines[end]) > indent)) end += 1
    const name = found[1].replace(/^(['"])(.*)\1$/, '$2')
    map[name] = readValue(found[2] ?? '', lines.slice(at + 1, end))
    at = end
  }
  return map
}

function readValue(first, deeper) {
  const start = first.trim()
  const block = /^([|>])([-+]?)(?:\s+#.*)?$/.exec(start)
  if (block) return readBlock(block[1], block[2], deeper)
  if (start === '' || start.startsWith('#')) return deeper.every(isBlank) ? '' : readMap(deeper)
  const folded = [start, ...deeper.map(({ line }) => line.trim())].join(' ').trim()
  if (folded.startsWith("'")) return /^'((?:[^']|'')*)'/.exec(folded)?.[1].replaceAll("''", "'") ?? folded
  if (folded.startsWith('"')) return JSON.parse(/^"(?:[^"\\]|\\.)*"/.exec(folded)?.[0] ?? '""')
  return folded.replace(/\s+#.*$/, '')
}

function readBlock(style, chomping, deeper) {
  const indent = Math.min(...deeper.filter(({ line }) => line.trim() !== '').map(indentOf))
  const lines = deeper.map(({ line }) => line.slice(indent))
  const body = lines.join('\n').trimEnd()
  const text = style === '|' ? body : body.replace(/([^\n])\n(?!\n)/g, '$1 ').replace(/\n\n/g, '\n')
  return chomping === '-' ? text : `${text}\n`
}

/** The variable in which the runner hands an input to a step: blanks become `_`, dashes stay. */
function inputVariable(name) {
  return `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`
}

/**
 * The INPUT_ variables of a step: what its `with:` gives, else the default of action.yml, else nothing. Inputs
 * that are not declared get through, too; the runner only warns of them.
 */
export function inputEnvironment(declared, given, githubToken) {
  const variables = {}
  for (const input of declared)
    variables[inputVariable(input.name)] = evaluate(input.default ?? '', githubToken)
  for (const [name, value] of Object.entries(given)) variables[inputVariable(name)] = value
  return variables
}

function evaluate(value, githubToken) {
  return value.replace(/\$\{\{\s*(.*?)\s*\}\}/g, (expression, inner) => {
    if (inner === 'github.token') return githubToken
    throw new Error(`action.yml: the default ${expression} is no expression that this script evaluates`)
  })
}

/**
 * Reads a file such as GITHUB_OUTPUT: `name=value` lines and `name<<DELIMITER` blocks, newlines kept byte for
 * byte, the last value of a name wins. Throws, as the runner fails the step, where the file is malformed:
 * https://github.com/actions/runner/blob/main/src/Runner.Worker/FileCommandManager.cs
 */
export function readKeyValueFile(text, platform = process.platform) {
  const values = new Map()
  const nextLine = lineReader(text.replace(/^\ufeff/, ''), platform === 'win32')
  for (let current = nextLine(); current; current = nextLine()) {
    const { line } = current
    if (line === '') continue
    const equals = line.indexOf('=')
    const heredoc = line.indexOf('<<')
    if (heredoc >= 0 && (equals < 0 || heredoc < equals)) {
      const name = line.slice(0, heredoc)
      const delimiter = line.slice(heredoc + 2)
      if (name === '' || delimiter === '') {
        throw new Error(`Invalid format '${line}'. Name must not be empty and delimiter must not be empty`)
      }
      values.set(name, readUntil(delimiter, nextLine))
    } else if (equals > 0) {
      values.set(line.slice(0, equals), line.slice(equals + 1))
    } else {
      throw new Error(`Invalid format '${line}'`)
    }
  }
  return values
}

function readUntil(delimiter, nextLine) {
  const parts = []
  for (let current = nextLine(); current; current = nextLine()) {
    // The newline before the delimiter belongs to the format, not to the value.
    if (current.line === delimiter) return parts.slice(0, -1).join('')
    if (current.newline === '') throw new Error('Invalid value. EOF marker missing new line.')
    parts.push(current.line, current.newline)
  }
  throw new Error(`Invalid value. Matching delimiter not found '${delimiter}'`)
}

function lineReader(text, crlf) {
  let index = 0
  return () => {
    if (index >= text.length) return undefined
    const start = index
    const lf = text.indexOf('\n', start)
    if (lf < 0) {
      index = text.length
      return { line: text.slice(start), newline: '' }
    }
    index = lf + 1
    const newline = crlf && lf > start && text[lf - 1] === '\r' ? '\r\n' : '\n'
    return { line: text.slice(start, index - newline.length), newline }
  }
}

/** The commands that a runner knows. Any other `::name::` is a line of text to it. */
const COMMANDS = new Set(
  'add-mask add-matcher add-path debug echo endgroup error group notice remove-matcher save-state set-env set-output stop-commands warning'.split(
    ' ',
  ),
)

/**
 * Gives a function that takes the lines of a step's log, one after the other, and says of each which workflow
 * command it is, if any: `::name key=value::data` after blanks, or the old `##[name key=value]data` anywhere in
 * the line. Between `stop-commands` and its token nothing is a command.
 * https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
export function commandReader() {
  let stopToken
  return (line) => {
    const known = (name) =>
      COMMANDS.has(name.toLowerCase()) ||
      (stopToken !== undefined && name.toLowerCase() === stopToken.toLowerCase())
    const command = readNewStyle(line, known) ?? readOldStyle(line, known)
    if (!command) return undefined
    if (stopToken !== undefined) {
      if (command.name.toLowerCase() === stopToken.toLowerCase()) stopToken = undefined
      return undefined
    }
    if (command.name.toLowerCase() === 'stop-commands') stopToken = command.data
    return command
  }
}

/** The lines of a log as the runner's reader splits them: at LF, CR and CRLF. */
export function logLines(text) {
  const lines = text.split(/\r\n|\r|\n/)
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}

function readNewStyle(line, known) {
  const text = line.trimStart()
  const end = text.startsWith('::') ? text.indexOf('::', 2) : -1
  if (end < 0) return undefined
  return readCommand(text.slice(2, end), text.slice(end + 2), ',', known, [
    ['%0D', '\r'],
    ['%0A', '\n'],
    ['%3A', ':'],
    ['%2C', ','],
    ['%25', '%'],
  ])
}

function readOldStyle(line, known) {
  const start = line.indexOf('##[')
  const end = start < 0 ? -1 : line.indexOf(']', start)
  if (end < 0) return undefined
  return readCommand(line.slice(start + 3, end), line.slice(end + 1), ';', known, [
    ['%3B', ';'],
    ['%0D', '\r'],
    ['%0A', '\n'],
    ['%5D', ']'],
    ['%25', '%'],
  ])
}

function readCommand(info, data, separator, known, escapes) {
  const blank = info.indexOf(' ')
  const name = blank < 0 ? info : info.slice(0, blank)
  if (!known(name)) return undefined
  const unescape = (text, pairs) => pairs.reduce((done, [code, plain]) => done.replaceAll(code, plain), text)
  const properties = {}
  for (const pair of blank < 0
    ? []
    : info
        .slice(blank + 1)
        .trim()
        .split(separator)) {
    const equals = pair.indexOf('=')
    if (equals > 0) properties[pair.slice(0, equals)] = unescape(pair.slice(equals + 1), escapes)
  }
  // The data of the new style keeps %3A and %2C: only its properties are escaped that far.
  const dataEscapes = separator === ',' ? escapes.filter(([, plain]) => !':,'.includes(plain)) : escapes
  return { name, properties, data: unescape(data, dataEscapes) }
}

/** Names that say what the runner and npm told this process; a step under test must not inherit them. */
const OF_A_RUNNER = /^(?:GITHUB_|RUNNER_|INPUT_|ACTIONS_|STATE_|npm_)/i

/** An environment without anything that a surrounding job or npm put there. */
export function withoutRunner(environment) {
  return Object.fromEntries(
    Object.entries(environment).filter(
      ([name]) => !OF_A_RUNNER.test(name) && name !== 'CI' && name !== 'INIT_CWD',
    ),
  )
}
