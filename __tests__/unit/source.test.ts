import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Environment, readEnvironment } from '../../src/environment.js'
import type { InputName } from '../../src/inputs/declared.js'
import { Problems } from '../../src/problems/problems.js'
import { type PairedInput, sourceOf, structured } from '../../src/inputs/source.js'

const workspace = mkdtempSync(join(tmpdir(), 'source-'))
writeFileSync(join(workspace, 'cut.txt'), Buffer.from('grün').subarray(0, 3))
for (const name of ['a.prompt.yml', 'a.prompt.yaml', 'prompt.yml', 'prompt.yaml'])
  writeFileSync(join(workspace, name), Buffer.from('messages: ü').subarray(0, -1))
writeFileSync(join(workspace, 'utf16.json'), Buffer.from('\ufeff{"a": "ü"}', 'utf16le'))

const environmentOf = (inputs: Record<string, string>): Environment =>
  readEnvironment({
    GITHUB_WORKSPACE: workspace,
    ...Object.fromEntries(
      Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
    ),
  })

async function read(
  name: PairedInput,
  inputs: Record<string, string>,
): Promise<{ source: unknown; problems: string; warnings: readonly string[] }> {
  const problems = new Problems()
  const source = sourceOf(environmentOf(inputs), name, problems)
  return { source, problems: problems.count === 0 ? '' : await problems.text(), warnings: problems.warnings }
}

test('text inline, in a file, or none', async () => {
  expect(await read('prompt', {})).toEqual({ source: undefined, problems: '', warnings: [] })
  expect((await read('prompt', { prompt: 'a' })).source).toEqual({
    input: 'prompt',
    text: 'a',
    file: undefined,
  })
  const both = await read('tools', { tools: '[]', 'tools-file': 'utf16.json' })
  expect(both.source).toEqual({ input: 'tools-file', text: '{"a": "ü"}', file: 'utf16.json' })
  expect(both.warnings).toEqual(['"tools" is ignored because "tools-file" is set, too.'])
})

describe('bytes that are not UTF-8', () => {
  test.each(['prompt', 'system-prompt'] as const)(
    'are replaced in plain text, with a warning: %s',
    async (name) => {
      const { source, problems, warnings } = await read(name, { [`${name}-file`]: 'cut.txt' })
      expect(source).toMatchObject({ text: 'gr\ufffd' })
      expect(problems).toBe('')
      expect(warnings).toEqual([
        `"${name}-file" (cut.txt) holds bytes that are not UTF-8: they are sent as \ufffd.`,
      ])
    },
  )

  test.each([
    ['prompt', 'a.prompt.yml'],
    ['prompt', 'a.prompt.yaml'],
    ['prompt', './prompt.yml'],
    ['prompt', 'prompt.yaml'],
    ['tools', 'cut.txt'],
    ['json-schema', 'cut.txt'],
  ] as const)('are a problem in what is parsed: %s, %s', async (name, path) => {
    const { source, problems } = await read(name, { [`${name}-file`]: path })
    expect(source).toBe('bad')
    expect(problems).toMatch(
      new RegExp(`^"${name}-file" names the file ${path}, which is not UTF-8: byte \\d+ of \\d+ starts`),
    )
  })
})

async function parse(
  input: InputName,
  text: string,
): Promise<{ value: unknown; problems: string; warnings: readonly string[] }> {
  const problems = new Problems()
  const asWritten = ['variables', 'input', 'file-variables', 'custom-headers'].includes(input)
  const scalars = asWritten ? 'as written' : 'typed'
  return {
    value: await structured({ input, text, file: undefined }, problems, scalars),
    problems: problems.count === 0 ? '' : await problems.text(),
    warnings: problems.warnings,
  }
}

describe('a title that was pasted into a map', () => {
  const TITLES = ['fix: crash', '[Bug] crash', '"Save" fails', '*bold* move', '@me look', '`code` breaks', '!important', '{{ x }} y', '% done', '- item', '> quoted', "'it' fails", "'tis broken", 'two\nlines: b: c', 'one\ntwo'] // prettier-ignore

  test.each(TITLES)('%j is told how to pass it', async (title) => {
    for (const input of ['variables', 'input'] as const) {
      const { value, problems } = await parse(input, `number: 5\ntitle: ${title}`)
      expect(value).toBeUndefined()
      expect(problems).toMatch(/toJSON\(.*"file-variables" or a prompt file/)
      expect(problems).not.toMatch(/quotes|Put a text/)
      expect(problems.length).toBeLessThan(300)
    }
  })

  test.each(['fix #12 now', 'a # b', 'It is C\t# or not', 'a  ##', '#12 breaks'])(
    '%j is cut by YAML, with a warning',
    async (title) => {
      const { warnings } = await parse('variables', `number: 5\ntitle: ${title}\nother: x`)
      expect(warnings).toEqual([
        expect.stringMatching(/^"variables": what follows " #" in title is .*toJSON/),
      ])
    },
  )

  test.each([
    '"fix #12"',
    "'a # b'",
    'C#',
    'issue#12 a',
    '|\n  a # b',
    '"a" # b',
    '[a] # b',
    '# a list\n- b',
    '# a map\n  b: c',
  ])('%j is not, or on purpose', async (title) => {
    expect(await parse('variables', `title: ${title}`)).toMatchObject({ problems: '', warnings: [] })
  })

  test('loses its line breaks between quotes, with a warning', async () => {
    expect(await parse('variables', '{"number": "5", "title": "one\r\ntwo"}')).toEqual({
      value: { number: '5', title: 'one two' },
      problems: '',
      warnings: [
        expect.stringMatching(/^"variables": to YAML, a line break inside quotes is a blank\. .*toJSON/),
      ],
    })
    expect((await parse('variables', '{"a": "\\"",\n"b": "c", d: e}')).warnings).toEqual([])
  })

  test('passes whole as JSON', async () => {
    for (const title of [...TITLES, 'fix #12 now', '\u2028"\\', 'a: b # c'])
      expect(await parse('variables', `{"title": ${JSON.stringify(title)}}`)).toEqual({
        value: { title },
        problems: '',
        warnings: [],
      })
  })
})

test('elsewhere the remedy is what fits', async () => {
  expect((await parse('extra-body', '{reasoning_effort:high}')).problems).toBe(
    '"extra-body" (line 1, column 2) holds a colon without a space after it. Write a space after the colon.',
  )
  expect((await parse('variables', 'title:x')).problems).toMatch(/Write a space after the colon\.$/)
  expect((await parse('messages', '- role: user\n  content: fix: a')).problems).toMatch(
    /in quotes, and write one from \$\{\{/,
  )
  expect((await parse('custom-headers', 'X-A: secret # b')).warnings.join()).toMatch(
    /Put the value in quotes to keep it\.$/,
  )
  expect((await parse('extra-body', 'a: b # c')).warnings).toEqual([])
})
