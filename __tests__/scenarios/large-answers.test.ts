import { completion, type CompletionParts, startServer } from '../support/inference-server.js'
import { runAction, type RunOptions, type RunResult } from '../support/run-action.js'
import { runSource } from '../support/run-row.js'

const MIB = 1024 * 1024

/** A report of five MiB, with all that Markdown has. */
const REPORT = (() => {
  const chapter = [
    '## Chapter – 日本語 🎉',
    'Some *text* with `code`, a [link](https://example.com), an ![image](https://example.com/x.png) and <b>HTML</b>.',
    '- [x] done\n- [ ] open\n',
    '| a | b |\n| --- | --: |\n| 1 | 2 |\n',
    '```js\nconst answer = 42\n```\n',
  ].join('\n')
  return chapter.repeat(Math.ceil((5 * MIB) / Buffer.byteLength(chapter)))
})()

const ROWS = Array.from({ length: 60_000 }, (_, id) => ({
  id,
  name: `row ${String(id)}`,
  tags: ['a', 'b', 'c'],
  ok: true,
  note: null,
}))
const SCHEMA = JSON.stringify({
  type: 'array',
  items: {
    type: 'object',
    properties: {
      id: { type: 'integer', minimum: 0 },
      name: { type: 'string', pattern: '^row \\d+$' },
      tags: { type: 'array', items: { enum: ['a', 'b', 'c'] }, uniqueItems: true },
      ok: { type: 'boolean' },
      note: { anyOf: [{ type: 'string' }, { type: 'null' }] },
    },
    required: ['id', 'name', 'tags', 'ok', 'note'],
    additionalProperties: false,
  },
})

async function ask(
  answer: CompletionParts | string,
  inputs: Readonly<Record<string, string>> = {},
  run: (options: RunOptions) => Promise<RunResult> = runAction,
): Promise<RunResult> {
  await using server = await startServer({ body: typeof answer === 'string' ? answer : completion(answer) })
  return await run({ inputs: { endpoint: server.url, model: 'm', prompt: 'Write a lot.', ...inputs } })
}

test('5 MiB of text are whole in the file, and cut in the output', async () => {
  const result = await ask({ content: REPORT })

  const output = result.outputs['content'] ?? ''
  expect(result.exitCode).toBe(0)
  expect(result.outputs).toMatchObject({ 'content-truncated': 'true', outcome: 'success' })
  expect(Buffer.byteLength(output)).toBeLessThanOrEqual(1_000_000)
  expect(Buffer.byteLength(output)).toBeGreaterThan(999_990)
  expect(REPORT.startsWith(output)).toBe(true)
  expect(result.fileAt(result.outputs['response-file'] ?? '')?.equals(Buffer.from(REPORT))).toBe(true)
  expect(Buffer.byteLength(result.summary)).toBeLessThan(MIB)
})

test('5 MiB of JSON are held against the schema', async () => {
  const content = JSON.stringify(ROWS, undefined, 1)
  expect(Buffer.byteLength(content)).toBeGreaterThan(5 * MIB)
  const result = await ask({ content }, { 'json-schema': SCHEMA })

  expect(result.exitCode).toBe(0)
  expect(result.outputs).toMatchObject({ json: '', 'content-truncated': 'true', outcome: 'success' })
  expect(result.commands.filter(({ name }) => name === 'warning').map(({ data }) => data)).toEqual([
    expect.stringMatching(/^The output "json" is empty, because it would be larger than 1\.0 MB\./),
  ])
  expect(result.fileAt(result.outputs['response-file'] ?? '')?.toString() === content).toBe(true)
})

test('one wrong place in 5 MiB of JSON is found', async () => {
  const content = JSON.stringify(ROWS.with(59_999, { ...ROWS[0], ok: 'yes' } as never), undefined, 1)
  const result = await ask({ content }, { 'json-schema': SCHEMA })

  expect(result.outputs['error-code']).toBe('schema_mismatch')
  expect(result.outputs['error-message']).toContain('/59999/ok must be boolean')
})

test('half a million wrong places do not fill 200 MiB', async () => {
  const schema = {
    type: 'array',
    items: { anyOf: [{ type: 'string' }, { type: 'null' }, { type: 'object' }] },
  }
  const result = await ask(
    { content: `[${'1,'.repeat(500_000)}1]` },
    { 'json-schema': JSON.stringify(schema) },
    (step) => runAction({ ...step, env: { NODE_OPTIONS: '--max-old-space-size=200' } }),
  )

  expect(result.outputs['error-code']).toBe('schema_mismatch')
  expect(result.outputs['error-message']).toContain('/0 must be string')
})

