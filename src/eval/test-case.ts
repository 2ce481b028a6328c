import { valueAt } from '../json-pointer.js'
import { isJson, isJsonObject, type Json, type JsonObject } from '../json-value.js'
import type { Findings } from '../problems/problems.js'
import type { Source } from '../problems/source.js'
import { githubSteps } from '../template/github-context.js'
import { fillTemplate, isVariableName, placeholdersIn, textOf } from '../template/template.js'

/** One test of a prompt file. */
export interface TestCase {
  /** As the results show it. */
  readonly data: JsonObject
  /** The text of each key: scalars as written, lists and maps as JSON. */
  readonly values: ReadonlyMap<string, string>
}

/**
 * Reads `testData`; what is wrong is reported.
 *
 * @param typed the list as YAML reads it
 * @param written the same with scalars as the text that stands there
 */
export function readTestCases(typed: unknown, written: unknown, found: Findings): readonly TestCase[] {
  const remedy = 'Write "testData:", and below it "- input: …" with the values of one test each.'
  if (!Array.isArray(typed) || typed.length === 0) {
    found.add({ rule: 'has no tests: "testData" must be a list of maps', remedy })
    return []
  }
  return typed.flatMap((data: unknown, index): TestCase[] => {
    const texts = valueAt(written, [index])
    if (!isJsonObject(data)) {
      found.add({ path: [index], rule: 'must be a map of name to value', remedy })
      return []
    }
    if ('completion' in data)
      found.add({
        path: [index, 'completion'],
        rule: 'must not be a key of a test: "completion" is the answer',
        remedy: 'Give it another name.',
      })
    return [{ data, values: textsOf(data, texts) }]
  })
}

function textsOf(data: JsonObject, written: unknown): Map<string, string> {
  const values = new Map<string, string>()
  for (const [key, value] of Object.entries(data)) values.set(key, textIn(value, valueAt(written, [key])))
  return values
}

function textIn(value: Json | undefined, written: unknown): string {
  if (typeof written === 'string') return written
  return typeof value === 'string' ? value : JSON.stringify(value ?? '')
}

/**
 * The values of a test for some texts: its keys, and what `{{ github.event.issue.title }}` finds in a nested map under
 * `github`, where no key has that name. The run's own event is never read.
 */
export function valuesFor(test: TestCase, texts: readonly string[]): ReadonlyMap<string, string> {
  const values = new Map(test.values)
  for (const name of new Set(texts.flatMap(placeholdersIn))) {
    const steps = values.has(name) ? undefined : githubSteps(name)
    const path = steps?.filter((step) => typeof step === 'string')
    if (path === undefined || path.length === 0 || path.length !== steps?.length) continue
    const value = valueAt(test.data, ['github', ...path])
    if (isJson(value)) values.set(name, textIn(value, undefined))
  }
  return values
}

/** Names that texts ask for and a test lacks; in braces that are no name nothing is missing, they only stay. */
export function missingNames(texts: readonly string[], values: ReadonlyMap<string, string>) {
  const open = [...new Set(texts.flatMap(placeholdersIn))].filter((name) => !values.has(name))
  const isName = (name: string): boolean => isVariableName(name) || githubSteps(name) !== undefined
  return { missing: open.filter(isName), left: open.filter((name) => !isName(name)) }
}

const NOWHERE: Source = { input: 'prompt-files', text: '', file: undefined }

/** Puts values into one text. */
export function fillText(text: string, variables: ReadonlyMap<string, string>): string {
  const message = { role: 'user', content: text } as const
  const template = { messages: [{ message, inPromptFile: false, source: NOWHERE, path: undefined }] }
  const [filled] = fillTemplate(template, { variables, areComplete: false, github: noGitHub }).messages
  return filled === undefined ? '' : textOf(filled)
}

/** No test reads the context of the run. */
export const noGitHub = () => ({ ok: false, error: 'which no test reads' }) as const
