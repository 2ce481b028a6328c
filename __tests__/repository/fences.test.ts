import { ESLint } from 'eslint'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Files that are there, one of each folder that eslint.config.js fences. */
const FILES = {
  ask: 'src/ask/ask.ts',
  'ask/http': 'src/ask/http/exchange.ts',
  inputs: 'src/inputs/read-inputs.ts',
  identity: 'src/identity/send.ts',
  once: 'src/once/run.ts',
  report: 'src/report/redact.ts',
  schema: 'src/schema/json-schema.ts',
  template: 'src/template/template.ts',
  github: 'src/github/octokit.ts',
  step: 'src/step/publish.ts',
  apply: 'src/apply/main.ts',
  src: 'src/nearest.ts',
} as const

const eslint = new ESLint({
  cwd: join(import.meta.dirname, '../..'),
  // These rules need no types, which take half a minute.
  ruleFilter: ({ ruleId }) => ruleId.includes('no-restricted-'),
  overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
})

async function isFenced(folder: keyof typeof FILES, code: string): Promise<boolean> {
  const [result] = await eslint.lintText(code, { filePath: FILES[folder] })
  return (result?.messages ?? []).some(({ ruleId }) => ruleId?.includes('no-restricted-'))
}

test.each<[folder: keyof typeof FILES, code: string]>([
  ['ask', "import { request } from 'node:http'\nrequest('')"],
  ['ask', "void import('net')"],
  ['ask', "import { readFileSync } from 'fs'\nreadFileSync('')"],
  ['ask', "import { readInputs } from '../inputs/read-inputs.js'\nreadInputs()"],
  ['ask', "void import('../template/template.js')"],
  ['ask', "import { createRedactor } from '../report/redact.js'\ncreateRedactor()"],
  ['ask', "process.env['HOME']"],
  ['ask', "import { env } from 'node:process'\nenv['HOME']"],
  ['ask/http', "import { readFileSync } from 'node:fs'\nreadFileSync('')"],
  ['ask/http', "import { readInputs } from '../../inputs/read-inputs.js'\nreadInputs()"],
  ['inputs', "import { ask } from '../ask/ask.js'\nask()"],
  ['inputs', "import { readFileSync } from 'node:fs'\nreadFileSync('')"],
  ['inputs', "import { readEnvironment } from '../environment.js'\nreadEnvironment()"],
  ['identity', "import { structured } from '../inputs/source.js'\nstructured()"],
  ['github', "void import('../identity/send.js')"],
  ['template', "import { readTextFile } from '../files.js'\nreadTextFile('')"],
  ['template', "import { readInputs } from '../inputs/read-inputs.js'\nreadInputs()"],
  ['schema', "import { ask } from '../ask/ask.js'\nask()"],
  ['report', "import { run } from '../once/run.js'\nrun()"],
  ['report', "fetch('')"],
  ['once', "import { readFileSync } from 'node:fs'\nreadFileSync('')"],
  ['once', "void import('node:fs/promises')"],
  ['src', "process.env['HOME']"],
  ['src', 'process.exit(1)'],
  ['step', "import { run } from '../once/run.js'\nrun()"],
  ['apply', "import { run } from '../once/run.js'\nrun()"],
  ['apply', "void import('../diff/main.js')"],
  ['apply', "import { readFileSync } from 'node:fs'\nreadFileSync('')"],
])('src/%s: no %j', async (folder, code) => {
  expect(await isFenced(folder, code)).toBe(true)
})

test.each<[folder: keyof typeof FILES, code: string]>([
  ['ask/http', "import { request } from 'node:http'\nrequest('')"],
  ['ask', "import type { Inputs } from '../inputs/inputs.js'\nexport type A = Inputs"],
  ['ask', "void import('../schema/json-schema.js')"],
  ['inputs', "import { readTextFile } from '../files.js'\nreadTextFile('')"],
  ['inputs', "import { fill } from '../template/template.js'\nfill()"],
  ['once', "import { ask } from '../ask/ask.js'\nask()"],
])('src/%s: %j is fine', async (folder, code) => {
  expect(await isFenced(folder, code)).toBe(false)
})

test('no file of src/ imports itself by way of others, not even for a type', () => {
  const root = join(import.meta.dirname, '../../src')
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  )
  const importsOf = new Map(
    names.map((name) => {
      const found = readFileSync(join(root, name), 'utf8').matchAll(/(?:from |import\()'(\.[^']+)\.js'/g)
      return [join(root, name), [...found].map(([, path = '']) => `${join(root, dirname(name), path)}.ts`)]
    }),
  )
  // What imports nothing but files that are gone already goes, too; a circle stays.
  for (let before = 0; before !== importsOf.size;) {
    before = importsOf.size
    for (const [file, paths] of importsOf)
      if (!paths.some((path) => importsOf.has(path))) importsOf.delete(file)
  }
  expect([...importsOf.keys()]).toEqual([])
  expect(names.length).toBeGreaterThan(100)
})
