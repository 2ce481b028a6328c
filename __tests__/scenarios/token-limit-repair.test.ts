import { completion, startServer } from '../support/inference-server.js'
import { QUESTION } from '../support/question.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('a model that wants the token limit under its other name gets it so', async () => {
  await using server = await startServer([
    {
      status: 400,
      body: {
        error: {
          message:
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
          type: 'invalid_request_error',
          param: 'max_tokens',
          code: 'unsupported_parameter',
        },
      },
    },
    { body: completion() },
  ])

  const result = await runAction({
    // It is no retry: it is made also where none is allowed.
    inputs: { endpoint: `${server.url}/v1`, ...QUESTION, 'max-tokens': '300', 'max-retries': '0' },
  })

  expect(view(result, server)).toMatchSnapshot()
})
