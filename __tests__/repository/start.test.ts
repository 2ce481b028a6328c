import { spawn } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readActionFile } from '../../scripts/runner-files.mjs'
import { EXAMPLES } from '../../scripts/start/help.mjs'
import { completion, startServer } from '../support/inference-server.js'
import { DOORS } from '../support/run-action.js'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const ACTION = readActionFile(readFileSync(join(ROOT, 'action.yml'), 'utf8'))

let copy: string

// What a fresh clone has, and no node_modules.
beforeAll(() => {
  copy = realpathSync(mkdtempSync(join(tmpdir(), 'chat-action-start-')))
  for (const part of ['action.yml', ...DOORS, 'package.json', 'dist', 'examples', 'scripts']) {
    cpSync(join(ROOT, part), join(copy, part), { recursive: true })
  }
})

afterAll(() => {
  rmSync(copy, { recursive: true, force: true, maxRetries: 3 })
})

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const { PATH = '', HOME = '', SystemRoot = '' } = process.env
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['scripts/start.mjs', ...args], {
      cwd: copy,
      env: { PATH, HOME, SystemRoot, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    child.on('error', reject)
    child.on('close', (code) => {
      resolve({ code, stdout, stderr })
    })
  })
}

/** The text under a heading. */
function part(stdout: string, title: string): string {
  const [, text] = stdout.split(new RegExp(`^── ${title} ─+\\n`, 'm'))
  if (text === undefined) throw new Error(`There is no part "${title}"`)
  return text.split(/^── /m)[0] ?? ''
}

test('without anything it shows a demonstration, part by part', async () => {
  const { code, stdout, stderr } = await start([])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })

  expect(part(stdout, 'Step')).toMatch(/prompt\s+What is the capital of France\?/)
  expect(part(stdout, 'Log of the step')).toContain('openai/gpt-4.1-mini')

  const request = part(stdout, 'Request, as it arrived')
  expect(request).toMatch(/^POST \/inference\/chat\/completions$/m)
  expect(request).toMatch(/^Authorization\s+Bearer \*\*\*$/m)
  expect(JSON.parse(request.slice(request.indexOf('{')))).toEqual({
    model: 'openai/gpt-4.1-mini',
    messages: [{ role: 'user', content: 'What is the capital of France?' }],
    stream: false,
  })

  const outputs = part(stdout, 'Outputs')
  expect(outputs).toMatch(/^content\s+\*\*A stand-in server wrote this/m)
  expect(outputs).toMatch(/^response\s+\(the same as content\)$/m)
  expect(outputs).toMatch(/^outcome\s+success$/m)
  expect(outputs).toMatch(/^usage\s+\{"prompt_tokens":\d+/m)
  expect(outputs).toMatch(/^empty: .*\brefusal\b/m)

  // Its source: a terminal renders no Markdown.
  const summary = part(stdout, 'Job summary, as Markdown')
  expect(summary).toMatch(/^\*\*A stand-in server wrote this; no model was asked\.\*\*/m)
  expect(summary).toMatch(/^\|.*\bmessages\b.*1 \(user\)/m)

  expect(stdout).toContain('✓ The step succeeded')
  expect(stdout).toContain('no model was asked. To ask a real one')
  expect(stdout).not.toContain('\u001b')
  expect(stdout).not.toContain('a-token-for')
})

test('--help tells every input, and the options of the script', async () => {
  const { code, stdout } = await start(['--help'])
  expect(code).toBe(0)
  for (const { name } of ACTION.inputs) expect(stdout).toMatch(new RegExp(`^  --${name} VALUE$`, 'm'))
  for (const option of ['--event FILE', '--keep', '--help', '--version'])
    expect(stdout).toMatch(new RegExp(`^  ${option}$`, 'm'))
  expect(stdout).toContain('CHAT_TOKEN')
  for (const example of EXAMPLES) expect(stdout).toContain(`  ${example}\n`)
  const lines = stdout.split('\n').filter((line) => !line.startsWith('  npm start'))
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100)
})

/** The arguments of a command line, without what quotes are for. */
function argumentsOf(command: string): string[] {
  return Array.from(command.matchAll(/"([^"]*)"|(\S+)/g), ([, quoted, plain]) => quoted ?? plain ?? '')
}

/** What a shell makes of `folder/*.end`. */
function expanded(glob: string): string[] {
  const end = glob.slice(glob.indexOf('*') + 1)
  const folder = dirname(glob)
  return readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith(end))
    .map((name) => `${folder}/${name}`)
}

