import { completion, startServer } from '../support/inference-server.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('a GitHub host gets the workflow token and the headers of the GitHub API', async () => {
  await using server = await startServer({
    headers: { 'x-github-request-id': 'C0DE:1234' },
    body: completion(),
  })

  const result = await runAction({
    inputs: {
      endpoint: `${server.url}/inference`,
      'github-hosts': '127.0.0.1',
      model: 'openai/gpt-4.1-mini',
      prompt: 'What is the capital of France?',
    },
  })

  expect(view(result, server)).toMatchSnapshot()
})
