import { startServer, type ScriptedReply } from '../support/inference-server.js'
import { QUESTION } from '../support/question.js'
import { runAction } from '../support/run-action.js'
import { ask, ON_GITHUB } from '../support/scenario.js'
import { view } from '../support/snapshot-view.js'

const LINK =
  '<https://github.blog/changelog/2026-07-01-github-models-is-being-fully-retired-on-july-30-2026/>; rel="deprecation"'

test('GitHub Models is retired: no retry, the link, and what to change', async () => {
  await using server = await startServer({
    status: 410,
    headers: { link: LINK, 'x-github-request-id': 'C0DE:1234' },
    body: { error: { code: 'gone', message: 'GitHub Models has been retired.' } },
  })

  const result = await runAction({
    inputs: {
      endpoint: `${server.url}/inference`,
      'github-hosts': '127.0.0.1',
      model: 'openai/gpt-4.1-mini',
      prompt: QUESTION.prompt,
    },
  })

  expect(view(result, server)).toMatchSnapshot()
})

test.each<[what: string, reply: ScriptedReply]>([
  [
    'a brownout that calls itself temporary is not waited for',
    {
      status: 503,
      headers: { 'retry-after': '60' },
      body: {
        error: {
          code: 'github_models_retirement_brownout',
          message: 'GitHub Models is temporarily unavailable as part of a scheduled retirement brownout.',
        },
      },
    },
  ],
  [
    'an empty 403 whose sunset has passed is the retirement, not a matter of permissions',
    {
      status: 403,
      headers: {
        deprecation: '@1777939200',
        // As GitHub sent it but for the date, which is past on every clock.
        sunset: 'Thu, 31 Jul 2025 00:00:00 GMT',
        link: LINK,
        'content-length': '0',
      },
    },
  ],
])('%s', async (_what, reply) => {
  const { result, shown } = await ask(reply, ON_GITHUB)
  expect(result.outputs).toMatchObject({ 'error-code': 'endpoint_retired', attempts: '1' })
  expect(shown).toMatchSnapshot()
})
