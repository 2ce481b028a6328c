import { judge } from '../../src/answer/judge.js'
import { readCompletion } from '../../src/answer/read-completion.js'
import { readFailedResponse } from '../../src/answer/response-failure.js'
import type { HttpResponse } from '../../src/client/http-types.js'
import { ERROR_CODES, type Failure } from '../../src/errors.js'
import type { Inputs } from '../../src/inputs/inputs.js'
import { checkJsonSchema } from '../../src/inputs/response-format.js'
import { checkTools } from '../../src/inputs/tools.js'
import type { WithinTimeLimit } from '../../src/time-limit.js'
import { COMPLETIONS, MODEL_WORD } from '../support/completions.js'
import { createMutations, ODD_VALUES } from '../support/mutations.js'
import { TABLE_NOW } from '../support/server-errors.js'

const CASES = 2500
const SEED = 20_260_802

type Expected = Pick<Inputs, 'format' | 'tools' | 'toolChoice'>

const atOnce: WithinTimeLimit = (_ms, work) => ({ done: true, value: work() })

/** What a step may have asked for. */
let expectations: readonly Expected[]

beforeAll(async () => {
  const schema = await checkJsonSchema({
    type: 'object',
    properties: { answer: { type: 'string' } },
    required: ['answer'],
    additionalProperties: false,
  })
  const checked = await checkTools([
    { name: 'look_up', parameters: { type: 'object', properties: { word: { type: 'string' } } } },
  ])
  if (!schema.ok || !checked.ok) throw new Error('The schemas of this test are wrong')
  const { tools } = checked
  const plain: Expected = { format: { kind: 'unset' }, tools: [], toolChoice: { kind: 'unset' } }
  expectations = [
    plain,
    { ...plain, format: { kind: 'json_object' } },
    { ...plain, format: schema.format },
    { ...plain, tools },
    { ...plain, tools, toolChoice: { kind: 'required' } },
    { ...plain, tools, toolChoice: { kind: 'none' } },
  ]
})

type Outcome = { readonly failure: Failure } | { readonly failure: undefined; readonly hasAnswer: boolean }

function outcomeOf(body: Buffer, expected: Expected, more: Partial<HttpResponse> = {}): Outcome {
  const response = { status: 200, statusText: 'OK', headers: {}, body, endedByClose: false, ...more }
  const host = 'h.example'
  const facts = { host, isGitHubHost: false, sendsToken: true, now: TABLE_NOW }
  const failed = readFailedResponse(response, facts)
  if (failed !== undefined) return { failure: failed.failure }
  const read = readCompletion(response, host)
  if (!read.ok) return { failure: read.failure }
  const { content, audio } = read.completion
  const { failure, toolCalls } = judge(read.completion, expected, response.status, atOnce)
  if (failure !== undefined) return { failure }
  const hasAudio = audio !== undefined && Buffer.from(audio.base64, 'base64').length > 0
  return { failure, hasAnswer: content.trim() !== '' || toolCalls.length > 0 || hasAudio }
}

function expectTruth(outcome: Outcome): void {
  if (outcome.failure === undefined) {
    expect(outcome.hasAnswer).toBe(true)
    return
  }
  const { code, reason, remedy } = outcome.failure
  expect(ERROR_CODES.filter((known) => known !== 'internal_error')).toContain(code)
  expect(reason).not.toBe('')
  expect(remedy).not.toBe('')
  expect(`${reason} ${remedy}`).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]|::|##\[/)
}

test('the completions as they are come to all kinds of ends', () => {
  const codes = COMPLETIONS.flatMap((completion) =>
    expectations.map((expected) => {
      const outcome = outcomeOf(Buffer.from(JSON.stringify(completion)), expected)
      expectTruth(outcome)
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
  for (const completion of COMPLETIONS) {
    for (const path of pathsOf(completion)) {
      for (const odd of [undefined, ...ODD_VALUES]) {
        const body = bytesOf(replaced(completion, path, odd))
        const expected = expectations[cases % expectations.length]
        if (expected === undefined) throw new Error('Nothing was expected')
        const outcome = outcomeOf(body, expected)
        expectTruth(outcome)
        expect(outcome.failure?.reason ?? '').not.toContain(MODEL_WORD)
        cases++
      }
    }
  }
  expect(cases).toBeGreaterThan(2000)
})

test(`${String(CASES)} garbled completions give no crash and no empty success`, () => {
  const { body, chance, pick } = createMutations(SEED)
  let failures = 0
  for (let index = 0; index < CASES; index++) {
    const garbled = body(JSON.stringify(pick(COMPLETIONS)))
    const outcome = outcomeOf(garbled, pick(expectations), {
      status: pick([200, 200, 200, 201, 202]),
      endedByClose: chance() < 0.2,
    })
    expectTruth(outcome)
    if (outcome.failure !== undefined) failures++
  }
  expect(failures).toBeGreaterThan(CASES / 3)
  expect(failures).toBeLessThan(CASES)
})
