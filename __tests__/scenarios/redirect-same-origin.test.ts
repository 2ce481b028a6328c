import { completion, startServer } from '../support/inference-server.js'
import { QUESTION } from '../support/question.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('a redirect inside the origin is followed with all that was sent', async () => {
  await using server = await startServer([
    { status: 308, headers: { location: '/openai/v1/chat/completions' } },
    { body: completion() },
  ])

  const result = await runAction({ inputs: { endpoint: `${server.url}/v1`, ...QUESTION } })

  expect(view(result, server)).toMatchSnapshot()
})
