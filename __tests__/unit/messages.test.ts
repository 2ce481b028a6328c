import { type ChatMessage, checkMessages, isEmptyUserMessage, textOf } from '../../src/inputs/messages.js'
import { pathText } from '../../src/inputs/structured-text.js'

function findings(value: unknown): string[] {
  const checked = checkMessages(value)
  return checked.ok ? [] : checked.findings.map(({ path, rule }) => `${pathText(path)} ${rule}`.trim())
}

test.each([
  [[{ role: 'user', content: 'a' }]],
  [[{ role: 'user', content: '' }]],
  [[{ role: 'tool', content: 'a', tool_call_id: 'x' }]],
  [[{ role: 'assistant', tool_calls: [{ id: 'x' }] }]],
  [[{ role: 'assistant', content: null, tool_calls: [] }]],
  [[{ role: 'developer', content: 'a', name: 'n', anything: { else: [1] } }]],
  [
    [
      {
        role: 'user',
        content: [
          { type: 'text', text: '' },
          { type: 'input_audio', input_audio: { data: 'x' } },
        ],
      },
    ],
  ],
  [[{ role: 'user', content: [] }]],
])('%j is passed on as it is', (messages) => {
  expect(checkMessages(messages)).toEqual({ ok: true, messages })
})

test.each([
  [undefined, ['lacks this field']],
  [null, ['must be a list']],
  ['text', ['must be a list']],
  [{}, ['must be a list']],
  [[], ['must not be an empty list']],
  [['a'], ['[0] must be a map']],
  [[{ content: 'a' }], ['[0].role must be system, developer, user, assistant or tool']],
  [[{ role: 'bot', content: 'a' }], ['[0].role must be system, developer, user, assistant or tool']],
  [[{ role: 'user' }], ['[0].content lacks this field: it may be left out or null only beside "tool_calls"']],
  [
    [{ role: 'user', content: null }],
    ['[0].content lacks this field: it may be left out or null only beside "tool_calls"'],
  ],
  [[{ role: 'user', content: 5 }], ['[0].content must be text or a list of content parts']],
  [[{ role: 'user', content: {} }], ['[0].content must be text or a list of content parts']],
  [[{ role: 'user', content: ['a'] }], ['[0].content[0] must be a map']],
  [[{ role: 'user', content: [{}] }], ['[0].content[0].type lacks this field']],
  [[{ role: 'user', content: [{ type: 'text' }] }], ['[0].content[0].text must have its words in "text"']],
  [
    [
      { role: 'user', content: [{ type: 5 }] },
      { role: 'x', content: 'b' },
    ],
    ['[0].content[0].type must be text', '[1].role must be system, developer, user, assistant or tool'],
  ],
])('%j is told what is wrong', (value, told) => {
  expect(findings(value)).toEqual(told)
})

test('the words of a message are its text, or that of its parts', () => {
  const parts: ChatMessage = {
    role: 'user',
    content: [{ type: 'text', text: 'a' }, { type: 'x' }, { type: 'text', text: 'b' }],
  }
  expect(textOf(parts)).toBe('ab')
  expect(textOf({ role: 'assistant', content: null })).toBe('')
  expect(textOf({ role: 'user', content: 'c' })).toBe('c')
})

test.each<[ChatMessage, boolean]>([
  [{ role: 'user', content: ' \n\t' }, true],
  [{ role: 'user', content: [] }, true],
  [{ role: 'user', content: [{ type: 'text', text: ' ' }] }, true],
  [{ role: 'user', content: 'a' }, false],
  [{ role: 'user', content: [{ type: 'image_url' }] }, false],
  [{ role: 'system', content: '' }, false],
  [{ role: 'assistant', content: '' }, false],
])('%j asks nothing: %s', (message, isEmpty) => {
  expect(isEmptyUserMessage(message)).toBe(isEmpty)
})
