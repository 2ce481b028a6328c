import { call, calls, completion, type CompletionParts, startServer } from '../support/inference-server.js'
import { runAction } from '../support/run-action.js'
import { ask } from '../support/scenario.js'
import { view } from '../support/snapshot-view.js'

const tools = `
- name: add_label
  description: Adds a label to the issue.
  parameters:
    type: object
    properties: { label: { enum: [bug, question, feature] } }
    required: [label]
    additionalProperties: false
- name: close_issue
`

test('two calls beside text', async () => {
  await using server = await startServer({
    body: completion({
      ...calls(call('add_label', '{ "label": "bug" }'), call('close_issue', '', 'call_2')),
      content: 'I label it and close it.',
    }),
  })

  const result = await runAction({
    inputs: { endpoint: server.url, model: 'm', prompt: 'Triage: it crashes.', tools },
  })

  expect(view(result, server)).toMatchSnapshot()
})

test.each<[what: string, answer: CompletionParts, inputs: Readonly<Record<string, string>>]>([
  [
    'the function call of older servers is a tool call',
    {
      content: null,
      message: { function_call: { name: 'add_label', arguments: '{"label":"bug"}' } },
      finishReason: 'function_call',
    },
    {},
  ],
  [
    'a tool call that was cut off',
    { ...calls(call('add_label', '{"label":"bu')), finishReason: 'length' },
    { 'max-tokens': '10' },
  ],
  [
    'arguments that do not match the parameters of the tool',
    calls(call('add_label', '{"label":"urgent","because":"it crashes"}')),
    {},
  ],
  ['a call was demanded, and text came', { content: 'It is a bug.' }, { 'tool-choice': 'required' }],
  ['a call was announced, and none came', { content: 'Let me label it.', finishReason: 'tool_calls' }, {}],
  ['a call although none was allowed', calls(call('close_issue', '{}')), { 'tool-choice': 'none' }],
  [
    'a tool that was not offered goes by its index',
    calls(call('add_label', '{"label":"bug"}'), call('delete_repository', '{"sure":true}', 'call_2')),
    {},
  ],
])('%s', async (_what, answer, inputs) => {
  const { shown } = await ask({ body: completion(answer) }, { inputs: { tools, ...inputs } })
  expect(shown).toMatchSnapshot()
})

test('text in one choice and the call in the next are one answer', async () => {
  const { result, shown } = await ask(
    {
      body: {
        id: 'chatcmpl-1',
        model: 'claude-sonnet-4.5',
        choices: [
          { finish_reason: 'tool_calls', message: { role: 'assistant', content: 'Let me label it.' } },
          {
            finish_reason: 'tool_calls',
            message: { role: 'assistant', content: null, tool_calls: [call('close_issue', '{}')] },
          },
        ],
      },
    },
    { inputs: { tools } },
  )
  expect(result.outputs).toMatchObject({
    content: 'Let me label it.',
    'tool-calls': '[{"id":"call_1","name":"close_issue","arguments":{}}]',
  })
  expect(shown).toMatchSnapshot()
})
