import {
  customHeaders,
  isHeaderName,
  isHeaderValue,
  namesSecret,
  targetHeaders,
} from '../../src/inputs/headers.js'
import { Problems } from '../../src/problems/problems.js'

async function read(
  text: string | undefined,
  tokenHeader = 'Authorization',
): Promise<{ headers: Readonly<Record<string, string>>; problems: string[]; warnings: readonly string[] }> {
  const problems = new Problems()
  const headers = await customHeaders(text, tokenHeader, problems)
  const found = problems.count === 0 ? [] : (await problems.text()).split('\n')
  return { headers, problems: found.length === 1 ? found : found.slice(1), warnings: problems.warnings }
}

test.each([
  [undefined, {}],
  ['{}', {}],
  ['X-A: b', { 'X-A': 'b' }],
  ['X-A: b\nx-b: "c: d"\n', { 'X-A': 'b', 'x-b': 'c: d' }],
  ['{"X-A": "b", "X-B": "c"}', { 'X-A': 'b', 'X-B': 'c' }],
  [
    'X-Version: 1.10\nX-Hex: 0x1F\nX-Yes: true\nX-Date: 2026-01-01\n',
    { 'X-Version': '1.10', 'X-Hex': '0x1F', 'X-Yes': 'true', 'X-Date': '2026-01-01' },
  ],
  ['{"X-Big": 12345678901234567890, "X-Float": 1.0}', { 'X-Big': '12345678901234567890', 'X-Float': '1.0' }],
  ['X-Empty:\nX-Null: null\n', { 'X-Empty': '', 'X-Null': '' }],
  ['X-A: grün', { 'X-A': 'grün' }],
  [
    'accept: text/plain\nUser-Agent: me\nX-GitHub-Api-Version: 2099-01-01',
    { accept: 'text/plain', 'User-Agent': 'me', 'X-GitHub-Api-Version': '2099-01-01' },
  ],
  ['__proto__: a', Object.fromEntries([['__proto__', 'a']])],
])('%j is read as written', async (text, headers) => {
  expect(await read(text)).toEqual({ headers, problems: [], warnings: [] })
})

test('the header of the token may be named only where the token is in another', async () => {
  expect(await read('AUTHORIZATION: x')).toMatchObject({
    headers: {},
    problems: [expect.stringContaining('must not name "AUTHORIZATION", the header that carries the token')],
  })
  expect(await read('Authorization: x', 'api-key')).toMatchObject({
    headers: { Authorization: 'x' },
    problems: [],
  })
  expect((await read('API-key: x', 'api-key')).problems).toHaveLength(1)
})

test('each bad one is told with its line, and the good ones beside it are kept', async () => {
  const { headers, problems } = await read(
    'X-A: b\nHost: c\nX B: d\nX-C: "✓"\nX-D: [1]\nX-E: {a: 1}\nx-a: e\nX-F: "a\\r\\nb"\n',
  )
  expect(headers).toEqual({ 'X-A': 'b' })
  const WHAT = ['must not name "Host"', 'holds a name that isn', 'gives "X-C" a value that no', 'must give "X-D" one value', 'must give "X-E" one value', 'names "x-a" twice', 'gives "X-F" a value that no'] // prettier-ignore
  expect(problems).toHaveLength(WHAT.length)
  for (const [index, what] of WHAT.entries()) {
    expect(problems[index]).toMatch(
      new RegExp(`^- "custom-headers" \\(line ${String(index + 2)}, column 1\\) ${what}`),
    )
  }
})

test('a comment that cuts a value is a warning, which does not quote it', async () => {
  const { headers, warnings } = await read('X-A: secret #value\nX-B: "c # d"\nX-C: e#f\n# all\nX-D: [#')
  expect(headers).toEqual({})
  expect(warnings).toEqual([])
  const cut = await read('X-A: secret #value\nX-B: "c # d"\nX-C: e#f\n# all: x # y')
  expect(cut.headers).toEqual({ 'X-A': 'secret', 'X-B': 'c # d', 'X-C': 'e#f' })
  expect(cut.warnings).toEqual([
    expect.stringMatching(/^"custom-headers": what follows " #" in X-A is a comment/),
  ])
  expect(cut.warnings.join()).not.toMatch(/secret|value:/)
})

test.each([
  'secret-value',
  '[secret-value]',
  'X-A: "secret-value',
  'X-A: secret-value: b',
  '*secret-value',
  'X: !secret-value a b: c',
])('%j does not parse as a map, and nothing of it is quoted', async (text) => {
  const { headers, problems } = await read(text)
  expect(headers).toEqual({})
  expect(problems).toHaveLength(1)
  expect(problems.join()).not.toContain('secret-value')
})

test('names and values follow RFC 9110', () => {
  expect(['X-A', 'a', "!#$%&'*+-.^_`|~9"].filter((name) => !isHeaderName(name))).toEqual([])
  expect(['', 'a b', 'a:', 'a\n', 'ä', '(a)', 'a,b', '"a"'].filter(isHeaderName)).toEqual([])
  expect(['', ' ', 'a\tb', 'é', '\u00ff'].filter((value) => !isHeaderValue(value))).toEqual([])
  expect(['\n', '\r', '\0', '\u007f', '\u0100', '🎉'].filter(isHeaderValue)).toEqual([])
})

test('names that say that they hold a secret, in whole words', () => {
  const secret = ['Authorization', 'X-API-KEY', 'api-key', 'api_key', 'apikey', 'X-Auth', 'My-Token', 'Cookie', 'X-Amz-Signature', 'sig', 'X-Client-Secret', 'X-Password', 'X_Credential-Id', 'access_token', 'subscription-key'] // prettier-ignore
  const others = ['X-Team', 'Accept', 'User-Agent', 'traceparent', 'x-portkey-provider', 'X-Author', 'X-Authority', 'monkey', 'X-Design', 'keyboard', 'tokenizer', 'api-version', 'region', ''] // prettier-ignore
  expect(secret.filter((name) => !namesSecret(name))).toEqual([])
  expect(others.filter(namesSecret)).toEqual([])
})

describe('the headers of the request', () => {
  const GITHUB = { takesGitHubToken: true, speaksGitHubModels: true }
  const OTHER = { takesGitHubToken: false, speaksGitHubModels: false }
  const agent = { 'User-Agent': expect.stringMatching(/^chat-completion-action\/\d/) as unknown }

  test('of the kinds of hosts', () => {
    expect(targetHeaders(GITHUB, { header: 'Authorization', value: 'Bearer x' }, {})).toEqual({
      Accept: 'application/vnd.github+json',
      'Content-Type': 'application/json',
      'X-GitHub-Api-Version': '2022-11-28',
      ...agent,
      Authorization: 'Bearer x',
    })
    expect(targetHeaders(OTHER, undefined, {})).toEqual({
      Accept: 'application/json',
      'Content-Type': 'application/json',
      ...agent,
    })
    const copilot = { ...OTHER, takesGitHubToken: true }
    expect(targetHeaders(copilot, undefined, {})).not.toHaveProperty('X-GitHub-Api-Version')
  })

  test('custom ones replace ours, whatever their case', () => {
    const headers = { accept: 'a', 'user-agent': 'b', 'x-github-api-version': 'c', 'X-D': 'd' }
    expect(targetHeaders(GITHUB, undefined, headers)).toEqual({
      'Content-Type': 'application/json',
      ...headers,
    })
  })
})
