import { readFileSync } from 'node:fs'
import { inParallel, MANY_STEPS_MS } from '../support/in-parallel.js'
import { completion, startServer } from '../support/inference-server.js'
import { runAction, type RunResult } from '../support/run-action.js'
import { runSource } from '../support/run-row.js'

interface Group {
  readonly draft: string
  readonly file: string
  readonly description: string
  readonly schema: object
  readonly tests?: readonly {
    readonly description: string
    readonly data: unknown
    readonly valid: boolean
  }[]
  readonly refused?: string
}

// Its origin and licence are in it. All of it is checked in unit/json-schema.test.ts.
const { groups } = JSON.parse(
  readFileSync(new URL('../fixtures/json-schema-suite.json', import.meta.url), 'utf8'),
) as { readonly groups: readonly Group[] }

/** Of each file of the suite the first group that has both kinds of instances, or else is refused. */
const firstOfEachFile = [
  ...new Map(
    groups
      .filter(
        ({ file, tests }) =>
          !file.includes('/') && [true, false].every((valid) => tests?.some((one) => one.valid === valid)),
      )
      .map((group) => [`${group.draft} ${group.file}`, group] as const)
      .reverse(),
  ).values(),
]

const cases = [
  ...firstOfEachFile.flatMap(({ draft, file, description, schema, tests = [] }) =>
    [true, false].flatMap((valid) =>
      tests
        .filter((one) => one.valid === valid)
        .slice(0, 1)
        .map((one) => ({
          name: `${draft} ${file}: ${description}: ${one.description}`,
          schema,
          data: JSON.stringify(one.data),
          code: valid ? '' : 'schema_mismatch',
          message: '',
        })),
    ),
  ),
  ...groups
    .filter(
      ({ refused }, index) =>
        refused !== undefined && groups.findIndex((one) => one.refused === refused) === index,
    )
    .map(({ draft, file, description, schema, refused = '' }) => ({
      name: `${draft} ${file}: ${description}`,
      schema,
      data: '',
      code: 'invalid_input',
      message: refused,
    })),
]

/** Of one file in two the valid or the invalid instance goes through the bundle, in turn. */
const isBundled = (index: number): boolean => [0, 5].includes(index % 8)

/** Servers may ignore the schema; what they answer is checked here all the same. */
async function ask({ schema, data }: (typeof cases)[number], index: number): Promise<RunResult> {
  await using server = await startServer({ body: completion({ content: data }) })
  const inputs = {
    endpoint: server.url,
    model: 'm',
    prompt: 'An instance, please.',
    'json-schema': JSON.stringify(schema),
  }
  return await (isBundled(index) ? runAction : runSource)({ inputs })
}

let results: readonly RunResult[] = []

beforeAll(async () => {
  results = await inParallel(cases, ask)
}, MANY_STEPS_MS)

test.each(cases.map((row, index) => ({ ...row, index })))(
  '$name: $code',
  ({ index, data, code, message }) => {
    const result = results[index]

    expect(result?.outputs).toMatchObject({
      'error-code': code,
      outcome: code === '' ? 'success' : 'failure',
      json: data,
    })
    expect(result?.outputs['error-message']).toContain(message)
    expect(result?.exitCode).toBe(code === '' ? 0 : 1)
    expect(result?.stderr).toBe('')
  },
)

test('the selection is a broad one', () => {
  for (const code of ['', 'schema_mismatch']) {
    expect(cases.filter((row) => row.code === code).length).toBeGreaterThanOrEqual(40)
    expect(cases.filter((row, index) => row.code === code && isBundled(index)).length).toBeGreaterThanOrEqual(
      10,
    )
  }
  expect(cases.filter((row) => row.code === 'invalid_input').length).toBeGreaterThanOrEqual(6)
})
