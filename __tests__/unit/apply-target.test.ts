import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readTarget } from '../../src/apply/read-target.js'
import type { Repository } from '../../src/apply/repository.js'
import { targetFromInputs } from '../../src/apply/target.js'
import { readEnvironment } from '../../src/environment.js'
import { Problems } from '../../src/problems/problems.js'

const folder = mkdtempSync(join(tmpdir(), 'chat-action-target-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

const RUN = {
  event: 'pull_request',
  head_sha: 'abc',
  head_branch: 'fix',
  head_repository: { full_name: 'stranger/fork', owner: { login: 'stranger' } },
  pull_requests: [{ number: 666 }],
}
const HEAD = { sha: 'abc', branch: 'fix', owner: 'stranger', repository: 'stranger/fork' }

async function targetOf(name: string, event: object, input = '', isNeeded = true): Promise<unknown> {
  const path = join(folder, 'event.json')
  writeFileSync(path, JSON.stringify(event))
  const problems = new Problems()
  const environment = readEnvironment({
    GITHUB_EVENT_NAME: name,
    GITHUB_EVENT_PATH: path,
    INPUT_TARGET: input,
  })
  const target = targetFromInputs(environment, isNeeded, problems)
  return target ?? (await problems.text())
}

const number = (of: number, isPullRequest: boolean | undefined): object => ({
  kind: 'number',
  number: of,
  isPullRequest,
})

test.each<[string, object, unknown]>([
  ['issues', { issue: { number: 1 } }, number(1, false)],
  ['issue_comment', { issue: { number: 1 } }, number(1, false)],
  ['issue_comment', { issue: { number: 1, pull_request: {} } }, number(1, true)],
  ['pull_request', { pull_request: { number: 2 } }, number(2, true)],
  ['pull_request_target', { pull_request: { number: 2 } }, number(2, true)],
  ['pull_request_review', { pull_request: { number: 2 }, issue: { number: 3 } }, number(2, true)],
  ['pull_request_review_comment', { pull_request: { number: 2 } }, number(2, true)],
  ['workflow_run', { workflow_run: RUN }, { kind: 'head', head: HEAD }],
  ['workflow_run', { workflow_run: { ...RUN, event: 'push' } }, { kind: 'head', head: undefined }],
])('%s: %j', async (name, event, target) => {
  expect(await targetOf(name, event)).toEqual(target)
})

test.each([
  ['schedule', {}],
  ['push', { issue: { number: 1 } }],
  ['workflow_dispatch', { inputs: { number: '7' } }],
  ['issues', { issue: { number: '1' } }],
  ['issues', { issue: { number: -1 } }],
])('%s has none: %j', async (name, event) => {
  expect(await targetOf(name, event)).toContain(`the event ${name} has no issue`)
})

test.each([
  ['12', number(12, undefined)],
  ['#12', number(12, undefined)],
])('the input %s', async (input, target) => {
  expect(await targetOf('push', {}, input)).toEqual(target)
})

test.each(['0', '-1', 'abc', '1.5', '1/../2', 'triggered', 'octocat/hello-world#1', '99999999999'])(
  'the input %s is none, whether a rule needs it or not',
  async (input) => {
    for (const isNeeded of [true, false])
      expect(await targetOf('issues', { issue: { number: 1 } }, input, isNeeded)).toContain(
        'must be triggering or the number',
      )
  },
)

test('an event that is not there, or is none, is what is wrong', async () => {
  const of = async (variables: NodeJS.ProcessEnv): Promise<string> => {
    const problems = new Problems()
    targetFromInputs(readEnvironment({ GITHUB_EVENT_NAME: 'issues', ...variables }), true, problems)
    return problems.text()
  }
  expect(await of({})).toContain('"target" is "triggering", and this run has no event')
  expect(await of({ GITHUB_EVENT_PATH: join(folder, 'none') })).toContain('and the event file does not exist')
})

describe('the pull request of a workflow run', () => {
  const pull = (of: number, sha: string, full_name: string): object => ({
    number: of,
    head: { sha, repo: { full_name } },
  })

  function repositoryWith(pulls: readonly object[]): Repository {
    const issue = { number: 7, labels: ['a', { name: 'b' }], pull_request: {} }
    return {
      owner: 'octocat',
      repo: 'hello-world',
      host: 'api.github.com',
      octokit: {
        request: (route) =>
          Promise.resolve({
            ok: true,
            value: { status: 200, headers: {}, data: route.endsWith('/pulls') ? pulls : issue },
          }),
        graphql: () => Promise.reject(new Error('Nobody asks')),
        requests: 0,
        close: () => undefined,
      },
    }
  }

  test('is the one with its commit, of its repository', async () => {
    const pulls = [
      pull(5, 'old', 'stranger/fork'),
      pull(6, 'abc', 'other/fork'),
      pull(7, 'abc', 'stranger/fork'),
    ]
    const found = await readTarget(repositoryWith(pulls), { kind: 'head', head: HEAD })
    expect(found).toEqual({ ok: true, value: { number: 7, isPullRequest: true, labels: ['a', 'b'] } })
  })

  test('is gone after a push', async () => {
    const found = await readTarget(repositoryWith([pull(5, 'new', 'stranger/fork')]), {
      kind: 'head',
      head: HEAD,
    })
    expect(JSON.stringify(found)).toContain('no open pull request')
  })

  test('is not guessed', async () => {
    const two = [pull(5, 'abc', 'stranger/fork'), pull(6, 'abc', 'stranger/fork')]
    const several = await readTarget(repositoryWith(two), { kind: 'head', head: HEAD })
    expect(several).toMatchObject({ ok: false, error: { code: 'target_not_found' } })
    const none = await readTarget(repositoryWith(two), { kind: 'head', head: undefined })
    expect(none).toMatchObject({ ok: false, error: { code: 'target_not_found' } })
  })
})
