import { completion, startServer } from '../support/inference-server.js'
import { QUESTION } from '../support/question.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('headers of a gateway are sent, and the log names them without their values', async () => {
  await using server = await startServer(({ headers }) => ({
    // A server that echoes what it was sent.
    headers: { 'x-request-id': `for ${String(headers['x-gateway-key'])}` },
    body: completion({ content: `Your key is ${String(headers['x-gateway-key'])}.` }),
  }))

  const result = await runAction({
    inputs: {
      endpoint: `${server.url}/v1`,
      ...QUESTION,
      'custom-headers': 'X-Gateway-Key: gw-0123456789\nX-Team: 007\nUser-Agent: nightly-report\n',
    },
  })

  expect(view(result, server)).toMatchSnapshot()
})

test('headers that the request needs itself, or that would hold the token twice, are refused', async () => {
  await using server = await startServer({ body: completion() })

  const result = await runAction({
    inputs: {
      endpoint: `${server.url}/v1`,
      ...QUESTION,
      'custom-headers': '{"Content-Length": 3, "authorization": "Bearer other-0123456789", "X-Bad": "a\\nb"}',
    },
  })

  expect(view(result, server)).toMatchSnapshot()
})
