import { completion, startServer } from '../support/inference-server.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

const schema = `
title: triage
type: object
properties:
  kind: { enum: [bug, question, feature] }
  labels: { type: array, items: { type: string }, maxItems: 3 }
required: [kind, labels]
additionalProperties: false
`

test('an answer that matches its schema', async () => {
  await using server = await startServer({
    body: completion({ content: '{ "kind": "bug",\n  "labels": ["crash", "macOS"] }' }),
  })

  const result = await runAction({
    inputs: { endpoint: server.url, model: 'm', prompt: 'Triage: it crashes.', 'json-schema': schema },
  })

  expect(view(result, server)).toMatchSnapshot()
})
