import { completion, startServer } from '../support/inference-server.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('the model refuses', async () => {
  await using server = await startServer({
    body: completion({ content: null, message: { refusal: "I'm sorry, I cannot help with that." } }),
  })

  const result = await runAction({
    inputs: { endpoint: server.url, model: 'm', prompt: 'How do I pick a lock?' },
  })

  expect(view(result, server)).toMatchSnapshot()
})
