import { makePrivateCa, type PrivateCa } from '../support/certificates.js'
import { completion, startServer } from '../support/inference-server.js'
import { QUESTION } from '../support/question.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

let ca: PrivateCa

beforeAll(() => {
  ca = makePrivateCa()
})
afterAll(() => {
  ca[Symbol.dispose]()
})

test('a server of the company, whose CA is in NODE_EXTRA_CA_CERTS', async () => {
  await using server = await startServer(
    { body: completion() },
    { tls: ca.issue(['DNS:localhost', 'IP:127.0.0.1']) },
  )

  const result = await runAction({
    inputs: { endpoint: `${server.url}/v1`, ...QUESTION },
    env: { NODE_EXTRA_CA_CERTS: ca.caFile },
  })

  expect(view(result, server)).toMatchSnapshot()
})

test('without it the certificate is refused, not tried again, and the remedy names the variable', async () => {
  await using server = await startServer(
    { body: completion() },
    { tls: ca.issue(['DNS:localhost', 'IP:127.0.0.1']) },
  )

  const result = await runAction({ inputs: { endpoint: `${server.url}/v1`, ...QUESTION } })

  expect(view(result, server)).toMatchSnapshot()
})
