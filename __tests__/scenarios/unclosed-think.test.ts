import { completion, startServer } from '../support/inference-server.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('reasoning that never ends is no answer', async () => {
  await using server = await startServer({
    body: completion({ content: '<think>\nFrance. Or was it Belgium? Or' }),
  })

  const result = await runAction({
    inputs: { endpoint: server.url, model: 'm', prompt: 'The capital of France?' },
  })

  expect(view(result, server)).toMatchSnapshot()
})
