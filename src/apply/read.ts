import * as z from 'zod/mini'
import type { Result } from '../failure.js'
import type { Need } from '../github/github-failure.js'
import type { Octokit } from '../github/octokit.js'
import { hasMarker } from './marker.js'
import type { Target } from './plan.js'
import type { ChangedFile, Standing } from './review.js'
import type { TargetChoice } from './target.js'

/** One repository on GitHub. */
export interface Repository {
  readonly octokit: Octokit
  readonly owner: string
  readonly repo: string
  /** For messages. */
  readonly host: string
}

const PAGE = 100
/** https://docs.github.com/en/rest/pulls/pulls#list-pull-requests-files */
const MAX_FILES = 3000
/** More than a pull request, or anybody's issue, has. */
const MAX_PAGES = 100

const User = z.nullish(z.object({ login: z.string() }))
const LabelName = z.object({ name: z.string() })
const IssueRow = z.object({
  number: z.number(),
  locked: z.optional(z.boolean()),
  labels: z.array(z.union([z.string(), z.object({ name: z.optional(z.string()) })])),
  pull_request: z.optional(z.unknown()),
  body: z.nullish(z.string()),
  user: User,
})
const CommentRow = z.object({ id: z.number(), body: z.optional(z.string()), user: User })
const FileRow = z.object({ filename: z.string(), patch: z.optional(z.string()) })
const PullRow = z.object({
  number: z.number(),
  head: z.object({ sha: z.string(), repo: z.nullish(z.object({ full_name: z.string() })) }),
})
const ReviewCommentRow = z.object({
  path: z.string(),
  body: z.string(),
  line: z.nullish(z.number()),
  original_line: z.nullish(z.number()),
  user: User,
})
const ReviewRow = z.object({ body: z.nullish(z.string()), user: User })
const Viewer = z.object({ viewer: z.object({ login: z.string() }) })

/** Everything under a route, a page at a time, until there is no more or somebody has seen enough. */
async function rowsOf<T>(
  { octokit, owner, repo, host }: Repository,
  route: `GET /repos/{owner}/{repo}/${string}`,
  parameters: Readonly<Record<string, unknown>>,
  row: z.ZodMiniType<T>,
  need: Need,
  isEnough: (rows: readonly T[]) => boolean = () => false,
): Promise<Result<readonly T[]>> {
  const all: T[] = []
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const answer = await octokit.request(route, { owner, repo, ...parameters, per_page: PAGE, page }, need)
    if (!answer.ok) return answer
    const rows = z.array(row).safeParse(answer.value.data)
    if (!rows.success) return unreadable(need, host, answer.value.status)
    all.push(...rows.data)
    if (rows.data.length < PAGE || isEnough(all)) break
  }
  return { ok: true, value: all }
}

async function oneOf<T>(
  { octokit, owner, repo, host }: Repository,
  route: `GET /repos/{owner}/{repo}/${string}`,
  parameters: Readonly<Record<string, unknown>>,
  schema: z.ZodMiniType<T>,
  need: Need,
): Promise<Result<T>> {
  const answer = await octokit.request(route, { owner, repo, ...parameters }, need)
  if (!answer.ok) return answer
  const value = schema.safeParse(answer.value.data)
  return value.success ? { ok: true, value: value.data } : unreadable(need, host, answer.value.status)
}

async function unreadable(need: Need, host: string, status: number): Promise<Result<never>> {
  const { unreadableFailure } = await import('../github/github-failure.js')
  return { ok: false, error: unreadableFailure(need, host, status) }
}

const CHECK_TARGET = 'Check the number in "target", and that it is of this repository.'
const CHECK_RUN = 'Check GITHUB_REPOSITORY, and that issues are enabled in the repository.'

/** A target as it is, or why nothing can be written to it, as the end of a sentence. */
export type FoundTarget = Target | { readonly gone: string }

