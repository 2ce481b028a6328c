import { completion, startServer } from '../support/inference-server.js'
import { QUESTION } from '../support/question.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('a server that is busy for a moment is asked again, after the wait that it names', async () => {
  await using server = await startServer([
    {
      status: 503,
      headers: { 'retry-after-ms': '40', 'retry-after': '30' },
      body: { error: { message: 'That model is currently overloaded with other requests.' } },
    },
    { body: completion() },
  ])

  const result = await runAction({ inputs: { endpoint: `${server.url}/v1`, ...QUESTION } })

  expect(server.requests[1]?.bodyBytes).toEqual(server.requests[0]?.bodyBytes)
  expect(server.requests[1]?.headers).toEqual(server.requests[0]?.headers)
  expect(view(result, server)).toMatchSnapshot()
})
