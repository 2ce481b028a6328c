import type { HttpResponse } from '../../src/ask/http/types.js'
import { judge } from '../../src/ask/judge.js'
import type { Question, ResponseFormat, Tool } from '../../src/ask/question.js'
import { readFailedResponse } from '../../src/ask/server-error/read-failed-response.js'
import { type Failure, TITLES } from '../../src/failure.js'
import { compileSchema } from '../../src/schema/json-schema.js'
import { COMPLETIONS, MODEL_WORD } from '../support/completions.js'
import { createMutations, ODD_VALUES } from '../support/mutations.js'
import { TABLE_NOW } from '../support/server-errors.js'

const CASES = 2500
const SEED = 20_260_802

type Expected = Pick<Question, 'format' | 'tools' | 'toolChoice'>

function compiled(schema: Readonly<Record<string, unknown>>) {
  const result = compileSchema(schema)
  if (!result.ok) throw new Error(`The schema of this test is wrong: ${result.error.rule}`)
  return result.value.validate
}

const SCHEMA = {
  type: 'object',
  properties: { answer: { type: 'string' } },
  required: ['answer'],
  additionalProperties: false,
}
const FORMAT: ResponseFormat = {
  kind: 'json_schema',
  envelope: { name: 'x', schema: SCHEMA },
  validate: compiled(SCHEMA),
}
const PARAMETERS = { type: 'object', properties: { word: { type: 'string' } } }
const TOOLS: readonly Tool[] = [
  { definition: { name: 'look_up', parameters: PARAMETERS }, validate: compiled(PARAMETERS) },
]
const PLAIN: Expected = { format: { kind: 'unset' }, tools: [], toolChoice: { kind: 'unset' } }

/** What a step may have asked for. */
const EXPECTATIONS: readonly Expected[] = [
  PLAIN,
  { ...PLAIN, format: { kind: 'json_object' } },
  { ...PLAIN, format: FORMAT },
  { ...PLAIN, tools: TOOLS },
  { ...PLAIN, tools: TOOLS, toolChoice: { kind: 'required' } },
  { ...PLAIN, tools: TOOLS, toolChoice: { kind: 'none' } },
]

type Outcome = { readonly failure: Failure } | { readonly failure: undefined; readonly hasAnswer: boolean }

function outcomeOf(body: Buffer, expected: Expected, more: Partial<HttpResponse> = {}): Outcome {
  const response = { status: 200, statusText: 'OK', headers: {}, body, ...more }
  const host = 'h.example'
  const facts = { host, speaksGitHubModels: false, sendsToken: true, model: 'm', now: TABLE_NOW }
  const failed = readFailedResponse(response, facts)
  if (failed !== undefined) return { failure: failed.failure }
  const question = { model: 'm', messages: [], parameters: {}, extraBody: {}, ...expected }
  const { failure, toolCalls, completion } = judge(response, question, host)
  if (failure !== undefined) return { failure }
  const audio = completion?.audio
  const hasAudio = audio !== undefined && Buffer.from(audio.base64, 'base64').length > 0
  return { failure, hasAnswer: completion?.content.trim() !== '' || toolCalls.length > 0 || hasAudio }
}

/** What is wrong with an outcome; thousands of `expect` would take seconds. */
function wrongIn(outcome: Outcome): string | undefined {
  if (outcome.failure === undefined) return outcome.hasAnswer ? undefined : 'succeeds without an answer'
  const { code, reason, remedy } = outcome.failure
  if (code === 'internal_error' || !Object.hasOwn(TITLES, code)) return `has the code ${code}`
  if (reason === '' || remedy === '') return 'has no reason or no remedy'
  const hidden = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]/
  return hidden.test(`${reason} ${remedy}`) ? `hides something in: ${reason} ${remedy}` : undefined
}

test('the completions as they are come to all kinds of ends', () => {
  const codes = COMPLETIONS.flatMap((completion) =>
    EXPECTATIONS.map((expected) => {
      const outcome = outcomeOf(Buffer.from(JSON.stringify(completion)), expected)
      expect(wrongIn(outcome)).toBeUndefined()
      return outcome.failure?.code ?? 'success'
    }),
  )
  expect([...new Set(codes)].sort()).toEqual([
    'content_filtered',
    'empty_response',
    'invalid_json',
    'refused',
    'schema_mismatch',
    'success',
    'tool_call_missing',
    'truncated',
  ])
})

function partsOf(value: unknown): [key: string, part: unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : []
}

/** Each path to a part of a value, the whole first. */
function pathsOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  return [path, ...partsOf(value).flatMap(([key, part]) => pathsOf(part, [...path, key]))]
}

function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by
  const parts = partsOf(value).map(([name, part]): [string, unknown] => [
    name,
    name === key ? replaced(part, rest, by) : part,
  ])
  return Array.isArray(value) ? parts.map(([, part]) => part) : Object.fromEntries(parts)
}

/** No value at all is no body at all. */
function bytesOf(value: unknown): Buffer {
  return value === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(value))
}

test('an odd value at any place of a completion gives no crash, no empty success, no word of the model', () => {
  let cases = 0
  const wrong: string[] = []
  for (const completion of COMPLETIONS) {
    for (const path of pathsOf(completion)) {
      for (const odd of [undefined, ...ODD_VALUES]) {
        const body = bytesOf(replaced(completion, path, odd))
        const expected = EXPECTATIONS[cases % EXPECTATIONS.length]
        if (expected === undefined) throw new Error('Nothing was expected')
        const outcome = outcomeOf(body, expected)
        const found = wrongIn(outcome)
        if (found !== undefined) wrong.push(`${body.toString()} ${found}`)
        if (outcome.failure?.reason.includes(MODEL_WORD)) wrong.push(`${body.toString()} quotes the model`)
        cases++
      }
    }
  }
  expect(wrong.slice(0, 10)).toEqual([])
  expect(cases).toBeGreaterThan(2000)
})

test(`${String(CASES)} garbled completions give no crash and no empty success`, () => {
  const { body, pick } = createMutations(SEED)
  let failures = 0
  const wrong: string[] = []
  for (let index = 0; index < CASES; index++) {
    const garbled = body(JSON.stringify(pick(COMPLETIONS)))
    const outcome = outcomeOf(garbled, pick(EXPECTATIONS), { status: pick([200, 200, 200, 201, 202]) })
    const found = wrongIn(outcome)
    if (found !== undefined) wrong.push(`${garbled.toString()} ${found}`)
    if (outcome.failure !== undefined) failures++
  }
  expect(wrong.slice(0, 10)).toEqual([])
  expect(failures).toBeGreaterThan(CASES / 3)
  expect(failures).toBeLessThan(CASES)
})
