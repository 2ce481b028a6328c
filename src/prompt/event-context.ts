import type { Environment } from '../environment.js'
import { describeFileError, readEventFile } from '../files.js'
import { isObject } from '../json-value.js'
import type { Looked } from './template.js'

/** Names of the `github` context that a prompt may read. `token` is not among them. */
const NAMES = [
  'action', 'actor', 'actor_id', 'api_url', 'base_ref', 'event_name', 'graphql_url', 'head_ref', 'job', 'ref',
  'ref_name', 'ref_protected', 'ref_type', 'repository', 'repository_id', 'repository_owner',
  'repository_owner_id', 'retention_days', 'run_attempt', 'run_id', 'run_number', 'server_url', 'sha',
  'triggering_actor', 'workflow', 'workflow_ref', 'workflow_sha',
] // prettier-ignore

/**
 * Reads the context of the event through `@actions/github`, which is loaded only when a prompt asks for it.
 *
 * @returns a look-up for names such as `github.event.issue.title`
 */
export async function loadEventContext(environment: Environment): Promise<(name: string) => Looked> {
  // The library reads the file while it is imported, and throws or prints where it cannot.
  const problem = eventProblem(environment.eventPath)
  if (problem !== undefined) return (name) => lookUp(name, environment.github, { ok: false, problem })
  const { context } = await import('@actions/github')
  const values = new Map([
    ...environment.github,
    ['actor', context.actor],
    ['event_name', context.eventName],
    ['ref', context.ref],
    ['sha', context.sha],
    ['workflow', context.workflow],
    ['job', context.job],
    ['api_url', context.apiUrl],
    ['server_url', context.serverUrl],
    ['graphql_url', context.graphqlUrl],
  ])
  return (name) => lookUp(name, values, { ok: true, event: context.payload })
}

type Event = { readonly ok: true; readonly event: unknown } | { readonly ok: false; readonly problem: string }

function eventProblem(path: string | undefined): string | undefined {
  if (path === undefined) return 'and this run has no event (GITHUB_EVENT_PATH is not set)'
  try {
    return isObject(JSON.parse(readEventFile(path))) ? undefined : 'and the event file holds no map'
  } catch (error) {
    if (error instanceof SyntaxError) return 'and the event file is not valid JSON'
    return `and the event file ${describeFileError(error)}`
  }
}

function lookUp(name: string, values: ReadonlyMap<string, string | undefined>, event: Event): Looked {
  const [, first = '', ...path] = name.split('.')
  if (first === 'event') {
    return event.ok ? eventValue(event.event, path) : { ok: false, problem: event.problem }
  }
  if (path.length > 0 || !NAMES.includes(first)) {
    return { ok: false, problem: 'which the github context here does not have' }
  }
  return { ok: true, text: values.get(first) ?? '' }
}

function eventValue(event: unknown, path: readonly string[]): Looked {
  let value = event
  for (const [depth, key] of path.entries()) {
    const isThere = Array.isArray(value)
      ? /^\d+$/.test(key) && key in value
      : isObject(value) && Object.hasOwn(value, key)
    if (!isThere) {
      const parent = ['github.event', ...path.slice(0, depth)].join('.')
      return { ok: false, problem: `which this event does not have (${parent} has no "${key}")` }
    }
    value = isObject(value) ? value[key] : Array.isArray(value) ? value[Number(key)] : undefined
  }
  if (value === null || value === undefined) return { ok: true, text: '' }
  if (typeof value === 'string') return { ok: true, text: value }
  return { ok: true, text: JSON.stringify(value) }
}
