import { formatValue, oneLine } from '../display-text.js'
import { isObject, parseJson } from '../json-value.js'
import type { Findings, Problem, Problems } from '../problems/problems.js'
import { BODY_FIELDS, type BodyField } from './declared.js'
import type { Reading } from './inputs.js'
import type { FileParameter } from './prompt-file.js'
import { booleanInput, isNumberInRange, numberInput, rangeText, separated } from './scalar-input.js'
import { structured } from './source.js'

/** The model, from the input or else the prompt file. */
export function readModel({ environment, promptFile, isGitHub, problems }: Reading): string | undefined {
  const input = environment.inputs.get('model')
  const file = input === undefined ? promptFile : undefined
  if (file === 'bad') return undefined
  const model = input ?? file?.model
  const name = typeof model === 'string' ? model.trim() : undefined
  const wrong =
    name === undefined ? noModel(model, file !== undefined) : badModel(name, isGitHub, environment)
  if (wrong === undefined) return name
  if (file?.model === undefined) problems.add({ input: 'model', ...wrong })
  else problems.at(file.source, ['model']).add(wrong)
  return name
}

/** The models that an input names, one a line. */
export function readModels(
  input: 'fallback-models' | 'models',
  { environment, isGitHub, problems }: Pick<Reading, 'environment' | 'isGitHub' | 'problems'>,
): readonly string[] {
  const lines = environment.inputs.get(input)?.split(/[\r\n]+/) ?? []
  const names = [...new Set(lines.map((line) => line.trim()))].filter((name) => name !== '')
  for (const name of names) {
    const list = { rule: 'must name one model a line', remedy: 'Put each on its own line, without commas.' }
    const wrong = /[,\s]/.test(name) ? list : badModel(name, isGitHub, environment)
    if (wrong !== undefined) problems.add({ input, ...wrong })
  }
  return names
}

function noModel(model: unknown, hasFile: boolean): Omit<Problem, 'input'> {
  const remedy =
    'Name a model of the server, such as openai/gpt-4.1 (GitHub Models) or gpt-4.1-mini (OpenAI).'
  if (model !== undefined) return { rule: `must be the model's name, not ${formatValue(model)}`, remedy }
  const rule = `is required${hasFile ? ' because the prompt file names none' : ''}`
  return { rule, remedy: `${remedy} If it is set to an expression, that gave nothing.` }
}

function badModel(
  name: string,
  isGitHub: boolean,
  { inputs }: Reading['environment'],
): Omit<Problem, 'input'> | undefined {
  if (!isGitHub || /^[^/\s]+\/[^/\s]+$/.test(name)) return undefined
  const host = inputs.has('endpoint')
    ? 'on a GitHub host'
    : 'at GitHub Models, where this goes because no "endpoint" is set'
  const rule = `must have the form {publisher}/{model_name} ${host}, not "${oneLine(name, 60)}"`
  return { rule, remedy: 'Write it like openai/gpt-4.1; for another server set "endpoint" and "token", too.' }
}

/**
 * The sampling parameters, limits and the like, in the API's own names, from inputs and a prompt file. An input beats
 * the file, whose value is then not judged.
 */
export function readParameters(
  { environment: { inputs }, promptFile, isGitHub, problems }: Reading,
  extraBody: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const file = promptFile === 'bad' ? undefined : promptFile
  const place = file && problems.at(file.source, ['modelParameters'])
  const isLimitSet = LIMITS.some((input) => inputs.has(input))
  const parameters: Record<string, unknown> = {}
  for (const { input, field, takes, onGitHub } of BODY_FIELDS) {
    const form = isGitHub ? (onGitHub ?? takes) : takes
    const text = inputs.get(input)
    const isBeaten = field in extraBody || (isLimitSet && LIMITS.includes(input))
    const inFile = isBeaten ? undefined : file?.parameters.get(field)
    const value =
      text === undefined
        ? place && inFile && valueOfFile(inFile, form, place.at(inFile.key))
        : valueOfInput(input, text, form, problems)
    if (value !== undefined) parameters[field] = value
  }
  const remedy = 'Keep the one that the model takes; reasoning models take the second.'
  if (LIMITS.every((input) => inputs.has(input)))
    problems.add({ input: 'max-tokens', rule: 'must not be set beside "max-completion-tokens"', remedy })
  const limit = file?.parameters.get('max_tokens')?.key
  const other = file?.parameters.get('max_completion_tokens')?.key
  if (!isLimitSet && limit !== undefined && other !== undefined)
    place?.add({ path: [limit], rule: `must not be set beside ${other}`, remedy })
  return parameters
}

