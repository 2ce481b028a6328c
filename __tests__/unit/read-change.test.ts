import { type Change, readChange } from '../../src/diff/read-change.js'
import { diffOf } from '../../src/diff/run.js'
import type { DiffInputs } from '../../src/diff/inputs.js'
import type { Result } from '../../src/failure.js'
import { createOctokit } from '../../src/github/octokit.js'
import { diffInputs } from '../support/generated-change.js'
import {
  githubError,
  notAccessible,
  notFound,
  primaryLimit,
  type Routes,
  startGitHub,
} from '../support/github-server.js'
import { changedFile, pullRoutes, rowOf } from '../support/pull-request.js'

const REPO = '/repos/octocat/hello-world'
const PULL = `GET ${REPO}/pulls/12`
const ATTRIBUTES = `GET ${REPO}/contents/.gitattributes`
const COMPARE = `GET ${REPO}/compare/{basehead}`
const COMPARISON: Partial<DiffInputs> = { subject: { kind: 'comparison', base: 'v1', head: 'main' } }

async function read(routes: Routes, more: Partial<DiffInputs> = {}) {
  await using server = await startGitHub(routes)
  const target = { apiUrl: server.url, token: 'ghs_0123456789', owner: 'octocat', repo: 'hello-world' }
  const inputs = diffInputs({ ...more, api: target })
  const io = { signal: new AbortController().signal, onRetry: () => undefined }
  const octokit = createOctokit({ ...target, proxyVariables: {}, maxRetries: 0, timeoutMs: 60_000 }, io)
  const change = await readChange(inputs, octokit)
  octokit.close()
  return { change, inputs, paths: server.requests.map(({ path }) => path) }
}

function whole(change: Result<Change>): Change {
  if (!change.ok) throw new Error(change.error.reason)
  return change.value
}

function compared(files: readonly object[] | undefined, more: object = {}) {
  const commit = { sha: 'c'.repeat(40) }
  return {
    body: { base_commit: commit, merge_base_commit: commit, ahead_by: 0, commits: [], files, ...more },
  }
}

const files = [changedFile('src/a.ts', 1)]

test.each([
  ['of no right', notAccessible()],
  ['of a failure', githubError(502, 'Bad Gateway')],
  ['that is too large for this', { body: { type: 'file', encoding: 'none', content: '' } }],
  ['that is a folder', { body: [] }],
])('.gitattributes %s is empty', async (_, reply) => {
  const { change } = await read({ ...pullRoutes({ files }), [ATTRIBUTES]: reply })
  expect(whole(change)).toMatchObject({ attributes: '', files: [{ path: 'src/a.ts' }] })
})

test('.gitattributes has no byte order mark, and is not asked for without defaults', async () => {
  const routes = pullRoutes({ files, attributes: '\ufeffsrc/* -diff\n' })
  expect(whole((await read(routes)).change).attributes).toBe('src/* -diff\n')
  const { change, paths } = await read(routes, { ignoreDefaults: false })
  expect(whole(change).attributes).toBeUndefined()
  expect(paths).toHaveLength(2)
})

test('300 files of a comparison may not be all, and nobody says that they are', async () => {
  const rows = Array.from({ length: 300 }, (_, index) => rowOf(changedFile(`src/f${String(index)}.ts`, 1)))
  const { change, inputs } = await read({ [COMPARE]: compared(rows) }, COMPARISON)
  const diff = diffOf(whole(change), inputs, { text: (text) => text })
  expect(diff).toMatchObject({ complete: false, leftOut: 0, total: 300, headSha: 'c'.repeat(40) })
  expect(diff.warnings).toEqual([
    'GitHub lists no more than 300 files of a comparison: further ones may be missing in the text.',
  ])
  expect(diff.text).toContain("\n[… further files may be missing here: GitHub's API lists no more than the")
  const fewer = await read({ [COMPARE]: compared(rows.slice(1)) }, COMPARISON)
  expect(diffOf(whole(fewer.change), inputs, { text: (text) => text })).toMatchObject({ complete: true })
})

test('a file that a push moved to a later page is there once', async () => {
  const all = Array.from({ length: 101 }, (_, index) => changedFile(`src/f${String(index)}.ts`, 1))
  const shifted = [...all.slice(0, 100), ...all.slice(99)]
  const { change } = await read(pullRoutes({ files: shifted, changedFiles: 101 }))
  const { files: found, total } = whole(change)
  expect([found.length, total]).toEqual([101, 101])
})

test('what a server leaves out, and need not say, does not matter', async () => {
  const row = {
    filename: 'a.ts',
    status: 'new',
    additions: 1,
    deletions: 0,
    patch: null,
    previous_filename: null,
  }
  const { change } = await read({ [COMPARE]: compared([row]) }, COMPARISON)
  expect(whole(change).files).toEqual([
    { path: 'a.ts', previous: undefined, status: 'modified', additions: 1, deletions: 0, isEmpty: false },
  ])
})

test.each<[what: string, routes: Routes, more: Partial<DiffInputs>, code: string, message: RegExp]>([
  ['no pull request', {}, {}, 'target_not_found', /404 for pull request 12 of octocat\/hello-world: Not Found\. Check the number in "pull-request"\./],
  ['a page that is refused', { ...pullRoutes({ files }), [`${PULL}/files`]: notAccessible() }, {}, 'permission_denied', /give the job "permissions: pull-requests: read"/],
  ['a page of something else', { ...pullRoutes({ files }), [`${PULL}/files`]: { body: { files: [] } } }, {}, 'invalid_response', /answered 200 for pull request 12 .*, but not as GitHub's API does\./],
  ['a pull request of something else', { [PULL]: { body: [] } }, {}, 'invalid_response', /answered 200 for pull request 12/],
  ['a limit', { [PULL]: primaryLimit(900) }, {}, 'rate_limited', /API rate limit exceeded/],
  ['no comparison', { [COMPARE]: notFound() }, COMPARISON, 'target_not_found', /404 for the comparison of "base" and "head" in octocat\/hello-world: Not Found\. Check that "base" and "head" name commits,.* give the job "permissions: contents: read"/],
  ['a comparison without files', { [COMPARE]: compared(undefined) }, COMPARISON, 'invalid_response', /answered 200 for the comparison/],
])('%s is a failure', async (_, routes, more, code, message) => {
  const { change } = await read(routes, more)
  if (change.ok) throw new Error('no failure')
  expect(change.error.code).toBe(code)
  expect(`${change.error.reason} ${change.error.remedy}`).toMatch(message)
}) // prettier-ignore
