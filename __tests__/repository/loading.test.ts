import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { completion, startServer } from '../support/inference-server.js'
import { runAction, type RunOptions } from '../support/run-action.js'

const DIST = new URL('../../dist/', import.meta.url)
const RECORDER = new URL('../support/record-loading.mjs', import.meta.url).href

/** What is only needed sometimes, or later, by words that are in its code and survive minifying. */
const HEAVY = {
  core: 'Check if your runtime environment supports job summaries',
  yaml: 'Nested mappings are not allowed in compact mappings',
  Ajv: 'must NOT have additional properties',
  Markdown: 'gfmFootnoteCall',
  identity: 'AssumeRoleWithWebIdentity',
  zod: 'ZodMiniType',
} as const
type Heavy = keyof typeof HEAVY

const heavyIn = (text: string): Heavy[] =>
  (Object.keys(HEAVY) as Heavy[]).filter((name) => text.includes(HEAVY[name]))

const chunks = new Map(
  readdirSync(DIST)
    .filter((name) => name.endsWith('.js'))
    .map((name) => [name, heavyIn(readFileSync(new URL(name, DIST), 'utf8'))] as const),
)

interface Loading {
  /** Files of dist/ and modules of Node, in the order in which they were loaded. */
  readonly before: readonly string[]
  readonly after: readonly string[]
}

async function loadingOf(options: RunOptions, content = 'Paris.'): Promise<Loading> {
  const folder = mkdtempSync(join(tmpdir(), 'loading-'))
  const record = join(folder, 'record')
  try {
    await using server = await startServer({ body: completion({ content }) })
    const result = await runAction({
      ...options,
      inputs: { endpoint: server.url, model: 'm', prompt: 'Hello', ...options.inputs },
      env: { NODE_OPTIONS: `--import=${RECORDER}`, RECORD_LOADING: record },
    })
    expect({ exitCode: result.exitCode, stderr: result.stderr }).toEqual({ exitCode: 0, stderr: '' })
    const lines = readFileSync(record, 'utf8').trimEnd().split('\n')
    const names = lines.map((line) => (line.startsWith('file:') ? basename(fileURLToPath(line)) : line))
    const request = names.indexOf('REQUEST')
    expect(request).toBeGreaterThan(0)
    return { before: names.slice(0, request), after: names.slice(request + 1) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function heavyOf(names: readonly string[]): Heavy[] {
  return [...new Set(names.flatMap((name) => chunks.get(name) ?? []))].sort()
}

test('the words that tell them apart are in the bundle, and none of them in its entry', () => {
  expect([...new Set([...chunks.values()].flat())].sort()).toEqual(Object.keys(HEAVY).sort())
  expect(chunks.get('index.js')).toEqual([])
})

test('a plain step sends its request from the entry alone', async () => {
  const { before, after } = await loadingOf({})
  // The entry itself may be loaded in another way.
  expect(before.filter((name) => name.endsWith('.js') && name !== 'index.js')).toEqual([])
  for (const unneeded of ['node:https', 'node:zlib', 'node:tls', 'node:crypto', 'node:child_process']) {
    expect(before).not.toContain(unneeded)
  }
  // Afterwards comes what writes the summary.
  expect(heavyOf(after)).toEqual(['core'])
})

test('Markdown is parsed only where an answer holds what could act', async () => {
  const { after } = await loadingOf({}, 'A <b>tag</b>.')
  expect(heavyOf(after)).toEqual(['Markdown', 'core'])
})

test.each([
  ['numbers, headers and a body in JSON', { temperature: '0.5', 'extra-body': '{"a":1}', stop: 'END' }, []],
  ['a schema in JSON', { 'json-schema': '{"type":"object"}' }, ['Ajv', 'zod']],
  ['a schema in YAML', { 'json-schema': 'type: object' }, ['Ajv', 'yaml', 'zod']],
  ['a tool without parameters', { tools: '[{"name":"a"}]' }, ['zod']],
  ['a tool with parameters', { tools: '[{"name":"a","parameters":{"type":"object"}}]' }, ['Ajv', 'zod']],
  ['variables', { variables: 'a: 1', prompt: '{{ a }}' }, ['yaml']],
  ['a prompt file with a value of the event', { prompt: '', 'prompt-file': 'a.prompt.yml' }, ['yaml', 'zod']],
])('%s load what they need and no more', async (_, inputs, needed) => {
  const { before } = await loadingOf(
    {
      inputs,
      files: {
        'a.prompt.yml': 'messages: [{ role: user, content: "Hello {{ github.event.sender.login }}" }]\n',
      },
      event: { sender: { login: 'octocat' } },
    },
    '{}',
  )
  expect(heavyOf(before)).toEqual(needed)
})
