import { differences } from '../support/differences.js'
import { startServer } from '../support/inference-server.js'
import { QUESTION } from '../support/question.js'
import { runAction } from '../support/run-action.js'
import { ask } from '../support/scenario.js'

test('nobody listens at the port: tried again, each attempt counts', async () => {
  const server = await startServer([])
  // From now on the port is free, and nobody else is given it at once.
  await server.close()

  const result = await runAction({
    inputs: { endpoint: `${server.url}/v1`, ...QUESTION, 'max-retries': '1' },
  })

  expect(await differences(result)).toMatchSnapshot()
})

test('a host name that nobody knows is not tried again', async () => {
  const result = await runAction({
    // A name with an empty label is refused by the resolver itself, so that no name server is needed.
    inputs: { endpoint: 'https://models..invalid/v1', ...QUESTION },
  })

  expect(await differences(result)).toMatchSnapshot()
})

test('a server that takes the request and says nothing', async () => {
  const { shown } = await ask({ raw: () => undefined }, { inputs: { timeout: '1' } })
  expect(shown).toMatchSnapshot()
})

test('a body that trickles does not push the time limit away', async () => {
  const trickles = new Set<NodeJS.Timeout>()
  const { shown } = await ask(
    {
      raw: (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' })
        trickles.add(setInterval(() => response.write(' '), 50))
      },
    },
    { inputs: { timeout: '3' } },
  )
  trickles.forEach(clearInterval)
  expect(shown).toMatchSnapshot()
})

test('a failure and then no answer: outputs and log speak of the attempt that ended the run', async () => {
  const { result, shown } = await ask(
    [
      { status: 503, headers: { 'x-request-id': 'req-1', 'retry-after-ms': '1' }, body: 'busy' },
      {
        raw: (_request, _response, socket) => {
          socket.resetAndDestroy()
        },
      },
    ],
    { inputs: { 'max-retries': '1' } },
  )
  expect(result.outputs).toMatchObject({
    'error-code': 'network_error',
    'error-status': '',
    'request-id': '',
    attempts: '2',
  })
  expect(shown).toMatchSnapshot()
})
