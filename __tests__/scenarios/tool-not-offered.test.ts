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

test('a tool that was not offered goes by its index', async () => {
  await using server = await startServer({
    body: completion({
      content: null,
      message: {
        tool_calls: [
          { id: 'call_1', type: 'function', function: { name: 'add_label', arguments: '{"label":"bug"}' } },
          {
            id: 'call_2',
            type: 'function',
            function: { name: 'delete_repository', arguments: '{"sure":true}' },
          },
        ],
      },
      finishReason: 'tool_calls',
    }),
  })

  const result = await runAction({
    inputs: { endpoint: server.url, model: 'm', prompt: 'Triage: it crashes.', tools },
  })

  expect(view(result, server)).toMatchSnapshot()
})
