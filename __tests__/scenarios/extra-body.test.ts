import { completion, startServer } from '../support/inference-server.js'
import { QUESTION } from '../support/question.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('fields of one server reach it as they were written', async () => {
  await using server = await startServer({ body: completion() })

  const result = await runAction({
    inputs: {
      endpoint: `${server.url}/v1`,
      ...QUESTION,
      'extra-body': 'reasoning_effort: low\nprovider:\n  order: [groq, together]\n  allow_fallbacks: false\n',
    },
  })

  expect(view(result, server)).toMatchSnapshot()
})

test('a field that has an input of its own, or would change the protocol, is refused', async () => {
  await using server = await startServer({ body: completion() })

  const result = await runAction({
    inputs: {
      endpoint: `${server.url}/v1`,
      ...QUESTION,
      'extra-body': '{"temperature": 0.2, "stream": true, "n": 3}',
    },
  })

  expect(view(result, server)).toMatchSnapshot()
})
