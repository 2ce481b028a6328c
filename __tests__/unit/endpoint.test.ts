import { isLoopback } from '../../src/ask/target.js'
import { type Endpoint, endpointFromInputs, parseEndpoint } from '../../src/inputs/endpoint.js'
import { type Problem, Problems } from '../../src/problems/problems.js'

interface Texts {
  endpoint?: string
  org?: string
  apiVersion?: string
  githubHosts?: string
  githubApiUrl?: string
}

function endpointOf(texts: Texts, problems: Problems): Endpoint | undefined {
  const { endpoint = '', org = '', apiVersion = '', githubHosts = '', githubApiUrl } = texts
  const named = { endpoint, org, 'api-version': apiVersion, 'github-hosts': githubHosts }
  const inputs = new Map(Object.entries(named).filter(([, text]) => text !== ''))
  return endpointFromInputs({ inputs, githubApiUrl }, problems)
}

function read(texts: Texts): {
  url: string | undefined
  isGitHubHost: boolean | undefined
  problems: Problem[]
} {
  const problems: Problem[] = []
  const collector = new Problems()
  collector.add = (problem) => void problems.push(problem)
  const endpoint = endpointOf(texts, collector)
  return { url: endpoint?.url.href, isGitHubHost: endpoint?.host.takesGitHubToken, problems }
}

const urlOf = (texts: Texts): string | undefined => read(texts).url
const inputsOf = (texts: Texts): string[] => read(texts).problems.map(({ input }) => input)

describe('the URL', () => {
  test.each([
    ['https://models.github.ai/inference', 'https://models.github.ai/inference/chat/completions'],
    ['https://api.openai.com/v1', 'https://api.openai.com/v1/chat/completions'],
    ['https://api.openai.com/v1/', 'https://api.openai.com/v1/chat/completions'],
    ['https://api.openai.com/v1///', 'https://api.openai.com/v1/chat/completions'],
    ['https://api.openai.com/v1/chat/completions', 'https://api.openai.com/v1/chat/completions'],
    ['https://api.openai.com/v1/chat/completions/', 'https://api.openai.com/v1/chat/completions'],
    ['https://api.openai.com', 'https://api.openai.com/chat/completions'],
    ['https://api.openai.com/', 'https://api.openai.com/chat/completions'],
    ['https://a.example/chat/completions/v1', 'https://a.example/chat/completions/v1/chat/completions'],
    ['https://a.example/completions', 'https://a.example/completions/chat/completions'],
    ['https://a.example/mychat/completions', 'https://a.example/mychat/completions/chat/completions'],
    ['http://localhost:11434/v1', 'http://localhost:11434/v1/chat/completions'],
    ['http://[::1]:8080/v1', 'http://[::1]:8080/v1/chat/completions'],
    ['HTTPS://API.Example.COM/v1', 'https://api.example.com/v1/chat/completions'],
    ['https://a.example/v1?key=a%2Fb&x', 'https://a.example/v1/chat/completions?key=a%2Fb&x'],
    ['https://a.example/v1/?a=1', 'https://a.example/v1/chat/completions?a=1'],
    ['https://a.example/v1/chat/completions?a=1', 'https://a.example/v1/chat/completions?a=1'],
    ['https://a.example/v1?a=/chat/completions', 'https://a.example/v1/chat/completions?a=/chat/completions'],
    ['https://a.example/v1#part', 'https://a.example/v1/chat/completions'],
    ['https://a.example/a b/ü', 'https://a.example/a%20b/%C3%BC/chat/completions'],
    ['https://bücher.example/v1', 'https://xn--bcher-kva.example/v1/chat/completions'],
  ])('of %s', (endpoint, url) => {
    expect(read({ endpoint })).toEqual({ url, isGitHubHost: url.includes('models.github.ai'), problems: [] })
  })

  test.each([
    ['api.openai.com/v1', 'must be a URL'],
    ['/v1', 'must be a URL'],
    ['https://', 'must be a URL'],
    ['https://a b.example', 'must be a URL'],
    ['https://a.example:99999/', 'must be a URL'],
    ['localhost:8080/v1', 'must begin with https: or http:'],
    ['file:///etc/passwd', 'must begin with https: or http:'],
    ['ws://a.example', 'must begin with https: or http:'],
    ['javascript:alert(1)', 'must begin with https: or http:'],
    ['https://user@a.example', 'must not hold a user name or password'],
    ['https://:secret@a.example', 'must not hold a user name or password'],
  ])('of %s is a problem', (endpoint, rule) => {
    const { url, problems } = read({ endpoint })
    expect(url).toBeUndefined()
    expect(problems).toEqual([expect.objectContaining({ input: 'endpoint', rule })])
  })
})

describe('api-version', () => {
  test.each([
    ['https://a.example/v1', 'https://a.example/v1/chat/completions?api-version=V'],
    ['https://a.example/v1?', 'https://a.example/v1/chat/completions?api-version=V'],
    ['https://a.example/v1?a=%2f+b', 'https://a.example/v1/chat/completions?a=%2f+b&api-version=V'],
    ['https://a.example/v1?api-version=old&a=1', 'https://a.example/v1/chat/completions?a=1&api-version=V'],
    ['https://a.example/v1?api%2Dversion=old', 'https://a.example/v1/chat/completions?api-version=V'],
    [
      'https://a.example/v1?api-version=1&api-version=2',
      'https://a.example/v1/chat/completions?api-version=V',
    ],
    ['https://a.example/v1?api-version', 'https://a.example/v1/chat/completions?api-version=V'],
    [
      'https://a.example/v1?my-api-version=1',
      'https://a.example/v1/chat/completions?my-api-version=1&api-version=V',
    ],
  ])('is set in %s', (endpoint, url) => {
    expect(urlOf({ endpoint, apiVersion: 'V' })).toBe(url)
  })

  test('is percent-encoded', () => {
    const { search } = new URL(urlOf({ endpoint: 'https://a.example', apiVersion: 'a&b=c d#ü' }) ?? '')
    expect(search).toBe('?api-version=a%26b%3Dc%20d%23%C3%BC')
  })
})

