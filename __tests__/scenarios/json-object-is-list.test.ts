import { completion, startServer } from '../support/inference-server.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('a list is no object', async () => {
  await using server = await startServer({ body: completion({ content: '[{"kind":"bug"}]' }) })

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
