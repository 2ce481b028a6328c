import type { Environment } from '../environment.js'
import type { Failure, Result } from '../failure.js'
import { type GitHubApi, githubApiFromInputs } from '../inputs/github-api.js'
import { booleanInput } from '../inputs/scalar-input.js'
import { sourceOf, structured } from '../inputs/source.js'
import { readStepInputs, type StepInputs } from '../inputs/step-inputs.js'
import { isDeeperThan, isJson, MAX_LEVELS, parseJson } from '../json-value.js'
import { Problems } from '../problems/problems.js'
import type { Source } from '../problems/source.js'
import { INPUTS } from './names.js'
import { readRules, type Rules } from './rules.js'
import { targetFromInputs, type TargetChoice } from './target.js'
import { sourcesOf, WHOLE_TEXT } from './template.js'
import type { Data } from './values.js'

/** What the run says of itself. */
export interface Run {
  /** Without a slash at the end. */
  readonly serverUrl: string
  readonly runUrl: string
}

export interface ApplyInputs extends StepInputs {
  readonly rules: Rules
  /** Where the rules stand. */
  readonly source: Source
  readonly data: Data
  readonly run: Run
  /** undefined where no rule writes to one. */
  readonly target: TargetChoice | undefined
  readonly api: GitHubApi
  readonly isDryRun: boolean
}

/** Reads and checks every input; all problems are one failure. JSON that does not parse is the answer's own. */
export async function readApplyInputs(
  environment: Environment,
): Promise<{ readonly result: Result<ApplyInputs>; readonly warnings: readonly string[] }> {
  const problems = new Problems()
  const read = await problems.result(await inputsFrom(environment, problems))
  return { result: read.ok ? read.value : read, warnings: problems.warnings }
}

async function inputsFrom(
  environment: Environment,
  problems: Problems,
): Promise<Result<ApplyInputs> | undefined> {
  const step = readStepInputs(environment, problems, INPUTS)
  const isDryRun = booleanInput('dry-run', environment.inputs.get('dry-run'), problems) ?? false
  const api = githubApiFromInputs(environment, problems)
  const source = sourceOf(environment, 'rules', problems)
  const rules = typeof source === 'object' ? await rulesOf(source, problems) : undefined
  if (source === undefined) {
    const remedy = 'Say in "rules" or "rules-file" what may be written.'
    problems.add({ input: 'rules', rule: 'is required', remedy })
  }
  const json = sourceOf(environment, 'json', problems)
  const text = sourceOf(environment, 'text', problems)
  if (json === undefined && text === undefined)
    problems.add({
      input: 'json',
      rule: 'is required, because "json-file", "text" and "text-file" are not set either',
      remedy:
        'Set one to an output of the step that asked. If it is set to an expression, that gave nothing.',
    })
  const target = targetFromInputs(environment, rules !== undefined && needsTarget(rules), problems)
  if (json === 'bad' || text === 'bad' || rules === undefined || typeof source !== 'object') return undefined

  const whole = json === undefined ? undefined : parseJson(json.text)
  const isDeep = isDeeperThan(whole?.value, MAX_LEVELS)
  const parsed = isDeep ? undefined : whole
  const data: Data = { json: isJson(parsed?.value) ? parsed.value : undefined, text: text?.text }
  if (json === undefined ? text !== undefined : parsed !== undefined) checkSources(rules, data, problems)
  if (api === undefined) return undefined
  if (json !== undefined && parsed === undefined) return { ok: false, error: notJson(json, isDeep) }
  const inputs = { ...step, rules, source, data, run: runOf(environment), target, api, isDryRun }
  return { ok: true, value: inputs }
}

function runOf({ github }: Environment): Run {
  const url = (github.get('server_url') ?? '').replace(/\/+$/, '')
  const serverUrl = URL.canParse(url) ? url : 'https://github.com'
  const [repository, id] = [github.get('repository') ?? '', github.get('run_id') ?? '']
  return { serverUrl, runUrl: `${serverUrl}/${repository}/actions/runs/${id}` }
}

function needsTarget({ labels, review, comment }: Rules): boolean {
  return labels !== undefined || review !== undefined || comment !== undefined
}

async function rulesOf(source: Source, problems: Problems): Promise<Rules | undefined> {
  const value = await structured(source, problems)
  return value === undefined ? undefined : readRules(value, problems.at(source))
}

function notJson({ input, file }: Source, isDeep: boolean): Failure {
  const place = file === undefined ? `"${input}"` : `The file of "${input}"`
  return {
    code: 'invalid_json',
    reason: isDeep ? `${place} has more than ${String(MAX_LEVELS)} levels.` : `${place} is not JSON.`,
    remedy:
      'Pass the output "json" of the step that asked, not "content", and ask for JSON there with "response-format".',
  }
}

/** A rule that takes from what is not there can't be meant. */
function checkSources({ labels, issue, review, comment }: Rules, data: Data, problems: Problems): void {
  const sources = {
    labels: labels === undefined ? [] : ['/'],
    issue: issue === undefined ? [] : sourcesOf(issue.title + issue.text + (issue.when ? '{{ / }}' : '')),
    review: review === undefined ? [] : ['/', ...sourcesOf(review.text)],
    comment: comment === undefined ? [] : sourcesOf(comment.text + (comment.when ? '{{ / }}' : '')),
  }
  for (const [rule, from] of Object.entries(sources)) {
    const missing = [
      ...(data.text === undefined && from.includes(WHOLE_TEXT) ? ['text'] : []),
      ...(data.json === undefined && from.some((one) => one !== WHOLE_TEXT) ? ['json'] : []),
    ]
    for (const input of missing)
      problems.add({
        input,
        rule: `is required, because the rule "${rule}" takes from it`,
        remedy: `Set it or "${input}-file". If it is set to an expression, that gave nothing.`,
      })
  }
}
