import { completion, startServer } from '../support/inference-server.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('the old names of actions/ai-inference mean what they meant', async () => {
  await using server = await startServer({ body: completion() })

  const result = await runAction({
    inputs: {
      endpoint: `${server.url}/v1`,
      token: 'sk-test-0123456789',
      model: 'gpt-4.1-mini',
      prompt: '{{ greeting }}, {{ name }}: {{ notes }}',
      input: 'greeting: Hello\nname: overridden\n',
      file_input: 'name: name.txt\nnotes: notes.txt\n',
    },
    files: { 'name.txt': 'Ada', 'notes.txt': 'first\nsecond\n' },
  })

  expect(view(result, server)).toMatchSnapshot()
})
