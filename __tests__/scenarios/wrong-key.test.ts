import { startServer } from '../support/inference-server.js'
import { QUESTION } from '../support/question.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('a key that the server refuses, and echoes', async () => {
  const message = `Incorrect API key provided: ${QUESTION.token}. You can find your API key at https://platform.openai.com/account/api-keys.`
  await using server = await startServer({
    status: 401,
    headers: { 'x-request-id': 'req_1' },
    body: { error: { message, type: 'invalid_request_error', param: null, code: 'invalid_api_key' } },
  })

  const result = await runAction({ inputs: { endpoint: `${server.url}/v1`, ...QUESTION } })

  expect(view({ ...result, stdout: result.stdout.replace(/^::add-mask::.*\n/gm, '') })).not.toContain(
    QUESTION.token,
  )
  expect(view(result, server)).toMatchSnapshot()
})

test('no key at all, where the workflow token was meant to be enough', async () => {
  await using server = await startServer({
    status: 401,
    body: { error: { message: "You didn't provide an API key.", type: 'invalid_request_error' } },
  })
  const { model, prompt } = QUESTION

  const result = await runAction({ inputs: { endpoint: `${server.url}/v1`, model, prompt } })

  expect(view(result, server)).toMatchSnapshot()
})
