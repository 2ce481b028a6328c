import { type HostFacts, isCopilotHost } from '../ask/target.js'
import { oneLine } from '../display-text.js'
import type { Environment } from '../environment.js'
import type { Problems } from '../problems/problems.js'
import { DEFAULT_ENDPOINT } from './declared.js'
import { separated } from './scalar-input.js'

/** Where the request goes. */
export interface Endpoint {
  /** The whole URL, `/chat/completions`, org and api-version included. */
  readonly url: URL
  readonly host: HostFacts
  /** Whether the workflow token goes there of itself, because the host is GitHub's by name or by `github-hosts`. */
  readonly takesWorkflowToken: boolean
  /** Whether nobody set another one. */
  readonly isDefault: boolean
}

const GITHUB_HOSTS = ['models.github.ai', 'api.github.com']

/** GitHub's rule for logins: letters, digits and single hyphens inside, at most 39. */
const LOGIN = /^[a-z\d](?:[a-z\d]|-(?=[a-z\d])){0,38}$/i

/** The URL that an `endpoint` input means, or undefined if it means none. */
export function parseEndpoint(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined
}

/**
 * Builds the URL of the request: https://docs.github.com/en/rest/models/inference for the GitHub endpoints, the
 * base URL that OpenAI-compatible clients take elsewhere. The endpoint is never quoted in a problem: its query
 * or user info may be a secret.
 */
export function endpointFromInputs(
  { inputs, githubApiUrl }: Pick<Environment, 'inputs' | 'githubApiUrl'>,
  problems: Problems,
): Endpoint | undefined {
  const hosts = githubHosts(inputs.get('github-hosts'), githubApiUrl, problems)
  const org = inputs.get('org')
  const isLogin = org !== undefined && LOGIN.test(org)
  if (org !== undefined && !isLogin)
    problems.add({
      input: 'org',
      rule: `must be the login of a GitHub organization (letters, digits and single hyphens, at most 39), not "${oneLine(org, 60)}"`,
      remedy: 'Write the name as it stands in the address github.com/NAME.',
    })
  const endpoint = inputs.get('endpoint') ?? DEFAULT_ENDPOINT
  const url = checkedUrl(endpoint, problems)
  if (url === undefined) return undefined
  url.hash = ''
  const base = url.pathname.replace(/\/+$/, '').replace(/\/chat\/completions$/, '')
  // A problem, but not one that hides others: the host is known.
  if (isLogin && (!base.endsWith('/inference') || base.includes('/orgs/')))
    problems.add({
      input: 'org',
      rule: 'needs an "endpoint" whose path ends in /inference and names no organization itself',
      remedy: 'Leave "org" out for this server, or use https://models.github.ai/inference.',
    })
  const path = isLogin ? base.replace(/\/inference$/, `/orgs/${org}/inference`) : base
  url.pathname = `${path}/chat/completions`
  const version = inputs.get('api-version')
  if (version !== undefined) url.search = withApiVersion(url.search, version)
  const isListed = hosts.includes(url.hostname)
  const isCopilot = isCopilotHost(url.hostname)
  return {
    url,
    host: { takesGitHubToken: isListed || isCopilot, speaksGitHubModels: isListed && !isCopilot },
    takesWorkflowToken: isListed,
    isDefault: endpoint === DEFAULT_ENDPOINT,
  }
}

function checkedUrl(endpoint: string, problems: Problems): URL | undefined {
  const input = 'endpoint'
  const url = parseEndpoint(endpoint)
  const remedy = 'Write a base URL such as https://api.openai.com/v1.'
  if (url === undefined) return problems.add({ input, rule: 'must be a URL', remedy })
  if (!/^https?:$/.test(url.protocol))
    return problems.add({ input, rule: 'must begin with https: or http:', remedy })
  if (url.username === '' && url.password === '') return url
  const instead = 'Give the secret as "token", or as a header in "custom-headers".'
  return problems.add({ input, rule: 'must not hold a user name or password', remedy: instead })
}

/** Sets `api-version` in a query and leaves every other byte of it as it is, which URLSearchParams would not. */
function withApiVersion(search: string, version: string): string {
  const parts = search
    .slice(1)
    .split('&')
    .filter((part) => part !== '' && !new URLSearchParams(part).has('api-version'))
  return `?${[...parts, `api-version=${encodeURIComponent(version)}`].join('&')}`
}

function githubHosts(added: string | undefined, apiUrl: string | undefined, problems: Problems): string[] {
  const hosts = [...GITHUB_HOSTS]
  if (apiUrl !== undefined && URL.canParse(apiUrl)) hosts.push(new URL(apiUrl).hostname)
  for (const entry of separated(added ?? '')) {
    const url = parseEndpoint(`https://${entry}/`)
    // What else a URL can hold (a port, a path, user info) would be dropped in silence.
    if (url?.hostname === entry.toLowerCase() && /^[\w.:[\]-]+$/.test(entry)) hosts.push(url.hostname)
    else
      problems.add({
        input: 'github-hosts',
        rule: `must hold host names only, ${entry.includes('@') ? 'without user info' : `not "${oneLine(entry, 60)}"`}`,
        remedy: 'Write each as host.example.com: without https://, port and path.',
      })
  }
  return hosts
}