export async function readTarget(repository: Repository, choice: TargetChoice): Promise<Result<FoundTarget>> {
  if (choice.kind === 'head') {
    const found = await numberOfHead(repository, choice.head)
    if (!found.ok) return found
    if (typeof found.value !== 'number') return { ok: true, value: found.value }
    return readTarget(repository, { kind: 'number', number: found.value, isPullRequest: true })
  }
  const what = `${choice.isPullRequest === true ? 'pull request' : 'issue'} ${String(choice.number)}`
  const permission = choice.isPullRequest === true ? 'pull-requests: write' : 'issues: write'
  const need = { what, permission, check: CHECK_TARGET }
  const parameters = { issue_number: choice.number }
  const issue = await oneOf(
    repository,
    'GET /repos/{owner}/{repo}/issues/{issue_number}',
    parameters,
    IssueRow,
    need,
  )
  if (!issue.ok) {
    const { status } = issue.error
    if (status === 410) return { ok: true, value: { gone: `${what} has been deleted` } }
    return status === 301 ? { ok: true, value: { gone: `${what} has moved to another repository` } } : issue
  }
  const { number, locked = false, labels, pull_request: ofPullRequest } = issue.value
  if (locked) return { ok: true, value: { gone: `${what} is locked` } }
  const names = labels.flatMap((label) => (typeof label === 'string' ? label : (label.name ?? [])))
  return { ok: true, value: { number, labels: names, isPullRequest: ofPullRequest !== undefined } }
}

/** The pull request whose head is the commit that a workflow ran on: never a number that the run has passed on. */
async function numberOfHead(
  repository: Repository,
  head: Extract<TargetChoice, { kind: 'head' }>['head'],
): Promise<Result<number | { readonly gone: string }>> {
  const check = 'Trigger on workflows that run on pull requests, or set "target" to a number.'
  const need = { what: 'the pull request of the workflow run', permission: 'pull-requests: write', check }
  const missing = (reason: string): Result<never> => {
    return { ok: false, error: { code: 'target_not_found', reason, remedy: check } }
  }
  if (head === undefined) return missing('The workflow run was of no pull request.')
  const parameters = { state: 'open', head: `${head.owner}:${head.branch}` }
  const pulls = await rowsOf(repository, 'GET /repos/{owner}/{repo}/pulls', parameters, PullRow, need)
  if (!pulls.ok) return pulls
  const [found, another] = pulls.value.filter(
    (pull) => pull.head.sha === head.sha && pull.head.repo?.full_name === head.repository,
  )
  if (another !== undefined)
    return missing('Several open pull requests have the commit of the workflow run as their head.')
  const gone = 'no open pull request has the commit of the workflow run as its head any more'
  return { ok: true, value: found?.number ?? { gone } }
}

/** The names of the repository's labels, as it writes them; not all of them where those that are wanted come first. */
export async function readLabels(
  repository: Repository,
  wanted: readonly string[],
): Promise<Result<readonly string[]>> {
  const lower = wanted.map((name) => name.toLowerCase())
  const need = { what: 'the labels of the repository', permission: 'issues: write', check: CHECK_RUN }
  const rows = await rowsOf(repository, 'GET /repos/{owner}/{repo}/labels', {}, LabelName, need, (seen) => {
    const names = seen.map(({ name }) => name.toLowerCase())
    return lower.every((name) => names.includes(name))
  })
  return rows.ok ? { ok: true, value: rows.value.map(({ name }) => name) } : rows
}

/** Who the token is: what somebody else wrote is never edited, whatever it imitates. */
export async function readIdentity({ octokit }: Repository): Promise<string> {
  const need = { what: 'the account of the token', permission: 'metadata: read', check: CHECK_RUN }
  const answer = await octokit.graphql('query { viewer { login } }', need)
  const viewer = answer.ok ? Viewer.safeParse(answer.value) : undefined
  return viewer?.success === true ? viewer.data.viewer.login : 'github-actions[bot]'
}

