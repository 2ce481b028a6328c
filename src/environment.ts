import { tmpdir } from 'node:os'
import { resolve } from 'node:path'
import { DECLARED_INPUTS, type InputName } from './inputs/declared.js'

/** What the runner tells the step. Nothing else in this project reads the environment for it. */
export interface Environment {
  /** Inputs that are set: trimmed at both ends, never empty. */
  readonly inputs: ReadonlyMap<InputName, string>
  /** Inputs that `action.yml` does not declare, by their lower-case name: trimmed, never empty. */
  readonly undeclaredInputs: ReadonlyMap<string, string>
  readonly workspace: string
  readonly tempDirectory: string
  /** `GITHUB_OUTPUT`; without it, outputs are not written anywhere. */
  readonly outputPath: string | undefined
  /** `GITHUB_STEP_SUMMARY`. */
  readonly summaryPath: string | undefined
  /** `GITHUB_EVENT_PATH`. */
  readonly eventPath: string | undefined
  readonly githubApiUrl: string | undefined
  /** `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, in either case, as they are set. */
  readonly proxyVariables: Readonly<Record<string, string>>
  /** `GITHUB_*` by the name that it has in the `github` context: `ref_name`, `actor`, … */
  readonly github: ReadonlyMap<string, string>
}

const PROXY_VARIABLES = ['https_proxy', 'http_proxy', 'all_proxy', 'no_proxy']

/** Reads what the runner passed. Inputs arrive as `INPUT_<NAME>`, upper case, dashes kept. */
export function readEnvironment(variables: NodeJS.ProcessEnv = process.env): Environment {
  const inputs = new Map<InputName, string>()
  const undeclaredInputs = new Map<string, string>()
  const github = new Map<string, string>()
  const proxyVariables: Record<string, string> = {}
  for (const [variable, raw] of Object.entries(variables)) {
    const value = raw?.trim() ?? ''
    if (value === '') continue
    if (PROXY_VARIABLES.includes(variable.toLowerCase())) proxyVariables[variable] = value
    if (variable.startsWith('GITHUB_')) github.set(variable.slice('GITHUB_'.length).toLowerCase(), value)
    if (!variable.startsWith('INPUT_')) continue
    const name = variable.slice('INPUT_'.length).toLowerCase()
    const declared = DECLARED_INPUTS.find((input) => input === name)
    if (declared === undefined) undeclaredInputs.set(name, value)
    else inputs.set(declared, value)
  }
  return {
    inputs,
    undeclaredInputs,
    workspace: resolve(github.get('workspace') ?? '.'),
    tempDirectory: resolve(variables['RUNNER_TEMP']?.trim() || tmpdir()),
    outputPath: github.get('output'),
    summaryPath: github.get('step_summary'),
    eventPath: github.get('event_path'),
    githubApiUrl: github.get('api_url'),
    proxyVariables,
    github,
  }
}
