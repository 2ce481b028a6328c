import {
  createOctokit,
  type GitHubIo,
  type GitHubTarget,
  type RequestNeed,
} from '../../src/github/octokit.js'
import { USER_AGENT } from '../../src/product.js'
import {
  cutConnection,
  githubError,
  notAccessible,
  primaryLimit,
  secondaryLimit,
  startGitHub,
  type Routes,
} from '../support/github-server.js'

const NEED = {
  what: 'pull request 12',
  permission: 'pull-requests: read',
  check: 'Check the number in "pull-request".',
}
const PULL = 'GET /repos/{owner}/{repo}/pulls/{pull_number}' as const
const COMMENT = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments' as const

/** One request against a GitHub of these routes. */
async function asked(
  routes: Routes,
  {
    route = PULL,
    parameters = { owner: 'octocat', repo: 'hello', pull_number: 12 },
    need = NEED,
    target = {},
    signal = new AbortController().signal,
  }: {
    route?: typeof PULL | typeof COMMENT
    parameters?: Record<string, unknown>
    need?: RequestNeed
    target?: Partial<GitHubTarget>
    signal?: AbortSignal
  } = {},
) {
  await using server = await startGitHub(routes)
  const waits: number[] = []
  const onRetry: GitHubIo['onRetry'] = ({ waitMs }) => waits.push(waitMs)
  const octokit = createOctokit(
    {
      apiUrl: server.url,
      token: 'ghs_0123456789',
      proxyVariables: {},
      maxRetries: 2,
      timeoutMs: 60_000,
      ...target,
    },
    { signal, onRetry },
  )
  const answer = await octokit.request(route, parameters, need)
  octokit.close()
  return { answer, requests: server.requests, waits }
}

test('sends the documented headers and returns the parsed body', async () => {
  const { answer, requests } = await asked({ [PULL]: { body: '{"number":12,"id":9007199254740993}' } })
  expect(answer).toMatchObject({ ok: true, value: { status: 200, data: { number: 12 } } })
  expect(requests).toHaveLength(1)
  expect(requests[0]).toMatchObject({
    method: 'GET',
    path: '/repos/octocat/hello/pulls/12',
    body: '',
    headers: {
      accept: 'application/vnd.github+json',
      authorization: 'token ghs_0123456789',
      'user-agent': USER_AGENT,
      'x-github-api-version': '2022-11-28',
    },
  })
})

test('writes query, body and what a path cannot hold', async () => {
  const comment = { owner: 'octocat', repo: 'hello', issue_number: 1, body: '<b>“hi”</b>\n' }
  const { requests } = await asked(
    { [COMMENT]: { status: 201, body: { id: 1 } } },
    { route: COMMENT, parameters: comment },
  )
  expect(requests[0]?.json).toEqual({ body: '<b>“hi”</b>\n' })
  expect(requests[0]?.headers['content-type']).toMatch(/^application\/json/)
})

