import {
  cutConnection,
  githubError,
  type GitHubRequest,
  notAccessible,
  type Routes,
  secondaryLimit,
  startGitHub,
} from '../support/github-server.js'
import { openapiProblems } from '../support/github-openapi.js'
import type { InferenceServer, Reply } from '../support/inference-server.js'
import { runAction, type RunResult } from '../support/run-action.js'
import { runSource } from '../support/run-row.js'

const REPO = '/repos/{owner}/{repo}'
const ISSUE = `${REPO}/issues/{issue_number}`
const PULL = `${REPO}/pulls/{pull_number}`
const BOT = { login: 'github-actions[bot]' }
const MARKER = '<!-- chat-completion-action:triage -->'
const EVENT = { issue: { number: 7 } }

const RULES = `
labels:
  from: [/kind, /areas]
  allow: [bug, feature, area/*]
  one-of: [[bug, feature]]
comment:
  when: /needs-reply
  update: triage
  text: |
    Thanks, @octocat!

    {{ /reply }}
`
const ANSWER = {
  kind: 'bug',
  areas: ['AREA/ui'],
  'needs-reply': true,
  reply: 'See @hubot and <b>fixes #1</b>.',
}

interface Comment {
  readonly id: number
  body: string
  readonly user: object
}

/** An issue of a repository that keeps what is written to it. */
function hub(overrides: Routes = {}, comments: Comment[] = []): Routes {
  const labels = ['feature', 'old']
  return {
    [`GET ${ISSUE}`]: () => ({
      body: {
        number: 7,
        locked: false,
        labels: labels.map((name) => ({ name })),
        user: { login: 'octocat' },
      },
    }),
    [`GET ${REPO}/labels`]: { body: ['Bug', 'feature', 'old', 'area/UI'].map((name) => ({ name })) },
    [`GET ${ISSUE}/comments`]: () => ({ body: comments }),
    'POST /graphql': { body: { data: { viewer: BOT } } },
    [`POST ${ISSUE}/labels`]: { body: [] },
    [`DELETE ${ISSUE}/labels/{name}`]: { body: [] },
    [`POST ${ISSUE}/comments`]: ({ json }: GitHubRequest) => {
      comments.push({ id: 40 + comments.length, body: bodyIn(json), user: BOT })
      return {
        status: 201,
        body: { id: 40, html_url: 'https://github.com/octocat/hello-world/issues/7#issuecomment-40' },
      }
    },
    [`PATCH ${REPO}/issues/comments/{comment_id}`]: ({ params, json }: GitHubRequest) => {
      const found = comments.find(({ id }) => String(id) === params['comment_id'])
      if (found !== undefined) found.body = bodyIn(json)
      return { body: { id: found?.id, html_url: 'https://github.com/x' } }
    },
    ...overrides,
  }
}

function bodyIn(json: unknown): string {
  return typeof json === 'object' && json !== null && 'body' in json ? String(json.body) : ''
}

async function apply(
  server: InferenceServer,
  inputs: Readonly<Record<string, string>> = {},
  more: Parameters<typeof runAction>[0] = {},
  run: typeof runSource = runAction,
): Promise<RunResult> {
  return run({
    door: 'apply',
    event: EVENT,
    ...more,
    inputs: { json: JSON.stringify(ANSWER), rules: RULES, ...inputs },
    env: { GITHUB_EVENT_NAME: 'issues', GITHUB_API_URL: server.url, ...more.env },
  })
}

/** Method and path of all that arrived, each checked against GitHub's own description. */
function arrived({ requests }: InferenceServer): string[] {
  expect(requests.filter(({ path }) => path !== '/graphql').flatMap(openapiProblems)).toEqual([])
  return requests.map(
    ({ method, path }) => `${method} ${path.replace('/repos/octocat/hello-world', '').replace(/\?.*/, '')}`,
  )
}

