import { completion, startServer } from '../support/inference-server.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('a content filter stops the answer in the middle', async () => {
  await using server = await startServer({
    body: completion({ content: 'First, take', finishReason: 'content_filter' }),
  })

  const result = await runAction({
    inputs: { endpoint: server.url, model: 'm', prompt: 'How do I pick a lock?' },
  })

  expect(view(result, server)).toMatchSnapshot()
})
