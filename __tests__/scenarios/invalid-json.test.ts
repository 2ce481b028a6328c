import { completion, startServer } from '../support/inference-server.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('words around the JSON are not JSON', async () => {
  await using server = await startServer({
    body: completion({ content: 'Here you are:\n\n```json\n{"kind":"bug"}\n```' }),
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
