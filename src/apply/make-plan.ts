import type { Failure, Result } from '../failure.js'
import { Problems } from '../problems/problems.js'
import type { Redactor } from '../report/redact.js'
import { allowedBy } from './body.js'
import type { ApplyInputs } from './inputs.js'
import { planLabels } from './labels.js'
import type { Plan, RuleOfTarget, Target, Write } from './plan.js'
import { type Identity, identityOf, readOwnComment, readOwnIssue } from './read-own.js'
import { readReview } from './read-review.js'
import type { FoundTarget } from './read-target.js'
import { readLabels, type Repository } from './repository.js'
import { placedFindings, planReview, reviewText } from './review.js'
import { type Data, valuesFor } from './values.js'
import { checkTemplates, type Wanted, wantedOf } from './wanted.js'

const NOTHING: Plan = { writes: [], skips: [] }

/** The plan of all rules. */
export interface WholePlan extends Plan {
  readonly target: Target | undefined
  readonly warnings: readonly string[]
}

/** Everything that the plan of one rule depends on. */
interface Planning {
  readonly inputs: ApplyInputs
  readonly data: Data
  readonly wanted: Wanted
  readonly repository: Repository
  /** undefined where it can't be written to, or no rule does. */
  readonly target: Target | undefined
  /** The labels of the repository. */
  readonly labels: readonly string[]
  readonly identity: Identity
}

/**
 * Checks every value, reads what else the plan depends on, and makes it whole. Nothing is written here.
 *
 * @param reading the target, which is being read meanwhile; undefined where no rule writes to one
 */
export async function makePlan(
  inputs: ApplyInputs,
  repository: Repository,
  reading: Promise<Result<FoundTarget>> | undefined,
  redact: Redactor,
): Promise<Result<WholePlan>> {
  const { rules, source, run, data: asGiven } = inputs
  const ofInputs = new Problems()
  const ofValues = new Problems()
  checkTemplates(rules, run, source, ofInputs)
  // Before the values become Markdown, in which a secret could be spelt otherwise.
  const data: Data = {
    json: asGiven.json === undefined ? undefined : redact.json(asGiven.json),
    text: asGiven.text === undefined ? undefined : redact.text(asGiven.text),
  }
  const wanted = wantedOf(rules, data, run, ofValues)
  const found = await reading
  const wrong = await problemsFailure(ofInputs, ofValues)
  if (wrong !== undefined) return { ok: false, error: wrong }
  if (found?.ok === false) return found

  const gone = found !== undefined && 'gone' in found.value ? found.value.gone : undefined
  const target = found !== undefined && !('gone' in found.value) ? found.value : undefined
  const known = await labelsFor(inputs, wanted, gone === undefined, repository)
  if (!known.ok) return known
  const planning: Planning = {
    inputs,
    data,
    wanted,
    repository,
    target,
    labels: known.value,
    identity: identityOf(repository),
  }
  checkTarget(planning, ofInputs)
  checkIssueLabels(planning, ofInputs)
  const labels = labelPlan(planning, ofValues)
  const stillWrong = await problemsFailure(ofInputs, ofValues)
  if (stillWrong !== undefined) return { ok: false, error: stillWrong }

  const plans: Plan[] = [labels]
  for (const planOf of [issuePlan, reviewPlan, commentPlan]) {
    const plan = await planOf(planning)
    if (!plan.ok) return plan
    plans.push(plan.value)
  }
  const writes = plans.flatMap((plan) => plan.writes)
  const skips = [...wanted.skips, ...goneSkips(wanted, gone), ...plans.flatMap((plan) => plan.skips)]
  const warnings = gone === undefined ? [] : [`Nothing is written to it: ${gone}.`]
  return { ok: true, value: { writes, skips, target, warnings } }
}

/** One failure of all problems: those of the author first, for they may explain the others. */
async function problemsFailure(ofInputs: Problems, ofValues: Problems): Promise<Failure | undefined> {
  if (ofInputs.count > 0) return { code: 'invalid_input', reason: await ofInputs.text(), remedy: '' }
  if (ofValues.count > 0) return { code: 'not_allowed', reason: await ofValues.text(), remedy: '' }
  return undefined
}

const OF_TARGET: readonly RuleOfTarget[] = ['labels', 'review', 'comment']