describe('org', () => {
  test.each([
    ['https://models.github.ai/inference', 'https://models.github.ai/orgs/acme/inference/chat/completions'],
    ['https://models.github.ai/inference/', 'https://models.github.ai/orgs/acme/inference/chat/completions'],
    [
      'https://models.github.ai/inference/chat/completions',
      'https://models.github.ai/orgs/acme/inference/chat/completions',
    ],
    ['https://ghe.example/a/inference', 'https://ghe.example/a/orgs/acme/inference/chat/completions'],
  ])('goes into %s', (endpoint, url) => {
    expect(urlOf({ endpoint, org: 'acme' })).toBe(url)
  })

  test.each([
    'https://api.openai.com/v1',
    'https://models.github.ai/orgs/other/inference',
    'https://a.example/my-inference',
    'https://a.example/inference/v1',
    'https://a.example',
  ])('does not go into %s', (endpoint) => {
    expect(inputsOf({ endpoint, org: 'acme' })).toEqual(['org'])
  })

  test.each(['a', 'A1', 'octo-org', '1-2-3', 'x'.repeat(39)])('may be %s', (org) => {
    expect(urlOf({ endpoint: 'https://models.github.ai/inference', org })).toContain(`/orgs/${org}/`)
  })

  test.each(['-a', 'a-', 'a--b', 'a/b', 'a b', 'a_b', 'a.b', '..', '$&', 'ä', 'x'.repeat(40), 'a\nb'])(
    'must not be %j',
    (org) => {
      expect(inputsOf({ endpoint: 'https://models.github.ai/inference', org })).toEqual(['org'])
    },
  )

  test('and a bad endpoint are two problems', () => {
    expect(inputsOf({ endpoint: 'nowhere', org: 'a b' })).toEqual(['org', 'endpoint'])
  })
})

describe('GitHub hosts', () => {
  const isGitHub = (endpoint: string, more: Partial<Texts> = {}): boolean | undefined =>
    read({ endpoint, ...more }).isGitHubHost

  test.each([
    'https://models.github.ai/inference',
    'https://api.github.com/x',
    'http://MODELS.github.ai:8080',
  ])('are %s', (endpoint) => {
    expect(isGitHub(endpoint)).toBe(true)
  })

  test.each([
    'https://github.ai/inference',
    'https://models.github.ai.evil.example/inference',
    'https://evil-models.github.ai/inference',
    'https://models.github.ai./inference',
    'https://evil.example/models.github.ai',
    'https://evil.example/?models.github.ai',
    'https://github.com/x',
  ])('are not %s', (endpoint) => {
    expect(isGitHub(endpoint)).toBe(false)
  })

  test('are that of GITHUB_API_URL, too, and a bad one is nobody', () => {
    const endpoint = 'https://ghe.example/inference'
    expect(isGitHub(endpoint, { githubApiUrl: 'https://ghe.example/api/v3' })).toBe(true)
    expect(isGitHub(endpoint, { githubApiUrl: 'https://other.example/api/v3' })).toBe(false)
    expect(isGitHub(endpoint, { githubApiUrl: 'ghe.example' })).toBe(false)
  })

  test.each(['ghe.example', 'a.example, ghe.example', 'a.example\n GHE.example \r\n', ',,ghe.example,'])(
    'are those of github-hosts: %j',
    (githubHosts) => {
      expect(read({ endpoint: 'https://ghe.example:8443/', githubHosts })).toMatchObject({
        isGitHubHost: true,
        problems: [],
      })
    },
  )

  test('are compared exactly', () => {
    expect(isGitHub('https://sub.ghe.example', { githubHosts: 'ghe.example' })).toBe(false)
    expect(isGitHub('https://ghe.example.com', { githubHosts: 'ghe.example' })).toBe(false)
    expect(isGitHub('http://127.0.0.1:8080', { githubHosts: '127.0.0.1' })).toBe(true)
    expect(isGitHub('http://[::1]:8080', { githubHosts: '[::1]' })).toBe(true)
  })

  test.each([
    'https://a.example',
    'a.example/',
    'a.example:443',
    'a.example/path',
    '*.a.example',
    'user@a.example',
    'a b',
    'a?b',
    'a#b',
    'a\\b',
    '::1',
  ])('must not be written as %s', (githubHosts) => {
    expect(inputsOf({ endpoint: 'https://a.example', githubHosts })).toEqual(['github-hosts'])
  })
})

test('loopback is this machine and no other', () => {
  const hosts = ['localhost', 'a.localhost', '127.0.0.1', '127.8.9.10', '[::1]']
  const others = ['localhost.example', 'notlocalhost', '128.0.0.1', '127.evil.example', '0.0.0.0', '[::2]']
  expect(hosts.filter(isLoopback)).toEqual(hosts)
  expect(others.filter(isLoopback)).toEqual([])
})

test('an address that is none has no URL', () => {
  expect(parseEndpoint('nothing')).toBeUndefined()
  expect(parseEndpoint('http://a')?.href).toBe('http://a/')
})

test('it is the default one, set or not', () => {
  const isDefault = (texts: Texts): boolean | undefined => endpointOf(texts, new Problems())?.isDefault
  expect(isDefault({})).toBe(true)
  expect(isDefault({ endpoint: 'https://models.github.ai/inference' })).toBe(true)
  expect(isDefault({ endpoint: 'https://api.openai.com/v1' })).toBe(false)
})
