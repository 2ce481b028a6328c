import { completion, type CompletionParts } from '../support/inference-server.js'
import { askRow as ask } from '../support/scenario.js'

const schema = `
title: triage
type: object
properties:
  kind: { enum: [bug, question, feature] }
  labels: { type: array, items: { type: string }, maxItems: 3 }
required: [kind, labels]
additionalProperties: false
`
const SCHEMA = { 'json-schema': schema }
const CUT = { ...SCHEMA, 'max-tokens': '10' }
const OBJECT = { 'response-format': 'json_object' }

test.each<[what: string, answer: CompletionParts, inputs: Readonly<Record<string, string>>]>([
  [
    'an answer that matches its schema',
    { content: '{ "kind": "bug",\n  "labels": ["crash", "macOS"] }' },
    SCHEMA,
  ],
  ['JSON that was cut off is none', { content: '{"kind":"bug","labels":["cra', finishReason: 'length' }, CUT],
  [
    'JSON that is whole although the limit was reached',
    { content: '{"kind":"bug","labels":[]}', finishReason: 'length' },
    CUT,
  ],
  [
    'JSON in a fence is read, and the content keeps the fence',
    { content: '```json\n{ "kind": "bug", "labels": [] }\n```\n' },
    OBJECT,
  ],
  [
    'JSON after a block of reasoning',
    { content: '<think>\nA crash, so it is a bug. {"kind": "question"}?\n</think>\n\n{"kind":"bug"}' },
    OBJECT,
  ],
  [
    'words around the JSON are not JSON',
    { content: 'Here you are:\n\n```json\n{"kind":"bug"}\n```' },
    OBJECT,
  ],
  ['a list is no object', { content: '[{"kind":"bug"}]' }, OBJECT],
  ['JSON that nobody asked for is read all the same', { content: '```json\n{"kind":"bug"}\n```' }, {}],
])('%s', async (_what, answer, inputs) => {
  const { shown } = await ask({ body: completion(answer) }, { inputs })
  expect(shown).toMatchSnapshot()
})
