import { startServer } from '../support/inference-server.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('GitHub Models is retired: no retry, the link, and what to change', async () => {
  await using server = await startServer({
    status: 410,
    headers: {
      link: '<https://github.blog/changelog/2026-07-01-github-models-is-being-fully-retired-on-july-30-2026/>; rel="deprecation"',
      'x-github-request-id': 'C0DE:1234',
    },
    body: { error: { code: 'gone', message: 'GitHub Models has been retired.' } },
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
