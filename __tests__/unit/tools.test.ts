import { pathText } from '../../src/inputs/structured-text.js'
import { checkTools } from '../../src/inputs/tools.js'

async function told(value: unknown): Promise<string[]> {
  const checked = await checkTools(value)
  return checked.ok ? [] : checked.findings.map(({ path, rule }) => `${pathText(path)} ${rule}`.trim())
}

test('whole tools and inner maps are the same, and keep what they say', async () => {
  const inner = { name: 'a', description: 'd', parameters: { type: 'object' }, strict: true }
  const checked = await checkTools([
    { type: 'function', function: inner },
    { ...inner, name: 'b' },
    { name: 'c' },
  ])
  expect(checked.ok && checked.tools.map(({ definition }) => definition)).toEqual([
    inner,
    { ...inner, name: 'b' },
    { name: 'c' },
  ])
  expect(checked.ok && checked.tools.map(({ validate }) => validate !== undefined)).toEqual([
    true,
    true,
    false,
  ])
})

test.each(['a', '_', '-', 'get_weather-2', 'x'.repeat(64)])('a name may be %s', async (name) => {
  expect(await told([{ name }])).toEqual([])
})

test.each(['', 'a b', 'a.b', 'ä', 'x'.repeat(65), 'a\n'])('a name must not be %j', async (name) => {
  expect(await told([{ name }])).toEqual(['[0].name must be 1 to 64 letters, digits, _ or -'])
})

test.each([
  [{}, ['must be a list of function tools']],
  ['a', ['must be a list of function tools']],
  [[], ['must not be an empty list']],
  [['a'], ['[0] must be a map']],
  [[{}], ['[0].name lacks this field']],
  [[{ type: 'function' }], ['[0].function lacks this field']],
  [[{ function: { name: 'a' } }], ['[0].type must be function']],
  [[{ type: 'custom', function: { name: 'a' } }], ['[0].type must be function']],
  [[{ name: 'a', parameters: true }], ['[0].parameters must be a map']],
  [[{ name: 'a', strict: 'no' }], ['[0].strict must be true or false']],
  [[{ name: 'a', description: 5 }], ['[0].description must be text']],
  [[{ name: 'a', x: 1, y: 2 }], ['[0].x has the unknown key "x"', '[0].y has the unknown key "y"']],
  [
    [{ name: 'a' }, { name: 'b' }, { type: 'function', function: { name: 'a' } }],
    ['[2].function.name "a" is the name of two tools'],
  ],
  [
    [{ name: 5 }, { name: 'b c' }],
    ['[0].name must be text', '[1].name must be 1 to 64 letters, digits, _ or -'],
  ],
])('%j is told what is wrong', async (value, problems) => {
  expect(await told(value)).toEqual(problems)
})

test('parameters are a JSON Schema, and a mistake in it is told with its whole path', async () => {
  const parameters = { type: 'object', properties: { n: { minimum: 'one' } } }
  expect(await told([{ name: 'a', parameters }])).toEqual([
    expect.stringMatching(/^\[0\]\.parameters\.properties\.n\.minimum is no valid JSON Schema/),
  ])
  expect(await told([{ type: 'function', function: { name: 'a', parameters } }])).toEqual([
    expect.stringMatching(/^\[0\]\.function\.parameters\.properties\.n\.minimum is no valid/),
  ])
})
