import { completion, startServer } from '../support/inference-server.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('prompts from text files, with variables from text files, taken as they are', async () => {
  await using server = await startServer({ body: completion({ content: 'Two files changed.' }) })

  const result = await runAction({
    inputs: {
      endpoint: `${server.url}/v1`,
      token: 'sk-test-0123456789',
      model: 'gpt-4.1-mini',
      prompt: 'This is ignored.',
      'prompt-file': 'prompts/summary.md',
      'system-prompt-file': 'prompts/system.md',
      variables: 'version: 1.10\nlabels: [bug, docs]\nnobody:\n',
      'file-variables': 'diff: changes.diff',
    },
    files: {
      'prompts/summary.md':
        '\ufeffSummarise {{version}}{{ nobody }} for {{ labels }}:\r\n\r\n{{ diff }}\r\n\r\n${{ not.ours }}\n',
      'prompts/system.md': 'You write release notes.\n',
      'changes.diff': '-a: {{ version }}\n+b: $& $1\n',
    },
  })

  expect(view(result, server)).toMatchSnapshot()
})
