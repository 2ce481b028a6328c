import * as z from 'zod/mini'
import { pause } from '../ask/pace.js'
import type { Failure, Result } from '../failure.js'
import type { Need } from '../github/github-failure.js'
import { isObject } from '../json-value.js'
import type { ReviewComment, Write } from './plan.js'
import type { Repository } from './repository.js'

/** What was done. */
export interface Applied {
  readonly write: Write
  readonly id: number | undefined
  readonly url: string | undefined
}

/** "wait at least one second between each request": https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#pause-between-mutative-requests */
const PAUSE_MS = 1000

/** Carries out a plan, in its order; after a failure, nothing more is tried. */
export async function carryOut(
  writes: readonly Write[],
  permission: string,
  repository: Repository,
  signal: AbortSignal,
): Promise<{ readonly applied: readonly Applied[]; readonly failure: Failure | undefined }> {
  const applied: Applied[] = []
  let hasNotified = false
  for (const write of writes) {
    const notifies = write.rule !== 'labels'
    if (notifies && hasNotified) await pause(PAUSE_MS, signal)
    hasNotified ||= notifies
    const done = await carryOutOne(write, permission, repository)
    if (!done.ok) return { applied, failure: failureOf(done.error, write, applied.length, writes.length) }
    applied.push(done.value)
  }
  return { applied, failure: undefined }
}

const RUN_AGAIN = 'Run the step again when that has changed.'

const Written = z.object({
  id: z.optional(z.number()),
  number: z.optional(z.number()),
  html_url: z.optional(z.string()),
})

async function carryOutOne(
  write: Write,
  permission: string,
  { octokit, owner, repo }: Repository,
): Promise<Result<Applied>> {
  const { route, what, parameters } = requestOf(write)
  const needed = write.rule === 'issue' ? 'issues: write' : permission
  const need: Need = { what, permission: needed, check: RUN_AGAIN }
  const answer = await octokit.request(route, { owner, repo, ...parameters }, need)
  if (!answer.ok) {
    // Somebody else has taken it off.
    const isGone = write.rule === 'labels' && write.action === 'remove' && answer.error.status === 404
    return isGone ? { ok: true, value: { write, id: undefined, url: undefined } } : answer
  }
  const { data } = answer.value
  const written = Written.safeParse(isObject(data) ? data : {})
  const { id, number, html_url: url } = written.success ? written.data : {}
  return { ok: true, value: { write, id: write.rule === 'issue' ? number : id, url } }
}

interface WriteRequest {
  readonly route: Parameters<Repository['octokit']['request']>[0]
  /** What it does, as it stands in a sentence. */
  readonly what: string
  readonly parameters: Readonly<Record<string, unknown>>
}

function requestOf(write: Write): WriteRequest {
  switch (write.rule) {
    case 'labels': {
      const parameters = { issue_number: write.target }
      if (write.action === 'add')
        return {
          route: 'POST /repos/{owner}/{repo}/issues/{issue_number}/labels',
          what: `the labels of ${String(write.target)}`,
          parameters: { ...parameters, labels: write.names },
        }
      return {
        route: 'DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}',
        what: `taking a label off ${String(write.target)}`,
        parameters: { ...parameters, name: write.name },
      }
    }
    case 'issue': {
      const { title, body } = write
      if (write.action === 'create')
        return {
          route: 'POST /repos/{owner}/{repo}/issues',
          what: 'the new issue',
          parameters: { title, body, labels: write.labels },
        }
      return {
        route: 'PATCH /repos/{owner}/{repo}/issues/{issue_number}',
        what: `issue ${String(write.number)}`,
        parameters: { issue_number: write.number, title, body },
      }
    }
    case 'review': {
      const { target, commit, event, body, comments } = write
      return {
        route: 'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews',
        what: `the review of ${String(target)}`,
        parameters: {
          pull_number: target,
          commit_id: commit,
          event,
          ...(body === '' ? {} : { body }),
          comments: comments.map(reviewComment),
        },
      }
    }
    case 'comment': {
      const { body } = write
      if (write.action === 'create')
        return {
          route: 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
          what: `the comment on ${String(write.target)}`,
          parameters: { issue_number: write.target, body },
        }
      return {
        route: 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}',
        what: `the comment ${String(write.id)}`,
        parameters: { comment_id: write.id, body },
      }
    }
  }
}

function reviewComment({ path, line, side, start, body }: ReviewComment): Readonly<Record<string, unknown>> {
  return {
    path,
    line,
    side,
    body,
    ...(start === undefined ? {} : { start_line: start.line, start_side: start.side }),
  }
}

function failureOf(failure: Failure, { rule }: Write, done: number, all: number): Failure {
  const isLocked = failure.code === 'permission_denied' && /\blocked\b/i.test(failure.reason)
  const isRefused =
    ['request_rejected', 'target_not_found', 'invalid_response'].includes(failure.code) || isLocked
  const tally = `The rule "${rule}" was not carried out; ${String(done)} of ${String(all)} writes were done before it.`
  return {
    ...failure,
    code: isRefused ? 'write_failed' : failure.code,
    reason: `${failure.reason} ${tally}`,
    remedy: isRefused ? RUN_AGAIN : failure.remedy,
  }
}