test.each(EXAMPLES)('an example of --help works: %s', async (example) => {
  await using server = await startServer({ body: completion() })
  const [npm, start_, dashes, ...given] = argumentsOf(example)
  expect([npm, start_, dashes]).toEqual(['npm', 'start', '--'])
  const args = given.flatMap((argument) => {
    if (argument.includes('*')) return expanded(argument)
    return argument.replace('http://localhost:11434', `http://127.0.0.1:${String(server.port)}`)
  })
  const { code, stderr } = await start(args)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(server.requests).toHaveLength(given.includes('--endpoint') ? 1 : 0)
})

test('--version tells name and version', async () => {
  const { name, version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Record<
    string,
    string
  >
  expect(await start(['--version'])).toEqual({
    code: 0,
    stdout: `${name ?? ''} ${version ?? ''}\n`,
    stderr: '',
  })
})

test('a forgotten "--" is recognised by what npm does with the options', async () => {
  const env = {
    npm_lifecycle_event: 'start',
    npm_config_prompt: 'true',
    npm_config_max_tokens: '5',
    npm_config_cache: '/home/of/npm',
  }
  const { code, stdout, stderr } = await start(['Say hello'], env)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain('npm took --prompt, --max-tokens for itself.')
  expect(stderr).toContain('npm start -- --prompt … --max-tokens …')
})

test.each([24, 45])(
  'in a terminal of %d columns no line of the step and the outputs is longer',
  async (columns) => {
    const { stdout } = await start(['--prompt', 'Say hello'], { COLUMNS: String(columns) })
    for (const title of ['Step', 'Outputs']) {
      for (const line of part(stdout, title).split('\n')) expect(line.length).toBeLessThanOrEqual(columns)
    }
  },
)

test.each([
  [['--max_token', '5'], 'There is no input and no option "--max_token". Did you mean "--max-tokens"?'],
  [['--promtp=x'], 'Did you mean "--prompt"?'],
  [['hello'], '"hello" belongs to no option.'],
  [['--prompt', '--model', 'm'], '"--prompt" needs a value'],
  [['--model', 'a', '--model', 'b'], '"--model" is given twice.'],
  [['--keep=yes'], '"--keep" takes no value.'],
  [['--event', 'missing.json'], 'missing.json, does not exist.'],
])('%j is refused', async (args, problem) => {
  const { code, stdout, stderr } = await start(args)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain(problem)
  expect(stderr).not.toMatch(/^\s+at /m)
})

test('says what to do if the bundle is missing', async () => {
  const bare = mkdtempSync(join(tmpdir(), 'chat-action-bare-'))
  try {
    for (const name of ['action.yml', 'package.json', 'scripts']) {
      cpSync(join(ROOT, name), join(bare, name), { recursive: true })
    }
    const script = join(bare, 'scripts', 'start.mjs')
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'ignore', 'pipe'] })
    let stderr = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    const code = await new Promise((resolve) => child.on('close', resolve))
    expect(code).toBe(2)
    expect(stderr).toContain('npm ci && npm run build')
  } finally {
    rmSync(bare, { recursive: true, force: true, maxRetries: 3 })
  }
})

test('a failing step gives its exit code, and shows no request where none was sent', async () => {
  const { code, stdout } = await start(['--temperature', 'warm'])
  expect(code).toBe(1)
  expect(part(stdout, 'Log of the step')).toMatch(/^Error: .*"temperature"/m)
  expect(stdout).not.toContain('── Request')
  expect(part(stdout, 'Outputs')).toMatch(/^error-code\s+invalid_input$/m)
  expect(stdout).toContain('✗ The step failed with exit code 1')
})

test('the stand-in server answers a JSON schema with a value that fits', async () => {
  const schema = {
    type: 'object',
    properties: {
      label: { enum: ['bug', 'question'] },
      score: { type: 'integer', minimum: 3 },
      tags: { type: 'array', items: { $ref: '#/$defs/tag' }, minItems: 2 },
      due: { anyOf: [{ type: 'string', format: 'date' }, { type: 'null' }] },
    },
    required: ['label', 'score', 'tags', 'due'],
    additionalProperties: false,
    $defs: { tag: { type: 'string', minLength: 3 } },
  }
  const { code, stdout } = await start(['--json-schema', JSON.stringify(schema)])
  expect(code).toBe(0)
  expect(part(stdout, 'Outputs')).toMatch(
    /^json\s+\{"label":"bug","score":3,"tags":\["example","example"\],"due":"2026-01-31"\}$/m,
  )
})

