import { completion, startServer } from '../support/inference-server.js'
import { QUESTION } from '../support/question.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('an explicit GitHub token does not leave for another host', async () => {
  await using server = await startServer({ body: completion() })

  const result = await runAction({
    inputs: { endpoint: `${server.url}/v1`, ...QUESTION, token: 'ghp_abcdefghijklmnopqrstuvwxyz0123456789' },
  })

  expect(view(result, server)).toMatchSnapshot()
})
