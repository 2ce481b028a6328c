import { completion, startServer } from '../support/inference-server.js'
import { QUESTION } from '../support/question.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('another origin gets nothing: not the token, not the prompt, no connection', async () => {
  await using stranger = await startServer({ body: completion() })
  await using server = await startServer({
    status: 307,
    headers: { location: `${stranger.url}/v1/chat/completions?from=there` },
  })

  const result = await runAction({ inputs: { endpoint: `${server.url}/v1`, ...QUESTION } })

  expect(stranger.requests).toEqual([])
  expect(view(result, server)).toMatchSnapshot()
})
