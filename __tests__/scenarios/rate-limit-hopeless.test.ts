import { startServer } from '../support/inference-server.js'
import { QUESTION } from '../support/question.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('a wait that outlasts the timeout is not begun', async () => {
  const message =
    'Rate limit of 50 per 86400s exceeded for UserByModelByDay. Please wait 5631 seconds before retrying.'
  await using server = await startServer({
    status: 429,
    headers: { 'x-ratelimit-type': 'UserByModelByDay', 'x-ratelimit-timeremaining': '5631' },
    body: { error: { code: 'RateLimitReached', message, details: message } },
  })

  const result = await runAction({ inputs: { endpoint: `${server.url}/v1`, ...QUESTION } })

  expect(view(result, server)).toMatchSnapshot()
})
