import { startServer } from '../support/inference-server.js'
import { QUESTION } from '../support/question.js'
import { runAction } from '../support/run-action.js'
import { ask } from '../support/scenario.js'
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
  const { result, requests, shown } = await ask(
    { status: 500 },
    { inputs: { temperature: 'warm', 'fail-on-error': 'false' } },
  )
  expect({ exitCode: result.exitCode, requests }).toEqual({ exitCode: 0, requests: [] })
  expect(shown).toMatchSnapshot()
})

test('a bad value of fail-on-error is a problem of its own, and counts as true', async () => {
  const { result, requests, shown } = await ask({ status: 500 }, { inputs: { 'fail-on-error': 'nope' } })
  expect({ exitCode: result.exitCode, requests }).toEqual({ exitCode: 1, requests: [] })
  expect(shown).toMatchSnapshot()
})
