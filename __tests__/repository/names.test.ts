import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import * as z from 'zod'
import { INPUTS as APPLY_INPUTS, OUTPUTS as APPLY_OUTPUTS } from '../../src/apply/names.js'
import { INPUTS as DIFF_INPUTS, OUTPUTS as DIFF_OUTPUTS } from '../../src/diff/names.js'
import { INPUTS as EVAL_INPUTS, OUTPUTS as EVAL_OUTPUTS } from '../../src/eval/names.js'
import { TITLES } from '../../src/failure.js'
import {
  DECLARED_INPUTS,
  DEFAULT_ENDPOINT,
  DEFAULT_MAX_RETRIES,
  DEFAULT_TIMEOUT_SECONDS,
  RENAMED_INPUTS,
} from '../../src/inputs/declared.js'
import { OUTPUTS } from '../../src/once/outputs.js'
import { ENDING_OUTPUTS } from '../../src/step/outputs.js'
import { USER_AGENT } from '../../src/product.js'

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

const declaration = z.object({
  description: z.string().min(10),
  default: z.string().optional(),
})
const actionOf = (folder: string, main: string) =>
  z
    .object({
      inputs: z.record(z.string(), declaration),
      outputs: z.record(z.string(), declaration),
      runs: z.object({ using: z.literal('node24'), main: z.literal(main) }),
    })
    .parse(parse(read(`${folder}action.yml`)))
const action = actionOf('', 'dist/index.js')

/** The names in the first column of the table under a heading of a document. */
function namesUnder(heading: string, document = 'README.md'): string[] {
  const section = read(document).split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? ''
  const [, rows = ''] = section.split('|---|\n')
  return rows
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) =>
      Array.from((line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g), ([, name]) => name ?? ''),
    )
}

describe('the same names everywhere', () => {
  test('the inputs of the code are those of action.yml, in its order', () => {
    expect(Object.keys(action.inputs)).toEqual([...DECLARED_INPUTS])
  })

  test('the outputs of the code are those of action.yml, in its order', () => {
    expect(Object.keys(action.outputs)).toEqual([...OUTPUTS])
  })

  test('the README explains every input and no other', () => {
    expect(namesUnder('Inputs').sort()).toEqual([...DECLARED_INPUTS].sort())
  })

  test('the README explains every output and no other', () => {
    expect(namesUnder('Outputs').sort()).toEqual([...OUTPUTS].sort())
  })

  test('the README lists every error code, in the order of the code', () => {
    expect(namesUnder('When it fails')).toEqual(Object.keys(TITLES))
  })

  test('the defaults of action.yml are those of the code, and of the README', () => {
    const defaults = Object.entries(action.inputs).flatMap(([name, input]) =>
      input.default === undefined ? [] : [[name, input.default]],
    )
    expect(Object.fromEntries(defaults)).toEqual({
      endpoint: DEFAULT_ENDPOINT,
      'github-token': '${{ github.token }}',
      timeout: String(DEFAULT_TIMEOUT_SECONDS),
      'max-retries': String(DEFAULT_MAX_RETRIES),
      'fail-on-error': 'true',
      summary: 'true',
    })
    for (const [name, value] of defaults)
      expect(read('README.md')).toContain(`| \`${String(name)}\` | \`${String(value)}\` |`)
  })

  test('old names say what they are called now, and are no annotation on each run', () => {
    for (const { old, name } of RENAMED_INPUTS) {
      expect(action.inputs[old]?.description).toBe(`Old name of "${name}".`)
    }
    expect(read('action.yml')).not.toContain('deprecationMessage')
  })

  test('the User-Agent is the name and version of package.json', () => {
    const { name, version } = z
      .object({ name: z.string(), version: z.string() })
      .parse(JSON.parse(read('package.json')))
    expect(USER_AGENT).toBe(`${name}/${version}`)
  })

  test('the changelog begins with the version of package.json', () => {
    const { version } = z.object({ version: z.string() }).parse(JSON.parse(read('package.json')))
    expect(/^## \[?(\d+\.\d+\.\d+)/m.exec(read('CHANGELOG.md'))?.[1]).toBe(version)
  })
})

describe.each([
  ['diff', DIFF_INPUTS, DIFF_OUTPUTS],
  ['apply', APPLY_INPUTS, APPLY_OUTPUTS],
  ['eval', EVAL_INPUTS, EVAL_OUTPUTS],
])('the same names everywhere in %s/', (door, inputs, outputs) => {
  const declared = actionOf(`${door}/`, `../dist/${door}.js`)

  test('the code has those of action.yml, in its order', () => {
    expect(Object.keys(declared.inputs)).toEqual([...inputs])
    expect(Object.keys(declared.outputs)).toEqual([...outputs, ...ENDING_OUTPUTS])
  })

  test('its document explains every input and output and no other', () => {
    expect(namesUnder('Inputs', `docs/${door}.md`).sort()).toEqual([...inputs].sort())
    expect(namesUnder('Outputs', `docs/${door}.md`).sort()).toEqual([...outputs, ...ENDING_OUTPUTS].sort())
  })

  test('what it shares with the main action has the same default', () => {
    const shared = Object.entries(declared.inputs).filter(([name]) => name in action.inputs)
    expect(shared).not.toEqual([])
    for (const [name, { default: value }] of shared)
      expect([name, value]).toEqual([name, action.inputs[name]?.default])
  })
})