const writesIn = (server: InferenceServer): string[] =>
  arrived(server).filter((line) => !line.startsWith('GET ') && line !== 'POST /graphql')

test('labels and a comment; a second run writes nothing new', async () => {
  const comments: Comment[] = [{ id: 1, body: `${MARKER}\nI am the bot, too`, user: { login: 'stranger' } }]
  await using server = await startGitHub(hub({}, comments))
  const first = await apply(server)
  expect(first.stdout).not.toMatch(/::(?:error|warning)/)
  expect(first.exitCode).toBe(0)
  expect(writesIn(server)).toEqual([
    'POST /issues/7/labels',
    'DELETE /issues/7/labels/feature',
    'POST /issues/7/comments',
  ])
  expect(server.requests.find(({ path }) => path.endsWith('/labels'))?.json).toEqual({
    labels: ['Bug', 'area/UI'],
  })
  expect(comments.map(({ body }) => body)).toEqual([
    `${MARKER}\nI am the bot, too`,
    [
      MARKER,
      'Thanks, @octocat!\n\nSee `@hubot` and &lt;b>`fixes #1`&lt;/b>.\n',
      '*Written by a language model in [this run](https://github.com/octocat/hello-world/actions/runs/1234567890).*',
    ].join('\n'),
  ])
  expect(Object.keys(first.outputs)).toEqual(first.declaredOutputs)
  expect(first.outputs).toMatchObject({
    applied: JSON.stringify([
      { rule: 'labels', action: 'add', id: null, url: null },
      { rule: 'labels', action: 'remove', id: null, url: null },
      {
        rule: 'comment',
        action: 'create',
        id: 40,
        url: 'https://github.com/octocat/hello-world/issues/7#issuecomment-40',
      },
    ]),
    'comment-id': '40',
    'labels-added': '["Bug","area/UI"]',
    'labels-removed': '["feature"]',
    skipped: '[]',
    outcome: 'success',
    'error-code': '',
  })
  expect(first.summary).toContain('| comment | create | done')
  expect(first.stdout + first.summary).not.toContain('hubot')

  const second = await apply(server, {}, { env: { GITHUB_RUN_ID: '2' } })
  expect(second.outputs['comment-id']).toBe('41')
  expect(writesIn(server).at(-1)).toBe('PATCH /issues/comments/41')
  expect(comments).toHaveLength(2)
  expect(comments[0]?.body).toContain('I am the bot, too')
})

// Of ten values the last two break their rules: one is no allowed label, one is not there.
test('the last value of ten breaks its rule: no request but GET, and the value is nowhere', async () => {
  const comment = Array.from({ length: 9 }, (_, i) => `{{ /v/${String(i)} }}`).join('\n\n')
  const rules = `labels: { from: /labels, allow: [bug] }\ncomment: { text: ${JSON.stringify(comment)} }`
  const json = JSON.stringify({
    v: Array.from({ length: 8 }, () => 'Good.'),
    labels: ['evil'],
  })
  await using server = await startGitHub(hub())
  const broken = await apply(server, { json, rules })
  expect(broken.exitCode).toBe(1)
  expect(broken.outputs).toMatchObject({ 'error-code': 'not_allowed', applied: '[]', planned: '[]' })
  expect(broken.outputs['error-message']).toContain('/labels/0')
  expect(broken.outputs['error-message']).toContain('/v/8')
  expect(broken.stdout + broken.summary + JSON.stringify(broken.outputs)).not.toContain('evil')
  expect(broken.commands.filter(({ name }) => name === 'error')).toHaveLength(1)
  const unknown = await apply(server, { json: JSON.stringify({ ...ANSWER, areas: ['area/evil'] }) })
  expect(unknown.outputs['error-code']).toBe('not_allowed')
  expect(arrived(server).filter((line) => !line.startsWith('GET '))).toEqual([])
})

