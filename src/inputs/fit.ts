import type { ChatMessage, Shrinkable } from '../ask/question.js'
import { counted, formatBytes, formatValue, listed, oneLine } from '../display-text.js'
import type { Environment } from '../environment.js'
import { type FitValue, fitValues } from '../fit/fit-values.js'
import { type LeftOut, leftOutText } from '../fit/left-out.js'
import { type Way, WAYS } from '../fit/shorten.js'
import { BYTES_PER_TOKEN } from '../fit/tokens.js'
import { isObject } from '../json-value.js'
import type { Problems } from '../problems/problems.js'
import { fillTemplate, type Template, textOf, type TemplateValues } from '../template/template.js'
import { POSITIVE_INTEGER, numberInput } from './scalar-input.js'
import { ONE_A_LINE, structured } from './source.js'

/** What `fit` and `max-prompt-tokens` make of the values. */
export interface Fit {
  readonly values: TemplateValues
  readonly leftOut: readonly LeftOut[]
  /** For a server with even less room; undefined if nothing may be shortened. */
  readonly shrinkable: Shrinkable | undefined
}

/**
 * Shortens the values that `fit` names until all messages are within `max-prompt-tokens`. What cannot be is reported.
 */
export async function fitToBudget(
  environment: Environment,
  template: Template,
  values: TemplateValues,
  problems: Problems,
): Promise<Fit> {
  const text = environment.inputs.get(BUDGET)
  const tokens = numberInput(BUDGET, text, POSITIVE_INTEGER, problems)
  const ways = await readWays(environment, values, problems)
  const { fit, fixedBytes } = measured(template, values, ways)
  const withTexts = (texts: ReadonlyMap<string, string>): TemplateValues => {
    return { ...values, variables: new Map([...values.variables, ...texts]) }
  }
  const bytesOf = (used: TemplateValues): number => textBytes(fillTemplate(template, used).messages)

  const room = tokens === undefined ? Infinity : tokens * BYTES_PER_TOKEN - fixedBytes
  if (tokens !== undefined && room < 0)
    problems.add({ input: BUDGET, ...overBudget(tokens, fixedBytes, fit.length > 0) })
  const { texts, leftOut } = fitValues(fit, room < 0 ? Infinity : room)
  if (leftOut.length > 0)
    problems.warn(`To stay within "${BUDGET}", this is left out of the prompt: ${leftOutText(leftOut)}.`)
  const fitted = withTexts(texts)
  const bytes = bytesOf(fitted)
  const shrink: Shrinkable['shrink'] = (target) => {
    if (target <= fixedBytes) return undefined
    const smaller = fitValues(fit, target - fixedBytes)
    // A message of which nothing stays is a finding.
    const { messages, findings } = fillTemplate(template, withTexts(smaller.texts))
    const isBetter = findings.length === 0 && textBytes(messages) < bytes
    return isBetter ? { messages, leftOut: smaller.leftOut } : undefined
  }
  return { values: fitted, leftOut, shrinkable: fit.length === 0 ? undefined : { bytes, fixedBytes, shrink } }
}

const BUDGET = 'max-prompt-tokens'

function overBudget(tokens: number, fixedBytes: number, hasFit: boolean) {
  const amount = (bytes: number): string =>
    `${counted(Math.ceil(bytes / BYTES_PER_TOKEN), 'token')} (${formatBytes(bytes)})`
  const what = hasFit ? 'what "fit" does not shorten has' : 'the messages have'
  return {
    rule: `allows about ${amount(tokens * BYTES_PER_TOKEN)}, but ${what} about ${amount(fixedBytes)}`,
    remedy: `Raise it, shorten the prompt, or name in "fit" ${hasFit ? 'more variables' : 'the variables'} that may be shortened.`,
  }
}

/** How each variable may be shortened; what is wrong is reported. */
async function readWays(
  { inputs }: Environment,
  { variables, areComplete }: TemplateValues,
  problems: Problems,
): Promise<ReadonlyMap<string, Way>> {
  const input = 'fit'
  const ways = new Map<string, Way>()
  const text = inputs.get(input)
  if (text === undefined) return ways
  const source = { input, text, file: undefined }
  const map = await structured(source, problems, 'as written')
  if (map !== undefined && !isObject(map))
    problems.at(source).add({ rule: 'must be a map of variable to way', remedy: ONE_A_LINE })
  for (const [name, value] of isObject(map) ? Object.entries(map) : []) {
    const found = problems.at(source, [name])
    const way = WAYS.find((known) => known === value)
    if (way === undefined)
      found.add({
        rule: `must be ${listed(WAYS, 'or')}, not ${formatValue(value)}`,
        remedy: 'Choose how it is shortened.',
      })
    else ways.set(name, way)
    if (variables.has(name) || !areComplete) continue
    const known =
      variables.size === 0 ? 'there are none' : `known: ${oneLine(listed([...variables.keys()]), 120)}`
    const rule = `names "${oneLine(name, 60)}", which isn't a variable (${known})`
    found.add({ rule, remedy: 'Only what "variables" and "file-variables" define can be shortened.' })
  }
  return ways
}

/** How often each value is used, and how large all the rest is, fences included. */
function measured(
  template: Template,
  values: TemplateValues,
  ways: ReadonlyMap<string, Way>,
): { readonly fit: readonly FitValue[]; readonly fixedBytes: number } {
  const names = [...ways.keys()].filter((name) => values.variables.has(name))
  // One byte for each, two for one of them: the difference is how often it is used.
  const bytesWith = (doubled: string): number => {
    const texts = names.map((name) => [name, name === doubled ? '..' : '.'] as const)
    const variables = new Map([...values.variables, ...texts])
    return textBytes(fillTemplate(template, { ...values, variables }).messages)
  }
  const bytes = bytesWith('')
  const fit = names.map((name): FitValue => {
    const way = ways.get(name) ?? 'head'
    return { name, text: values.variables.get(name) ?? '', way, uses: bytesWith(name) - bytes }
  })
  return { fit, fixedBytes: bytes - fit.reduce((sum, { uses }) => sum + uses, 0) }
}

/** Of all messages; images and the like are not counted. */
function textBytes(messages: readonly ChatMessage[]): number {
  return messages.reduce((sum, message) => sum + Buffer.byteLength(textOf(message)), 0)
}
