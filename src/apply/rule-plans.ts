import type { Result } from '../failure.js'
import type { Problems } from '../problems/problems.js'
import { allowedBy } from './body.js'
import type { ApplyInputs } from './inputs.js'
import { planLabels, writtenAs } from './labels.js'
import type { Plan, Skip, Target, Write } from './plan.js'
import { type Identity, readOwnComment, readOwnIssue } from './read-own.js'
import { readReview } from './read-review.js'
import type { Repository } from './repository.js'
import { placedFindings, planReview, reviewText } from './review.js'
import { valuesFor } from './values.js'
import type { Wanted } from './wanted.js'

const NOTHING: Result<Plan> = { ok: true, value: { writes: [], skips: [] } }

function skipped(rule: Skip['rule'], reason: string): Result<Plan> {
  return { ok: true, value: { writes: [], skips: [{ rule, reason }] } }
}

/** Everything that the plan of one rule depends on. */
export interface Planning {
  readonly inputs: ApplyInputs
  readonly wanted: Wanted
  readonly repository: Repository
  /** undefined where it can't be written to, or no rule does. */
  readonly target: Target | undefined
  /** The labels of the repository. */
  readonly labels: readonly string[]
  readonly identity: Identity
}

/** What is set and taken off; a label that the repository does not have is a problem. */
export function labelPlan({ inputs, wanted, target, labels }: Planning, problems: Problems): Result<Plan> {
  const { rules, data } = inputs
  if (rules.labels === undefined || wanted.labels === undefined || target === undefined) return NOTHING
  const values = valuesFor('labels', rules.labels.optional, data, problems)
  return { ok: true, value: planLabels(rules.labels, wanted.labels, target, labels, values) }
}

/** Opens an issue, or edits ours of that name. */
export async function issuePlan({
  inputs: { rules },
  wanted,
  repository,
  labels,
  identity,
}: Planning): Promise<Result<Plan>> {
  if (rules.issue === undefined || wanted.issue === undefined) return NOTHING
  const { update, labels: names } = rules.issue
  const own = update === undefined ? undefined : await readOwnIssue(repository, update, identity)
  if (own?.ok === false) return own
  const number = own?.value?.number
  const write: Write =
    number === undefined
      ? {
          rule: 'issue',
          action: 'create',
          ...wanted.issue,
          labels: names.flatMap((name) => writtenAs(name, labels) ?? []),
        }
      : { rule: 'issue', action: 'edit', number, ...wanted.issue }
  return { ok: true, value: { writes: [write], skips: [] } }
}

/** Says what does not stand on the pull request yet. */
export async function reviewPlan({
  inputs: { rules, run },
  wanted,
  repository,
  target,
  identity,
}: Planning): Promise<Result<Plan>> {
  if (rules.review === undefined || wanted.review === undefined || target === undefined) return NOTHING
  const { findings, text } = wanted.review
  if (findings.length === 0 && text === '') return skipped('review', 'the answer has no findings')
  const paths = findings.map(({ path }) => path)
  const read = await readReview(repository, target, paths, identity)
  if (!read.ok) return read
  const { commit, files, standing } = read.value
  const { comments, elsewhere } = placedFindings(findings, files)
  const review = { comments, text: reviewText(text, elsewhere, allowedBy(rules.review, run)) }
  return { ok: true, value: planReview(rules.review, review, { number: target.number, commit }, standing) }
}

/** Writes a comment, or edits ours of that name. */
export async function commentPlan({
  inputs: { rules },
  wanted,
  repository,
  target,
  identity,
}: Planning): Promise<Result<Plan>> {
  if (rules.comment === undefined || wanted.comment === undefined || target === undefined) return NOTHING
  const { body } = wanted.comment
  const { update } = rules.comment
  const own = update === undefined ? undefined : await readOwnComment(repository, target, update, identity)
  if (own?.ok === false) return own
  const standing = own?.value
  if (standing?.body.replaceAll('\r\n', '\n') === body) return skipped('comment', 'it says the same already')
  const place = { rule: 'comment', target: target.number, body } as const
  const write: Write =
    standing === undefined ? { ...place, action: 'create' } : { ...place, action: 'edit', id: standing.id }
  return { ok: true, value: { writes: [write], skips: [] } }
}
