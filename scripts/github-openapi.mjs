// Takes what GitHub's own description of its API says of the requests that this repository makes, and writes it to
// __tests__/fixtures/github-openapi.json: the whole, the package @octokit/openapi, unpacks to 400 MB.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const FIXTURE = fileURLToPath(new URL('../__tests__/fixtures/github-openapi.json', import.meta.url))
const VERSION = process.argv[2] ?? '23.0.2'

/** Below `/repos/{owner}/{repo}`. */
const PATHS = [
  '',
  '/compare/{basehead}',
  '/contents/{path}',
  '/issues',
  '/issues/{issue_number}',
  '/issues/{issue_number}/comments',
  '/issues/{issue_number}/labels',
  '/issues/{issue_number}/labels/{name}',
  '/issues/comments/{comment_id}',
  '/labels',
  '/labels/{name}',
  '/pulls',
  '/pulls/{pull_number}',
  '/pulls/{pull_number}/comments',
  '/pulls/{pull_number}/files',
  '/pulls/{pull_number}/reviews',
  '/pulls/{pull_number}/reviews/{review_id}',
  '/pulls/{pull_number}/reviews/{review_id}/dismissals',
  '/pulls/{pull_number}/reviews/{review_id}/events',
]

const folder = mkdtempSync(join(tmpdir(), 'openapi-'))
try {
  execFileSync('npm', ['pack', `@octokit/openapi@${VERSION}`, '--silent'], { cwd: folder, stdio: 'ignore' })
  execFileSync('tar', ['xzf', `octokit-openapi-${VERSION}.tgz`, 'package/generated/api.github.com.json'], {
    cwd: folder,
  })
  const whole = JSON.parse(readFileSync(join(folder, 'package/generated/api.github.com.json'), 'utf8'))
  const paths = Object.fromEntries(
    PATHS.map((path) => `/repos/{owner}/{repo}${path}`).map((path) => {
      if (whole.paths[path] === undefined) throw new Error(`GitHub's description has no ${path}`)
      const operations = Object.entries(whole.paths[path]).map(
        ([method, { parameters = [], requestBody }]) => [
          method,
          {
            parameters: parameters
              .map((one) => resolved(one, whole))
              .map((one) => ({ ...one, schema: inlined(one.schema) })),
            ...(requestBody && { body: inlined(requestBody.content['application/json'].schema) }),
          },
        ],
      )
      return [path, Object.fromEntries(operations)]
    }),
  )
  writeFileSync(
    FIXTURE,
    `${JSON.stringify({ source: `@octokit/openapi ${VERSION}, api.github.com`, paths: trimmed(paths) })}\n`,
  )

  function inlined(schema) {
    if (Array.isArray(schema)) return schema.map(inlined)
    if (typeof schema !== 'object' || schema === null) return schema
    if (typeof schema.$ref === 'string') return inlined(resolved(schema, whole))
    return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, inlined(value)]))
  }
} finally {
  rmSync(folder, { recursive: true })
}

function resolved(node, whole) {
  if (typeof node.$ref !== 'string') return node
  return node.$ref
    .slice(2)
    .split('/')
    .reduce((at, key) => at[key], whole)
}

/** Without what is only for people. */
function trimmed(value) {
  if (Array.isArray(value)) return value.map(trimmed)
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(([key, item]) => {
    const isForPeople =
      ['description', 'example', 'examples', 'externalDocs'].includes(key) && typeof item !== 'object'
    return !isForPeople && !/^(?:examples?|x-github)$/.test(key)
  })
  return Object.fromEntries(kept.map(([key, item]) => [key, trimmed(item)]))
}
