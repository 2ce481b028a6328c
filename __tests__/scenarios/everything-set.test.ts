import { completion, startServer } from '../support/inference-server.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

const SCHEMA = `
title: Capital of a country
type: object
properties:
  city: { type: string }
required: [city]
additionalProperties: false
`

const TOOLS = `
- type: function
  function:
    name: find_city
    description: Finds a city.
    parameters:
      type: object
      properties:
        name: { type: string }
      required: [name]
    strict: true
- name: give_up
`

const EVERYTHING = {
  'system-prompt': 'You know geography.',
  prompt: 'What is the capital of France?',
  model: 'openai/gpt-4.1-mini',
  'frequency-penalty': '-0.5',
  'presence-penalty': '1.25',
  'max-tokens': '200',
  modalities: 'text, audio',
  'json-schema': SCHEMA,
  seed: '-42',
  stop: 'END\nSTOP HERE',
  temperature: '0.7',
  'top-p': '0.9',
  'reasoning-effort': 'low',
  verbosity: 'low',
  'service-tier': 'flex',
  'prompt-cache-key': 'docs',
  store: 'true',
  tools: TOOLS,
  'tool-choice': 'auto',
  'extra-body': 'metadata:\n  team: docs\n',
  'custom-headers': 'X-Team: docs\nX-Ratio: 1.10\n',
}

test('every parameter of the documented API arrives under its own name, and nothing else does', async () => {
  await using server = await startServer({ body: completion({ content: '{"city":"Paris"}' }) })

  const result = await runAction({
    inputs: { endpoint: `${server.url}/inference`, 'github-hosts': '127.0.0.1', ...EVERYTHING },
  })

  expect(server.requests[0]?.json).toEqual({
    model: 'openai/gpt-4.1-mini',
    messages: [
      { role: 'system', content: 'You know geography.' },
      { role: 'user', content: 'What is the capital of France?' },
    ],
    frequency_penalty: -0.5,
    presence_penalty: 1.25,
    max_tokens: 200,
    modalities: ['text', 'audio'],
    response_format: {
      type: 'json_schema',
      json_schema: {
        name: 'Capital_of_a_country',
        schema: {
          title: 'Capital of a country',
          type: 'object',
          properties: { city: { type: 'string' } },
          required: ['city'],
          additionalProperties: false,
        },
      },
    },
    seed: -42,
    stop: ['END', 'STOP HERE'],
    stream: false,
    temperature: 0.7,
    tool_choice: 'auto',
    tools: [
      {
        type: 'function',
        function: {
          name: 'find_city',
          description: 'Finds a city.',
          parameters: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
          strict: true,
        },
      },
      { type: 'function', function: { name: 'give_up' } },
    ],
    top_p: 0.9,
    reasoning_effort: 'low',
    verbosity: 'low',
    service_tier: 'flex',
    prompt_cache_key: 'docs',
    store: true,
    metadata: { team: 'docs' },
  })
  expect(view(result, server)).toMatchSnapshot()
})

test('a minimal step leaves no field that its author did not set', async () => {
  await using server = await startServer({ body: completion() })

  const result = await runAction({
    inputs: { endpoint: server.url, model: 'm', prompt: 'Hello' },
  })

  expect(result.exitCode).toBe(0)
  expect(server.requests[0]?.json).toEqual({
    model: 'm',
    messages: [{ role: 'user', content: 'Hello' }],
    stream: false,
  })
  expect(Object.keys(server.requests[0]?.headers ?? {}).sort()).toEqual([
    'accept',
    'connection',
    'content-length',
    'content-type',
    'host',
    'user-agent',
  ])
})

test.each([
  ['json_object', '{"city":"Paris"}'],
  ['text', 'Paris.'],
])('response-format %s is sent as it is', async (format, content) => {
  await using server = await startServer({ body: completion({ content }) })

  const result = await runAction({
    inputs: { endpoint: server.url, model: 'm', prompt: 'Hello', 'response-format': format },
  })

  expect(result.exitCode).toBe(0)
  expect(server.requests[0]?.json).toEqual({
    model: 'm',
    messages: [{ role: 'user', content: 'Hello' }],
    response_format: { type: format },
    stream: false,
  })
})

test('an envelope, a named tool and the newer token limit arrive as they were written', async () => {
  await using server = await startServer({
    body: completion({
      content: null,
      message: { tool_calls: [{ id: 'c1', type: 'function', function: { name: 'look', arguments: '{}' } }] },
      finishReason: 'tool_calls',
    }),
  })

  const result = await runAction({
    inputs: {
      endpoint: server.url,
      model: 'm',
      prompt: 'Hello',
      'json-schema-file': 'schema.json',
      'tools-file': 'tools.yml',
      'tool-choice': 'look',
      'max-completion-tokens': '9',
    },
    files: {
      'schema.json': JSON.stringify({
        name: 'answer',
        description: 'The answer.',
        strict: false,
        schema: { type: 'object' },
      }),
      'tools.yml': '- name: look\n',
    },
  })

  expect(result.exitCode).toBe(0)
  expect(result.outputs['tool-calls']).toBe('[{"id":"c1","name":"look","arguments":{}}]')
  expect(server.requests[0]?.json).toEqual({
    model: 'm',
    messages: [{ role: 'user', content: 'Hello' }],
    max_completion_tokens: 9,
    response_format: {
      type: 'json_schema',
      json_schema: {
        name: 'answer',
        description: 'The answer.',
        strict: false,
        schema: { type: 'object' },
      },
    },
    tools: [{ type: 'function', function: { name: 'look' } }],
    tool_choice: { type: 'function', function: { name: 'look' } },
    stream: false,
  })
})
