import type { ChatMessage } from '../ask/question.js'
import { listed, oneLine } from '../display-text.js'
import { isObject } from '../json-value.js'
import type { Finding, Problems } from '../problems/problems.js'
import type { Source } from '../problems/source.js'
import { BODY_FIELDS } from './declared.js'

/**
 * A GitHub prompt file, its values as they stand there, not checked yet: an input may beat them.
 * https://docs.github.com/en/github-models/use-github-models/storing-prompts-in-github-repositories
 */
export interface PromptFile {
  readonly source: Source
  readonly model: unknown
  /** By the API's name, such as `max_tokens`. */
  readonly parameters: ReadonlyMap<string, FileParameter>
  readonly messages: readonly ChatMessage[]
  readonly responseFormat: unknown
  readonly jsonSchema: unknown
  readonly tools: unknown
}

export interface FileParameter {
  /** Under `modelParameters`, as the file spells it. */
  readonly key: string
  readonly value: unknown
  /** The other spelling, if it is there, too. */
  readonly twin: string | undefined
}

/** `testData` and `evaluators` belong to other tools and are ignored here. */
const KEYS = [
  'name', 'description', 'model', 'modelParameters', 'messages', 'responseFormat', 'jsonSchema', 'tools',
  'testData', 'evaluators',
] // prettier-ignore

/** GitHub's own files write `maxTokens`; most others write `max_tokens`, as the API does. */
const PARAMETERS = BODY_FIELDS.flatMap(({ key, field }) => (key === undefined ? [] : [{ key, field }]))

/** What other tools call the texts of a conversation, by the role that each has here. */
const OTHER_KEYS = {
  system: ['system', 'systemPrompt', 'system_prompt', 'instructions'],
  user: ['user', 'userPrompt', 'user_prompt', 'prompt', 'template', 'input', 'content'],
}

/** `*.prompt.yml` is one; of `prompt.yml` it depends on what it holds. */
export function hasPromptFileName(path: string): 'yes' | 'perhaps' | 'no' {
  if (/\.prompt\.ya?ml$/.test(path)) return 'yes'
  return /(?:^|[\\/])prompt\.ya?ml$/.test(path) ? 'perhaps' : 'no'
}

/** Reads the parsed text of a prompt file. */
export async function readPromptFile(
  source: Source,
  file: unknown,
  problems: Problems,
): Promise<PromptFile | undefined> {
  const found = problems.at(source)
  if (!isObject(file)) return found.add({ rule: 'must be a map with "messages"', remedy: WRITE_MESSAGES })
  const { modelParameters, messages } = file
  const parameters = isObject(modelParameters) ? modelParameters : {}
  if (modelParameters !== parameters && !isUnset(modelParameters))
    found.add({ path: ['modelParameters'], rule: 'must be a map' })
  warnOfIgnoredKeys(source, file, parameters, problems)
  if (isUnset(messages)) found.add(missingMessages(file))
  const { checkMessages } = await import('./messages.js')
  const checked = isUnset(messages) ? undefined : checkMessages(messages, found.at('messages'))
  const given = (key: string): unknown => {
    const value = file[key]
    return isUnset(typeof value === 'string' ? value.trim() : value) ? undefined : value
  }
  return {
    source,
    model: given('model'),
    parameters: parametersByField(parameters),
    messages: checked ?? [],
    responseFormat: given('responseFormat'),
    jsonSchema: given('jsonSchema'),
    tools: given('tools'),
  }
}

/** Editors of prompt files write keys that nobody filled in: `stop: []`, `seed:`, `model: ''`. */
function isUnset(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((item) => item === '')
  return value === undefined || value === null || value === ''
}

const WRITE_MESSAGES = 'Write "messages:", and below it "- role: user" with "content: …" for each message.'

function missingMessages(file: Readonly<Record<string, unknown>>): Finding {
  const moved = Object.entries(OTHER_KEYS).flatMap(([role, keys]) =>
    keys.filter((key) => key in file).map((key) => `"${key}" as "- role: ${role}"`),
  )
  const remedy =
    moved.length === 0 ? WRITE_MESSAGES : `Write ${listed(moved)} in it, each with its text as "content".`
  return { rule: 'needs "messages", a list of {role, content}', remedy }
}

function parametersByField(map: Readonly<Record<string, unknown>>): Map<string, FileParameter> {
  const found = new Map<string, FileParameter>()
  for (const { key, field } of PARAMETERS) {
    const [first, twin] = [...new Set([key, field])].filter((spelling) => !isUnset(map[spelling]))
    if (first !== undefined) found.set(field, { key: first, value: map[first], twin })
  }
  return found
}

/** One warning for all keys that do nothing, with the place where a known one belongs. */
function warnOfIgnoredKeys(
  source: Source,
  file: Readonly<Record<string, unknown>>,
  parameters: Readonly<Record<string, unknown>>,
  problems: Problems,
): void {
  const isParameter = (name: string): boolean =>
    PARAMETERS.some(({ key, field }) => name === key || name === field)
  const atTop = (key: string): string | undefined => {
    const known = KEYS.find((name) => name.toLowerCase() === key.replaceAll('_', '').toLowerCase())
    return known && `write ${known}, at the top`
  }
  const top = Object.keys(file).filter((key) => !KEYS.includes(key))
  const below = Object.keys(parameters).filter((key) => !isParameter(key))
  const ignored = [
    ...top.map((key) => ({ key, hint: isParameter(key) ? 'belongs under modelParameters' : atTop(key) })),
    ...below.map((key) => ({ key: `modelParameters.${key}`, hint: atTop(key) })),
  ]
  if (ignored.length === 0) return
  const list = ignored.map(({ key, hint }) => oneLine(key, 80) + (hint === undefined ? '' : ` (${hint})`))
  const first = ignored.findIndex(({ hint }) => hint === undefined)
  const all = first < top.length ? KEYS : PARAMETERS.map(({ key }) => key)
  const known =
    first < 0 ? '' : ` Known${first < top.length ? '' : ' under modelParameters'}: ${all.join(', ')}.`
  const name = oneLine(source.file ?? '', 80)
  problems.warn(`The prompt file ${name} has keys that are ignored: ${oneLine(list.join(', '))}.${known}`)
}
