import { oneLine } from '../display-text.js'
import type { Environment } from '../environment.js'
import { readFileBytes } from '../files.js'
import { type GitHubApi, githubApiFromInputs } from '../inputs/github-api.js'
import type { Problems } from '../problems/problems.js'
import { type EarlierEvaluation, readBaseline } from './comparison.js'

/** Results of many answers may be large. */
const BASELINE = { bytes: 200 * 1024 * 1024, says: '200 MiB', remedy: 'Split the tests into several steps.' }

/** The results of an earlier run, read from `baseline-file`; what is wrong is reported. */
export function readBaselineFile(
  environment: Environment,
  problems: Problems,
): readonly EarlierEvaluation[] | undefined {
  const input = 'baseline-file'
  const path = environment.inputs.get(input)
  if (path === undefined) return undefined
  const file = readFileBytes(path, environment, BASELINE)
  const shown = oneLine(path, 200)
  if (!file.ok) {
    const remedy = `Where there may be none, write \${{ hashFiles('${shown}') && '${shown}' }}.`
    return problems.add({ input, rule: `names ${shown}, which ${file.error.problem}`, remedy })
  }
  const baseline = readBaseline(file.value.toString('utf8'))
  if (baseline !== undefined) return baseline
  const remedy = 'Name the "results-file" of an earlier run, or what "gh models eval --json" wrote.'
  return problems.add({ input, rule: `names ${shown}, which holds no results`, remedy })
}

/** The commit whose prompt files are evaluated, too, and how to reach it. */
export interface Base {
  readonly ref: string
  readonly api: GitHubApi
}

/** The commit of `base`, and how to reach it; what is wrong is reported. */
export function readBaseInput(environment: Environment, problems: Problems): Base | undefined {
  const { inputs } = environment
  const input = 'base'
  const ref = inputs.get(input)
  const needs = inputs.get('fail-on') === 'regression' || inputs.get('fail-on') === 'either'
  if (needs && ref === undefined && !inputs.has('baseline-file'))
    problems.add({
      input: 'fail-on',
      rule: 'needs "baseline-file" or "base" to tell a regression by',
      remedy: 'Set one of them.',
    })
  if (ref === undefined) return undefined
  if (inputs.has('baseline-file'))
    return problems.add({
      input,
      rule: 'must not be set beside "baseline-file"',
      remedy: 'Keep one of the two.',
    })
  if (!/^[^\s~^:?*[\\]{1,255}$/.test(ref))
    return problems.add({
      input,
      rule: 'must be a commit, a branch or a tag',
      remedy: 'Write github.event.pull_request.base.sha as an expression.',
    })
  const api = githubApiFromInputs(environment, problems)
  return api && { ref, api }
}
