import type { Environment } from '../environment.js'
import { oneLine } from '../display-text.js'
import { readEvent } from '../inputs/values.js'
import { isObject } from '../json-value.js'
import type { Problems } from '../problems/problems.js'
import * as z from 'zod/mini'

/** Which issue or pull request is meant. The answer has no say in it. */
export type TargetChoice =
  | { readonly kind: 'number'; readonly number: number; readonly isPullRequest: boolean | undefined }
  /** The pull request of this head; undefined where the run was of none. */
  | { readonly kind: 'head'; readonly head: Head | undefined }

export interface Head {
  readonly sha: string
  readonly branch: string
  readonly owner: string
  /** `owner/name`. */
  readonly repository: string
}

const PULL_REQUEST_EVENTS = [
  'pull_request',
  'pull_request_target',
  'pull_request_review',
  'pull_request_review_comment',
]

const Numbered = z.object({ number: z.int().check(z.positive()), pull_request: z.optional(z.unknown()) })
const WorkflowRun = z.object({
  workflow_run: z.object({
    event: z.string(),
    head_sha: z.string(),
    head_branch: z.string(),
    head_repository: z.object({ full_name: z.string(), owner: z.object({ login: z.string() }) }),
  }),
})

/** The target that the input names, or that of the event where one is needed; what is wrong is reported. */
export function targetFromInputs(
  environment: Environment,
  isNeeded: boolean,
  problems: Problems,
): TargetChoice | undefined {
  const input = environment.inputs.get('target') ?? 'triggering'
  const isNumber = /^#?[1-9]\d{0,9}$/.test(input)
  if (!isNumber && input !== 'triggering') {
    const rule = `must be triggering or the number of an issue or pull request, not "${oneLine(input, 60)}"`
    return problems.add({ input: 'target', rule, remedy: 'Write such as 12, or leave it out.' })
  }
  if (!isNeeded) return undefined
  if (isNumber) return { kind: 'number', number: Number(input.replace('#', '')), isPullRequest: undefined }
  const name = environment.github.get('event_name') ?? 'of this run'
  const event = readEvent(environment.eventPath)
  const found = triggering(name, event.ok ? event.value : undefined)
  if (found !== undefined) return found
  const why = event.ok ? `but the event ${oneLine(name, 60)} has no issue and no pull request` : event.error
  return problems.add({
    input: 'target',
    rule: `is "triggering", ${why}`,
    remedy: `Set the number of one; events that have one are issues, issue_comment, ${PULL_REQUEST_EVENTS.join(', ')} and workflow_run.`,
  })
}

function triggering(name: string, event: unknown): TargetChoice | undefined {
  if (!isObject(event)) return undefined
  if (name === 'workflow_run') {
    const run = WorkflowRun.safeParse(event)
    if (!run.success) return undefined
    const { head_sha: sha, head_branch: branch, head_repository: of, event: cause } = run.data.workflow_run
    const head = { sha, branch, owner: of.owner.login, repository: of.full_name }
    return { kind: 'head', head: cause.startsWith('pull_request') ? head : undefined }
  }
  const isPullRequest = PULL_REQUEST_EVENTS.includes(name)
  if (!isPullRequest && name !== 'issues' && name !== 'issue_comment') return undefined
  const numbered = Numbered.safeParse(event[isPullRequest ? 'pull_request' : 'issue'])
  if (!numbered.success) return undefined
  const { number, pull_request: ofPullRequest } = numbered.data
  return { kind: 'number', number, isPullRequest: isPullRequest || ofPullRequest !== undefined }
}
