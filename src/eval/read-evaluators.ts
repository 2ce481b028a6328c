import * as z from 'zod/mini'
import { listed, oneLine } from '../display-text.js'
import type { Environment } from '../environment.js'
import { schemaFormat } from '../inputs/schema-forms.js'
import { sourceFile, structured } from '../inputs/source.js'
import { shaped } from '../inputs/zod-findings.js'
import { valueAt } from '../json-pointer.js'
import { isJson } from '../json-value.js'
import type { Findings, Problems } from '../problems/problems.js'
import type { Path } from '../problems/source.js'
import type { Validate } from '../schema/violation.js'
import { type Check, type Evaluator, FINISH_REASONS, type PlainCheck, type StringRule } from './evaluator.js'
import { LLM, type JudgeReading, number, readBuiltIn, readJudge, text } from './read-judge.js'

/** An expectation that is empty would always be met, but for `equals`. */
const filled = text.check(z.regex(/./s, 'must not be empty: every answer would pass'))
const RULES = ['equals', 'contains', 'startsWith', 'endsWith'] as const

/** Each kind of evaluator, by the key that it goes by. Scalars are texts, as they are written. */
const KINDS = {
  string: z
    .strictObject({
      equals: z.optional(text),
      contains: z.optional(filled),
      startsWith: z.optional(filled),
      endsWith: z.optional(filled),
    })
    .check(z.refine((rules) => Object.keys(rules).length > 0, `needs ${listed(RULES, 'or')}`)),
  llm: LLM,
  uses: text,
  regex: z.strictObject({ matches: filled, flags: z.optional(text) }),
  json: z.strictObject({
    schema: z.optional(z.unknown()),
    schemaFile: z.optional(text),
    pointer: z.optional(text.check(z.regex(/^(?:\/.*)?$/s, 'must be a JSON Pointer such as /kind'))),
    equals: z.optional(z.unknown()),
  }),
  not: z.unknown(),
  toolCall: z.strictObject({
    name: text.check(z.regex(/\S/, 'must not be empty')),
    arguments: z.optional(z.unknown()),
  }),
  finish: z.enum(FINISH_REASONS),
} as const

type Kind = keyof typeof KINDS

/** What evaluators are read with. */
export interface EvaluatorReading extends JudgeReading {
  readonly environment: Environment
  readonly problems: Problems
  /** That the evaluators are in. */
  readonly file: string
  /** Values with the types of YAML, for schemas and `equals`. */
  readonly typed: unknown
}

/**
 * Reads `evaluators`; what is wrong is reported.
 *
 * @param written the list, its scalars as the text that stands there
 */
export async function readEvaluators(
  written: unknown,
  reading: EvaluatorReading,
  found: Findings,
): Promise<readonly Evaluator[]> {
  const items: unknown[] = Array.isArray(written) ? written : []
  if (written !== undefined && written !== '' && !Array.isArray(written))
    found.add({ rule: 'must be a list of evaluators', remedy: 'Write "- name: …" for each.' })
  const evaluators: Evaluator[] = []
  for (const [index, item] of items.entries()) {
    const at = found.at(index)
    const shape = z.looseObject({ name: z.optional(text), passScore: z.optional(number) })
    const common = shaped(shape, item, at)
    if (common === undefined) continue
    const { name, passScore, ...rest } = common
    const check = await readCheck(rest, [index], passScore, reading, at)
    if (check !== undefined) evaluators.push({ name: name ?? '', check, path: ['evaluators', index] })
  }
  return evaluators
}

