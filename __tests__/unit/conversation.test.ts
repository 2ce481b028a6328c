import type { ChatMessage } from '../../src/inputs/messages.js'
import { fillConversation, usesEvent } from '../../src/prompt/conversation.js'
import type { TemplateScope } from '../../src/prompt/template.js'

const SCOPE: TemplateScope = {
  variables: new Map([
    ['a', 'A'],
    ['none', ' '],
  ]),
  github: () => ({ ok: true, text: 'EVENT' }),
  unknownIsProblem: true,
}

test('values go into the words of every message, and into nothing else', () => {
  const messages: ChatMessage[] = [
    { role: 'system', content: '{{ a }}', name: '{{ a }}' },
    { role: 'developer', content: 'x{{ a }}' },
    { role: 'assistant', content: null, tool_calls: [{ function: { arguments: '{{ a }}' } }] },
    { role: 'assistant', tool_calls: [] },
    { role: 'tool', content: '{{ a }}', tool_call_id: '{{ a }}' },
    {
      role: 'user',
      content: [
        { type: 'text', text: '{{ a }}', note: '{{ a }}' },
        { type: 'image_url', image_url: { url: '{{ a }}' }, text: '{{ a }}' },
      ],
    },
  ]
  expect(fillConversation(messages, SCOPE)).toEqual({
    messages: [
      { role: 'system', content: 'A', name: '{{ a }}' },
      { role: 'developer', content: 'xA' },
      { role: 'assistant', content: null, tool_calls: [{ function: { arguments: '{{ a }}' } }] },
      { role: 'assistant', tool_calls: [] },
      { role: 'tool', content: 'A', tool_call_id: '{{ a }}' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'A', note: '{{ a }}' },
          { type: 'image_url', image_url: { url: '{{ a }}' }, text: '{{ a }}' },
        ],
      },
    ],
    findings: [],
  })
})

test('findings say which message, which part', () => {
  const { findings } = fillConversation(
    [
      { role: 'system', content: 'on {{ github.ref }}' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'a' },
          { type: 'text', text: '{{ b }}' },
        ],
      },
      { role: 'user', content: '{{ none }}' },
    ],
    SCOPE,
  )
  expect(findings.map(({ path }) => path)).toEqual([
    [0, 'content'],
    [1, 'content', 1, 'text'],
    [2, 'content'],
  ])
  expect(findings[2]?.rule).toBe('is an empty user message')
})

test('the event is read only where a text asks for it', () => {
  const user = (content: ChatMessage['content']): ChatMessage[] => [{ role: 'user', content }]
  expect(usesEvent(user('{{ github.actor }}'))).toBe(true)
  expect(usesEvent(user([{ type: 'text', text: '{{ github.event.x }}' }]))).toBe(true)
  expect(usesEvent(user('{{ a }} ${{ github.actor }} github.actor'))).toBe(false)
  expect(usesEvent(user([{ type: 'image_url', url: '{{ github.actor }}' }]))).toBe(false)
  expect(usesEvent([{ role: 'assistant', content: null }, { role: 'assistant' }])).toBe(false)
})
