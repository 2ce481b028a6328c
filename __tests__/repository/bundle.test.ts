import { isBuiltin } from 'node:module'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { completion, startServer } from '../support/inference-server.js'
import { runAction } from '../support/run-action.js'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const DIST = join(ROOT, 'dist')

const sizeOf = (name: string): number => statSync(join(DIST, name)).size
const text = (path: string): string => readFileSync(join(ROOT, path), 'utf8')

test('the entry has at most 200,000 bytes, and the whole at most 1,000,000', () => {
  const total = readdirSync(DIST).reduce((sum, name) => sum + sizeOf(name), 0)
  expect(sizeOf('index.js')).toBeLessThanOrEqual(200_000)
  expect(total).toBeLessThanOrEqual(1_000_000)
})

test('dist/ holds the bundle and its licenses, and nothing else', () => {
  const others = readdirSync(DIST).filter((name) => !/^(?:(?:\d+\.)?index|diff|apply|eval)\.js$/.test(name))
  expect(others.sort()).toEqual(['licenses.txt', 'package.json'])
})

test('it loads its own chunks and modules of Node, and nothing by a name that is made up at run time', () => {
  const code = readdirSync(DIST)
    .filter((name) => name.endsWith('.js'))
    .map((name) => text(`dist/${name}`))
    .join('\n')
  const required = Array.from(code.matchAll(/\brequire\((["'])([^"']*)\1\)/g), ([, , name = '']) => name)
  // Ajv's are in the text of code that it can write, and does not here; the other doors require the entry.
  const others = required.filter((name) => !isBuiltin(name) && !/^ajv(?:-formats)?\//.test(name))
  expect(others).toEqual(Array(3).fill('./index.js'))
  expect(code).not.toMatch(/\beval\s*\(/)
})

test('every module of the entry is in parentheses, so that V8 compiles it once', () => {
  const inParentheses = text('dist/index.js').match(/[{,]\d+:\(\(\w+,/g) ?? []
  expect(inParentheses.length).toBeGreaterThan(30)
  expect(text('dist/index.js')).not.toMatch(/[{,]\d+:\(\w+,|[{,]\d+\(\w+,/)
})

interface LockedPackage {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly link?: boolean
}

/** Every package that a dependency of this project may bring into the bundle, by its folder in node_modules. */
function runtimePackages(): string[] {
  const lock = JSON.parse(text('package-lock.json')) as { packages: Record<string, LockedPackage> }
  const found = new Set<string>()
  const visit = (folder: string): void => {
    for (const name of Object.keys(lock.packages[folder]?.dependencies ?? {})) {
      const place = placeOf(name, folder, lock.packages)
      if (place === undefined || found.has(place)) continue
      found.add(place)
      visit(place)
    }
  }
  visit('')
  return [...found]
}

/** As Node looks a package up: in the folder itself, then in those above it. */
function placeOf(name: string, from: string, packages: Record<string, unknown>): string | undefined {
  for (let folder = from; ; folder = folder.replace(/(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/]+$/, '')) {
    const place = `${folder}${folder === '' ? '' : '/'}node_modules/${name}`
    if (place in packages) return place
    if (folder === '') return undefined
  }
}

describe('licenses.txt', () => {
  const entries = text('dist/licenses.txt')
    .split(/^-{80}\n\n/m)
    .flatMap((entry) => {
      const [, names = '', words = ''] = /^(.*?)\n\n(.*)/s.exec(entry) ?? []
      return names.split(/\n(?! )/).map((line) => {
        const [, name = '', version = '', license = ''] = /^(\S+) (\S+) \((\S+)\)$/m.exec(line) ?? []
        return { name, version, license, words }
      })
    })
  const listed = entries.map(({ name }) => name)

  test('gives each package its version, its license and the text of it', () => {
    const short = entries.filter(({ license, words }) => license === '' || words.length < 500)
    expect(short).toEqual([])
    for (const { version } of entries) expect(version).toMatch(/^(?:\d+\.\d+\.\d+|prompts$)/)
    const allowed = ['Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT']
    expect(entries.map(({ license }) => license).filter((license) => !allowed.includes(license))).toEqual([])
  })

  test('names what the project depends on', () => {
    // A stub is code of this project.
    const { dependencies } = JSON.parse(text('package.json')) as { dependencies: Record<string, string> }
    const others = Object.entries(dependencies).filter(([, version]) => !version.startsWith('file:'))
    expect(listed).toEqual(expect.arrayContaining(others.map(([name]) => name)))
  })

  test('names every package whose code is in the bundle', () => {
    const code = readdirSync(DIST)
      .filter((name) => name.endsWith('.js'))
      .map((name) => text(`dist/${name}`))
      .join('\n')
    const names = runtimePackages()
      .filter((place) => isBundled(place, code))
      .map((place) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length))
    expect(names.length).toBeGreaterThan(15)
    // Its constants are written out in the other packages of micromark, so that its texts are found there.
    expect(names.filter((name) => name !== 'micromark-util-symbol' && !listed.includes(name))).toEqual([])
  })
})

/** Whether long texts of a package's code, which minifying leaves as they are, are found in the bundle. */
function isBundled(place: string, code: string): boolean {
  const folder = join(ROOT, place)
  if (!existsSync(folder)) return false
  const strings = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:js|mjs|cjs)$/.test(name) && !/node_modules|test|\.min\./.test(name))
    .slice(0, 200)
    .flatMap((name) => {
      const source = readFileSync(join(folder, name), 'utf8')
      return [...source.matchAll(/'([A-Za-z][A-Za-z ,-]{24,80})'|"([A-Za-z][A-Za-z ,-]{24,80})"/g)]
    })
    .map(([, single, double]) => single ?? double ?? '')
  const telling = [...new Set(strings)]
  return telling.length > 0 && telling.filter((string) => code.includes(string)).length * 4 >= telling.length
}

test('it runs where there is no node_modules', async () => {
  const copy = mkdtempSync(join(tmpdir(), 'bundle-'))
  try {
    cpSync(DIST, join(copy, 'dist'), { recursive: true })
    for (const name of ['action.yml', 'package.json']) cpSync(join(ROOT, name), join(copy, name))
    await using server = await startServer({
      body: completion({
        content: '{"a":"*b*"}',
        message: { tool_calls: [{ id: '1', function: { name: 'f', arguments: '{"n":1}' } }] },
      }),
    })

    // This needs every chunk: YAML, schemas, the event, outputs, Markdown.
    const result = await runAction({
      action: copy,
      inputs: {
        endpoint: server.url,
        model: 'm',
        'prompt-file': 'hello.prompt.yml',
        variables: 'team: docs',
        'json-schema': '$schema: http://json-schema.org/draft-07/schema#\ntype: object\n',
        tools: '- name: f\n  parameters: { type: object, properties: { n: { type: integer } } }\n',
      },
      files: {
        'hello.prompt.yml':
          'messages: [{ role: user, content: "Hello {{ github.event.sender.login }} of {{ team }}" }]\n',
      },
      event: { sender: { login: 'octocat' } },
    })

    expect({ exitCode: result.exitCode, stderr: result.stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(result.outputs).toMatchObject({ json: '{"a":"*b*"}', outcome: 'success' })
    expect(result.summary).toContain('"a": "*b*"')
    expect(server.requests[0]?.json).toMatchObject({
      messages: [{ role: 'user', content: 'Hello octocat of docs' }],
    })
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
})
