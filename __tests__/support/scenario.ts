import { differences } from './differences.js'
import {
  startServer,
  type ArrivedRequest,
  type Reply,
  type Responder,
  type ServerOptions,
} from './inference-server.js'
import { QUESTION } from './question.js'
import { runAction, type RunOptions, type RunResult } from './run-action.js'
import { runRow } from './run-row.js'

export interface ScenarioOptions extends RunOptions {
  /** The path of the endpoint, with its query. */
  readonly path?: string
  readonly tls?: ServerOptions['tls']
}

export interface Scenario {
  readonly result: RunResult
  readonly requests: readonly ArrivedRequest[]
  /** What differs from the plain run, for a snapshot. */
  readonly shown: string
}

/** Asks the plain question, changed by the inputs of a scenario, of a server that replies so. */
export async function ask(
  replies: Reply | readonly Reply[] | Responder,
  { path = '/v1', tls, ...options }: ScenarioOptions = {},
  run: (options: RunOptions) => Promise<RunResult> = runAction,
): Promise<Scenario> {
  await using server = await startServer(replies, tls === undefined ? {} : { tls })
  const result = await run({
    ...options,
    inputs: { endpoint: `${server.url}${path}`, ...QUESTION, ...options.inputs },
  })
  return { result, requests: server.requests, shown: await differences(result, server) }
}

let rows = 0

/** Asks so in a row of a long table: the first of a file and every eighth is a step of the bundle. */
export async function askRow(
  replies: Reply | readonly Reply[] | Responder,
  options: ScenarioOptions = {},
): Promise<Scenario> {
  return await ask(replies, options, (step) => runRow(step, rows++))
}

/** On a host that counts as GitHub's: the workflow token is used, and models have a publisher. */
export const ON_GITHUB = {
  path: '/inference',
  inputs: { 'github-hosts': '127.0.0.1', token: '', model: 'openai/gpt-4.1-mini' },
} as const
