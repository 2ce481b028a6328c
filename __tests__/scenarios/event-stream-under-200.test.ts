import { startServer } from '../support/inference-server.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('a server that streams although it was told not to', async () => {
  await using server = await startServer({
    headers: { 'content-type': 'text/event-stream' },
    body: [
      'data: {"id":"chatcmpl-1","choices":[{"index":0,"delta":{"content":"Paris"}}]}',
      'data: {"id":"chatcmpl-1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}',
      'data: [DONE]',
      '',
    ].join('\n\n'),
  })

  const result = await runAction({
    inputs: { endpoint: server.url, model: 'm', prompt: 'The capital of France?' },
  })

  expect(view(result, server)).toMatchSnapshot()
})
