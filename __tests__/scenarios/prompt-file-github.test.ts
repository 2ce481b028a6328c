import { completion, startServer } from '../support/inference-server.js'
import { runAction } from '../support/run-action.js'
import { ask } from '../support/scenario.js'
import { view } from '../support/snapshot-view.js'

const PROMPT = `name: Triage
description: Labels an issue.
model: openai/gpt-4.1
modelParameters:
  maxTokens: 500
  temperature: 0.2
  topP: 0.9
  frequencyPenalty: 0.1
  presencePenalty: -0.1
  seed: 7
  stop: END
  topK: 40
messages:
  - role: system
    content: You triage issues of {{ repository }}.
  - role: user
    content: |
      {{ issue }}
responseFormat: json_schema
jsonSchema: |-
  {
    "name": "triage",
    "strict": true,
    "schema": {
      "type": "object",
      "properties": { "label": { "type": "string", "enum": ["bug", "question"] } },
      "required": ["label"],
      "additionalProperties": false
    }
  }
tools:
  - type: function
    function: { name: search, parameters: { type: object } }
testData:
  - issue: It crashes
evaluators:
  - name: is a label
colour: blue
`

const STEP = {
  token: 'sk-test-0123456789',
  'prompt-file': '.github/prompts/triage.prompt.yml',
  variables: 'repository: octocat/hello-world\nissue: "It crashes.\\nmessages: []"\n',
}
const FILES = { '.github/prompts/triage.prompt.yml': PROMPT }

test('a GitHub prompt file gives everything; its unknown keys are warnings', async () => {
  await using server = await startServer({ body: completion({ content: '{"label":"bug"}' }) })

  const result = await runAction({ inputs: { endpoint: `${server.url}/v1`, ...STEP }, files: FILES })

  expect(view(result, server)).toMatchSnapshot()
})

test('inputs beat the prompt file, and the log says so', async () => {
  const { shown } = await ask(
    { body: completion({ content: 'It is a bug.' }) },
    {
      inputs: {
        ...STEP,
        prompt: '',
        model: 'gpt-4.1-mini',
        'system-prompt': 'Be brief.',
        temperature: '1.5',
        seed: '8',
        stop: '["DONE"]',
        'max-completion-tokens': '900',
        'response-format': 'text',
        tools: '[{"name":"label"}]',
      },
      files: FILES,
    },
  )
  expect(shown).toMatchSnapshot()
})

test('parameters in the spelling of the API, where most files in the wild have them', async () => {
  const { result, requests, shown } = await ask(
    { body: completion() },
    {
      inputs: { prompt: '', model: '', 'prompt-file': 'a.prompt.yml' },
      files: {
        'a.prompt.yml':
          'model: gpt-4.1-mini\nmodelParameters: { max_tokens: 800, top_p: 0.5 }\nmessages: [{ role: user, content: Hello }]\n',
      },
    },
  )
  expect(result.exitCode).toBe(0)
  expect(requests[0]?.json).toMatchObject({ max_tokens: 800, top_p: 0.5 })
  expect(shown).toMatchSnapshot()
})