function goneSkips(wanted: Wanted, gone: string | undefined): Plan['skips'] {
  if (gone === undefined) return []
  return OF_TARGET.filter((rule) => wanted[rule] !== undefined).map((rule) => ({ rule, reason: gone }))
}

function checkTarget({ wanted, target }: Planning, problems: Problems): void {
  if (target?.isPullRequest !== false || wanted.review === undefined) return
  problems.add({
    input: 'target',
    rule: `must be a pull request for the rule "review", and ${String(target.number)} is an issue`,
    remedy: 'Set the number of a pull request, or take the rule out.',
  })
}

async function labelsFor(
  { rules }: ApplyInputs,
  wanted: Wanted,
  hasTarget: boolean,
  repository: Repository,
): Promise<Result<readonly string[]>> {
  const ofTarget = hasTarget ? (wanted.labels ?? []).map(({ name }) => name) : []
  const ofIssue = wanted.issue === undefined ? [] : (rules.issue?.labels ?? [])
  const names = [...ofTarget, ...ofIssue]
  return names.length === 0 ? { ok: true, value: [] } : readLabels(repository, names)
}

function labelPlan({ inputs: { rules }, wanted, data, target, labels }: Planning, problems: Problems): Plan {
  if (rules.labels === undefined || wanted.labels === undefined || target === undefined) return NOTHING
  const values = valuesFor('labels', rules.labels.optional, data, problems)
  return planLabels(rules.labels, wanted.labels, target, labels, values)
}

/** GitHub would create those that are not there. */
function checkIssueLabels({ inputs: { rules }, wanted, labels }: Planning, problems: Problems): void {
  if (wanted.issue === undefined) return
  for (const name of rules.issue?.labels ?? [])
    if (writtenAs(name, labels) === undefined)
      problems.add({
        input: 'rules',
        rule: `names the label "${name}" in "issue.labels", which the repository does not have`,
        remedy: 'Create it there, or take it out.',
      })
}

function writtenAs(name: string, labels: readonly string[]): string | undefined {
  return labels.find((label) => label.toLowerCase() === name.toLowerCase())
}

async function issuePlan({
  inputs: { rules },
  wanted,
  repository,
  labels,
  identity,
}: Planning): Promise<Result<Plan>> {
  if (rules.issue === undefined || wanted.issue === undefined) return { ok: true, value: NOTHING }
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

async function reviewPlan({
  inputs: { rules, run },
  wanted,
  repository,
  target,
  identity,
}: Planning): Promise<Result<Plan>> {
  if (rules.review === undefined || wanted.review === undefined || target === undefined)
    return { ok: true, value: NOTHING }
  const { findings, text } = wanted.review
  if (findings.length === 0 && text === '')
    return {
      ok: true,
      value: { writes: [], skips: [{ rule: 'review', reason: 'the answer has no findings' }] },
    }
  const paths = findings.map(({ path }) => path)
  const read = await readReview(repository, target, paths, identity)
  if (!read.ok) return read
  const { commit, files, standing } = read.value
  const { comments, elsewhere } = placedFindings(findings, files)
  const review = { comments, text: reviewText(text, elsewhere, allowedBy(rules.review, run)) }
  return { ok: true, value: planReview(rules.review, review, { number: target.number, commit }, standing) }
}

async function commentPlan({
  inputs: { rules },
  wanted,
  repository,
  target,
  identity,
}: Planning): Promise<Result<Plan>> {
  if (rules.comment === undefined || wanted.comment === undefined || target === undefined)
    return { ok: true, value: NOTHING }
  const { body } = wanted.comment
  const { update } = rules.comment
  const own = update === undefined ? undefined : await readOwnComment(repository, target, update, identity)
  if (own?.ok === false) return own
  const standing = own?.value
  if (standing?.body.replaceAll('\r\n', '\n') === body)
    return {
      ok: true,
      value: { writes: [], skips: [{ rule: 'comment', reason: 'it says the same already' }] },
    }
  const place = { rule: 'comment', target: target.number, body } as const
  const write: Write =
    standing === undefined ? { ...place, action: 'create' } : { ...place, action: 'edit', id: standing.id }
  return { ok: true, value: { writes: [write], skips: [] } }
}
