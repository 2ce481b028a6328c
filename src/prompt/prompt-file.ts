import { parseStructured } from '../inputs/structured-text.js'
import { type ChatMessage, checkMessages } from '../inputs/messages.js'
import { RESPONSE_FORMATS, type ResponseFormatName } from '../inputs/response-format.js'
import { type Finding } from '../inputs/zod-problems.js'
import { formatValue, oneLine } from '../display-text.js'
import { isObject } from '../json-value.js'

/**
 * A GitHub prompt file: https://docs.github.com/en/github-models/use-github-models/storing-prompts-in-github-repositories
 * `testData` and `evaluators` belong to other tools and are ignored here.
 */
export interface PromptFile {
  /** As they stand in the file, not checked yet: an input may beat a value. */
  readonly model: unknown
  readonly modelParameters: Readonly<Record<string, unknown>>
  readonly messages: readonly ChatMessage[]
  readonly responseFormat: unknown
  readonly jsonSchema: unknown
  readonly tools: unknown
  /** Adds what turns out to be wrong in it. */
  readonly find: (finding: Finding) => void
}

const KEYS = [
  'name', 'description', 'model', 'modelParameters', 'messages', 'responseFormat', 'jsonSchema', 'tools',
  'testData', 'evaluators',
] // prettier-ignore

const MODEL_PARAMETER_KEYS = [
  'maxTokens', 'maxCompletionTokens', 'temperature', 'topP', 'frequencyPenalty', 'presencePenalty', 'seed', 'stop',
] as const // prettier-ignore

export type ModelParameterKey = (typeof MODEL_PARAMETER_KEYS)[number]

export function isPromptFileName(path: string): boolean {
  return /\.prompt\.ya?ml$/.test(path)
}

/** Reads the parsed text of a prompt file. What is wrong goes to `find`, what is odd to `warn`. */
export function readPromptFile(
  value: unknown,
  find: (finding: Finding) => void,
  warn: (warning: string) => void,
): PromptFile | undefined {
  if (!isObject(value)) {
    find({ path: [], rule: 'must be a map with "messages"' })
    return undefined
  }
  const parameters = value['modelParameters'] ?? {}
  if (!isObject(parameters)) find({ path: ['modelParameters'], rule: 'must be a map' })
  warnOfUnknown(Object.keys(value), KEYS, '', warn)
  if (isObject(parameters))
    warnOfUnknown(Object.keys(parameters), MODEL_PARAMETER_KEYS, 'modelParameters.', warn)
  const checked = checkMessages(value['messages'])
  if (!checked.ok)
    checked.findings.forEach(({ path, rule }) => {
      find({ path: ['messages', ...path], rule })
    })
  return {
    model: value['model'] ?? undefined,
    modelParameters: isObject(parameters) ? withoutNull(parameters) : {},
    messages: checked.ok ? checked.messages : [],
    responseFormat: value['responseFormat'] ?? undefined,
    jsonSchema: isBlank(value['jsonSchema']) ? undefined : value['jsonSchema'],
    tools: value['tools'] ?? undefined,
    find,
  }
}

/** A key without a value, as in `seed:`, is not set. */
function withoutNull(map: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(map).filter(([, item]) => item !== null))
}

function warnOfUnknown(
  keys: string[],
  known: readonly string[],
  prefix: string,
  warn: (w: string) => void,
): void {
  for (const key of keys.filter((key) => !known.includes(key))) {
    warn(
      `The prompt file's key ${prefix}${oneLine(key, 60)} is unknown and ignored. Known here: ${known.join(', ')}.`,
    )
  }
}

/** The model of a prompt file that names one; undefined if it is no name, which `find` is told. */
export function modelOfFile({ model: value, find }: PromptFile): string | undefined {
  if (typeof value === 'string' && value.trim() !== '') return value.trim()
  find({ path: ['model'], rule: `must be the model's name, not ${formatValue(value)}` })
  return undefined
}

/** The response format of a prompt file that has one; undefined if there is no such format, which `find` is told. */
export function formatOfFile({ responseFormat: value, find }: PromptFile): ResponseFormatName | undefined {
  const format = RESPONSE_FORMATS.find((name) => name === value)
  if (format === undefined) {
    find({
      path: ['responseFormat'],
      rule: `must be one of ${RESPONSE_FORMATS.join(', ')}, not ${formatValue(value)}`,
    })
  }
  return format
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
}

/**
 * The schema of a prompt file, bare or in its envelope; undefined if it does not parse, which `find` is told. It
 * may stand there as a map, or as text that holds JSON, which is how GitHub's own editor writes it.
 */
export async function schemaOfFile({ jsonSchema: value, find }: PromptFile): Promise<unknown> {
  if (typeof value !== 'string') return value
  const result = await parseStructured(value)
  if (result.ok) return result.parsed.value
  find({
    path: ['jsonSchema'],
    rule: `must hold JSON and does not parse (${result.where} of it: ${result.detail})`,
  })
  return undefined
}