test('a check that would take hours is given up, and is no success', async () => {
  const result = await ask(
    { content: JSON.stringify({ name: `${'a'.repeat(60)}!` }) },
    { 'json-schema': '{"type":"object","properties":{"name":{"pattern":"^(a+)+$"}}}' },
  )

  expect(result.timedOut).toBe(false)
  expect(result.exitCode).toBe(1)
  expect(result.outputs).toMatchObject({
    'error-code': 'schema_mismatch',
    json: `{"name":"${'a'.repeat(60)}!"}`,
  })
  expect(result.outputs['error-message']).toContain('checking it takes more than 3 s')
})

test('an answer of nothing but open fences does not keep the step busy with its summary', async () => {
  const result = await ask({ content: '```a\n'.repeat(400_000) })

  expect({ timedOut: result.timedOut, exitCode: result.exitCode }).toEqual({ timedOut: false, exitCode: 0 })
  expect(result.summary).toContain('End of the answer.')
})

const lists = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`
const maps = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
const OBJECT = { 'response-format': 'json_object' }
const RECURSIVE = '{"$ref":"#/$defs/n","$defs":{"n":{"type":"array","items":{"$ref":"#/$defs/n"}}}}'

interface Deep {
  readonly where: string
  readonly answer: (levels: number) => CompletionParts | string
  readonly inputs?: Readonly<Record<string, string>>
  /** With 900 levels: the code, and an output. */
  readonly deep: readonly [code: string, outputs: (levels: number) => Readonly<Record<string, string>>]
  /** With 10,000: beyond 1,000 nothing is read. */
  readonly deeper: string
}

const none = (): Readonly<Record<string, string>> => ({})
const DEEP: readonly Deep[] = [
  {
    where: 'as text',
    answer: (levels) => ({ content: maps(levels) }),
    deep: ['', (levels) => ({ content: maps(levels), json: maps(levels) })],
    deeper: '',
  },
  {
    where: 'as JSON',
    answer: (levels) => ({ content: maps(levels) }),
    inputs: OBJECT,
    deep: ['', (levels) => ({ json: maps(levels) })],
    deeper: 'invalid_json',
  },
  {
    where: 'in a fence',
    answer: (levels) => ({ content: `\`\`\`\n${maps(levels)}\n\`\`\`` }),
    inputs: OBJECT,
    deep: ['', (levels) => ({ json: maps(levels) })],
    deeper: 'invalid_json',
  },
  {
    where: 'where an object was asked for',
    answer: (levels) => ({ content: lists(levels) }),
    inputs: OBJECT,
    deep: ['schema_mismatch', (levels) => ({ json: lists(levels) })],
    deeper: 'invalid_json',
  },
  {
    where: 'against a schema that does not look inside',
    answer: (levels) => ({ content: lists(levels) }),
    inputs: { 'json-schema': '{"type":"array"}' },
    deep: ['', (levels) => ({ json: lists(levels) })],
    deeper: 'invalid_json',
  },
  {
    where: 'against a schema that goes as deep',
    answer: (levels) => ({ content: lists(levels) }),
    inputs: { 'json-schema': RECURSIVE },
    deep: ['', (levels) => ({ json: lists(levels) })],
    deeper: 'invalid_json',
  },
  {
    where: 'in the arguments of a tool',
    answer: (levels) => ({
      content: null,
      message: { tool_calls: [{ id: 'c', function: { name: 'f', arguments: maps(levels) } }] },
    }),
    inputs: { tools: '[{"name":"f"}]' },
    deep: ['', (levels) => ({ 'tool-calls': `[{"id":"c","name":"f","arguments":${maps(levels)}}]` })],
    deeper: 'invalid_json',
  },
  {
    where: 'as the usage',
    answer: (levels) =>
      `{"choices":[{"message":{"content":"Hi."}}],"usage":{"prompt_tokens":1,"details":${lists(levels)}}}`,
    deep: ['', (levels) => ({ usage: `{"prompt_tokens":1,"details":${lists(levels)}}` })],
    deeper: 'invalid_response',
  },
  { where: 'as the body', answer: lists, deep: ['invalid_response', none], deeper: 'invalid_response' },
  {
    where: 'as an error under a 200',
    answer: (levels) => `{"error":${maps(levels)}}`,
    deep: ['provider_error', none],
    deeper: 'provider_error',
  },
]

test.each(DEEP)('JSON of many levels $where', async ({ answer, inputs, deep: [code, outputs], deeper }) => {
  for (const [levels, expected] of [
    [900, code],
    [10_000, deeper],
  ] as const) {
    // Within Jest less of the stack is left than in a process of its own: what fits there, fits in the bundle.
    const result = await ask(answer(levels), inputs, levels === 900 ? runSource : runAction)

    expect({ levels, code: result.outputs['error-code'] }).toEqual({ levels, code: expected })
    expect(result.exitCode).toBe(expected === '' ? 0 : 1)
    expect(result.stderr).toBe('')
    if (levels === 900) expect(result.outputs).toMatchObject(outputs(levels))
  }
})
