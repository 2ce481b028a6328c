import type { Target } from '../ask/target.js'
import type { Environment } from '../environment.js'
import { type Connection, readConnection, targetOf } from '../inputs/connection.js'
import { type Endpoint, parseEndpoint } from '../inputs/endpoint.js'
import { lastGate } from '../inputs/last-gate.js'
import type { StepInputs } from '../inputs/step-inputs.js'
import { Problems } from '../problems/problems.js'

/** Where judges are asked. */
export interface JudgePlace {
  readonly target: Target
  readonly endpoint: Endpoint
}

type Values = ReadonlyMap<string, string>

/**
 * Where judges are asked: at `judge-endpoint` with `judge-token` or none, or where that is of the origin of `endpoint`
 * with what belongs to it. What is wrong is reported.
 *
 * @param own what `endpoint` is asked with
 */
export async function readJudgePlace(
  environment: Environment,
  own: Connection,
  limits: StepInputs,
  problems: Problems,
): Promise<JudgePlace | undefined> {
  const { inputs } = environment
  if (inputs.has('judge-token-header') && !inputs.has('judge-token'))
    problems.add({
      input: 'judge-token-header',
      rule: 'needs "judge-token"',
      remedy: 'Set both, or neither.',
    })
  if (!inputs.has('judge-endpoint') && !inputs.has('judge-token')) {
    const { endpoint } = own
    return endpoint && { endpoint, target: targetOf(own, endpoint, environment, limits) }
  }
  const place = inputs.get('judge-endpoint')
  const isNear = place === undefined || isOfOrigin(place, own)
  const keepsIdentity = isNear && !inputs.has('judge-token')
  const judge = {
    ...environment,
    inputs: judgeInputs(inputs, isNear, keepsIdentity && own.identity !== undefined),
  }
  const found = new Problems()
  const { identity } = own
  const read = await readConnection(judge, found, undefined)
  const connection = keepsIdentity ? { ...read, identity } : read
  const { endpoint } = connection
  const target = endpoint && targetOf(connection, endpoint, environment, limits)
  // The value of "github-token" must not leave by another input either.
  const all = { ...judge, inputs: new Map([...inputs, ...judge.inputs]) }
  const leak = target && lastGate({ url: target.url, headers: target.headers, body: '' }, all, endpoint)
  for (const problem of [...found.list, leak ?? []].flat()) {
    const { input, rule, remedy } = problem
    problems.add({
      ...problem,
      input: renamed(`"${input}"`).slice(1, -1),
      rule: renamed(rule),
      remedy: renamed(remedy),
    })
  }
  for (const warning of found.warnings) problems.warn(renamed(warning))
  return target && { target, endpoint }
}

/** Token, headers, query, `org`, `api-version` and `identity` belong to the origin of `endpoint`. */
function judgeInputs(inputs: Values, isNear: boolean, hasIdentity: boolean): Values {
  const taken = new Map(inputs)
  const away = isNear
    ? ['identity']
    : ['identity', 'token', 'token-header', 'github-token', 'custom-headers', 'org', 'api-version']
  for (const name of away) taken.delete(name)
  // The identity of the job takes their place.
  if (hasIdentity) for (const name of ['token', 'github-token']) taken.delete(name)
  const place = inputs.get('judge-endpoint')
  if (place !== undefined) {
    const search = parseEndpoint(inputs.get('endpoint') ?? '')?.search ?? ''
    taken.set('endpoint', isNear && !place.includes('?') ? `${place}${search}` : place)
    // Written out, it names the organization itself.
    taken.delete('org')
  }
  for (const name of ['token', 'token-header']) {
    const value = inputs.get(`judge-${name}`)
    if (value !== undefined) taken.set(name, value)
    else if (inputs.has('judge-token')) taken.delete(name)
  }
  return taken
}

function isOfOrigin(place: string, { endpoint }: Connection): boolean {
  return endpoint !== undefined && parseEndpoint(place)?.origin === endpoint.url.origin
}

/** What is said of an input of the endpoint, said of that of the judges. */
function renamed(text: string): string {
  return text.replace(/"(endpoint|token|token-header)"/g, '"judge-$1"')
}
