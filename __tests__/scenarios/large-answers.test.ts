import { completion, type CompletionParts, startServer } from '../support/inference-server.js'
import { runAction, type RunResult } from '../support/run-action.js'

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
): Promise<RunResult> {
  await using server = await startServer({ body: typeof answer === 'string' ? answer : completion(answer) })
  return await runAction({ inputs: { endpoint: server.url, model: 'm', prompt: 'Write a lot.', ...inputs } })
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
    expect.stringMatching(
      /^The output "json" is empty, for its \d\.\d MB are more than an output can carry\./,
    ),
  ])
  expect(result.fileAt(result.outputs['response-file'] ?? '')?.toString() === content).toBe(true)
})

test('one wrong place in 5 MiB of JSON is found', async () => {
  const content = JSON.stringify(ROWS.with(59_999, { ...ROWS[0], ok: 'yes' } as never), undefined, 1)
  const result = await ask({ content }, { 'json-schema': SCHEMA })

  expect(result.outputs['error-code']).toBe('schema_mismatch')
  expect(result.outputs['error-message']).toContain('/59999/ok must be boolean')
})

test('millions of wrong places do not fill the memory', async () => {
  const schema = {
    type: 'array',
    items: { anyOf: [{ type: 'string' }, { type: 'null' }, { type: 'object' }] },
  }
  const result = await ask(
    { content: `[${'1,'.repeat(2_500_000)}1]` },
    { 'json-schema': JSON.stringify(schema) },
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
  expect(result.outputs['error-message']).toContain('checking it takes more than 3.0 s')
})

describe('JSON of 10,000 levels', () => {
  const LISTS = `${'['.repeat(10_000)}${']'.repeat(10_000)}`
  const MAPS = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`
  const RECURSIVE = '{"$ref":"#/$defs/n","$defs":{"n":{"type":"array","items":{"$ref":"#/$defs/n"}}}}'

  test.each([
    ['as text', { content: MAPS }, {}, 'success', { content: MAPS, json: '' }],
    ['as JSON', { content: MAPS }, { 'response-format': 'json_object' }, 'success', { json: MAPS }],
    [
      'in a fence',
      { content: `\`\`\`\n${MAPS}\n\`\`\`` },
      { 'response-format': 'json_object' },
      'success',
      { json: MAPS },
    ],
    [
      'where an object was asked for',
      { content: LISTS },
      { 'response-format': 'json_object' },
      'schema_mismatch',
      { json: LISTS },
    ],
    [
      'against a schema that does not look inside',
      { content: LISTS },
      { 'json-schema': '{"type":"array"}' },
      'success',
      { json: LISTS },
    ],
    [
      'against a schema that goes as deep',
      { content: LISTS },
      { 'json-schema': RECURSIVE },
      'schema_mismatch',
      { json: LISTS },
    ],
    [
      'in the arguments of a tool',
      { content: null, message: { tool_calls: [{ id: 'c', function: { name: 'f', arguments: MAPS } }] } },
      { tools: '[{"name":"f"}]' },
      'success',
      { 'tool-calls': `[{"id":"c","name":"f","arguments":${MAPS}}]` },
    ],
    [
      'as the usage',
      `{"choices":[{"message":{"content":"Hi."}}],"usage":{"prompt_tokens":1,"details":${LISTS}}}`,
      {},
      'success',
      { usage: `{"prompt_tokens":1,"details":${LISTS}}` },
    ],
    ['as the body', LISTS, {}, 'invalid_response', {}],
    ['as an error under a 200', `{"error":${MAPS}}`, {}, 'provider_error', {}],
  ])('%s', async (_where, answer, inputs, expected, outputs) => {
    const result = await ask(answer, inputs)

    expect(result.outputs).toMatchObject({
      'error-code': expected === 'success' ? '' : expected,
      outcome: expected === 'success' ? 'success' : 'failure',
      ...outputs,
    })
    expect(result.exitCode).toBe(expected === 'success' ? 0 : 1)
    expect(result.stderr).toBe('')
  })
})
