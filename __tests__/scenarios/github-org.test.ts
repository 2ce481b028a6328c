import { completion, startServer } from '../support/inference-server.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('a request that is attributed to an organization, with an API version', async () => {
  await using server = await startServer({ body: completion() })

  const result = await runAction({
    inputs: {
      endpoint: `${server.url}/inference`,
      'github-hosts': '127.0.0.1',
      org: 'octo-org',
      'api-version': '2026-03-10',
      model: 'openai/gpt-4.1-mini',
      prompt: 'What is the capital of France?',
    },
  })

  expect(view(result, server)).toMatchSnapshot()
})