test('a dry run shows all and writes nothing', async () => {
  await using server = await startGitHub(hub())
  const result = await apply(server, { 'dry-run': 'true' })
  expect(result.exitCode).toBe(0)
  expect(writesIn(server)).toEqual([])
  expect(result.outputs).toMatchObject({ applied: '[]', 'comment-id': '', 'labels-added': '[]' })
  expect(JSON.parse(result.outputs['planned'] ?? '')).toHaveLength(3)
  expect(result.summary).toContain('## Plan of a dry run')
  expect(result.summary).toContain('See `@hubot`')
})

test('all that is wrong with the inputs is one error, before any request', async () => {
  await using server = await startGitHub(hub())
  const result = await apply(
    server,
    {
      rules: 'coment: {}\nlabels: { from: kind, allow: [a] }',
      target: 'abc',
      json: '',
      'dry-run': 'perhaps',
    },
    {},
  )
  expect(result.exitCode).toBe(1)
  expect(result.outputs['error-code']).toBe('invalid_input')
  for (const text of [
    'Is "comment" meant?',
    'labels.from',
    '"dry-run" must be true or false',
    '"json" is required',
  ])
    expect(result.outputs['error-message']).toContain(text)
  for (const json of ['Sure! {"kind": "bug"}', `${'['.repeat(20_000)}${']'.repeat(20_000)}`])
    expect((await apply(server, { json })).outputs['error-code']).toBe('invalid_json')
  expect(server.requests).toEqual([])
})

test('a scheduled report is one issue, whose text comes from a file', async () => {
  const body = '<!-- chat-completion-action:weekly -->\nOld'
  const issues = [
    { number: 3, labels: [], body, user: { login: 'stranger' } },
    { number: 4, labels: [], body, user: BOT },
  ]
  await using server = await startGitHub(
    hub({
      [`GET ${REPO}/issues`]: { body: issues },
      [`PATCH ${ISSUE}`]: {
        body: { number: 4, html_url: 'https://github.com/octocat/hello-world/issues/4' },
      },
    }),
  )
  const inputs = {
    json: '',
    'text-file': 'report.md',
    rules: '',
    'rules-file': 'rules.yml',
  }
  const result = await apply(server, inputs, {
    env: { GITHUB_EVENT_NAME: 'schedule' },
    files: {
      'report.md': '# Done\n\nNothing, @octocat.\n',
      'rules.yml': 'issue:\n  title: Weekly report\n  update: weekly\n',
    },
  })
  expect(result.outputs).toMatchObject({ outcome: 'success', 'issue-number': '4' })
  expect(writesIn(server)).toEqual(['PATCH /issues/4'])
  expect(server.requests.at(-1)?.json).toEqual({
    title: 'Weekly report',
    body: '<!-- chat-completion-action:weekly -->\n### Done\n\nNothing, `@octocat`.',
  })
})

test('a second passes between writes that notify, in the order of the rules', async () => {
  const times: number[] = []
  const written = (): Reply => {
    times.push(performance.now())
    return { status: 201, body: { id: 1, number: 8, html_url: 'https://github.com/x' } }
  }
  const routes = { [`POST ${REPO}/issues`]: written, [`POST ${ISSUE}/comments`]: written }
  await using server = await startGitHub(hub(routes))
  const rules = 'comment: {}\nissue: { title: "{{ text }}" }\nlabels: { from: /kind, allow: [bug] }'
  const result = await apply(server, { rules, text: 'A *text*' }, {}, runSource)
  expect(writesIn(server)).toEqual(['POST /issues/7/labels', 'POST /issues', 'POST /issues/7/comments'])
  expect(result.outputs).toMatchObject({ outcome: 'success', 'issue-number': '8', 'comment-id': '1' })
  const [first = 0, second = 0] = times
  expect(second - first).toBeGreaterThanOrEqual(990)
})

