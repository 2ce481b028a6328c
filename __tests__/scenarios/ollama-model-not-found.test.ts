import { startServer } from '../support/inference-server.js'
import { QUESTION } from '../support/question.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('a model that Ollama has not pulled', async () => {
  await using server = await startServer({
    status: 404,
    body: {
      error: {
        message: 'model "llama9" not found, try pulling it first',
        type: 'api_error',
        param: null,
        code: null,
      },
    },
  })

  const result = await runAction({
    inputs: { endpoint: `${server.url}/v1`, model: 'llama9', prompt: QUESTION.prompt },
  })

  expect(view(result, server)).toMatchSnapshot()
})
