import { listed, oneLine } from '../display-text.js'
import type { Result } from '../failure.js'
import type { Path, Source } from './source.js'
import { locate, pathText } from './structured-text.js'

/** What is wrong somewhere: the rule, and what to do where that is more than following the rule. */
export interface Finding {
  /** By keys and indices in JSON or YAML. */
  readonly path?: Path
  /** In UTF-16 units, for text that is no YAML and for what does not parse. */
  readonly offset?: number | undefined
  /** The end of a sentence that begins with the input: `must be a number from 0 to 1, not "0.7x"`. */
  readonly rule: string
  /** A sentence. */
  readonly remedy?: string | undefined
}

/** What is wrong with one input: all of them are collected and shown together. */
export interface Problem extends Finding {
  /** The input's name; it is shown in quotes. */
  readonly input: string
  readonly remedy: string
  /** The text that it is in, if it has a place. */
  readonly source?: Source
}

/** Collects what is wrong at one place, and below it. */
export interface Findings {
  /** What is wrong; it returns the value that is missing then. */
  add(finding: Finding): undefined
  /** What is odd, but can be sent. */
  warn(finding: Finding): Promise<undefined>
  /** The collector for a place further in. */
  at(...path: Path): Findings
}

/** More problems than anybody corrects at once. */
const MAX_SHOWN = 20

/** Everything that is wrong with the inputs, and everything odd about them, in the order in which it was found. */
export class Problems {
  readonly #problems: Problem[] = []
  readonly #told = new Set<string>()
  readonly #warnings: string[] = []
  readonly #notes: string[] = []

  get warnings(): readonly string[] {
    return this.#warnings
  }

  /** What is worth a line of the log, and nobody needs to change. */
  get notes(): readonly string[] {
    return this.#notes
  }

  get count(): number {
    return this.#problems.length
  }

  /** What was found so far. */
  get list(): readonly Problem[] {
    return this.#problems
  }

  /** Returns the value that is missing then. What is read several times over is told once. */
  add(problem: Problem): undefined {
    const { input, source, path, offset, rule } = problem
    const key = JSON.stringify([input, source?.file, path, offset, rule])
    if (!this.#told.has(key)) this.#problems.push(problem)
    this.#told.add(key)
  }

  warn(text: string): undefined {
    if (!this.#warnings.includes(text)) this.#warnings.push(text)
  }

  note(text: string): undefined {
    this.#notes.push(text)
  }

  /** The collector for what is wrong inside a text; lines and columns are looked up only if it is shown. */
  at(source: Source, above: Path = []): Findings {
    const problemOf = ({ path = [], remedy = '', ...finding }: Finding): Problem => {
      return { ...finding, input: source.input, remedy, source, path: [...above, ...path] }
    }
    return {
      add: (finding) => this.add(problemOf(finding)),
      warn: async (finding) => this.warn(await problemText(problemOf(finding))),
      at: (...path) => this.at(source, [...above, ...path]),
    }
  }

  /** What was read, or one failure of all that is wrong with it. */
  async result<T>(value: T | undefined): Promise<Result<T>> {
    if (value !== undefined && this.count === 0) return { ok: true, value }
    return { ok: false, error: { code: 'invalid_input', reason: await this.text(), remedy: '' } }
  }

  /** All of them as one text: the first 20, and how many more. */
  async text(): Promise<string> {
    const [only] = this.#problems
    if (only !== undefined && this.#problems.length === 1) return problemText(only)
    const inputs = [...new Set(this.#problems.map(({ input }) => `"${input}"`))]
    const shown = await Promise.all(this.#problems.slice(0, MAX_SHOWN).map(problemText))
    const left = this.#problems.length - shown.length
    return [
      `${String(this.#problems.length)} problems with the ${inputs.length === 1 ? 'input' : 'inputs'} ${listed(inputs)}:`,
      ...shown.map((text) => `- ${text}`),
      ...(left === 0 ? [] : [`- and ${String(left)} more.`]),
    ].join('\n')
  }
}

/** `"temperature" must be a number from 0 to 1, not "0.7x". Write it in digits, such as 0.5.` */
async function problemText({ input, rule, remedy, source, path, offset }: Problem): Promise<string> {
  const where = source === undefined ? '' : ` (${await placeText(source, path, offset)})`
  return `"${input}"${where} ${rule}. ${remedy}`.trim()
}

/** `.github/triage.prompt.yml, line 3, column 5, modelParameters.seed` */
async function placeText(source: Source, path: Path = [], offset?: number): Promise<string> {
  const file = source.file === undefined ? [] : [oneLine(source.file, 200)]
  // Where a header's name should be, its whole line with the secret may stand by mistake.
  const names = path.length === 0 || source.input === 'custom-headers' ? [] : [pathText(path)]
  return [...file, await locate(source, path, offset), ...names].join(', ')
}
