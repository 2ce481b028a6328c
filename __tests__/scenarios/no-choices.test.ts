import { startServer } from '../support/inference-server.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('a completion without choices', async () => {
  await using server = await startServer({
    body: {
      id: 'chatcmpl-1',
      object: 'chat.completion',
      model: 'm-1',
      choices: [],
      usage: { total_tokens: 9 },
    },
  })

  const result = await runAction({
    inputs: { endpoint: server.url, model: 'm', prompt: 'The capital of France?' },
  })

  expect(view(result, server)).toMatchSnapshot()
})
