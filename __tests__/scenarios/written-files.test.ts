import { completion } from '../support/inference-server.js'
import { ask, type ScenarioOptions } from '../support/scenario.js'

const OK = { body: completion() }
const REPORT = { inputs: { 'output-file': 'reports/week/report.md' } }

test('the content is written to a file of the workspace, whose folders are made', async () => {
  const { shown } = await ask({ body: completion({ content: '# Report\n\nAll is well.\n' }) }, REPORT)
  expect(shown).toMatchSnapshot()
})

test('the file is not touched if there is no content', async () => {
  const { result } = await ask(
    { body: completion({ content: ' \n' }) },
    { ...REPORT, files: { 'reports/week/report.md': 'Last week.' } },
  )
  expect(result.outputs['error-code']).toBe('empty_response')
  expect(result.outputs['response-file']).toBe('')
  // Only made or changed files are listed.
  expect([...result.files.keys()].filter((path) => path.startsWith('workspace/'))).toEqual([])
})

/** What cannot be written is found before anything is billed. */
test.each<[what: string, options: ScenarioOptions]>([
  ['a folder of the path is a file', { ...REPORT, files: { reports: 'a file where a folder should be' } }],
  ['output-file is a folder', { inputs: { 'output-file': 'reports' }, files: { 'reports/old.md': '' } }],
  ['output-file names a folder', { inputs: { 'output-file': 'reports/' } }],
  ['output-file is inside of .git', { inputs: { 'output-file': '.git/hooks/pre-commit' } }],
  ['output-file is a device', { inputs: { 'output-file': '/dev/stdout' } }],
  ['GITHUB_OUTPUT is not writable', { runnerFiles: { output: 'unwritable' } }],
  ['RUNNER_TEMP is a file', { runnerFiles: { temp: 'unwritable' } }],
])('%s: nothing is sent', async (_what, options) => {
  const { result, requests, shown } = await ask(OK, options)
  expect(result.exitCode).toBe(1)
  expect(requests).toEqual([])
  expect(shown).toMatchSnapshot()
})

test.each(['output', 'summary'] as const)(
  'a runner file (%s) that is not there yet is made',
  async (file) => {
    const { result, shown } = await ask(OK, { runnerFiles: { [file]: 'missing' } })
    expect(result.exitCode).toBe(0)
    expect(result.outputs['content']).toBe('Paris.')
    expect(shown).toBe('nothing differs from the plain run')
  },
)

test('without the files of a runner nothing is written, and the answer is not printed in their place', async () => {
  const { result, shown } = await ask(
    { body: completion({ content: 'The answer is a word: xylophone.' }) },
    { runnerFiles: { output: 'unset', summary: 'unset' } },
  )
  expect(result.exitCode).toBe(0)
  expect(result.stdout + result.stderr).not.toContain('xylophone')
  expect(shown).toMatchSnapshot()
})

test('summary: false writes no summary, and all else', async () => {
  const { result, shown } = await ask(OK, { inputs: { summary: 'false' } })
  expect(result.summary).toBe('')
  expect(shown).toMatchSnapshot()
})
