import { completion, startServer } from '../support/inference-server.js'
import { runAction } from '../support/run-action.js'
import { view } from '../support/snapshot-view.js'

const STEP = {
  token: 'sk-test-0123456789',
  model: 'gpt-4.1-mini',
  prompt: 'Write the report.',
  'output-file': 'reports/week/report.md',
}

test('the content is written to a file of the workspace, whose folders are made', async () => {
  await using server = await startServer({ body: completion({ content: '# Report\n\nAll is well.\n' }) })

  const result = await runAction({ inputs: { endpoint: `${server.url}/v1`, ...STEP } })

  expect(view(result, server)).toMatchSnapshot()
})

test('the file is not touched if there is no content', async () => {
  await using server = await startServer({ body: completion({ content: ' \n' }) })

  const result = await runAction({
    inputs: { endpoint: `${server.url}/v1`, ...STEP },
    files: { 'reports/week/report.md': 'Last week.' },
  })

  expect(result.outputs['error-code']).toBe('empty_response')
  expect(result.outputs['response-file']).toBe('')
  // Only made or changed files are listed.
  expect([...result.files.keys()].filter((path) => path.startsWith('workspace/'))).toEqual([])
})

test('a place that cannot be written to is found before anything is billed', async () => {
  await using server = await startServer({ body: completion() })

  const result = await runAction({
    inputs: { endpoint: `${server.url}/v1`, ...STEP },
    files: { reports: 'a file where a folder should be' },
  })

  expect(view(result, server)).toMatchSnapshot()
})
