import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readDiffInputs } from '../../src/diff/inputs.js'
import { readEnvironment } from '../../src/environment.js'

const folder = mkdtempSync(join(tmpdir(), 'diff-inputs-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

async function read(inputs: Record<string, string>, event: object = {}, env: Record<string, string> = {}) {
  const path = join(folder, 'event.json')
  writeFileSync(path, JSON.stringify(event))
  const given = { 'github-token': 'ghs_0123456789', ...inputs }
  const variables: Record<string, string> = {}
  for (const [name, value] of Object.entries(given)) variables[`INPUT_${name.toUpperCase()}`] = value
  const github = {
    GITHUB_REPOSITORY: 'octocat/hello',
    GITHUB_EVENT_NAME: 'some_event',
    GITHUB_EVENT_PATH: path,
  }
  const { result } = await readDiffInputs(readEnvironment({ ...variables, ...github, ...env }))
  return result.ok ? result.value : result.error.reason
}

test.each<[event: object, number: number]>([
  [{ pull_request: { number: 3 } }, 3],
  [{ issue: { number: 4, pull_request: { url: 'https://api.github.com/x' } }, comment: {} }, 4],
  [{ workflow_run: { pull_requests: [{ number: 5 }] } }, 5],
  [{ check_suite: { pull_requests: [{ number: 6 }, { number: 6 }] } }, 6],
  [
    {
      repository: { id: 1 },
      workflow_run: {
        pull_requests: [
          { number: 9, base: { repo: { id: 2 } } },
          { number: 7, base: { repo: { id: 1 } } },
        ],
      },
    },
    7,
  ],
])('the pull request of %j', async (event, number) => {
  expect(await read({}, event)).toMatchObject({ subject: { kind: 'pull request', number } })
})

test.each<[event: object, name: string, message: RegExp]>([
  [
    { issue: { number: 4 } },
    'issues',
    /this event \(issues\) names none\. Events with one are pull_request,/,
  ],
  [{ workflow_run: { pull_requests: [] } }, 'workflow_run', /leaves it out for pull requests of forks/],
  [
    { check_run: { pull_requests: [{ number: 1 }, { number: 2 }] } },
    'check_run',
    /names 2 pull requests\. Set the/,
  ],
])('no pull request in %j', async (event, name, message) => {
  const problem = await read({}, event, { GITHUB_EVENT_NAME: name })
  expect(problem).toMatch(message)
  expect(typeof problem === 'string' ? problem.length : Infinity).toBeLessThan(300)
})

test('an event that cannot be read is said to be none', async () => {
  expect(await read({}, {}, { GITHUB_EVENT_PATH: join(folder, 'nowhere.json') })).toBe(
    '"pull-request" is not set, and the event file does not exist. Set the number of one.',
  )
})

test('defaults, globs and a number with its sign', async () => {
  expect(
    await read({ 'pull-request': '#12', ignore: '*.sql\n\n !go.sum\n', include: 'src/**' }),
  ).toMatchObject({
    subject: { number: 12 },
    api: { apiUrl: 'https://api.github.com', owner: 'octocat', repo: 'hello' },
    maxBytes: 200_000,
    maxLineBytes: 500,
    include: ['src/**'],
    ignore: ['*.sql', '!go.sum'],
    ignoreDefaults: true,
  })
})

test.each<[inputs: Record<string, string>, env: Record<string, string>, message: string]>([
  [{ base: 'main' }, {}, '"head" must be set where "base" is'],
  [{ base: 'main', head: 'a..b' }, {}, '"head" must be one commit, branch or tag, not "a..b"'],
  [
    { base: 'a', head: 'b', 'pull-request': '1' },
    {},
    '"pull-request" must not be set together with "base" and "head"',
  ],
  [
    { 'pull-request': '1', 'max-bytes': '999' },
    {},
    '"max-bytes" must be an integer from 1000 to 10000000, not "999"',
  ],
  [{ 'pull-request': '1', 'github-token': '' }, {}, '"github-token" must not be empty'],
  [{ 'pull-request': '1', max_bytes: '5000' }, {}, '"max_bytes" isn\'t an input; "max-bytes" is'],
  [
    { 'pull-request': '1' },
    { GITHUB_API_URL: 'http://ghe.example/api/v3' },
    '"github-token" must not be sent to GITHUB_API_URL, which is plain http',
  ],
  [
    { 'pull-request': '1' },
    { GITHUB_API_URL: 'nowhere' },
    '"GITHUB_API_URL" must be the address of GitHub\'s API',
  ],
])('%j %j', async (inputs, env, message) => {
  expect(await read(inputs, {}, env)).toContain(message)
})
