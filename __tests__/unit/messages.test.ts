import { checkMessages } from '../../src/inputs/messages.js'
import { Problems } from '../../src/problems/problems.js'
import { readStep } from '../support/read-step.js'

const ASK = { role: 'user', content: 'a' }

async function told(value: unknown): Promise<string[]> {
  const problems = new Problems()
  const text = JSON.stringify(value)
  checkMessages(value, problems.at({ input: 'messages', text, file: undefined }))
  if (problems.count === 0) return []
  const lines = (await problems.text()).split('\n')
  return (lines.length > 1 ? lines.slice(1) : lines).map((line) =>
    line.replace(/^(?:- )?"messages" \(line 1, column \d+(?:, )?(.*?)\) /, '$1 ').trim(),
  )
}

test.each([
  [[ASK]],
  [[{ role: 'user', content: '' }]],
  [[ASK, { role: 'tool', content: 'a', tool_call_id: 'x' }]],
  [[ASK, { role: 'assistant', tool_calls: [{ id: 'x' }] }]],
  [[ASK, { role: 'assistant', content: null, tool_calls: [] }]],
  [[ASK, { role: 'developer', content: 'a', name: 'n', anything: { else: [1] } }]],
  [[ASK, { role: 'system' }, { role: 'developer', content: null }]],
  [[{ role: 'user', content: [{ type: 'text', text: '' }, { type: 'input_audio', input_audio: { data: 'x' } }] }]],
  [[{ role: 'user', content: [] }]],
])('%j is passed on as it is', (messages) => {
  const problems = new Problems()
  const checked = checkMessages(messages, problems.at({ input: 'messages', text: '', file: undefined }))
  expect([checked, problems.count]).toEqual([messages, 0])
}) // prettier-ignore

const LIST = 'must be a list of {role, content}. Write "- role: user" with "content: …" for each message.'
const ROLE = 'must be system, developer, user, assistant or tool.'
const CONTENT = 'is missing: it may be left out or null only beside "tool_calls".'

test.each([
  [null, [LIST]],
  ['text', [LIST]],
  [{}, [LIST]],
  [[], ['must hold a user message. Add a message with "role: user" that says what to ask.']],
  [
    [{ role: 'system', content: 'a' }],
    ['must hold a user message. Add a message with "role: user" that says what to ask.'],
  ],
  [['a'], ['[0] must be a map.']],
  [[{ content: 'a' }], [`[0].role ${ROLE}`]],
  [[{ role: 'bot', content: 'a' }], [`[0].role ${ROLE}`]],
  [[{ role: 'user' }], [`[0].content ${CONTENT}`]],
  [[{ role: 'user', content: null }], [`[0].content ${CONTENT}`]],
  [[{ role: 'user', content: 5 }], ['[0].content must be text or a list of content parts.']],
  [[{ role: 'user', content: {} }], ['[0].content must be text or a list of content parts.']],
  [[{ role: 'user', content: ['a'] }], ['[0].content[0] must be a map.']],
  [[{ role: 'user', content: [{}] }], ['[0].content[0].type is missing. Add it.']],
  [[{ role: 'user', content: [{ type: 'text' }] }], ['[0].content[0].text must have its words in "text".']],
  [
    [
      { role: 'user', content: [{ type: 5 }] },
      { role: 'x', content: 'b' },
    ],
    ['[0].content[0].type must be text.', `[1].role ${ROLE}`],
  ],
])('%j is told what is wrong', async (value, problems) => {
  expect(await told(value)).toEqual(problems)
})

test('thousands of wrong roles are twenty problems, each with its line, and a number', async () => {
  const messages = Array.from({ length: 3000 }, (_, i) => `- role: robot\n  content: "${String(i)}"\n`).join(
    '',
  )
  const { problems } = await readStep({ inputs: { prompt: '', messages } })
  expect(problems).toHaveLength(21)
  expect(problems[19]).toBe(`"messages" (line 39, column 3, [19].role) ${ROLE}`)
  expect(problems[20]).toBe('and 2980 more.')
})

test('the input "messages" excludes the prompts, and is no template', async () => {
  const messages = JSON.stringify([
    { role: 'system', content: '' },
    { role: 'user', content: '{{ a }} {{ b }} {{ github.actor }}' },
  ])
  const { body, warnings } = await readStep({ inputs: { prompt: '', messages, variables: 'a: 1' } })
  expect(body?.['messages']).toEqual([{ role: 'user', content: '1 {{ b }} {{ github.actor }}' }])
  expect(warnings).toEqual([
    expect.stringMatching(/^"messages" holds \{\{ github\.… \}\}, which stays as it is: only prompt files/),
    '"messages": an empty system message is left out.',
  ])
  const both = await readStep({ inputs: { messages, 'system-prompt': 's' } })
  expect(both.problems).toEqual([
    expect.stringMatching(/^"messages" is the whole conversation, so "prompt" cannot/),
    expect.stringMatching(/^"messages" is the whole conversation, so "system-prompt" cannot/),
  ])
})

test('an empty user message of "messages" is a problem with its place', async () => {
  const messages = '- role: user\n  content: Hi\n- role: user\n  content: "{{ a }}"\n'
  const { problems } = await readStep({ inputs: { prompt: '', messages, variables: 'a:' } })
  expect(problems).toEqual([
    expect.stringMatching(/^"messages" \(line 4, column 3, \[1\]\.content\) is an empty user message\./),
  ])
})
