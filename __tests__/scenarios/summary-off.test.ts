import { completion, startServer } from '../support/inference-server.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('summary: false writes no summary, and all else', async () => {
  await using server = await startServer({ body: completion() })

  const result = await runAction({
    inputs: {
      endpoint: `${server.url}/v1`,
      model: 'llama3.2',
      prompt: 'What is the capital of France?',
      summary: 'false',
    },
  })

  expect(result.summary).toBe('')
  expect(view(result, server)).toMatchSnapshot()
})
