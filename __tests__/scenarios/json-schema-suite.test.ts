import { readFileSync } from 'node:fs'
import { inParallel } from '../support/in-parallel.js'
import { completion, startServer } from '../support/inference-server.js'
import { runAction, type RunResult } from '../support/run-action.js'

interface Group {
  readonly draft: string
  readonly file: string
  readonly description: string
  readonly schema: object
  readonly tests: readonly { readonly description: string; readonly data: unknown; readonly valid: boolean }[]
}

// Its origin and licence are in it.
const suite = JSON.parse(
  readFileSync(new URL('../fixtures/json-schema-suite.json', import.meta.url), 'utf8'),
) as { readonly groups: readonly Group[] }

const cases = suite.groups.flatMap(({ draft, file, description, schema, tests }) =>
  tests.map((one) => ({
    name: `${draft} ${file}: ${description}: ${one.description}`,
    schema,
    data: JSON.stringify(one.data),
    expected: one.valid ? 'success' : 'schema_mismatch',
  })),
)

/** Servers may ignore the schema; what they answer is checked here all the same. */
async function ask({ schema, data }: (typeof cases)[number]): Promise<RunResult> {
  await using server = await startServer({ body: completion({ content: data }) })
  return await runAction({
    inputs: {
      endpoint: server.url,
      model: 'm',
      prompt: 'An instance, please.',
      'json-schema': JSON.stringify(schema),
    },
  })
}

let results: readonly RunResult[] = []

beforeAll(async () => {
  results = await inParallel(cases, ask)
}, 90_000)

test.each(cases.map((row, index) => ({ ...row, index })))('$name: $expected', ({ index, data, expected }) => {
  const result = results[index]

  expect(result?.outputs).toMatchObject({
    'error-code': expected === 'success' ? '' : expected,
    outcome: expected === 'success' ? 'success' : 'failure',
    json: data,
  })
  expect(result?.exitCode).toBe(expected === 'success' ? 0 : 1)
  expect(result?.stderr).toBe('')
})

test('the selection is a broad one', () => {
  expect(cases.filter(({ expected }) => expected === 'success').length).toBeGreaterThanOrEqual(30)
  expect(cases.filter(({ expected }) => expected === 'schema_mismatch').length).toBeGreaterThanOrEqual(30)
})
