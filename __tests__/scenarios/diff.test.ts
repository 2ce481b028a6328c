import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ChangedFile } from '../../src/diff/changed-file.js'
import { githubError, startGitHub, type Routes } from '../support/github-server.js'
import { openapiProblems } from '../support/github-openapi.js'
import { makePrivateCa } from '../support/certificates.js'
import type { ServerOptions } from '../support/inference-server.js'
import { startProxy } from '../support/proxy-server.js'
import { changedFile, pullRoutes, rowOf } from '../support/pull-request.js'
import { runAction, WORKFLOW_TOKEN, type RunOptions } from '../support/run-action.js'

const EVENT = { action: 'opened', pull_request: { number: 12 } }

async function diff(routes: Routes, options: RunOptions = {}, serverOptions: ServerOptions = {}) {
  await using server = await startGitHub(routes, serverOptions)
  const env = { GITHUB_API_URL: server.url, GITHUB_EVENT_NAME: 'pull_request', ...options.env }
  const result = await runAction({ door: 'diff', event: EVENT, ...options, env })
  expect(server.requests.flatMap(openapiProblems)).toEqual([])
  const { outputs } = result
  const textOf = (path = ''): string => result.fileAt(path)?.toString('utf8') ?? ''
  const text = textOf(outputs['diff-file'])
  const entries = JSON.parse(textOf(outputs['files-file']) || '[]') as {
    path: string
    shown: string
    reason: string | null
  }[]
  return { result, outputs, text, entries, requests: server.requests }
}

test('a small pull request is what GitHub sent, and the list of its files', async () => {
  const patch =
    '@@ -1,2 +1,2 @@ function a() {\n-  const naïve = 1\n+  const naïve = 2\n }\n\\ No newline at end of file'
  const plain = { previous: undefined, additions: 0, deletions: 0, patch: undefined, isEmpty: false }
  const files: ChangedFile[] = [
    changedFile('src/new.ts', 2),
    { ...plain, path: 'src/a.ts', status: 'modified', additions: 1, deletions: 1, patch },
    { ...plain, path: 'src/b.ts', status: 'renamed', previous: 'src/old.ts' },
    { ...plain, path: 'logo.png', status: 'added' },
    { ...plain, path: 'src/py.typed', status: 'added', isEmpty: true },
    { ...plain, path: 'data/big.sql', status: 'added', additions: 20_431, deletions: 3 },
    changedFile('package-lock.json', 3),
    changedFile('gen/api.ts', 4),
    changedFile('src/token\n.ts', 1, { patch: `@@ -0,0 +1 @@\n+${WORKFLOW_TOKEN}${'é'.repeat(300)}` }),
  ]
  const { result, outputs, text, entries, requests } = await diff(
    pullRoutes({ files, attributes: 'gen/** linguist-generated\n', linesPerPage: 50_000 }),
  )
  expect(text).toBe(`A +20,431 −3 data/big.sql
A +4 −0 gen/api.ts [ignored]
A +0 −0 logo.png
A +3 −0 package-lock.json [ignored]
M +1 −1 src/a.ts
R +0 −0 src/old.ts → src/b.ts
A +2 −0 src/new.ts
A +0 −0 src/py.typed
A +1 −0 "src/token\\n.ts"

diff --git a/data/big.sql b/data/big.sql
[too large for GitHub's API: +20,431 −3]
diff --git a/logo.png b/logo.png
[binary]
diff --git a/src/a.ts b/src/a.ts
${patch}
diff --git a/src/old.ts b/src/b.ts
[renamed only]
diff --git a/src/new.ts b/src/new.ts
@@ -0,0 +1,2 @@
+line 1 of src/new.ts
+line 2 of src/new.ts
diff --git a/src/py.typed b/src/py.typed
[empty]
diff --git "a/src/token\\n.ts" "b/src/token\\n.ts"
@@ -0,0 +1 @@
+***${'é'.repeat(236)}[… 128 bytes left out]
`)
  expect(entries.map(({ path, shown, reason }) => [path, shown, reason])).toEqual([
    ['data/big.sql', 'none', 'too large'],
    ['gen/api.ts', 'none', 'ignored: linguist-generated'],
    ['logo.png', 'none', 'binary'],
    ['package-lock.json', 'none', 'ignored: lock file'],
    ['src/a.ts', 'all', null],
    ['src/b.ts', 'all', null],
    ['src/new.ts', 'all', null],
    ['src/py.typed', 'all', null],
    ['src/token\n.ts', 'part', 'long lines'],
  ])
  expect(outputs).toMatchObject({
    files: '9', additions: '20442', deletions: '4', bytes: String(Buffer.byteLength(text)), complete: 'false',
    'left-out': '2', ignored: '2', 'base-sha': 'a'.repeat(40), 'head-sha': 'b'.repeat(40), outcome: 'success',
  }) // prettier-ignore
  expect(Object.keys(outputs)).toEqual(result.declaredOutputs)
  expect(text + result.summary).not.toContain(WORKFLOW_TOKEN)
  expect(requests.map(({ path }) => path)).toEqual([
    '/repos/octocat/hello-world/pulls/12',
    '/repos/octocat/hello-world/pulls/12/files?per_page=100&page=1',
    `/repos/octocat/hello-world/contents/.gitattributes?ref=${'a'.repeat(40)}`,
  ])
  expect(result.stdout.replaceAll(/:\d{4,5}\b/g, ':PORT')).toMatchInlineSnapshot(`
    "::add-mask::ghs_testtoken0123456789
    Reading pull request 12 of octocat/hello-world at 127.0.0.1:PORT, for a text of at most 200.0 kB
    9 files, +20,442 −4: 4 whole, 1 in part, 2 not shown, 2 ignored
      text 1.3 kB, 3 requests
    "
  `)
  expect(result.summary).toMatchInlineSnapshot(`
    "## Diff of \`pull request 12\`

    | Files | Lines | Whole | In part | Not shown | Ignored | Text |
    | --: | --: | --: | --: | --: | --: | --: |
    | 9 | +20,442 −4 | 4 | 1 | 2 | 2 | 1.3 kB |

    Left out:

    - \`data/big.sql\`: not shown (too large)
    - \`gen/api.ts\`: not shown (ignored: linguist-generated)
    - \`logo.png\`: not shown (binary)
    - \`package-lock.json\`: not shown (ignored: lock file)
    - \`src/token .ts\`: in part (long lines)
    "
  `)
})

