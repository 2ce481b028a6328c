import type { Authorizer } from './authorize.js'
import type { ProxyVariables } from './http/proxy.js'

/** What the name of a host decides. */
export interface HostFacts {
  /** Whether a GitHub token may go there, the workflow's among them. */
  readonly takesGitHubToken: boolean
  /** Whether it speaks GitHub's dialect of the API: its headers, `{publisher}/{model_name}`, its retirement. */
  readonly speaksGitHubModels: boolean
}

/**
 * Whether a host is that of GitHub's Copilot, whose address depends on the plan and, with data residency, on the
 * enterprise: https://docs.github.com/en/copilot/reference/copilot-allowlist-reference
 */
export function isCopilotHost(hostname: string): boolean {
  return /^(?:[a-z\d-]+\.)+githubcopilot\.com$|^copilot-api\.[a-z\d-]+\.ghe\.com$/.test(hostname)
}

/** Whether a host is this machine itself, where nobody listens in on plain http. */
export function isLoopback(hostname: string): boolean {
  return hostname === '[::1]' || /^(?:127\.\d+\.\d+\.\d+|(?:.+\.)?localhost)$/.test(hostname)
}

/** Where a question goes, and how long and how often it is tried. */
export interface Target {
  /** The whole URL, `/chat/completions`, org and api-version included. */
  readonly url: URL
  /** All headers but `Content-Length`, the one with the token included. */
  readonly headers: Readonly<Record<string, string>>
  readonly host: HostFacts
  /** Gets the token of each request, which is in no header then. */
  readonly authorizer?: Authorizer
  /** Whether a header carries a token; a server that refuses it is explained differently. */
  readonly sendsToken: boolean
  readonly proxyVariables: ProxyVariables
  readonly maxRetries: number
  /** For everything, waits included. */
  readonly timeoutMs: number
}
