import { startServer } from '../support/inference-server.js'
import { QUESTION } from '../support/question.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('with fail-on-error false a failure is one warning, and the outputs tell it', async () => {
  await using server = await startServer({
    status: 402,
    body: {
      error: { message: 'Insufficient Balance', type: 'unknown_error', code: 'invalid_request_error' },
    },
  })

  const result = await runAction({
    inputs: { endpoint: `${server.url}/v1`, ...QUESTION, 'fail-on-error': 'false' },
  })

  expect(view(result, server)).toMatchSnapshot()
})

test('bad inputs are a soft failure, too', async () => {
  await using server = await startServer({ status: 500 })

  const result = await runAction({
    inputs: { endpoint: `${server.url}/v1`, ...QUESTION, temperature: 'warm', 'fail-on-error': 'false' },
  })

  expect(view(result, server)).toMatchSnapshot()
})
