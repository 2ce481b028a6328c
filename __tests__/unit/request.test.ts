import type { Question } from '../../src/ask/question.js'
import { requestBody } from '../../src/ask/request.js'
import { minimalQuestion } from '../support/inputs.js'

/** As it goes over the wire. */
const bodyOf = (more: Partial<Question>): unknown =>
  JSON.parse(JSON.stringify(requestBody(minimalQuestion(more))))

test('the body holds only what is set', () => {
  expect(bodyOf({})).toEqual({ model: 'm', messages: [{ role: 'user', content: 'Hello' }], stream: false })
})

test('messages are passed on, keys and all, without those that are not there', () => {
  const messages = [
    { role: 'assistant' as const, content: undefined, tool_calls: [{ id: 'a' }] },
    { role: 'user' as const, content: 'a\u0000\ud83c🎉', name: 'n' },
  ]
  expect(bodyOf({ messages })).toMatchObject({
    messages: [
      { role: 'assistant', tool_calls: [{ id: 'a' }] },
      { role: 'user', content: 'a\u0000\ud83c🎉', name: 'n' },
    ],
  })
})

test('parameters and extra fields stand beside each other', () => {
  const extraBody = { top_k: 5, user: null, ['__proto__']: { a: 1 } }
  expect(JSON.stringify(requestBody(minimalQuestion({ parameters: { temperature: 0 }, extraBody })))).toBe(
    '{"model":"m","messages":[{"role":"user","content":"Hello"}],"temperature":0,"top_k":5,"user":null,"__proto__":{"a":1},"stream":false}',
  )
})

test('the response format, in its forms', () => {
  const validate = (): never => {
    throw new Error('not now')
  }
  const envelope = { name: 'n', schema: { type: 'object' }, strict: true }
  expect(bodyOf({ format: { kind: 'text' } })).toMatchObject({ response_format: { type: 'text' } })
  expect(bodyOf({ format: { kind: 'json_object' } })).toMatchObject({
    response_format: { type: 'json_object' },
  })
  expect(bodyOf({ format: { kind: 'json_schema', envelope, validate } })).toMatchObject({
    response_format: { type: 'json_schema', json_schema: envelope },
  })
})

test('tools are wrapped, and a choice by name, too', () => {
  const tools = [{ definition: { name: 'a', strict: true }, validate: undefined }]
  expect(bodyOf({ tools, toolChoice: { kind: 'function', name: 'a' } })).toMatchObject({
    tools: [{ type: 'function', function: { name: 'a', strict: true } }],
    tool_choice: { type: 'function', function: { name: 'a' } },
  })
  expect(bodyOf({ tools, toolChoice: { kind: 'required' } })).toMatchObject({ tool_choice: 'required' })
  expect(bodyOf({ tools })).not.toHaveProperty('tool_choice')
})
