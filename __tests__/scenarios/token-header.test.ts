import { completion, startServer } from '../support/inference-server.js'
import { QUESTION } from '../support/question.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('the bare token goes into the header that the server reads', async () => {
  await using server = await startServer({ body: completion() })

  const result = await runAction({
    inputs: { endpoint: `${server.url}/v1`, ...QUESTION, 'token-header': 'api-key' },
  })

  expect(server.requests[0]?.headers['api-key']).toBe(QUESTION.token)
  expect(server.requests[0]?.headers.authorization).toBeUndefined()
  expect(view(result, server)).toMatchSnapshot()
})

test('a GitHub host reads none but Authorization', async () => {
  await using server = await startServer({ body: completion() })

  const result = await runAction({
    inputs: {
      endpoint: `${server.url}/inference`,
      'github-hosts': '127.0.0.1',
      model: 'openai/gpt-4.1-mini',
      prompt: QUESTION.prompt,
      'token-header': 'api-key',
    },
  })

  expect(view(result, server)).toMatchSnapshot()
})
