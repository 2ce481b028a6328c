import { completion, startServer } from '../support/inference-server.js'
import { runAction } from '../support/run-action.js'
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

test('a call although none was allowed', async () => {
  await using server = await startServer({
    body: completion({
      content: null,
      message: {
        tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'close_issue', arguments: '{}' } }],
      },
      finishReason: 'tool_calls',
    }),
  })

  const result = await runAction({
    inputs: { endpoint: server.url, model: 'm', prompt: 'Triage: it crashes.', tools, 'tool-choice': 'none' },
  })

  expect(view(result, server)).toMatchSnapshot()
})
