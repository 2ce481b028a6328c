import { completion, startServer } from '../support/inference-server.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('a local server gets no token: neither the workflow token nor one of the environment', async () => {
  await using server = await startServer({ body: completion({ model: 'llama3.2', usage: null }) })

  const result = await runAction({
    inputs: {
      endpoint: `${server.url}/v1/chat/completions/`,
      model: 'llama3.2',
      prompt: 'What is the capital of France?',
    },
    env: { GITHUB_TOKEN: 'ghs_environment0123456789', OPENAI_API_KEY: 'sk-environment0123456789' },
  })

  expect(view(result, server)).toMatchSnapshot()
})
