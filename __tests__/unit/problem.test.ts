import { problemsText, problemText } from '../../src/inputs/problem.js'

const SEED = { input: 'seed', rule: 'must be an integer, not "1.5"', remedy: 'Write it in digits.' }
const TOOLS = {
  input: 'tools-file',
  where: 'tools.yml, line 2, column 3, [0].name',
  rule: 'is missing',
  remedy: 'Add it.',
}

test('one problem is a sentence about its input, and one about what to do', () => {
  expect(problemText(SEED)).toBe('"seed" must be an integer, not "1.5". Write it in digits.')
  expect(problemsText([TOOLS])).toBe(
    '"tools-file" (tools.yml, line 2, column 3, [0].name) is missing. Add it.',
  )
})

test('several are a list under the names of their inputs', () => {
  expect(problemsText([SEED, TOOLS, TOOLS])).toBe(
    [
      '3 problems with the inputs "seed" and "tools-file":',
      '- "seed" must be an integer, not "1.5". Write it in digits.',
      '- "tools-file" (tools.yml, line 2, column 3, [0].name) is missing. Add it.',
      '- "tools-file" (tools.yml, line 2, column 3, [0].name) is missing. Add it.',
    ].join('\n'),
  )
  expect(problemsText([SEED, SEED])).toMatch(/^2 problems with the input "seed":\n/)
})
