import { oneLine } from '../display-text.js'
import type { Report } from './problem.js'
import { separated } from './scalar-input.js'

/** Where the request goes. */
export interface Endpoint {
  /** The whole URL, `/chat/completions`, org and api-version included. */
  readonly url: URL
  /** Whether the workflow token may go there. */
  readonly isGitHubHost: boolean
}

/** Rules that depend on the host are not checked where the endpoint is bad. */
export type HostKind = 'github' | 'other' | 'unknown'

const GITHUB_HOSTS = ['models.github.ai', 'api.github.com']

/** GitHub's rule for logins: letters, digits and single hyphens inside, at most 39. */
const LOGIN = /^[a-z\d](?:[a-z\d]|-(?=[a-z\d])){0,38}$/i

const EXAMPLE = 'Write a base URL such as https://api.openai.com/v1.'

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
  texts: {
    readonly endpoint: string
    readonly org: string | undefined
    readonly apiVersion: string | undefined
    readonly githubHosts: string | undefined
    readonly githubApiUrl: string | undefined
  },
  report: Report,
): Endpoint | undefined {
  const hosts = githubHosts(texts.githubHosts, texts.githubApiUrl, report)
  const orgIsLogin = texts.org === undefined || LOGIN.test(texts.org)
  if (texts.org !== undefined && !orgIsLogin) {
    report({
      input: 'org',
      rule: `must be the login of a GitHub organization (letters, digits and single hyphens, at most 39), not "${oneLine(texts.org, 60)}"`,
      remedy: 'Write the name as it stands in the address github.com/NAME.',
    })
  }
  const url = parseEndpoint(texts.endpoint)
  if (url === undefined) {
    report({ input: 'endpoint', rule: 'must be a URL', remedy: EXAMPLE })
    return undefined
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    report({ input: 'endpoint', rule: 'must begin with https: or http:', remedy: EXAMPLE })
    return undefined
  }
  if (url.username !== '' || url.password !== '') {
    report({
      input: 'endpoint',
      rule: 'must not hold a user name or password',
      remedy: 'Give the secret as "token", or as a header in "custom-headers".',
    })
    return undefined
  }
  url.hash = ''
  const base = url.pathname.replace(/\/+$/, '').replace(/\/chat\/completions$/, '')
  // A problem, but not one that hides others: the host is known.
  if (texts.org !== undefined && orgIsLogin && (!base.endsWith('/inference') || base.includes('/orgs/'))) {
    report({
      input: 'org',
      rule: 'needs an "endpoint" whose path ends in /inference and names no organization itself',
      remedy: 'Leave "org" out for this server, or use https://models.github.ai/inference.',
    })
  }
  const path = texts.org === undefined ? base : base.replace(/\/inference$/, `/orgs/${texts.org}/inference`)
  url.pathname = `${path}/chat/completions`
  if (texts.apiVersion !== undefined) url.search = withApiVersion(url.search, texts.apiVersion)
  return { url, isGitHubHost: hosts.includes(url.hostname) }
}

/** Sets `api-version` in a query and leaves every other byte of it as it is, which URLSearchParams would not. */
function withApiVersion(search: string, version: string): string {
  const parts = search
    .slice(1)
    .split('&')
    .filter((part) => part !== '' && queryName(part) !== 'api-version')
  return `?${[...parts, `api-version=${encodeURIComponent(version)}`].join('&')}`
}

function queryName(part: string): string {
  const [name] = new URLSearchParams(part).keys()
  return name ?? ''
}

function githubHosts(added: string | undefined, apiUrl: string | undefined, report: Report): string[] {
  const hosts = [...GITHUB_HOSTS]
  if (apiUrl !== undefined && URL.canParse(apiUrl)) hosts.push(new URL(apiUrl).hostname)
  for (const entry of separated(added ?? '')) {
    const url = parseEndpoint(`https://${entry}/`)
    // What else a URL can hold (a port, a path, user info) would be dropped in silence.
    if (url?.hostname === entry.toLowerCase() && isHostName(entry)) {
      hosts.push(url.hostname)
    } else {
      report({
        input: 'github-hosts',
        rule: `must hold host names only, ${entry.includes('@') ? 'without user info' : `not "${oneLine(entry, 60)}"`}`,
        remedy: 'Write each as host.example.com: without https://, port and path.',
      })
    }
  }
  return hosts
}

/** Names by labels that neither begin nor end with a hyphen, and IP addresses. */
function isHostName(name: string): boolean {
  return /^\[[\da-f:.]+\]$/i.test(name) || /^(?:(?!-)[\w-]+(?<!-)\.)*(?!-)[\w-]+(?<!-)$/.test(name)
}

/** Whether a host is this machine itself, where nobody listens in on plain http. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127\.\d+\.\d+\.\d+$/.test(hostname)
  )
}
