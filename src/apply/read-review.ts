import * as z from 'zod/mini'
import type { Result } from '../failure.js'
import type { Target } from './plan.js'
import { type Identity, isUser, User } from './read-own.js'
import { CHECK_TARGET, oneOf, type Repository, rowsOf } from './repository.js'
import type { ChangedFile, Standing } from './review.js'

/** https://docs.github.com/en/rest/pulls/pulls#list-pull-requests-files */
const MAX_FILES = 3000

const PullRow = z.object({ head: z.object({ sha: z.string() }) })
const FileRow = z.object({ filename: z.string(), patch: z.optional(z.string()) })
const ReviewCommentRow = z.object({
  path: z.string(),
  body: z.string(),
  line: z.nullish(z.number()),
  original_line: z.nullish(z.number()),
  user: User,
})
const ReviewRow = z.object({ body: z.nullish(z.string()), user: User })

/** The head of a pull request, the hunks of its files, and what of ours stands on it already. */
export async function readReview(
  repository: Repository,
  target: Target,
  paths: readonly string[],
  identity: Identity,
): Promise<
  Result<{ readonly commit: string; readonly files: readonly ChangedFile[]; readonly standing: Standing }>
> {
  const pull = { pull_number: target.number }
  const need = {
    what: `pull request ${String(target.number)}`,
    permission: 'pull-requests: write',
    check: CHECK_TARGET,
  }
  const head = await oneOf(repository, '/pulls/{pull_number}', pull, PullRow, need)
  if (!head.ok) return head
  const route = '/pulls/{pull_number}' as const
  const files = await rowsOf(repository, `${route}/files`, pull, FileRow, need, (seen) => {
    const names = seen.map(({ filename }) => filename)
    return seen.length >= MAX_FILES || paths.every((path) => names.includes(path))
  })
  if (!files.ok) return files
  const comments = await rowsOf(repository, `${route}/comments`, pull, ReviewCommentRow, need)
  if (!comments.ok) return comments
  const reviews = await rowsOf(repository, `${route}/reviews`, pull, ReviewRow, need)
  if (!reviews.ok) return reviews
  const ofPaths = comments.value.filter(({ path }) => paths.includes(path))
  const isStanding = ofPaths.length > 0 || reviews.value.length > 0
  const login = isStanding ? await identity() : undefined
  if (login?.ok === false) return login
  const isOwn = ({ user }: { user?: z.output<typeof User> }): boolean => isUser(user, login?.value ?? '')
  return {
    ok: true,
    value: {
      commit: head.value.head.sha,
      files: files.value.flatMap(({ filename, patch }) =>
        patch === undefined ? [] : [{ path: filename, patch }],
      ),
      standing: {
        comments: ofPaths
          .filter(isOwn)
          .map(({ path, body, line, original_line: first }) => ({ path, body, line: line ?? first ?? 0 })),
        reviews: reviews.value.filter(isOwn).flatMap(({ body }) => body || []),
      },
    },
  }
}
