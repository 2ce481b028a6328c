import { completion, startServer } from '../support/inference-server.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('a question to a server that speaks the OpenAI API', async () => {
  await using server = await startServer({
    headers: { 'x-request-id': 'req-7f3a' },
    body: completion({ content: 'The capital of France is **Paris**.', model: 'gpt-4.1-mini-2025-04-14' }),
  })

  const result = await runAction({
    inputs: {
      endpoint: `${server.url}/v1`,
      token: 'sk-test-0123456789',
      model: 'gpt-4.1-mini',
      prompt: 'What is the capital of France?',
    },
  })

  expect(view(result, server)).toMatchSnapshot()
})
