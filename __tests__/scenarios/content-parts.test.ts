import { completion, startServer } from '../support/inference-server.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('an answer in parts is one text', async () => {
  await using server = await startServer({
    body: completion({
      content: [
        { type: 'text', text: 'The capital of France ' },
        { type: 'text', text: 'is Paris.' },
      ],
    }),
  })

  const result = await runAction({
    inputs: { endpoint: server.url, model: 'm', prompt: 'The capital of France?' },
  })

  expect(view(result, server)).toMatchSnapshot()
})
