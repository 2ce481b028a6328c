import { completion, type CompletionParts, startServer } from '../support/inference-server.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test.each<[place: string, answer: CompletionParts]>([
  ['reasoning_content', { message: { reasoning_content: 'France, so Paris.' } }],
  ['reasoning', { message: { reasoning: 'France, so Paris.' } }],
  ['a leading <think> block', { content: '<think>\nFrance, so Paris.\n</think>\n\nParis.' }],
])('reasoning in %s', async (_place, answer) => {
  await using server = await startServer({ body: completion(answer) })

  const result = await runAction({
    inputs: { endpoint: server.url, model: 'm', prompt: 'The capital of France?' },
  })

  expect(result.outputs).toMatchObject({ reasoning: 'France, so Paris.', content: 'Paris.' })
  expect(view(result)).toMatchSnapshot()
})
