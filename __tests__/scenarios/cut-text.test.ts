import { completion, startServer } from '../support/inference-server.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('text that was cut off is an answer, with a warning', async () => {
  await using server = await startServer({
    body: completion({ content: 'The capital of France is a city on the', finishReason: 'length' }),
  })

  const result = await runAction({
    inputs: { endpoint: server.url, model: 'm', prompt: 'The capital of France?', 'max-tokens': '10' },
  })

  expect(view(result, server)).toMatchSnapshot()
})
