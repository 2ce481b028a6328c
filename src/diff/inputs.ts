import type { Environment } from '../environment.js'
import type { Result } from '../failure.js'
import { type GitHubApi, githubApiFromInputs } from '../inputs/github-api.js'
import { booleanInput, numberInput, POSITIVE_INTEGER } from '../inputs/scalar-input.js'
import { readStepInputs, type StepInputs } from '../inputs/step-inputs.js'
import { readEvent } from '../inputs/values.js'
import { isList, isObject } from '../json-value.js'
import { oneLine } from '../display-text.js'
import { Problems } from '../problems/problems.js'
import { INPUTS } from './names.js'

/** What is compared. */
export type Subject =
  | { readonly kind: 'pull request'; readonly number: number }
  | { readonly kind: 'comparison'; readonly base: string; readonly head: string }

export interface DiffInputs extends StepInputs {
  readonly subject: Subject
  readonly api: GitHubApi
  /** Of the text. */
  readonly maxBytes: number
  /** Of a line of it, mark included. */
  readonly maxLineBytes: number
  /** Globs, `!` at the start of those that take back. */
  readonly include: readonly string[]
  readonly ignore: readonly string[]
  readonly ignoreDefaults: boolean
}

const BYTES = { ...POSITIVE_INTEGER, min: 1000, max: 10_000_000 }
const LINE_BYTES = { ...POSITIVE_INTEGER, min: 100, max: 10_000_000 }

/** Reads and checks every input; all problems are one failure. */
export async function readDiffInputs(
  environment: Environment,
): Promise<{ readonly result: Result<DiffInputs>; readonly warnings: readonly string[] }> {
  const { inputs } = environment
  const problems = new Problems()
  const step = readStepInputs(environment, problems, INPUTS)
  const subject = readSubject(environment, problems)
  const api = githubApiFromInputs(environment, problems)
  const maxBytes = numberInput('max-bytes', inputs.get('max-bytes'), BYTES, problems)
  const maxLineBytes = numberInput('max-line-bytes', inputs.get('max-line-bytes'), LINE_BYTES, problems)
  const globs = (input: string): string[] => {
    const lines = (inputs.get(input) ?? '').split(/\r?\n/).map((line) => line.trim())
    return lines.filter((line) => line.replace(/^!/, '') !== '')
  }
  const ignoreDefaults = booleanInput('ignore-defaults', inputs.get('ignore-defaults'), problems)
  const value = subject &&
    api && {
      ...step,
      subject,
      api,
      maxBytes: maxBytes ?? 200_000,
      maxLineBytes: maxLineBytes ?? 500,
      include: globs('include'),
      ignore: globs('ignore'),
      ignoreDefaults: ignoreDefaults ?? true,
    }
  return { result: await problems.result(value), warnings: problems.warnings }
}

function readSubject(environment: Environment, problems: Problems): Subject | undefined {
  const { inputs } = environment
  const [base, head] = [inputs.get('base'), inputs.get('head')]
  const given = inputs.get('pull-request')
  if (base === undefined && head === undefined) {
    const number =
      given === undefined
        ? pullRequestOfEvent(environment, problems)
        : numberInput('pull-request', given.replace(/^#/, ''), POSITIVE_INTEGER, problems)
    return number === undefined ? undefined : { kind: 'pull request', number }
  }
  if (given !== undefined) {
    const rule = 'must not be set together with "base" and "head"'
    return problems.add({ input: 'pull-request', rule, remedy: 'Leave one or the other out.' })
  }
  if (base === undefined || head === undefined) {
    const [missing, other] = base === undefined ? (['base', 'head'] as const) : (['head', 'base'] as const)
    const remedy = 'Name a commit, a branch or a tag, or leave both out for a pull request.'
    return problems.add({ input: missing, rule: `must be set where "${other}" is`, remedy })
  }
  const refs = { base, head }
  for (const input of ['base', 'head'] as const)
    // What Git allows in no name: https://git-scm.com/docs/git-check-ref-format
    if (/[\s~^?*[\\\u0000-\u001f\u007f]|\.\.|^-/.test(refs[input]))
      problems.add({
        input,
        rule: `must be one commit, branch or tag, not "${oneLine(refs[input], 60)}"`,
        remedy: 'Write its name or its SHA.',
      })
  return { kind: 'comparison', base, head }
}

/** The number of the pull request that the workflow runs for. */
function pullRequestOfEvent({ eventPath, github }: Environment, problems: Problems): number | undefined {
  const input = 'pull-request'
  const event = readEvent(eventPath)
  if (!event.ok)
    return problems.add({ input, rule: `is not set, ${event.error}`, remedy: 'Set the number of one.' })
  const numbers = isObject(event.value) ? numbersIn(event.value) : []
  if (numbers.length === 1) return numbers[0]
  const name = oneLine(github.get('event_name') ?? 'unknown', 60)
  if (numbers.length > 1) {
    const rule = `must be set: this event (${name}) names ${String(numbers.length)} pull requests`
    return problems.add({ input, rule, remedy: 'Set the number of the one that is meant.' })
  }
  const rule = `must be set: this event (${name}) names none`
  const remedy =
    name === 'workflow_run'
      ? 'GitHub leaves it out for pull requests of forks: pass the number on as an artifact, or set "base" and "head".'
      : 'Events with one are pull_request, pull_request_target, pull_request_review, issue_comment on a pull request, and workflow_run; or set "base" and "head".'
  return problems.add({ input, rule, remedy })
}

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads */
function numbersIn(event: Readonly<Record<string, unknown>>): number[] {
  const { pull_request: pull, issue } = event
  const runs = [event['workflow_run'], event['check_run'], event['check_suite']]
  const lists: readonly unknown[] = runs.map((run) => (isObject(run) ? run['pull_requests'] : undefined))
  const many = lists.filter(isList).flat()
  const ofIssue = isObject(issue) && isObject(issue['pull_request']) ? [issue] : []
  const all: readonly unknown[] = pull === undefined ? [...ofIssue, ...many] : [pull]
  const ours = isObject(event['repository']) ? event['repository']['id'] : undefined
  const numbers = all.map((one) => (isObject(one) && !isElsewhere(one, ours) ? one['number'] : undefined))
  return [...new Set(numbers.filter((number) => typeof number === 'number'))]
}

/** A run in a fork names the pull requests of its branch to the repository that it was forked from, too. */
function isElsewhere({ base }: Readonly<Record<string, unknown>>, ours: unknown): boolean {
  const repo = isObject(base) ? base['repo'] : undefined
  return isObject(repo) && ours !== undefined && repo['id'] !== ours
}
