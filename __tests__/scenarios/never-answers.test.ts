import { startServer } from '../support/inference-server.js'
import { QUESTION } from '../support/question.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('a server that takes the request and says nothing', async () => {
  await using server = await startServer({ raw: () => undefined })

  const result = await runAction({ inputs: { endpoint: `${server.url}/v1`, ...QUESTION, timeout: '1' } })

  expect(view(result, server)).toMatchSnapshot()
})
