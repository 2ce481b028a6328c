import { completion, startServer } from '../support/inference-server.js'
import { startProxy } from '../support/proxy-server.js'
import { QUESTION } from '../support/question.js'
import { runAction } from '../support/run-action.js'

test.each(['127.0.0.1', 'example.com, 127.0.0.1', '127.0.0.0/8', '*'])(
  'NO_PROXY=%s keeps the request from the proxy',
  async (exceptions) => {
    await using server = await startServer({ body: completion() })
    await using proxy = await startProxy()

    const result = await runAction({
      inputs: { endpoint: `${server.url}/v1`, ...QUESTION },
      env: { http_proxy: `http://${proxy.host}`, NO_PROXY: exceptions },
    })

    expect(result.outputs['content']).toBe('Paris.')
    expect(server.requests).toHaveLength(1)
    expect(proxy.asked).toEqual([])
  },
)
