import { isLoopback } from '../ask/target.js'
import { oneLine } from '../display-text.js'
import type { Environment } from '../environment.js'
import type { Problem, Problems } from '../problems/problems.js'
import type { Endpoint } from './endpoint.js'
import {
  type Credential,
  type Headers,
  isHeaderName,
  isHeaderValue,
  isReservedHeader,
  namesSecret,
} from './headers.js'

/** https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats */
const GITHUB_TOKEN = /^(?:gh[pousr]_|github_pat_)/

/** Tokens of GitHub's before 2021. */
const OLD_GITHUB_TOKEN = /^[\da-f]{40}$/

const NO_ENDPOINT = 'and no "endpoint" is set, so this would go to GitHub Models, which is retired'
const SET_ENDPOINT =
  'Set "endpoint" to the base URL of the server that it is for, such as https://api.openai.com/v1.'

const ANYBODY = 'NODE_TLS_REJECT_UNAUTHORIZED is 0, so that anybody can pass for '
const CHECK_CERTIFICATES =
  'Remove that variable; NODE_EXTRA_CA_CERTS names the certificate of a private authority.'

/**
 * Chooses the token and guards it: the workflow token goes to GitHub hosts only, and no GitHub token leaves for
 * another host by mistake. No problem quotes it.
 *
 * @returns undefined if there is no usable token: the request goes out with none, as a local server needs none
 */
export function credentialFromInputs(
  { inputs, trustsAnyCertificate }: Pick<Environment, 'inputs' | 'trustsAnyCertificate'>,
  endpoint: Endpoint | undefined,
  problems: Problems,
): Credential | undefined {
  // Its token is got when the request is sent.
  if (inputs.has('identity')) return undefined
  const header = inputs.get('token-header')
  if (header !== undefined) checkTokenHeader(header, endpoint, problems)
  const input = inputs.has('token') || endpoint?.takesWorkflowToken !== true ? 'token' : 'github-token'
  const token = inputs.get(input)
  const isGitHubToken =
    token !== undefined && (token === inputs.get('github-token') || GITHUB_TOKEN.test(token))
  if (trustsAnyCertificate && !isGitHubToken) problems.warn(`${ANYBODY}the server. ${CHECK_CERTIFICATES}`)
  if (token === undefined) return undefined
  const problem =
    shapeProblem(input, token, header) ??
    (endpoint && placeProblem(token, isGitHubToken, trustsAnyCertificate, endpoint))
  if (problem !== undefined) return problems.add(problem)
  if (endpoint === undefined) return undefined
  if (isOpen(endpoint.url))
    problems.warn(
      `"endpoint" is plain http: anyone on the way to ${endpoint.url.hostname} can read the token. Use https: if the server has it.`,
    )
  if (header !== undefined) return { header, value: token }
  return { header: 'Authorization', value: `Bearer ${token}` }
}

/** Keeps the key of another server, in a header of its own, from the default endpoint. */
export function checkSecretHeaders(
  headers: Headers,
  endpoint: Endpoint | undefined,
  problems: Problems,
): void {
  const name = endpoint?.isDefault === true ? Object.keys(headers).find(namesSecret) : undefined
  if (name === undefined) return
  const rule = `holds the secret "${oneLine(name, 60)}", ${NO_ENDPOINT}`
  problems.add({ input: 'custom-headers', rule, remedy: SET_ENDPOINT })
}

/** What is wrong with a token whatever the server: it was not pasted as it is. */
function shapeProblem(input: string, token: string, header: string | undefined): Problem | undefined {
  if (!isHeaderValue(token)) {
    const rule = 'must be one line of characters that an HTTP header can carry'
    return { input, rule, remedy: 'Set the secret again, without line breaks.' }
  }
  if (/^["'`]|["'`]$/.test(token)) {
    const rule = 'must be the bare token, without quotes'
    return { input, rule, remedy: 'Set the secret again, without the quotes.' }
  }
  if (header !== undefined || !/^(?:authorization:|bearer$|(?:bearer|basic|token) )/i.test(token))
    return undefined
  const rule = 'must be the bare token: "Authorization: Bearer" is put before it'
  return { input, rule, remedy: 'Leave such words out; with "token-header" a value is sent as it is.' }
}

/** Why a token must not go to an endpoint. */
function placeProblem(
  token: string,
  isGitHubToken: boolean,
  trustsAnyCertificate: boolean,
  { url, host, isDefault }: Endpoint,
): Problem | undefined {
  if (!isGitHubToken) {
    if (!isDefault || OLD_GITHUB_TOKEN.test(token)) return undefined
    return {
      input: 'token',
      rule: `is not a GitHub token, ${NO_ENDPOINT}`,
      remedy: SET_ENDPOINT,
    }
  }
  if (!host.takesGitHubToken)
    return {
      input: 'token',
      rule: `is a GitHub token, and ${url.hostname} is not a GitHub host: it would be handed to a stranger`,
      remedy: `Give the key of that server. If the server is GitHub's, name it in "github-hosts".`,
    }
  const input = 'endpoint'
  if (trustsAnyCertificate)
    return { input, rule: `must not get a GitHub token: ${ANYBODY}it`, remedy: CHECK_CERTIFICATES }
  if (!isOpen(url)) return undefined
  const rule = 'is plain http, where anyone on the way can read the GitHub token'
  return { input, rule, remedy: 'Write https:, or use a token of that server in "token".' }
}

/** Whether what is sent can be read on the way. */
function isOpen({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && !isLoopback(hostname)
}

function checkTokenHeader(name: string, endpoint: Endpoint | undefined, problems: Problems): void {
  const input = 'token-header'
  if (!isHeaderName(name)) {
    // Not quoted: the whole header, token and all, may have been put here by mistake.
    const remedy = 'Write a name such as api-key; the token itself belongs in "token".'
    problems.add({ input, rule: 'must be the name of an HTTP header, and nothing else', remedy })
  } else if (isReservedHeader(name) || /^(?:accept|user-agent)$/i.test(name)) {
    const rule = `must not be ${name}, which the request needs itself`
    problems.add({ input, rule, remedy: 'Write a name such as api-key.' })
  } else if (endpoint?.host.takesGitHubToken === true) {
    const rule = 'does not apply to a GitHub host, which reads the token from Authorization only'
    problems.add({ input, rule, remedy: 'Leave "token-header" out.' })
  }
}
