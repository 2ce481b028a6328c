import { isCopilotHost } from '../../src/ask/target.js'
import { readFailedResponse } from '../../src/ask/server-error/read-failed-response.js'
import { readEnvironment } from '../../src/environment.js'
import { credentialFromInputs } from '../../src/inputs/credential.js'
import { endpointFromInputs } from '../../src/inputs/endpoint.js'
import { Problems } from '../../src/problems/problems.js'

const COPILOT = [
  'api.githubcopilot.com',
  'api.business.githubcopilot.com',
  'api.enterprise.githubcopilot.com',
  'copilot-api.acme.ghe.com',
]

test.each(COPILOT)('%s is a host of Copilot', (host) => {
  expect(isCopilotHost(host)).toBe(true)
})

test.each([
  'githubcopilot.com',
  'evilgithubcopilot.com',
  'api.githubcopilot.com.evil.example',
  'copilot-api.ghe.com',
  'copilot-api.a.b.ghe.com',
  'acme.ghe.com',
  'api.github.com',
])('%s is none', (host) => {
  expect(isCopilotHost(host)).toBe(false)
})

function reads(host: string, inputs: Readonly<Record<string, string>>) {
  const variables = Object.entries({ endpoint: `https://${host}`, ...inputs }).map(
    ([name, value]) => [`INPUT_${name.toUpperCase()}`, value] as const,
  )
  const environment = readEnvironment(Object.fromEntries(variables))
  const problems = new Problems()
  const endpoint = endpointFromInputs(environment, problems)
  const credential = credentialFromInputs(environment, endpoint, problems)
  return { host: endpoint?.host, credential: credential?.value, problems: problems.count }
}

describe.each(COPILOT)('%s', (host) => {
  const facts = { takesGitHubToken: true, speaksGitHubModels: false }

  test('takes a GitHub token that the author gives, and speaks no GitHub Models', () => {
    expect(reads(host, { token: 'ghs_abc', 'github-token': 'ghs_abc' })).toEqual({
      host: facts,
      credential: 'Bearer ghs_abc',
      problems: 0,
    })
  })

  test('gets the workflow token of itself only where github-hosts lists it', () => {
    expect(reads(host, { 'github-token': 'ghs_abc' })).toEqual({ host: facts, problems: 0 })
    expect(reads(host, { 'github-token': 'ghs_abc', 'github-hosts': host })).toEqual({
      host: facts,
      credential: 'Bearer ghs_abc',
      problems: 0,
    })
  })

  const remedyOf = (status: number, body: string): string | undefined =>
    readFailedResponse(
      { status, statusText: '', headers: {}, body: Buffer.from(body) },
      { host, speaksGitHubModels: false, sendsToken: true, model: 'gpt-4.1', now: 0 },
    )?.failure.remedy

  test.each([
    [401, 'unauthorized'],
    [403, '{"error":{"message":"forbidden"}}'],
  ])('names the permission and the policy: %d', (status, body) => {
    expect(remedyOf(status, body)).toMatch(
      /permissions: copilot-requests: write.*its policy "Allow use of Copilot CLI/,
    )
  })

  test.each([400, 401, 403])('names the header for an unknown integration: %d', (status) => {
    expect(remedyOf(status, 'bad request: unknown integration')).toContain(
      '"custom-headers", such as Copilot-Integration-Id',
    )
  })
})

test('elsewhere, nothing of that is said', () => {
  const failed = readFailedResponse(
    { status: 400, statusText: '', headers: {}, body: Buffer.from('unknown integration') },
    { host: 'api.example.com', speaksGitHubModels: false, sendsToken: true, model: 'gpt-4.1', now: 0 },
  )
  expect(failed?.failure.remedy).not.toContain('Copilot')
})
