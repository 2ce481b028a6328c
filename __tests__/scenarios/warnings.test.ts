import { inParallel } from '../support/in-parallel.js'
import { completion, startServer } from '../support/inference-server.js'
import type { RunOptions, RunResult } from '../support/run-action.js'
import { runRow } from '../support/run-row.js'

const PROMPT_FILE = 'messages: [{ role: user, content: Hello }]\n'

/** Steps that are odd, but not wrong: each with its warnings, and a part of the body that is sent all the same. */
const ODD_STEPS: Readonly<
  Record<string, RunOptions & { readonly warns: readonly string[]; readonly sends: object }>
> = {
  'both a system prompt and its file': {
    inputs: { 'system-prompt': 'a', 'system-prompt-file': 's.md' },
    files: { 's.md': 'b' },
    warns: ['"system-prompt" is ignored because "system-prompt-file" is set, too.'],
    sends: { messages: [{ role: 'system', content: 'b' }, { role: 'user' }] },
  },
  'both a schema and its file': {
    inputs: { 'json-schema': '{}', 'json-schema-file': 's.json' },
    files: { 's.json': '{"title":"b","type":"object"}' },
    warns: ['"json-schema" is ignored because "json-schema-file" is set, too.'],
    sends: { response_format: { json_schema: { name: 'b' } } },
  },
  'both tools and their file': {
    inputs: { tools: '[{"name":"a"}]', 'tools-file': 't.yml' },
    files: { 't.yml': '- name: b' },
    warns: ['"tools" is ignored because "tools-file" is set, too.'],
    sends: { tools: [{ function: { name: 'b' } }] },
  },
  'a system prompt file that is blank': {
    inputs: { 'system-prompt-file': 's.md' },
    files: { 's.md': '\n' },
    warns: ['"system-prompt-file" (s.md) is blank and counts as not set.'],
    sends: { messages: [{ role: 'user', content: 'Hello' }] },
  },
  'a text file that ends in the middle of a character': {
    inputs: { prompt: '', 'prompt-file': 'cut.md' },
    files: { 'cut.md': Buffer.from('Gr\u00fc').subarray(0, 3) },
    warns: [expect.stringContaining('"prompt-file"') as string],
    sends: { messages: [{ role: 'user', content: 'Gr\ufffd' }] },
  },
  'a file variable that is not UTF-8': {
    inputs: { prompt: '{{ bytes }}', 'file-variables': 'bytes: bytes.bin' },
    files: { 'bytes.bin': Buffer.from([0x61, 0xff, 0xfe]) },
    warns: [expect.stringContaining('"file-variables"') as string],
    sends: { messages: [{ role: 'user', content: 'a\ufffd\ufffd' }] },
  },
  'an event in a prompt that is no prompt file': {
    inputs: { prompt: 'Sum up {{ github.event.issue.title }}' },
    event: { issue: { title: 'A title' } },
    warns: [expect.stringContaining('prompt file') as string],
    sends: { messages: [{ role: 'user', content: 'Sum up {{ github.event.issue.title }}' }] },
  },
  'a keyword that no draft knows': {
    inputs: { 'json-schema': '{"type":"object","propertes":{}}' },
    warns: [expect.stringContaining('properties') as string],
    sends: { response_format: { type: 'json_schema' } },
  },
  'a variable of a name in both maps': {
    inputs: { prompt: '{{ a }}', variables: 'a: 1', 'file-variables': 'a: a.txt' },
    files: { 'a.txt': '2' },
    warns: ['"variables" and "file-variables" both define a: the file wins.'],
    sends: { messages: [{ role: 'user', content: '2' }] },
  },
  'a schema of a prompt file beside another format': {
    inputs: { prompt: '', 'prompt-file': 'p.prompt.yml' },
    files: { 'p.prompt.yml': `${PROMPT_FILE}responseFormat: json_object\njsonSchema: '{"type":"array"}'\n` },
    warns: ["The prompt file's jsonSchema is ignored because its responseFormat is json_object."],
    sends: { response_format: { type: 'json_object' } },
  },
  'a schema of a prompt file without a format means json_schema': {
    inputs: { prompt: '', 'prompt-file': 'p.prompt.yaml' },
    files: { 'p.prompt.yaml': `${PROMPT_FILE}jsonSchema: { title: T, type: object }\n` },
    warns: [],
    sends: { response_format: { type: 'json_schema', json_schema: { name: 'T' } } },
  },
  'a prompt file with the token limit that an input replaces': {
    inputs: { prompt: '', 'prompt-file': 'p.prompt.yml', 'max-tokens': '7' },
    files: { 'p.prompt.yml': `${PROMPT_FILE}modelParameters: { maxCompletionTokens: 5 }\n` },
    warns: [],
    sends: { max_tokens: 7 },
  },
}

const rows = Object.entries(ODD_STEPS)
const ran = new Map<string, { readonly result: RunResult; readonly body: unknown }>()

beforeAll(async () => {
  await inParallel(rows, async ([name, step], index) => {
    await using server = await startServer({ body: completion({ content: '{}' }) })
    const inputs = { endpoint: server.url, model: 'm', prompt: 'Hello', ...step.inputs }
    const result = await runRow({ ...step, inputs }, index)
    ran.set(name, { result, body: server.requests[0]?.json })
  })
})

test.each(rows)('%s', (name, { warns, sends }) => {
  const { result, body } = ran.get(name) ?? {}
  expect(result?.exitCode).toBe(0)
  expect(result?.commands.filter((command) => command.name === 'warning').map(({ data }) => data)).toEqual(
    warns,
  )
  expect(body).toMatchObject(sends)
})
