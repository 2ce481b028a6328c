import { tmpdir } from 'node:os'
import { resolve } from 'node:path'

/** What the runner tells the step. Nothing else in this project reads the environment for it. */
export interface Environment {
  /** Inputs that are set, by their lower-case name: trimmed at both ends, never empty; declared or not. */
  readonly inputs: ReadonlyMap<string, string>
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
  /** Whether `NODE_TLS_REJECT_UNAUTHORIZED` lets anybody pass for the server. */
  readonly trustsAnyCertificate: boolean
  /** Where GitHub gives the job a token of its identity; undefined without `permissions: id-token: write`. */
  readonly idToken: { readonly url: string; readonly requestToken: string } | undefined
  /** `GITHUB_*` by the name that it has in the `github` context: `ref_name`, `actor`, … */
  readonly github: ReadonlyMap<string, string>
}

const PROXY_VARIABLES = ['https_proxy', 'http_proxy', 'all_proxy', 'no_proxy']

/** Reads what the runner passed. Inputs arrive as `INPUT_<NAME>`, upper case, dashes kept. */
export function readEnvironment(variables: NodeJS.ProcessEnv = process.env): Environment {
  const inputs = new Map<string, string>()
  const github = new Map<string, string>()
  const proxyVariables: Record<string, string> = {}
  for (const [variable, raw] of Object.entries(variables)) {
    const value = raw?.trim() ?? ''
    if (value === '') continue
    if (PROXY_VARIABLES.includes(variable.toLowerCase())) proxyVariables[variable] = value
    if (variable.startsWith('GITHUB_')) github.set(variable.slice('GITHUB_'.length).toLowerCase(), value)
    if (variable.startsWith('INPUT_')) inputs.set(variable.slice('INPUT_'.length).toLowerCase(), value)
  }
  const idTokenUrl = variables['ACTIONS_ID_TOKEN_REQUEST_URL']?.trim() ?? ''
  const requestToken = variables['ACTIONS_ID_TOKEN_REQUEST_TOKEN']?.trim() ?? ''
  return {
    inputs,
    workspace: resolve(github.get('workspace') ?? '.'),
    tempDirectory: resolve(variables['RUNNER_TEMP']?.trim() || tmpdir()),
    outputPath: github.get('output'),
    summaryPath: github.get('step_summary'),
    eventPath: github.get('event_path'),
    githubApiUrl: github.get('api_url'),
    proxyVariables,
    // https://nodejs.org/api/cli.html#node_tls_reject_unauthorizedvalue
    trustsAnyCertificate: variables['NODE_TLS_REJECT_UNAUTHORIZED'] === '0',
    idToken: URL.canParse(idTokenUrl) && requestToken !== '' ? { url: idTokenUrl, requestToken } : undefined,
    github,
  }
}
