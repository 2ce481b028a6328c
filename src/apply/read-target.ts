import * as z from 'zod/mini'
import type { Result } from '../failure.js'
import type { Target } from './plan.js'
import { CHECK_TARGET, oneOf, type Repository, rowsOf } from './repository.js'
import type { TargetChoice } from './target.js'

const IssueRow = z.object({
  number: z.number(),
  locked: z.optional(z.boolean()),
  labels: z.array(z.union([z.string(), z.object({ name: z.optional(z.string()) })])),
  pull_request: z.optional(z.unknown()),
})
const PullRow = z.object({
  number: z.number(),
  head: z.object({ sha: z.string(), repo: z.nullish(z.object({ full_name: z.string() })) }),
})

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
  const issue = await oneOf(repository, '/issues/{issue_number}', parameters, IssueRow, need)
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
  const pulls = await rowsOf(repository, '/pulls', parameters, PullRow, need)
  if (!pulls.ok) return pulls
  const [found, another] = pulls.value.filter(
    (pull) => pull.head.sha === head.sha && pull.head.repo?.full_name === head.repository,
  )
  if (another !== undefined)
    return missing('Several open pull requests have the commit of the workflow run as their head.')
  const gone = 'no open pull request has the commit of the workflow run as its head any more'
  return { ok: true, value: found?.number ?? { gone } }
}

/** The permission that writes to a target, as a workflow grants it. */
export function permissionFor({ isPullRequest }: Pick<Target, 'isPullRequest'>): string {
  return isPullRequest ? 'pull-requests: write' : 'issues: write'
}
