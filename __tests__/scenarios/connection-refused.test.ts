import { startServer } from '../support/inference-server.js'
import { QUESTION } from '../support/question.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('nobody listens at the port: tried again, each attempt counts', async () => {
  const server = await startServer([])
  // From now on the port is free, and nobody else is given it at once.
  await server.close()

  const result = await runAction({
    inputs: { endpoint: `${server.url}/v1`, ...QUESTION, 'max-retries': '1' },
  })

  expect(view(result)).toMatchSnapshot()
})
