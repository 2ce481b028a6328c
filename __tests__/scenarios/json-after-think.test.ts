import { completion, startServer } from '../support/inference-server.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('JSON after a block of reasoning', async () => {
  await using server = await startServer({
    body: completion({
      content: '<think>\nA crash, so it is a bug. {"kind": "question"}?\n</think>\n\n{"kind":"bug"}',
    }),
  })

  const result = await runAction({
    inputs: {
      endpoint: server.url,
      model: 'm',
      prompt: 'Triage: it crashes.',
      'response-format': 'json_object',
    },
  })

  expect(view(result, server)).toMatchSnapshot()
})
