import { completion, startServer } from '../support/inference-server.js'
import { QUESTION } from '../support/question.js'
import { runAction, type RunOptions } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

/** What cannot be written is found before anything is billed. */
test.each<[what: string, options: RunOptions]>([
  ['output-file is a folder', { inputs: { 'output-file': 'reports' }, files: { 'reports/old.md': '' } }],
  ['GITHUB_OUTPUT is not writable', { runnerFiles: { output: 'unwritable' } }],
  ['RUNNER_TEMP is a file', { runnerFiles: { temp: 'unwritable' } }],
])('%s: nothing is sent', async (_, options) => {
  await using server = await startServer({ body: completion() })

  const result = await runAction({
    ...options,
    inputs: { endpoint: `${server.url}/v1`, ...QUESTION, ...options.inputs },
  })

  expect(result.exitCode).toBe(1)
  expect(view(result, server)).toMatchSnapshot()
})

test('a GITHUB_OUTPUT that is not there yet is made', async () => {
  await using server = await startServer({ body: completion() })

  const result = await runAction({
    inputs: { endpoint: `${server.url}/v1`, ...QUESTION },
    runnerFiles: { output: 'missing' },
  })

  expect(result.exitCode).toBe(0)
  expect(result.outputs['content']).toBe('Paris.')
})
