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

test('the function call of older servers is a tool call', async () => {
  await using server = await startServer({
    body: completion({
      content: null,
      message: { function_call: { name: 'add_label', arguments: '{"label":"bug"}' } },
      finishReason: 'function_call',
    }),
  })

  const result = await runAction({
    inputs: { endpoint: server.url, model: 'm', prompt: 'Triage: it crashes.', tools },
  })

  expect(view(result, server)).toMatchSnapshot()
})
