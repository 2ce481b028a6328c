import { startServer } from '../support/inference-server.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('an empty 403 whose sunset has passed is the retirement, not a matter of permissions', async () => {
  await using server = await startServer({
    status: 403,
    headers: {
      deprecation: '@1777939200',
      // As GitHub sent it but for the date, which is past on every clock.
      sunset: 'Thu, 31 Jul 2025 00:00:00 GMT',
      link: '<https://github.blog/changelog/2026-07-01-github-models-is-being-fully-retired-on-july-30-2026/>; rel="deprecation"',
      'content-length': '0',
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

  expect(view(result, server)).toMatchSnapshot()
})
