import { completion, startServer } from '../support/inference-server.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

const MESSAGES = [
  { role: 'system', content: 'You describe pictures for {{ who }}.' },
  { role: 'developer', content: 'Answer in one sentence.', name: 'house-style' },
  { role: 'user', content: 'What is the weather in Paris?' },
  {
    role: 'assistant',
    content: null,
    tool_calls: [
      { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"{{ who }}"}' } },
    ],
  },
  { role: 'tool', tool_call_id: 'call_1', content: 'Sunny, 21 °C.' },
  {
    role: 'user',
    content: [
      { type: 'text', text: 'And what is on this picture, {{ who }}?' },
      { type: 'image_url', image_url: { url: 'https://example.com/{{ who }}.png', detail: 'low' } },
    ],
  },
]

test('a whole conversation: every role, tool calls, content parts', async () => {
  await using server = await startServer({ body: completion({ content: 'A cat in the sun.' }) })

  const result = await runAction({
    inputs: {
      endpoint: `${server.url}/v1`,
      token: 'sk-test-0123456789',
      model: 'gpt-4.1-mini',
      messages: JSON.stringify(MESSAGES),
      variables: 'who: Ada',
    },
  })

  expect(view(result, server)).toMatchSnapshot()
})