/** Remembers who the token is, and asks only when that is to be known. */
export function identityOf(repository: Repository): (user: z.output<typeof User>) => Promise<boolean> {
  let identity: Promise<string> | undefined
  return async (user) => {
    identity ??= readIdentity(repository)
    return user?.login.toLowerCase() === (await identity).toLowerCase()
  }
}

/** The id of our comment of this name, and what it says; undefined if there is none. */
export async function readOwnComment(
  repository: Repository,
  target: Target,
  name: string,
  isOwn: ReturnType<typeof identityOf>,
): Promise<Result<{ readonly id: number; readonly body: string } | undefined>> {
  const need = {
    what: `the comments of ${String(target.number)}`,
    permission: permissionFor(target),
    check: CHECK_TARGET,
  }
  const parameters = { issue_number: target.number }
  const rows = await rowsOf(
    repository,
    'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
    parameters,
    CommentRow,
    need,
  )
  if (!rows.ok) return rows
  for (const { id, body = '', user } of rows.value)
    if (hasMarker(body, name) && (await isOwn(user))) return { ok: true, value: { id, body } }
  return { ok: true, value: undefined }
}

/** Our open issue of this name; undefined if there is none. */
export async function readOwnIssue(
  repository: Repository,
  name: string,
): Promise<Result<{ readonly number: number } | undefined>> {
  const creator = await readIdentity(repository)
  const need = { what: 'the open issues', permission: 'issues: write', check: CHECK_RUN }
  const isOurs = ({ body, user, pull_request: of }: z.output<typeof IssueRow>): boolean =>
    of === undefined && hasMarker(body ?? '', name) && user?.login.toLowerCase() === creator.toLowerCase()
  const rows = await rowsOf(
    repository,
    'GET /repos/{owner}/{repo}/issues',
    { state: 'open', creator },
    IssueRow,
    need,
    (seen) => seen.some(isOurs),
  )
  return rows.ok ? { ok: true, value: rows.value.find(isOurs) } : rows
}

/** The head of a pull request, the hunks of its files, and what of ours stands on it already. */
export async function readReview(
  repository: Repository,
  target: Target,
  paths: readonly string[],
  isOwn: ReturnType<typeof identityOf>,
): Promise<
  Result<{ readonly commit: string; readonly files: readonly ChangedFile[]; readonly standing: Standing }>
> {
  const pull = { pull_number: target.number }
  const need = {
    what: `pull request ${String(target.number)}`,
    permission: 'pull-requests: write',
    check: CHECK_TARGET,
  }
  const head = await oneOf(repository, 'GET /repos/{owner}/{repo}/pulls/{pull_number}', pull, PullRow, need)
  if (!head.ok) return head
  const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}' as const
  const files = await rowsOf(repository, `${route}/files`, pull, FileRow, need, (seen) => {
    const names = seen.map(({ filename }) => filename)
    return seen.length >= MAX_FILES || paths.every((path) => names.includes(path))
  })
  if (!files.ok) return files
  const comments = await rowsOf(repository, `${route}/comments`, pull, ReviewCommentRow, need)
  if (!comments.ok) return comments
  const reviews = await rowsOf(repository, `${route}/reviews`, pull, ReviewRow, need)
  if (!reviews.ok) return reviews
  const own: Standing['comments'][number][] = []
  for (const { path, body, line, original_line: first, user } of comments.value)
    if (paths.includes(path) && (await isOwn(user))) own.push({ path, body, line: line ?? first ?? 0 })
  const said: string[] = []
  for (const { body, user } of reviews.value) if (body && (await isOwn(user))) said.push(body)
  return {
    ok: true,
    value: {
      commit: head.value.head.sha,
      files: files.value.flatMap(({ filename, patch }) =>
        patch === undefined ? [] : [{ path: filename, patch }],
      ),
      standing: { comments: own, reviews: said },
    },
  }
}

/** The permission that writes to a target, as a workflow grants it. */
export function permissionFor({ isPullRequest }: Pick<Target, 'isPullRequest'>): string {
  return isPullRequest ? 'pull-requests: write' : 'issues: write'
}
