import { customHeaders } from '../../src/inputs/custom-headers.js'
import { isHeaderName, isHeaderValue, namesSecret } from '../../src/inputs/header-rules.js'

async function read(
  text: string | undefined,
  tokenHeader = 'Authorization',
): Promise<{ headers: Readonly<Record<string, string>>; problems: string[] }> {
  const problems: string[] = []
  const headers = await customHeaders(text, tokenHeader, ({ where, rule }) => {
    problems.push(`${where ?? '-'}: ${rule}`)
  })
  return { headers, problems }
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
  expect(await read(text)).toEqual({ headers, problems: [] })
})

test('the header of the token may be named only where the token is in another', async () => {
  expect(await read('AUTHORIZATION: x')).toEqual({
    headers: {},
    problems: ['line 1, column 1: must not name "AUTHORIZATION", the header that carries the token'],
  })
  expect(await read('Authorization: x', 'api-key')).toEqual({ headers: { Authorization: 'x' }, problems: [] })
  expect((await read('API-key: x', 'api-key')).problems).toHaveLength(1)
})

test('each bad one is told with its line, and the good ones beside it are kept', async () => {
  const { headers, problems } = await read(
    'X-A: b\nHost: c\nX B: d\nX-C: "✓"\nX-D: [1]\nX-E: {a: 1}\nx-a: e\nX-F: "a\\r\\nb"\n',
  )
  expect(headers).toEqual({ 'X-A': 'b' })
  expect(problems.map((problem) => problem.slice(0, 40))).toEqual([
    'line 2, column 1: must not name "Host", ',
    'line 3, column 1: holds a name that is n',
    'line 4, column 1: gives "X-C" a value th',
    'line 5, column 1: must give "X-D" one va',
    'line 6, column 1: must give "X-E" one va',
    'line 7, column 1: names "x-a" twice',
    'line 8, column 1: gives "X-F" a value th',
  ])
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

test('names that speak of a secret', () => {
  const secret = ['Authorization', 'X-API-KEY', 'api-key', 'X-Auth', 'My-Token', 'Cookie', 'X-Signature', 'X-Client-Secret', 'X-Password', 'X-Credentials'] // prettier-ignore
  expect(secret.filter((name) => !namesSecret(name))).toEqual([])
  expect(['X-Team', 'Accept', 'User-Agent', 'traceparent'].filter(namesSecret)).toEqual([])
})