test('278 files and 20,000 lines at 80,000 bytes: all are named, nine in ten source files are seen', async () => {
  const files = Array.from({ length: 278 }, (_, index) => {
    const folder = ['src/core', 'src/api', 'test', 'docs'][index % 4] ?? ''
    return changedFile(`${folder}/module-${String(index)}.${folder === 'docs' ? 'md' : 'ts'}`, 72)
  })
  const { outputs, text, entries } = await diff(pullRoutes({ files }), { inputs: { 'max-bytes': '80000' } })
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(80_000)
  expect(files.filter(({ path }) => !text.includes(` ${path}`))).toEqual([])
  const sources = entries.filter(({ path }) => path.startsWith('src/'))
  const seen = sources.filter(({ path }) =>
    text.includes(`diff --git a/${path} b/${path}\n@@ -0,0 +1,72 @@\n+line 1 `),
  )
  expect(seen.length / sources.length).toBeGreaterThanOrEqual(0.9)
  expect(outputs).toMatchObject({ files: '278', complete: 'false', outcome: 'success' })
})

test('3,000 files take at most 35 requests and 150 MiB', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'diff-memory-'))
  const record = join(folder, 'rss')
  // In kilobytes. Linux hands the maxRSS of the parent on to its children; VmHWM is of this process alone.
  const peak =
    process.platform === 'linux'
      ? "/VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status','utf8'))[1]"
      : 'String(process.resourceUsage().maxRSS)'
  const code = `import{readFileSync,writeFileSync}from'node:fs';process.on('exit',()=>writeFileSync(${JSON.stringify(record)},${peak}))`
  try {
    const files = Array.from({ length: 3000 }, (_, index) =>
      changedFile(`src/${String(index % 90)}/f${String(index)}.ts`, 190),
    )
    const { text, entries, requests, outputs } = await diff(pullRoutes({ files, changedFiles: 3210 }), {
      env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}` },
    })
    expect(requests.length).toBeLessThanOrEqual(35)
    expect(entries).toHaveLength(3000)
    expect(outputs).toMatchObject({ files: '3210', complete: 'false' })
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(200_000)
    expect(text).toContain("[… 210 more files: GitHub's API lists no more than the ones above]\n")
    expect(text).toMatch(/^src\/10\/ 34 files, \+6,460 −0: .*; not shown: /m)
    expect(Number(readFileSync(record, 'utf8')) / 1024).toBeLessThanOrEqual(150)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('rows that GitHub has emptied are asked for again, 25 a page', async () => {
  const plain = { previous: undefined, additions: 0, deletions: 0, patch: undefined, isEmpty: false }
  const files: ChangedFile[] = Array.from({ length: 60 }, (_, index) =>
    changedFile(`src/f${String(index)}.ts`, 1000),
  )
  files[0] = { ...plain, path: 'src/f0.png', status: 'added' }
  files[59] = changedFile('src/huge.ts', 26_000)
  const { text, entries, requests } = await diff(pullRoutes({ files, linesPerPage: 25_000 }), {
    inputs: { 'max-bytes': '10000000' },
  })
  expect(requests.map(({ path }) => /files\?(.*)/.exec(path)?.[1])).toEqual([
    undefined, 'per_page=100&page=1', 'per_page=25&page=1', 'per_page=25&page=2', 'per_page=25&page=3', undefined,
  ]) // prettier-ignore
  expect(entries.filter(({ shown }) => shown !== 'all')).toMatchObject([
    { path: 'src/f0.png', reason: "not in GitHub's answer" },
    { path: 'src/huge.ts', reason: "not in GitHub's answer" },
  ])
  expect(text).toContain("diff --git a/src/huge.ts b/src/huge.ts\n[not in GitHub's answer]\n")
})

test('a comparison has the newest commit on its last page', async () => {
  const commits = Array.from({ length: 130 }, (_, index) => ({ sha: String(index).padStart(40, '0') }))
  const { outputs, text, requests } = await diff(
    {
      'GET /repos/octocat/hello-world/compare/{basehead}': ({ query }) => {
        const page = Number(query.get('page'))
        const shas = commits.slice((page - 1) * 100, page * 100)
        const base = { sha: 'c'.repeat(40) }
        const files = page === 1 ? [rowOf(changedFile('src/a.ts', 1))] : []
        return { body: { base_commit: base, merge_base_commit: base, ahead_by: 130, commits: shas, files } }
      },
    },
    { inputs: { base: 'v1.0', head: 'topic/x', 'ignore-defaults': 'false' }, event: {} },
  )
  expect(requests.map(({ path }) => path)).toEqual([
    '/repos/octocat/hello-world/compare/v1.0...topic%2Fx?per_page=100&page=1',
    '/repos/octocat/hello-world/compare/v1.0...topic%2Fx?per_page=100&page=2',
  ])
  expect(outputs).toMatchObject({
    'head-sha': commits[129]?.sha,
    'base-sha': 'c'.repeat(40),
    complete: 'true',
  })
  expect(text).toContain('+line 1 of src/a.ts')
})

test('a GitHub of the company is reached through HTTPS_PROXY, over one tunnel', async () => {
  using ca = makePrivateCa()
  await using proxy = await startProxy()
  const env = { HTTPS_PROXY: `http://runner:p%40ssw0rd-1@${proxy.host}`, NODE_EXTRA_CA_CERTS: ca.caFile }
  const files = [changedFile('src/a.ts', 1)]
  const { result, requests } = await diff(pullRoutes({ files }), { env }, { tls: ca.issue(['IP:127.0.0.1']) })
  expect(result.outputs['error-message']).toBe('')
  expect(requests).toHaveLength(3)
  const authorization = `Basic ${Buffer.from('runner:p@ssw0rd-1').toString('base64')}`
  const line = expect.stringMatching(/^CONNECT 127\.0\.0\.1:\d+$/) as string
  expect(proxy.asked).toEqual([{ line, authorization, token: undefined }])
  expect(result.stdout.replace(/^::add-mask::.*$/gm, '') + result.summary).not.toContain('ssw0rd')
})

test('what GitHub refuses is one error', async () => {
  const { result, outputs } = await diff({
    'GET /repos/octocat/hello-world/pulls/12': githubError(403, 'Resource not accessible by integration'),
  })
  expect(result.exitCode).toBe(1)
  expect(outputs).toMatchObject({
    'diff-file': '',
    complete: '',
    outcome: 'failure',
    'error-code': 'permission_denied',
    'error-status': '403',
  })
  const errors = result.commands.filter(({ name }) => name === 'error').map(({ data }) => data)
  expect(errors.map((line) => line.replace(/:\d+/, ''))).toEqual([
    '127.0.0.1 answered 403 for pull request 12 of octocat/hello-world: Resource not accessible by integration. To use it, give the job "permissions: pull-requests: read"; a token of your own needs the same.',
  ])
})