test('a review of 3,000 files takes at most 35 GETs, and the pull request comes by its head', async () => {
  const head = { sha: 'a'.repeat(40), repo: { full_name: 'stranger/hello-world' } }
  await using server = await startGitHub(
    hub({
      [`GET ${ISSUE}`]: { body: { number: 7, locked: false, labels: [], pull_request: {} } },
      [`GET ${REPO}/pulls`]: {
        body: [
          { number: 6, head: { ...head, sha: 'b' } },
          { number: 7, head },
        ],
      },
      [`GET ${PULL}`]: { body: { number: 7, head } },
      [`GET ${PULL}/files`]: ({ query }: GitHubRequest) => ({
        body: Array.from({ length: 100 }, (_, i) => ({
          filename: `${query.get('page') ?? ''}/${String(i)}.ts`,
          patch: '@@ -1 +1 @@\n-a\n+b',
        })).slice(0, query.get('page') === '31' ? 0 : 100),
      }),
      [`GET ${PULL}/comments`]: { body: [] },
      [`GET ${PULL}/reviews`]: { body: [] },
      [`POST ${PULL}/reviews`]: { body: { id: 9, html_url: 'https://github.com/x' } },
    }),
  )
  const findings = [
    { path: '30/99.ts', line: 1, body: 'Hm.' },
    { path: 'gone.ts', line: 1, body: 'Who?' },
  ]
  const workflow_run = {
    event: 'pull_request',
    head_sha: head.sha,
    head_branch: 'main',
    head_repository: { full_name: 'stranger/hello-world', owner: { login: 'stranger' } },
    pull_requests: [{ number: 666 }],
  }
  const result = await apply(
    server,
    { json: JSON.stringify({ findings }), rules: 'review: { findings: /findings }' },
    { event: { workflow_run }, env: { GITHUB_EVENT_NAME: 'workflow_run' } },
  )
  expect(result.stdout).not.toContain('::error')
  expect(result.outputs['review-id']).toBe('9')
  expect(writesIn(server)).toEqual(['POST /pulls/7/reviews'])
  expect(arrived(server).filter((line) => line.startsWith('GET ')).length).toBeLessThanOrEqual(35)
  expect(server.requests.at(-1)?.json).toMatchObject({
    commit_id: head.sha,
    event: 'COMMENT',
    comments: [{ path: '30/99.ts', line: 1, side: 'RIGHT', body: 'Hm.' }],
  })
})

