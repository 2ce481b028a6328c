import type { Endpoint } from './endpoint.js'
import { isLoopback } from './endpoint.js'
import { isHeaderName, isHeaderValue, RESERVED_HEADERS } from './header-rules.js'
import type { Report } from './problem.js'

/** The header that carries the token, whole: nothing else of the token is kept. */
export interface Credential {
  readonly header: string
  readonly value: string
}

/** https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats */
const GITHUB_TOKEN = /^(?:[A-Za-z]+ +)?(?:gh[pousr]_|github_pat_)/

/**
 * Chooses the token and guards it: the workflow token goes to GitHub hosts only, and no GitHub token leaves for
 * another host by mistake.
 *
 * @returns undefined if there is no usable token: the request goes out with none, as a local server needs none
 */
export function credentialFromInputs(
  inputs: {
    readonly token: string | undefined
    readonly githubToken: string | undefined
    readonly tokenHeader: string | undefined
  },
  endpoint: Endpoint | undefined,
  report: Report,
  warn: (warning: string) => void,
): Credential | undefined {
  const header = inputs.tokenHeader ?? 'Authorization'
  if (inputs.tokenHeader !== undefined) checkTokenHeader(inputs.tokenHeader, endpoint, report)
  const fromWorkflow = inputs.token === undefined
  const token = inputs.token ?? (endpoint?.isGitHubHost === true ? inputs.githubToken : undefined)
  if (token !== undefined && !isHeaderValue(token)) {
    report({
      input: fromWorkflow ? 'github-token' : 'token',
      rule: 'must be one line of characters that an HTTP header can carry',
      remedy: 'Set the secret again, without line breaks.',
    })
    return undefined
  }
  if (token !== undefined && inputs.tokenHeader === undefined && /^bearer /i.test(token)) {
    report({
      input: 'token',
      rule: 'must be the bare token: "Bearer" is put before it',
      remedy: 'Leave "Bearer" out.',
    })
    return undefined
  }
  if (endpoint === undefined || token === undefined) return undefined
  const isGitHubToken = fromWorkflow || GITHUB_TOKEN.test(token)
  if (isGitHubToken && !endpoint.isGitHubHost) {
    report({
      input: 'token',
      rule: `is a GitHub token, and ${endpoint.url.hostname} is no GitHub host: it would be handed to a stranger`,
      remedy: `Give the key of that server. If it is GitHub's, name it in "github-hosts".`,
    })
    return undefined
  }
  if (endpoint.url.protocol === 'http:' && !isLoopback(endpoint.url.hostname)) {
    if (isGitHubToken) {
      report({
        input: 'endpoint',
        rule: `is plain http, where anyone on the way can read the GitHub token`,
        remedy: 'Write https:, or use a token of that server in "token".',
      })
      return undefined
    }
    warn(
      `"endpoint" is plain http: anyone on the way to ${endpoint.url.hostname} can read the token. Use https: if the server has it.`,
    )
  }
  return { header, value: inputs.tokenHeader === undefined ? `Bearer ${token}` : token }
}

function checkTokenHeader(name: string, endpoint: Endpoint | undefined, report: Report): void {
  const input = 'token-header'
  if (!isHeaderName(name)) {
    // Not quoted: the whole header, token and all, may have been put here by mistake.
    report({
      input,
      rule: 'must be the name of an HTTP header, and nothing else',
      remedy: 'Write a name such as api-key; the token itself belongs in "token".',
    })
  } else if (
    RESERVED_HEADERS.includes(name.toLowerCase()) ||
    ['accept', 'user-agent'].includes(name.toLowerCase())
  ) {
    report({
      input,
      rule: `must not be ${name}, which the request needs itself`,
      remedy: 'Write a name such as api-key.',
    })
  } else if (endpoint?.isGitHubHost === true) {
    report({
      input,
      rule: 'does not apply to a GitHub host, which reads the token from Authorization only',
      remedy: 'Leave "token-header" out.',
    })
  }
}