/** @param path of the map in `typed` */
async function readCheck(
  map: Readonly<Record<string, unknown>>,
  path: Path,
  passScore: string | undefined,
  reading: EvaluatorReading,
  found: Findings,
): Promise<Check | undefined> {
  const kinds = Object.keys(KINDS).filter((kind) => kind in map)
  const unknown = Object.keys(map).filter((key) => !(key in KINDS))
  const remedy = `Write one of ${listed(Object.keys(KINDS), 'or')}.`
  for (const key of unknown) found.add({ path: [key], rule: `is not a known key ("${key}")`, remedy })
  const [kind] = kinds
  if (kinds.length > 1) return found.add({ rule: `is ${listed(kinds)} at once`, remedy })
  if (kind === undefined)
    return unknown.length > 0 ? undefined : found.add({ rule: 'says nothing to check', remedy })
  const at = found.at(kind)
  const value = map[kind]
  if ('passScore' in map || (passScore !== undefined && kind !== 'llm' && kind !== 'uses'))
    return found.add({
      path: ['passScore'],
      rule: 'belongs to an evaluator with a judge',
      remedy: 'Leave it out.',
    })
  const shape = { path: [...path, kind], passScore, reading, at }
  const isOf = (name: Kind): boolean => kind === name
  if (isOf('not')) return readNot(value, shape)
  if (isOf('llm')) return readJudge(value, shape)
  if (isOf('uses')) return readBuiltIn(value, shape)
  return readPlain(kind, value, shape)
}

interface Shape {
  readonly path: Path
  readonly passScore: string | undefined
  readonly reading: EvaluatorReading
  readonly at: Findings
}

async function readNot(value: unknown, { path, reading, at }: Shape): Promise<Check | undefined> {
  const map = shaped(z.record(z.string(), z.unknown()), value, at)
  if (map === undefined) return undefined
  const check = await readCheck(map, path, undefined, reading, at)
  if (check?.kind !== 'not') return check && { kind: 'not', check }
  return at.add({ path: ['not'], rule: 'must not be the inverse of an inverse', remedy: 'Leave both out.' })
}

async function readPlain(kind: string, value: unknown, shape: Shape): Promise<PlainCheck | undefined> {
  const { reading, path, at } = shape
  switch (kind) {
    case 'string': {
      const rules = shaped(KINDS.string, value, at)
      const expected = RULES.map((rule) => ({ rule, text: rules?.[rule] }))
      return rules && { kind: 'string', expected: expected.filter(isSet) }
    }
    case 'regex': {
      const regex = shaped(KINDS.regex, value, at)
      if (regex === undefined) return undefined
      const { matches, flags = '' } = regex
      if (/^(?!.*(.).*\1)[imsu]*$/.test(flags)) return { kind: 'regex', matches, flags }
      return at.add({ path: ['flags'], rule: 'must be some of i, m, s and u, each once' })
    }
    case 'json': {
      const json = shaped(KINDS.json, value, at)
      if (json === undefined) return undefined
      if (json.schema !== undefined && json.schemaFile !== undefined)
        return at.add({
          path: ['schemaFile'],
          rule: 'must not be set beside "schema"',
          remedy: 'Keep one of them.',
        })
      const validate =
        json.schemaFile === undefined
          ? await compiled(valueAt(reading.typed, [...path, 'schema']), at.at('schema'))
          : await fromFile(json.schemaFile, reading)
      const hasSchema = json.schema !== undefined || json.schemaFile !== undefined
      if (hasSchema && validate === undefined) return undefined
      const equals = valueAt(reading.typed, [...path, 'equals'])
      return {
        kind: 'json',
        pointer: json.pointer ?? '',
        validate,
        equals: isJson(equals) ? { value: equals } : undefined,
      }
    }
    case 'toolCall': {
      const call = shaped(KINDS.toolCall, value, at)
      if (call === undefined) return undefined
      const validate = await compiled(valueAt(reading.typed, [...path, 'arguments']), at.at('arguments'))
      if (call.arguments !== undefined && validate === undefined) return undefined
      return { kind: 'toolCall', name: call.name, validate }
    }
    default: {
      const reason = shaped(KINDS.finish, value, at)
      return reason && { kind: 'finish', reason }
    }
  }
}

function isSet(one: {
  readonly rule: StringRule['rule']
  readonly text: string | undefined
}): one is StringRule {
  return one.text !== undefined
}

async function compiled(schema: unknown, found: Findings): Promise<Validate | undefined> {
  return schema === undefined ? undefined : (await schemaFormat(schema, found))?.validate
}

async function fromFile(
  path: string,
  { environment, problems, file }: EvaluatorReading,
): Promise<Validate | undefined> {
  const whose = `(${oneLine(file, 200)}) has an evaluator that `
  const source = sourceFile(environment, 'prompt-files', path, problems, whose, 'refuse')
  if (typeof source !== 'object') return undefined
  const schema = await structured(source, problems)
  return compiled(schema, problems.at(source))
}
