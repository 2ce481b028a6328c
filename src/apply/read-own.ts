import * as z from 'zod/mini'
import type { Result } from '../failure.js'
import { hasMarker } from './marker.js'
import type { Target } from './plan.js'
import { permissionFor } from './read-target.js'
import { CHECK_RUN, CHECK_TARGET, type Repository, rowsOf } from './repository.js'

/** Who wrote something; null where the account is gone. */
export const User = z.nullish(z.object({ login: z.string() }))
const CommentRow = z.object({ id: z.number(), body: z.optional(z.string()), user: User })
const IssueRow = z.object({
  number: z.number(),
  pull_request: z.optional(z.unknown()),
  body: z.nullish(z.string()),
  user: User,
})
const Viewer = z.object({ viewer: z.object({ login: z.string() }) })

/** Who the token is, asked when it is to be known: what somebody else wrote is never edited, whatever it imitates. */
export type Identity = () => Promise<Result<string>>

export function identityOf(repository: Repository): Identity {
  let identity: Promise<Result<string>> | undefined
  return () => (identity ??= readIdentity(repository))
}

/** Where GitHub did answer, but not to this: tokens of workflows are of one account. */
async function readIdentity({ octokit }: Repository): Promise<Result<string>> {
  const need = { what: 'the account of the token', permission: 'metadata: read', check: CHECK_RUN }
  const answer = await octokit.graphql('query { viewer { login } }', need)
  const isUnknown =
    !answer.ok &&
    ['permission_denied', 'target_not_found', 'request_rejected', 'invalid_response'].includes(
      answer.error.code,
    )
  if (!answer.ok && !isUnknown) return answer
  const viewer = answer.ok ? Viewer.safeParse(answer.value) : undefined
  return { ok: true, value: viewer?.success === true ? viewer.data.viewer.login : 'github-actions[bot]' }
}

/** Whether somebody is the account of this name. */
export function isUser(user: z.output<typeof User>, login: string): boolean {
  return user?.login.toLowerCase() === login.toLowerCase()
}

/** The id of our comment of this name, and what it says; undefined if there is none. */
export async function readOwnComment(
  repository: Repository,
  target: Target,
  name: string,
  identity: Identity,
): Promise<Result<{ readonly id: number; readonly body: string } | undefined>> {
  const need = {
    what: `the comments of ${String(target.number)}`,
    permission: permissionFor(target),
    check: CHECK_TARGET,
  }
  const parameters = { issue_number: target.number }
  const rows = await rowsOf(repository, '/issues/{issue_number}/comments', parameters, CommentRow, need)
  if (!rows.ok) return rows
  const marked = rows.value.filter(({ body = '' }) => hasMarker(body, name))
  if (marked.length === 0) return { ok: true, value: undefined }
  const login = await identity()
  if (!login.ok) return login
  const found = marked.find(({ user }) => isUser(user, login.value))
  return { ok: true, value: found && { id: found.id, body: found.body ?? '' } }
}

/** Our open issue of this name; undefined if there is none. */
export async function readOwnIssue(
  repository: Repository,
  name: string,
  identity: Identity,
): Promise<Result<{ readonly number: number } | undefined>> {
  const login = await identity()
  if (!login.ok) return login
  const creator = login.value
  const need = { what: 'the open issues', permission: 'issues: write', check: CHECK_RUN }
  const isOurs = ({ body, user, pull_request: of }: z.output<typeof IssueRow>): boolean =>
    of === undefined && hasMarker(body ?? '', name) && isUser(user, creator)
  const rows = await rowsOf(repository, '/issues', { state: 'open', creator }, IssueRow, need, (seen) =>
    seen.some(isOurs),
  )
  return rows.ok ? { ok: true, value: rows.value.find(isOurs) } : rows
}
