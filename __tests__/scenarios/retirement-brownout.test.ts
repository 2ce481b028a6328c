import { startServer } from '../support/inference-server.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('a brownout that calls itself temporary is not waited for', async () => {
  await using server = await startServer({
    status: 503,
    headers: { 'retry-after': '60' },
    body: {
      error: {
        code: 'github_models_retirement_brownout',
        message: 'GitHub Models is temporarily unavailable as part of a scheduled retirement brownout.',
      },
    },
  })

  const result = await runAction({
    inputs: {
      endpoint: `${server.url}/inference`,
      'github-hosts': '127.0.0.1',
      model: 'openai/gpt-4.1-mini',
      prompt: 'What is the capital of France?',
    },
  })

  expect(result.outputs['attempts']).toBe('1')
  expect(view(result, server)).toMatchSnapshot()
})