test.each([
  [
    '401',
    githubError(401, 'Bad credentials'),
    'unauthorized',
    /answered 401 for pull request 12: Bad credentials\. Check "github-token"/,
  ],
  ['403', notAccessible(), 'permission_denied', /give the job "permissions: pull-requests: read"/],
  [
    '404',
    githubError(404, 'Not Found'),
    'target_not_found',
    /Check the number in "pull-request".*"permissions: pull-requests: read"/,
  ],
  [
    '301',
    { status: 301, headers: { Location: 'https://api.github.com/repositories/1' } },
    'target_not_found',
    /has moved/,
  ],
  [
    '422',
    githubError(422, 'Validation Failed', {}, { errors: [{ field: 'head', code: 'invalid' }] }),
    'request_rejected',
    /Validation Failed/,
  ],
  ['a page', { body: '<html>Welcome</html>' }, 'invalid_response', /not as GitHub's API does/],
  [
    'a body without end',
    { headers: { 'Content-Length': '20000000' }, body: '{' },
    'invalid_response',
    /larger than 16 MiB, .*GITHUB_API_URL is the address of the API/,
  ],
])('%s is said and not tried again', async (_, reply, code, message) => {
  const { answer, requests } = await asked({ [PULL]: reply })
  expect(answer).toMatchObject({ ok: false, error: { code } })
  if (!answer.ok) expect(`${answer.error.reason} ${answer.error.remedy}`).toMatch(message)
  expect(requests).toHaveLength(1)
})

test('a server error and a cut connection are tried again', async () => {
  const { answer, requests, waits } = await asked({
    [PULL]: [cutConnection, { status: 502, headers: { 'Retry-After': '1' } }, { body: {} }],
  })
  expect(answer.ok).toBe(true)
  expect({ requests: requests.length, waits: waits.length }).toEqual({ requests: 3, waits: 2 })
})

test('limits are waited for as long as GitHub says', async () => {
  const { waits } = await asked({ [PULL]: [secondaryLimit(0), { body: {} }] })
  expect(waits).toEqual([0])
  const primary = await asked({ [PULL]: primaryLimit(900) })
  expect(primary.requests).toHaveLength(1)
  expect(primary.answer).toMatchObject({ error: { code: 'rate_limited', status: 403 } })
  if (!primary.answer.ok) expect(primary.answer.error.reason).toMatch(/asks to wait 15 min.*left/)
  const secondary = await asked({ [PULL]: secondaryLimit() }, { target: { timeoutMs: 50_000 } })
  if (!secondary.answer.ok) expect(secondary.answer.error.reason).toMatch(/asks to wait 1 min before/)
})

test('a POST that may have arrived is not sent again, unless it may be', async () => {
  const parameters = { owner: 'octocat', repo: 'hello', issue_number: 1, body: 'hi' }
  for (const reply of [cutConnection, { status: 502 }]) {
    const { answer, requests } = await asked({ [COMMENT]: reply }, { route: COMMENT, parameters })
    expect({ ok: answer.ok, requests: requests.length }).toEqual({ ok: false, requests: 1 })
  }
  const refused = await asked(
    { [COMMENT]: [secondaryLimit(0), { status: 201, body: {} }] },
    { route: COMMENT, parameters },
  )
  expect({ ok: refused.answer.ok, requests: refused.requests.length }).toEqual({ ok: true, requests: 2 })
  const need = { ...NEED, repeatable: true }
  const again = await asked(
    { [COMMENT]: [cutConnection, { status: 201, body: {} }] },
    { route: COMMENT, parameters, need },
  )
  expect({ ok: again.answer.ok, requests: again.requests.length }).toEqual({ ok: true, requests: 2 })
})

test('time that is up and a cancelled step end it', async () => {
  const never = { raw: () => undefined }
  const late = await asked({ [PULL]: never }, { target: { timeoutMs: 50 } })
  expect(late.answer).toMatchObject({ error: { code: 'timeout' } })
  const cancel = new AbortController()
  const hang = {
    raw: () => {
      cancel.abort()
    },
  }
  const cancelled = await asked({ [PULL]: hang }, { signal: cancel.signal })
  expect(cancelled.answer).toMatchObject({ error: { code: 'cancelled', remedy: 'Run the step again.' } })
})

test('GraphQL of GitHub Enterprise Server is beside REST', async () => {
  await using server = await startGitHub({
    'POST /api/graphql': [
      { body: { data: { viewer: { login: 'octocat' } } } },
      { body: { errors: [{ type: 'RATE_LIMITED' }] }, headers: { 'X-RateLimit-Remaining': '0' } },
    ],
  })
  const octokit = createOctokit(
    {
      apiUrl: `${server.url}/api/v3`,
      token: 'ghs_0123456789',
      proxyVariables: {},
      maxRetries: 0,
      timeoutMs: 60_000,
    },
    { signal: new AbortController().signal, onRetry: () => undefined },
  )
  expect(await octokit.graphql('{ viewer { login } }', NEED)).toEqual({
    ok: true,
    value: { viewer: { login: 'octocat' } },
  })
  const usedUp = await octokit.graphql('{ viewer { login } }', NEED)
  expect(usedUp).toMatchObject({ ok: false, error: { code: 'rate_limited', status: 200 } })
  octokit.close()
})