const LIMITS: readonly string[] = ['max-tokens', 'max-completion-tokens']

/** undefined: it is wrong, and reported, or is read elsewhere. */
function valueOfInput(input: string, text: string, takes: BodyField['takes'], problems: Problems): unknown {
  if (typeof takes === 'object') return numberInput(input, text, takes, problems)
  if (takes === 'text') return text
  if (takes === 'boolean') return booleanInput(input, text, problems)
  if (takes === 'other') return undefined
  const json: unknown = parseJson(text)?.value
  const items = takes === 'sequences' ? text.split(/[\r\n]+/) : separated(text)
  const list: unknown = Array.isArray(json) ? json : items.filter((item) => item.trim() !== '')
  const isKnown = (item: string): boolean => takes === 'sequences' || item === 'text' || item === 'audio'
  if (isTextList(list) && list.every(isKnown)) return [...new Set(list)]
  const [rule, remedy] =
    takes === 'modalities'
      ? ['must be text, audio or both', 'Write text, audio, or both with a comma between them.']
      : [
          'must be one sequence a line, or a JSON list of texts',
          'Put each sequence in quotes: ["END", "42"].',
        ]
  return problems.add({ input, rule, remedy })
}

function valueOfFile({ value, twin }: FileParameter, takes: BodyField['takes'], found: Findings): unknown {
  const sent = takes === 'sequences' && typeof value === 'string' ? [value] : value
  const rule = twin ? `is there as ${twin}, too: keep one of the two spellings` : ruleOf(sent, takes)
  return rule === undefined ? sent : found.add({ rule })
}

/** The rule that a value in a file breaks. */
function ruleOf(value: unknown, takes: BodyField['takes']): string | undefined {
  if (takes === 'sequences') return isTextList(value) ? undefined : 'must be text or a list of texts'
  if (takes === 'text')
    return typeof value === 'string' ? undefined : `must be text, not ${formatValue(value)}`
  if (typeof takes !== 'object' || isNumberInRange(value, takes)) return undefined
  return `must be ${rangeText(takes)}, not ${formatValue(value)}`
}

function isTextList(value: unknown): value is string[] {
  return (
    Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string' && item !== '')
  )
}

/** What `extra-body` must not name because it would change what is asked for, or how the answer comes. */
const FIXED = ['n', 'stream', 'stream_options']

/** The map of further body fields. Its values are passed on as they are. */
export async function readExtraBody({
  environment: { inputs },
  problems,
}: Reading): Promise<Readonly<Record<string, unknown>>> {
  const text = inputs.get('extra-body')
  if (text === undefined) return {}
  const source = { input: 'extra-body', text, file: undefined }
  const map = await structured(source, problems)
  const found = problems.at(source)
  if (map !== undefined && !isObject(map))
    found.add({ rule: 'must be a map of body fields', remedy: 'Write "field: value".' })
  if (!isObject(map)) return {}
  for (const field of Object.keys(map)) {
    const own = BODY_FIELDS.find((body) => body.field === field)
    const isOwn = own !== undefined && (inputs.has(own.input) || own.inExtraBody !== true)
    const why = isOwn ? `has the input "${own.input}"` : 'is fixed: one answer is asked for, in one piece'
    const rule = `must not name "${field}", which ${why}`
    if (isOwn || FIXED.includes(field)) found.add({ path: [field], rule, remedy: 'Remove it here.' })
  }
  return map
}
