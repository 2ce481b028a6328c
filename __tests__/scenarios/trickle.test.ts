import { startServer } from '../support/inference-server.js'
import { QUESTION } from '../support/question.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('a body that trickles does not push the time limit away', async () => {
  const trickles = new Set<NodeJS.Timeout>()
  await using server = await startServer({
    raw: (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      trickles.add(setInterval(() => response.write(' '), 50))
    },
  })

  const result = await runAction({ inputs: { endpoint: `${server.url}/v1`, ...QUESTION, timeout: '1' } })
  trickles.forEach(clearInterval)

  expect(view(result, server)).toMatchSnapshot()
})