describe('what GitHub may answer', () => {
  const locked = { body: { number: 7, locked: true, labels: [] } }
  const ofFork = { body: { number: 7, locked: false, labels: [], pull_request: {} } }

  test.each<[name: string, routes: Routes, code: string, message: string, writes: number]>([
    ['404 for the target', { [`GET ${ISSUE}`]: githubError(404, 'Not Found') }, 'target_not_found', '"target"', 0],
    ['410: it has been deleted', { [`GET ${ISSUE}`]: githubError(410, 'This issue was deleted') }, '', '', 0],
    ['301: it has moved', { [`GET ${ISSUE}`]: githubError(301, 'Moved Permanently') }, '', '', 0],
    ['it is locked', { [`GET ${ISSUE}`]: locked }, '', '', 0],
    ['403 of a token that may not', { [`POST ${ISSUE}/labels`]: notAccessible() }, 'permission_denied', 'permissions: issues: write', 1],
    ['403 of a run for a fork', { [`GET ${ISSUE}`]: ofFork, [`POST ${ISSUE}/labels`]: notAccessible() }, 'permission_denied', 'use workflow_run', 1],
    ['422 for the comment', { [`POST ${ISSUE}/comments`]: githubError(422, 'Validation Failed') }, 'write_failed', 'Validation Failed', 3],
    ['locked meanwhile', { [`POST ${ISSUE}/comments`]: githubError(403, 'Unable to create comment because issue is locked.') }, 'write_failed', 'is locked', 3],
    // What is done twice without harm is tried once more over a new connection.
    ['a cut connection after the first write', { [`DELETE ${ISSUE}/labels/{name}`]: cutConnection, [`POST ${ISSUE}/labels`]: { body: [] } }, 'network_error', '1 of 3 writes', 3],
    ['a secondary limit that ends too late', { [`POST ${ISSUE}/labels`]: secondaryLimit(900) }, 'rate_limited', 'secondary rate limit', 1],
  ])('%s', async (_name, routes, code, message, writes) => {
    await using server = await startGitHub(hub(routes))
    const result = await apply(server, { 'max-retries': '0' }, {}, runSource)
    expect(result.outputs).toMatchObject({ 'error-code': code, outcome: code === '' ? 'success' : 'failure' })
    expect(result.outputs['error-message']).toContain(message)
    if (code === '') expect(result.summary).toContain('## Nothing to apply')
    expect(writesIn(server)).toHaveLength(writes)
    const annotations = result.commands.filter(({ name }) => name === 'error' || name === 'warning')
    expect(annotations.map(({ name }) => name)).toEqual([code === '' ? 'warning' : 'error'])
    expect(result.exitCode).toBe(code === '' ? 0 : 1)
  }) // prettier-ignore

  const READS = [`GET ${ISSUE}`, `GET ${REPO}/labels`, `GET ${ISSUE}/comments`]
  const WRITES = [`POST ${ISSUE}/labels`, `DELETE ${ISSUE}/labels/{name}`, `POST ${ISSUE}/comments`]
  const ANSWERS: readonly [status: number, ofRead: string, ofWrite: string][] = [
    [401, 'unauthorized', 'unauthorized'],
    [403, 'permission_denied', 'permission_denied'],
    [404, 'target_not_found', 'write_failed'],
    [422, 'request_rejected', 'write_failed'],
    [429, 'rate_limited', 'rate_limited'],
    [500, 'provider_error', 'provider_error'],
    [200, 'invalid_response', 'write_failed'],
  ]

  test.each([...READS, ...WRITES])(
    'every status for %s is one error, after which nothing is written',
    async (route) => {
      const before = WRITES.indexOf(route)
      for (const [status, ofRead, ofWrite] of ANSWERS) {
        const reply = { ...githubError(status, 'So it is.'), ...(status === 200 ? { body: '<html>' } : {}) }
        await using server = await startGitHub(hub({ [route]: reply }))
        const result = await apply(server, { 'max-retries': '0' }, {}, runSource)
        // A label that somebody else has taken off is off.
        const isDone = status === 404 && route.startsWith('DELETE')
        expect([route, status, result.outputs['error-code']]).toEqual([
          route,
          status,
          isDone ? '' : before < 0 ? ofRead : ofWrite,
        ])
        expect(result.commands.filter(({ name }) => name === 'error')).toHaveLength(isDone ? 0 : 1)
        expect(writesIn(server)).toHaveLength(isDone ? 3 : before + 1)
        expect(JSON.parse(result.outputs['applied'] ?? '')).toHaveLength(isDone ? 3 : Math.max(0, before))
        expect(result.outputs['error-message']?.length).toBeLessThan(300)
      }
    },
  )

  test('a comment whose answer is lost is not sent again; a second run edits it', async () => {
    const comments: Comment[] = []
    const lost: Reply = cutConnection
    await using server = await startGitHub(
      hub(
        {
          [`POST ${ISSUE}/comments`]: ({ json }: GitHubRequest) => {
            comments.push({ id: 41, body: bodyIn(json), user: BOT })
            return lost
          },
        },
        comments,
      ),
    )
    const first = await apply(server)
    expect(first.outputs).toMatchObject({
      'error-code': 'network_error',
      'labels-added': '["Bug","area/UI"]',
    })
    expect(first.summary).toContain('Applied in part')
    const second = await apply(server)
    expect(second.outputs['outcome']).toBe('success')
    expect(comments).toHaveLength(1)
  })
})
