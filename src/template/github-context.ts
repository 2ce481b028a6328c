import { oneLine } from '../display-text.js'
import type { Result } from '../failure.js'

/** Names of the `github` context that a prompt may read. `token` is not among them. */
const NAMES = [
  'action', 'actor', 'actor_id', 'api_url', 'base_ref', 'event_name', 'graphql_url', 'head_ref', 'job', 'ref',
  'ref_name', 'ref_protected', 'ref_type', 'repository', 'repository_id', 'repository_owner',
  'repository_owner_id', 'retention_days', 'run_attempt', 'run_id', 'run_number', 'server_url', 'sha',
  'triggering_actor', 'workflow', 'workflow_ref', 'workflow_sha',
] // prettier-ignore

/** Everybody may open an issue or name a branch: https://securitylab.github.com/resources/github-actions-untrusted-input/ */
const UNTRUSTED = ['event', 'head_ref', 'ref', 'ref_name', 'workflow_ref']

/** `.*` or `[*]`: all values of a list or a map. */
export const EVERY = Symbol('*')

/** A key or the index in a list, or all of them. */
export type Step = string | typeof EVERY

/** Reads a value of the `github` context as text; the error is the end of a sentence about it: `which …`, `and …`. */
export type GitHubReader = (steps: readonly Step[]) => Result<string, string>

const STEP = /\s*(?:\.\s*([A-Za-z_][\w-]*|\d+)|\[\s*(?:(\d+)|'((?:[^']|'')*)')\s*\]|\.\s*\*|\[\s*\*\s*\])/y

/**
 * The steps of `github.event.commits[0].message`, `github.event['a key']`, `github.event.labels.*.name`, as in
 * https://docs.github.com/en/actions/reference/workflows-and-actions/contexts, and of `labels.0.name`.
 *
 * @returns undefined if it is anything else: an operator, a function, half a path
 */
export function githubSteps(expression: string): readonly Step[] | undefined {
  if (!/^github/i.test(expression)) return undefined
  const steps: Step[] = []
  STEP.lastIndex = 'github'.length
  for (let end = STEP.lastIndex; end < expression.length; end = STEP.lastIndex) {
    const match = STEP.exec(expression)
    if (match === null) return undefined
    steps.push(match[1] ?? match[2] ?? match[3]?.replaceAll("''", "'") ?? EVERY)
  }
  return steps
}

/** How the log and fences name a path: `github.event.commits.0.message`, `github.event.labels.*.name`. */
export function pathName(steps: readonly Step[]): string {
  return ['github', ...steps.map((step) => (step === EVERY ? '*' : step))].join('.')
}

/** Whether a stranger can write the value: such text belongs in a user message, not among the author's instructions. */
export function isUntrusted([first]: readonly Step[]): boolean {
  return typeof first === 'string' && UNTRUSTED.includes(first.toLowerCase())
}

/**
 * @param context `GITHUB_*` by the name in the `github` context
 * @param readEvent is asked only when a prompt asks for the event
 * @param guard what a value becomes, by its name
 */
export function githubReader(
  context: ReadonlyMap<string, string>,
  readEvent: () => Result<unknown, string>,
  guard: (name: string, value: string) => string = (_, value) => value,
): GitHubReader {
  const read: GitHubReader = ([first, ...path]) => {
    const name = typeof first === 'string' ? first.toLowerCase() : ''
    if (name === 'event') {
      const event = readEvent()
      return event.ok ? eventValue(event.value, path) : event
    }
    if (path.length === 0 && NAMES.includes(name)) return { ok: true, value: context.get(name) ?? '' }
    return { ok: false, error: 'which the github context here does not have' }
  }
  return (steps) => {
    const value = read(steps)
    return value.ok ? { ok: true, value: guard(pathName(steps), value.value) } : value
  }
}

/** As GitHub reads it, except that a path which is not there is a mistake, and not an empty text. */
function eventValue(event: unknown, path: readonly Step[]): Result<string, string> {
  let values = [event]
  let isList = false
  for (const [depth, step] of path.entries()) {
    if (!isList && !hasStep(values[0], step)) {
      const parent = oneLine(['github.event', ...path.slice(0, depth)].map(String).join('.'), 100)
      const problem = step === EVERY ? 'is neither a list nor a map' : `has no "${oneLine(step, 60)}"`
      return { ok: false, error: `which this event does not have (${parent} ${problem})` }
    }
    values = values.flatMap((value) => valuesAt(value, step))
    isList ||= step === EVERY
  }
  const value = isList ? values : values[0]
  if (value === null || typeof value === 'string') return { ok: true, value: value ?? '' }
  return { ok: true, value: JSON.stringify(value) }
}

function hasStep(value: unknown, step: Step): boolean {
  return step === EVERY ? typeof value === 'object' : valuesAt(value, step).length > 0
}

/** The value at a key, if there is one; keys are compared without regard to case, as GitHub does. */
function valuesAt(value: unknown, step: Step): unknown[] {
  if (typeof value !== 'object' || value === null) return []
  const entries: [string, unknown][] = Object.entries(value)
  if (step === EVERY) return entries.map(([, item]) => item)
  const same = (key: string): boolean => key.toLowerCase() === step.toLowerCase()
  const entry = entries.find(([key]) => key === step) ?? entries.find(([key]) => same(key))
  return entry === undefined ? [] : [entry[1]]
}
