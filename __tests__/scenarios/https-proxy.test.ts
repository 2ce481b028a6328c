import { makePrivateCa } from '../support/certificates.js'
import { completion, startServer } from '../support/inference-server.js'
import { startProxy } from '../support/proxy-server.js'
import { QUESTION } from '../support/question.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('a tunnel through HTTPS_PROXY: the proxy sees no token, and its password is shown nowhere', async () => {
  using ca = makePrivateCa()
  const tls = ca.issue(['IP:127.0.0.1'])
  await using server = await startServer({ body: completion() }, { tls })
  await using proxy = await startProxy()

  const result = await runAction({
    inputs: { endpoint: `${server.url}/v1`, ...QUESTION },
    env: {
      HTTPS_PROXY: `http://runner:p%40ssw0rd-1@${proxy.host}`,
      NODE_EXTRA_CA_CERTS: ca.caFile,
      // What the proxy libraries print here would hold a password that is left in the URL.
      DEBUG: '*',
    },
  })

  expect(proxy.asked).toEqual([
    {
      line: `CONNECT ${new URL(server.url).host}`,
      authorization: `Basic ${Buffer.from('runner:p@ssw0rd-1').toString('base64')}`,
      token: undefined,
    },
  ])
  expect(result.masks).toContain('p@ssw0rd-1')
  const shown = result.stdout.replace(/^::add-mask::.*$/gm, '')
  const written = [...result.files.values()].map((bytes) => bytes.toString('utf8'))
  for (const text of [shown, result.stderr, result.summary, JSON.stringify(result.outputs), ...written]) {
    expect(text).not.toMatch(/p(?:@|%40)ssw0rd-1/)
  }
  expect(view({ ...result, stderr: '' }, server)).toMatchSnapshot()
})