test.each([
  ['^v?\\d+\\.\\d+\\.\\d+$', '1.1.1'],
  ['^(feature|fix)/[a-z0-9-]{3,}$', 'feature/aaa'],
  ['^\\d{4}-\\d{2}-\\d{2}$', '1111-11-11'],
  ['^[^@\\s]+@[^@\\s]+$', 'a@a'],
])('the stand-in server answers a schema with the pattern %s', async (pattern, text) => {
  const schema = { type: 'object', properties: { at: { type: 'string', pattern } }, required: ['at'] }
  const { code, stdout } = await start(['--json-schema', JSON.stringify(schema)])
  expect(code).toBe(0)
  expect(
    part(stdout, 'Outputs')
      .split('\n')
      .map((line) => line.replace(/\s+/, ' ')),
  ).toContain(`json ${JSON.stringify({ at: text })}`)
})

test('where it finds no text for a pattern, it says so', async () => {
  const schema = { type: 'object', properties: { at: { type: 'string', pattern: '^(?!a)b$' } } }
  const { code, stdout } = await start(['--json-schema', JSON.stringify(schema)])
  expect(code).toBe(1)
  expect(stdout.replace(/\s+/g, ' ')).toContain('found no text for the pattern ^(?!a)b$ of the schema')
})

test('the stand-in server calls a tool that had to be called', async () => {
  const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }
  const tools = JSON.stringify([{ name: 'get_weather', parameters }])
  const { code, stdout } = await start([`--tools=${tools}`, '--tool-choice', 'required'])
  expect(code).toBe(0)
  expect(part(stdout, 'Outputs')).toMatch(
    /^tool-calls\s+\[\{"id":"call_1","name":"get_weather","arguments":\{"city":"example"\}\}\]$/m,
  )
})

test('a real server gets the request, with the token of CHAT_TOKEN and nothing of a surrounding job', async () => {
  await using server = await startServer({ body: completion({ content: 'Salut' }) })
  const surrounding = join(copy, 'surrounding-output')
  writeFileSync(surrounding, '')
  const { code, stdout } = await start(
    ['--endpoint', `${server.url}/v1`, '--model=m', '--prompt', 'Say hello'],
    {
      CHAT_TOKEN: 'sk-0123456789',
      GITHUB_OUTPUT: surrounding,
      INPUT_TEMPERATURE: '0.5',
      GITHUB_TOKEN: 'ghp_0123456789',
    },
  )
  expect(code).toBe(0)
  expect(server.requests).toMatchObject([
    {
      path: '/v1/chat/completions',
      headers: { authorization: 'Bearer sk-0123456789' },
      json: { model: 'm', messages: [{ role: 'user', content: 'Say hello' }], stream: false },
    },
  ])
  expect(server.requests[0]?.json).not.toHaveProperty('temperature')
  expect(part(stdout, 'Request')).toContain(`POST ${server.url}/…`)
  expect(part(stdout, 'Outputs')).toMatch(/^content\s+Salut$/m)
  expect(stdout).not.toContain('sk-0123456789')
  expect(stdout).not.toContain('no model was asked')
  expect(readFileSync(surrounding, 'utf8')).toBe('')
})

test('a prompt file that reads the event, without one, is told of --event', async () => {
  const { code, stdout } = await start(['--prompt-file', 'examples/prompts/issue-triage.prompt.yml'])
  expect(code).toBe(1)
  expect(stdout).toContain('give one with --event FILE')
})

test('--event feeds the prompt, and --keep leaves the files', async () => {
  writeFileSync(join(copy, 'event.json'), JSON.stringify({ issue: { title: 'It is broken' } }))
  writeFileSync(
    join(copy, 'sum-up.prompt.yml'),
    'model: m\nmessages: [{ role: user, content: "Sum up: {{ github.event.issue.title }}" }]\n',
  )
  const args = ['--prompt-file', 'sum-up.prompt.yml', '--event', 'event.json', '--keep']
  const { code, stdout } = await start(args)
  const kept = /^The files that it wrote are kept in (.+)$/m.exec(stdout)?.[1] ?? ''
  try {
    expect(code).toBe(0)
    expect(part(stdout, 'Request, as it arrived')).toContain('"Sum up: It is broken"')
    expect(existsSync(join(kept, 'output'))).toBe(true)
  } finally {
    if (kept !== '') rmSync(kept, { recursive: true, force: true })
  }
})
