import { createHash } from 'node:crypto'
import { readStep } from '../support/read-step.js'

const LOG = 'one line of a log\n'.repeat(1000)
const inputs = { prompt: 'Explain {{ log }} and {{ title }}.', 'max-prompt-tokens': '1000' }
const files = { 'build.log': LOG }
const both = { ...inputs, variables: 'title: short', 'file-variables': 'log: build.log' }

test('what "fit" names is shortened until all messages are within the budget', async () => {
  const { body, problems, warnings } = await readStep({ inputs: { ...both, fit: 'log: tail' }, files })
  expect(problems).toEqual([])
  const [{ content }] = body?.['messages'] as [{ content: string }]
  expect(content).toMatch(/^Explain \[… 837 lines, 15 KB left out …\]\none line/)
  expect(content).toMatch(/one line of a log\n and short\.$/)
  expect(Buffer.byteLength(content)).toBeLessThanOrEqual(3000)
  expect(warnings).toEqual([
    'To stay within "max-prompt-tokens", this is left out of the prompt: 837 lines, 15 KB of log.',
  ])
})

test('a fence counts, and stands around what is left', async () => {
  const { body, problems } = await readStep({ inputs: { ...both, fit: 'log: tail', fence: 'log' }, files })
  expect(problems).toEqual([])
  const [{ content }] = body?.['messages'] as [{ content: string }]
  expect(Buffer.byteLength(content)).toBeLessThanOrEqual(3000)
  const [, tag, value] = /<data-(\w+) name="log">\n(.*)\n<\/data-\1> and short\.$/s.exec(content) ?? []
  expect(value).toMatch(/^\[… .*line of a log\n$/s)
  expect(tag).toBe(
    createHash('sha256')
      .update(`log\0${value ?? ''}`)
      .digest('hex')
      .slice(0, 16),
  )
})

test('a value that is put in twice counts twice', async () => {
  const prompt = '{{ log }}\n---\n{{ log }}'
  const { body } = await readStep({ inputs: { ...both, prompt, fit: '{"log": "head"}' }, files })
  const [{ content }] = body?.['messages'] as [{ content: string }]
  expect(content.match(/left out/g)).toHaveLength(2)
  expect(Buffer.byteLength(content)).toBeLessThanOrEqual(3000)
  expect(Buffer.byteLength(content)).toBeGreaterThan(2800)
})

test('without a budget, and within it, nothing is cut', async () => {
  for (const budget of ['', '100000']) {
    const step = { inputs: { ...both, 'max-prompt-tokens': budget, fit: 'log: tail' }, files }
    const { body, problems, warnings } = await readStep(step)
    expect([problems, warnings]).toEqual([[], []])
    expect(JSON.stringify(body?.['messages'])).toContain(JSON.stringify(LOG).slice(1, -1))
  }
})

test.each([
  [
    { fit: '' },
    '"max-prompt-tokens" allows about 1,000 tokens (3.0 kB), but the messages have about 6,007 tokens (18.0 kB). Raise it, shorten the prompt, or name in "fit" the variables that may be shortened.',
  ],
  [
    { fit: 'title: head' },
    '"max-prompt-tokens" allows about 1,000 tokens (3.0 kB), but what "fit" does not shorten has about 6,005 tokens (18.0 kB). Raise it, shorten the prompt, or name in "fit" more variables that may be shortened.',
  ],
  [
    { fit: 'log: middle' },
    '"fit" (line 1, column 1, log) must be diff, head, tail, ends or lines, not "middle". Choose how it is shortened.',
  ],
  [
    { fit: 'lgo: tail', 'max-prompt-tokens': '9000' },
    '"fit" (line 1, column 1, lgo) names "lgo", which isn\'t a variable (known: title and log). Only what "variables" and "file-variables" define can be shortened.',
  ],
  [
    { fit: 'log', 'max-prompt-tokens': '9000' },
    '"fit" (line 1, column 1) must be a map of variable to way. Write one "name: value" a line, or a JSON object.',
  ],
  [
    { fit: 'log: tail', 'max-prompt-tokens': '0' },
    '"max-prompt-tokens" must be an integer from 1, not "0". Write it in digits, such as 300, or leave it out.',
  ],
])('%j', async (changed, problem) => {
  const { problems } = await readStep({ inputs: { ...both, ...changed }, files })
  expect(problems).toContainEqual(problem)
})
