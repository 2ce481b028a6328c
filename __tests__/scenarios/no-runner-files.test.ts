import { completion, startServer } from '../support/inference-server.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

test('without the files of a runner nothing is written, and the answer is not printed in their place', async () => {
  await using server = await startServer({
    body: completion({ content: 'The answer is a word: xylophone.' }),
  })

  const result = await runAction({
    inputs: {
      endpoint: `${server.url}/v1`,
      token: 'sk-test-0123456789',
      model: 'gpt-4.1-mini',
      prompt: 'Say a word.',
    },
    runnerFiles: { output: 'unset', summary: 'unset' },
  })

  expect(result.exitCode).toBe(0)
  expect(result.stdout + result.stderr).not.toContain('xylophone')
  expect(view(result, server)).toMatchSnapshot()
})
