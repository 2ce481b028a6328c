import { isLoopback } from '../ask/target.js'
import type { Environment } from '../environment.js'
import type { Problems } from '../problems/problems.js'
import { isHeaderValue } from './headers.js'

/** The GitHub that the workflow runs on, and the repository that it is of. */
export interface GitHubApi {
  /** Without a slash at the end. */
  readonly apiUrl: string
  readonly token: string
  readonly owner: string
  readonly repo: string
}

const BY_RUNNER = 'The runner sets it; check the `env:` of the step and of the job.'

/** Reads `github-token` and what the runner says of GitHub. No problem quotes the token or the address. */
export function githubApiFromInputs(
  { inputs, github, githubApiUrl = 'https://api.github.com', trustsAnyCertificate }: Environment,
  problems: Problems,
): GitHubApi | undefined {
  const before = problems.count
  const url = URL.canParse(githubApiUrl) ? new URL(githubApiUrl) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '')
    problems.add({
      input: 'GITHUB_API_URL',
      rule: "must be the address of GitHub's API, such as https://api.github.com",
      remedy: BY_RUNNER,
    })
  const [, owner = '', repo = ''] = /^([\w.-]+)\/([\w.-]+)$/.exec(github.get('repository') ?? '') ?? []
  if (repo === '')
    problems.add({ input: 'GITHUB_REPOSITORY', rule: 'must have the form owner/name', remedy: BY_RUNNER })
  const token = inputs.get('github-token')
  const input = 'github-token'
  if (token === undefined) {
    const remedy =
      'Leave it out, so that it is the token of the workflow; a secret that is not there is an empty text.'
    problems.add({ input, rule: 'must not be empty', remedy })
  } else if (!isHeaderValue(token) || /\s/.test(token)) {
    problems.add({ input, rule: 'must be the bare token, on one line', remedy: 'Set the secret again.' })
  } else if (trustsAnyCertificate) {
    const rule =
      'must not be sent while NODE_TLS_REJECT_UNAUTHORIZED is 0, so that anybody can pass for GitHub'
    const remedy = 'Remove that variable; NODE_EXTRA_CA_CERTS names the certificate of a private authority.'
    problems.add({ input, rule, remedy })
  } else if (url?.protocol === 'http:' && !isLoopback(url.hostname)) {
    const rule = 'must not be sent to GITHUB_API_URL, which is plain http: anyone on the way could read it'
    problems.add({ input, rule, remedy: 'Set GITHUB_API_URL to the https: address.' })
  }
  if (problems.count > before || token === undefined) return undefined
  return { apiUrl: githubApiUrl.replace(/\/+$/, ''), token, owner, repo }
}
