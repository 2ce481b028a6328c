import { startServer } from '../support/inference-server.js'
import { startProxy } from '../support/proxy-server.js'
import { QUESTION } from '../support/question.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('a proxy that wants a password, in front of https', async () => {
  await using proxy = await startProxy(407)

  const result = await runAction({
    inputs: { endpoint: 'https://api.example.com/v1', ...QUESTION },
    env: { HTTPS_PROXY: `http://${proxy.host}` },
  })

  expect(proxy.asked).toHaveLength(1)
  expect(view(result)).toMatchSnapshot()
})

test('the same in front of http', async () => {
  await using server = await startServer([])
  await using proxy = await startProxy(407)

  const result = await runAction({
    inputs: { endpoint: `${server.url}/v1`, ...QUESTION },
    env: { HTTP_PROXY: `http://${proxy.host}` },
  })

  expect(proxy.asked).toHaveLength(1)
  expect(view(result, server)).toMatchSnapshot()
})
