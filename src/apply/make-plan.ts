import { oneLine } from '../display-text.js'
import type { Failure, Result } from '../failure.js'
import { Problems } from '../problems/problems.js'
import type { Redactor } from '../report/redact.js'
import type { ApplyInputs } from './inputs.js'
import { writtenAs } from './labels.js'
import type { Plan, Target } from './plan.js'
import { identityOf } from './read-own.js'
import type { FoundTarget } from './read-target.js'
import { readLabels, type Repository } from './repository.js'
import { commentPlan, issuePlan, labelPlan, type Planning, reviewPlan } from './rule-plans.js'
import type { Data } from './values.js'
import { checkTemplates, type Wanted, wantedOf } from './wanted.js'

/** The plan of all rules. */
interface WholePlan extends Plan {
  readonly target: Target | undefined
  readonly warnings: readonly string[]
}

/**
 * Checks every value, reads what else the plan depends on, and makes it whole. Nothing is written here.
 *
 * @param reading the target, which is being read meanwhile; undefined where no rule writes to one
 */
export async function makePlan(
  asGiven: ApplyInputs,
  repository: Repository,
  reading: Promise<Result<FoundTarget>> | undefined,
  redact: Redactor,
): Promise<Result<WholePlan>> {
  const { json, text } = asGiven.data
  // Before the values become Markdown, in which a secret could be spelt otherwise.
  const data: Data = { json: json && redact.json(json), text: text && redact.text(text) }
  const inputs = { ...asGiven, data }
  const { rules, source, run } = inputs
  const ofInputs = new Problems()
  const ofValues = new Problems()
  checkTemplates(rules, run, source, ofInputs)
  const wanted = wantedOf(rules, data, run, ofValues)
  const found = await reading
  const wrong = await problemsFailure(ofInputs, ofValues)
  if (wrong !== undefined) return { ok: false, error: wrong }
  if (found?.ok === false) return found

  const gone = found !== undefined && 'gone' in found.value ? found.value.gone : undefined
  const target = found !== undefined && !('gone' in found.value) ? found.value : undefined
  const known = await labelsFor(inputs, wanted, gone === undefined, repository)
  if (!known.ok) return known
  const identity = identityOf(repository)
  const planning: Planning = { inputs, wanted, repository, target, labels: known.value, identity }
  checkTarget(planning, ofInputs)
  checkIssueLabels(planning, ofInputs)
  const labels = labelPlan(planning, ofValues)
  const stillWrong = await problemsFailure(ofInputs, ofValues)
  if (stillWrong !== undefined) return { ok: false, error: stillWrong }

  const plans: Plan[] = []
  for (const planOf of [() => labels, issuePlan, reviewPlan, commentPlan]) {
    const plan = await planOf(planning)
    if (!plan.ok) return plan
    plans.push(plan.value)
  }
  const writes = plans.flatMap((plan) => plan.writes)
  const skips = [...wanted.skips, ...goneSkips(wanted, gone), ...plans.flatMap((plan) => plan.skips)]
  const warnings = gone === undefined ? [] : [`Nothing is written to the target: ${gone}.`]
  return { ok: true, value: { writes, skips, target, warnings } }
}

/** One failure of all problems: those of the author first, for they may explain the others. */
async function problemsFailure(ofInputs: Problems, ofValues: Problems): Promise<Failure | undefined> {
  if (ofInputs.count > 0) return { code: 'invalid_input', reason: await ofInputs.text(), remedy: '' }
  if (ofValues.count > 0) return { code: 'not_allowed', reason: await ofValues.text(), remedy: '' }
  return undefined
}

/** The rules that write to the target. */
const OF_TARGET = ['labels', 'review', 'comment'] as const

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

/** GitHub would create those that are not there. */
function checkIssueLabels({ inputs, wanted, labels }: Planning, problems: Problems): void {
  const { rules, source } = inputs
  const remedy = 'Create it there, or take it out.'
  for (const [i, name] of (wanted.issue && rules.issue ? rules.issue.labels : []).entries())
    if (writtenAs(name, labels) === undefined)
      problems.at(source).add({
        path: ['issue', 'labels', i],
        rule: `is "${oneLine(name, 100)}", which is not a label of the repository`,
        remedy,
      })
}
