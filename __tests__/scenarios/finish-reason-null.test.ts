import { completion, startServer } from '../support/inference-server.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('a server that gives no finish reason', async () => {
  await using server = await startServer({ body: completion({ finishReason: null }) })

  const result = await runAction({
    inputs: { endpoint: server.url, model: 'm', prompt: 'The capital of France?' },
  })

  expect(view(result, server)).toMatchSnapshot()
})
