import { completion, startServer } from '../support/inference-server.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('an Azure deployment: a path, a query, and the key in a header of its own', async () => {
  await using server = await startServer({ headers: { 'apim-request-id': 'apim-1' }, body: completion() })

  const result = await runAction({
    inputs: {
      endpoint: `${server.url}/openai/deployments/gpt-4.1-mini/?route=blue%20green&api-version=2024-02-01`,
      'api-version': '2025-04-01-preview',
      'token-header': 'api-key',
      token: 'azure-key-0123456789',
      model: 'gpt-4.1-mini',
      prompt: 'What is the capital of France?',
    },
  })

  expect(view(result, server)).toMatchSnapshot()
})
