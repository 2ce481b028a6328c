import { formatValue } from '../display-text.js'
import type { ModelParameterKey, PromptFile } from '../prompt/prompt-file.js'
import type { InputName } from './declared.js'
import type { HostKind } from './endpoint.js'
import type { Report } from './problem.js'
import {
  ANY_INTEGER,
  isNumberInRange,
  numberInput,
  type NumberRange,
  POSITIVE_INTEGER,
  rangeText,
  separated,
} from './scalar-input.js'
import { parseJson } from '../json-value.js'

/** Where a value came from, as the log says it. */
export type Origin = 'input' | 'prompt file' | 'default'

/** A value that an input or a prompt file gave. */
export interface Given<T> {
  readonly value: T
  readonly origin: Origin
  /** What the prompt file says instead, where an input beats it. */
  readonly beaten?: unknown
}

/** A field of the body, in the API's own name. */
export interface Parameter extends Given<unknown> {
  readonly field: string
}

interface NumericParameter {
  readonly input: InputName
  readonly field: string
  /** The key in a prompt file's `modelParameters`. */
  readonly key: ModelParameterKey
  readonly range: (host: HostKind) => NumberRange
}

const within = (min: number, max: number) => (): NumberRange => ({ kind: 'number', min, max })

/** https://docs.github.com/en/rest/models/inference has the ranges; other servers take temperatures up to 2. */
export const NUMERIC: readonly NumericParameter[] = [
  {
    input: 'temperature',
    field: 'temperature',
    key: 'temperature',
    range: (host) => ({ kind: 'number', min: 0, max: host === 'github' ? 1 : 2 }),
  },
  { input: 'top-p', field: 'top_p', key: 'topP', range: within(0, 1) },
  { input: 'frequency-penalty', field: 'frequency_penalty', key: 'frequencyPenalty', range: within(-2, 2) },
  { input: 'presence-penalty', field: 'presence_penalty', key: 'presencePenalty', range: within(-2, 2) },
  { input: 'max-tokens', field: 'max_tokens', key: 'maxTokens', range: () => POSITIVE_INTEGER },
  {
    input: 'max-completion-tokens',
    field: 'max_completion_tokens',
    key: 'maxCompletionTokens',
    range: () => POSITIVE_INTEGER,
  },
  { input: 'seed', field: 'seed', key: 'seed', range: () => ANY_INTEGER },
]

const TOKEN_LIMITS = ['max_tokens', 'max_completion_tokens']

/** The sampling parameters and limits, from inputs and a prompt file; an input beats the file. */
export function parametersFrom(
  inputs: ReadonlyMap<InputName, string>,
  promptFile: PromptFile | undefined,
  host: HostKind,
  report: Report,
): Parameter[] {
  const limitInputs = (['max-tokens', 'max-completion-tokens'] as const).filter((name) => inputs.has(name))
  if (limitInputs.length === 2) {
    report({
      input: 'max-tokens',
      rule: 'must not be set beside "max-completion-tokens"',
      remedy: 'Keep the one that the model knows; reasoning models know "max-completion-tokens".',
    })
  }
  const fileValues = promptFile?.modelParameters ?? {}
  const parameters = NUMERIC.flatMap((parameter): Parameter[] => {
    const { input, field, key } = parameter
    const range = parameter.range(host)
    const fromFile = fileValues[key]
    if (inputs.has(input)) {
      const value = numberInput(input, inputs.get(input), range, report)
      if (value === undefined) return []
      return [{ field, value, origin: 'input', ...beatenBy(field, fromFile, fileValues) }]
    }
    if (fromFile === undefined || (TOKEN_LIMITS.includes(field) && limitInputs.length > 0)) return []
    if (!isNumberInRange(fromFile, range)) {
      promptFile?.find({
        path: ['modelParameters', key],
        rule: `must be ${rangeText(range)}, not ${formatValue(fromFile)}`,
      })
      return []
    }
    return [{ field, value: fromFile, origin: 'prompt file' }]
  })
  const fileLimits = parameters.filter(
    ({ field, origin }) => TOKEN_LIMITS.includes(field) && origin === 'prompt file',
  )
  if (fileLimits.length === 2) {
    promptFile?.find({
      path: ['modelParameters', 'maxTokens'],
      rule: 'must not be set beside maxCompletionTokens',
    })
  }
  return [...parameters, ...stopFrom(inputs, promptFile, report), ...modalitiesFrom(inputs, report)]
}

/** Either token limit beats both of the prompt file. */
function beatenBy(
  field: string,
  fromFile: unknown,
  fileValues: Readonly<Record<string, unknown>>,
): { readonly beaten?: unknown } {
  const limits = [fromFile, fileValues['maxTokens'], fileValues['maxCompletionTokens']]
  const beaten = TOKEN_LIMITS.includes(field) ? limits.find((value) => value !== undefined) : fromFile
  return beaten === undefined ? {} : { beaten }
}

function stopFrom(
  inputs: ReadonlyMap<InputName, string>,
  promptFile: PromptFile | undefined,
  report: Report,
): Parameter[] {
  const text = inputs.get('stop')
  const fromFile = promptFile?.modelParameters['stop']
  if (text !== undefined) {
    const list: unknown = parseJson(text)?.value
    const value = Array.isArray(list) ? list : text.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '')
    if (isTextList(value))
      return [
        { field: 'stop', value, origin: 'input', ...(fromFile === undefined ? {} : { beaten: fromFile }) },
      ]
    report({
      input: 'stop',
      rule: 'must be one sequence a line, or a JSON list of texts',
      remedy: 'Put each sequence in quotes: ["END", "42"].',
    })
    return []
  }
  if (fromFile === undefined) return []
  const value = typeof fromFile === 'string' ? [fromFile] : fromFile
  if (isTextList(value)) return [{ field: 'stop', value, origin: 'prompt file' }]
  promptFile?.find({ path: ['modelParameters', 'stop'], rule: 'must be a text or a list of texts' })
  return []
}

function isTextList(value: unknown): value is string[] {
  return (
    Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string' && item !== '')
  )
}

function modalitiesFrom(inputs: ReadonlyMap<InputName, string>, report: Report): Parameter[] {
  const text = inputs.get('modalities')
  if (text === undefined) return []
  const list: unknown = parseJson(text)?.value
  const value: unknown[] = Array.isArray(list) ? list : separated(text)
  const allKnown = value.length > 0 && value.every((item) => item === 'text' || item === 'audio')
  if (allKnown) return [{ field: 'modalities', value: [...new Set(value)], origin: 'input' }]
  report({
    input: 'modalities',
    rule: 'must be text, audio or both',
    remedy: 'Write text, audio, or both with a comma between them.',
  })
  return []
}
