import { startServer } from '../support/inference-server.js'
import { QUESTION } from '../support/question.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('a bad value of fail-on-error is a problem of its own, and counts as true', async () => {
  await using server = await startServer({ status: 500 })

  const result = await runAction({
    inputs: { endpoint: `${server.url}/v1`, ...QUESTION, 'fail-on-error': 'nope' },
  })

  expect(view(result, server)).toMatchSnapshot()
})
