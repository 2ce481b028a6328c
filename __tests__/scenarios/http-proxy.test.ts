import { completion, startServer } from '../support/inference-server.js'
import { startProxy } from '../support/proxy-server.js'
import { QUESTION } from '../support/question.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('a plain request goes through HTTP_PROXY, with the password that its URL holds', async () => {
  await using server = await startServer({ body: completion() })
  await using proxy = await startProxy()

  const result = await runAction({
    inputs: { endpoint: `${server.url}/v1`, ...QUESTION },
    env: { HTTP_PROXY: `http://runner:p%40ssw0rd-1@${proxy.host}` },
  })

  expect(proxy.asked).toEqual([
    {
      line: `POST ${server.url}/v1/chat/completions`,
      authorization: `Basic ${Buffer.from('runner:p@ssw0rd-1').toString('base64')}`,
      token: `Bearer ${QUESTION.token}`,
    },
  ])
  expect(server.requests[0]?.headers['proxy-authorization']).toBeUndefined()
  expect(view(result, server)).toMatchSnapshot()
})
