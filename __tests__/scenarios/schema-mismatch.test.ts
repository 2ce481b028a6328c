import { completion, startServer } from '../support/inference-server.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

const schema = JSON.stringify({
  type: 'object',
  properties: {
    kind: { enum: ['bug', 'question'] },
    labels: { type: 'array', items: { type: 'string' }, maxItems: 3 },
    people: {
      type: 'object',
      additionalProperties: { type: 'object', properties: { age: { type: 'integer', minimum: 0 } } },
    },
    summary: { type: 'string' },
  },
  required: ['kind', 'summary'],
})

test('every place that breaks the schema, without a key that the model made up', async () => {
  await using server = await startServer({
    body: completion({
      content: JSON.stringify({
        kind: 'catastrophe',
        labels: ['a', 2, 'c', null],
        people: { 'eve::set-output': { age: -1 }, bob: { age: 'old' } },
      }),
    }),
  })

  const result = await runAction({
    inputs: { endpoint: server.url, model: 'm', prompt: 'Triage: it crashes.', 'json-schema': schema },
  })

  expect(view(result, server)).toMatchSnapshot()
})
