import { Problems } from '../../src/problems/problems.js'
import type { Source } from '../../src/problems/source.js'

const SEED = { input: 'seed', rule: 'must be an integer, not "1.5"', remedy: 'Write it in digits.' }
const TOOLS: Source = { input: 'tools-file', text: '- a: 1\n  name: 2\n', file: 'tools.yml' }
const NAME = { rule: 'must be text', remedy: 'Put it in quotes.' }

test('one problem is a sentence about its input, and one about what to do', async () => {
  const problems = new Problems()
  problems.add(SEED)
  expect(await problems.text()).toBe('"seed" must be an integer, not "1.5". Write it in digits.')
})

test('what is wrong inside a file names it, the place and the field', async () => {
  const problems = new Problems()
  problems.at(TOOLS).at(0).at('name').add(NAME)
  expect(await problems.text()).toBe(
    '"tools-file" (tools.yml, line 2, column 3, [0].name) must be text. Put it in quotes.',
  )
})

test('a path cannot begin a line of its own', async () => {
  const problems = new Problems()
  problems.at({ ...TOOLS, file: 'a\n::error::b' }).add({ rule: 'must be a list' })
  expect(await problems.text()).toBe('"tools-file" (a ::error::b, line 1, column 1) must be a list.')
})

test('several are a list under the names of their inputs', async () => {
  const problems = new Problems()
  problems.add(SEED)
  problems.at(TOOLS, [0]).add({ path: ['name'], ...NAME })
  problems.at({ input: 'prompt', text: 'a\nb', file: undefined }).add({ offset: 2, rule: 'is wrong' })
  expect(await problems.text()).toBe(
    [
      '3 problems with the inputs "seed", "tools-file" and "prompt":',
      '- "seed" must be an integer, not "1.5". Write it in digits.',
      '- "tools-file" (tools.yml, line 2, column 3, [0].name) must be text. Put it in quotes.',
      '- "prompt" (line 2, column 1) is wrong.',
    ].join('\n'),
  )
})

test('of thousands the first twenty are shown, and how many more', async () => {
  const problems = new Problems()
  const source: Source = {
    input: 'messages',
    text: '- role: robot\n  content: a\n'.repeat(3000),
    file: undefined,
  }
  for (let index = 0; index < 3000; index += 1)
    problems.at(source, [index]).add({ path: ['role'], rule: 'is wrong' })
  const lines = (await problems.text()).split('\n')
  expect(lines).toHaveLength(22)
  expect(lines[0]).toBe('3000 problems with the input "messages":')
  expect(lines[20]).toBe('- "messages" (line 39, column 3, [19].role) is wrong.')
  expect(lines[21]).toBe('- and 2980 more.')
})
