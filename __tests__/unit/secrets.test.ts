import { readEnvironment } from '../../src/environment.js'
import { secretsOf } from '../../src/inputs/secrets.js'

const of = (variables: Record<string, string>): Promise<readonly string[]> =>
  secretsOf(readEnvironment(variables))

const basic = (text: string): string => Buffer.from(text).toString('base64')

test.each([
  ['the tokens', { INPUT_TOKEN: ' sk-1 ', 'INPUT_GITHUB-TOKEN': 'ghs_1' }, ['sk-1', 'ghs_1']],
  [
    'the parameters of a query that say so',
    {
      INPUT_ENDPOINT: 'https://a.example/v1?key=abc%2Fd&region=westeurope&sig=e&access_token=f&api-version=1',
    },
    ['abc%2Fd', 'abc/d', 'e', 'f'],
  ],
  ['no other', { INPUT_ENDPOINT: 'https://a.example/v1?abc&region=b&author=c&api-version=d' }, []],
  ['no query', { INPUT_ENDPOINT: 'https://a.example/' }, []],
  ['an endpoint that is none', { INPUT_ENDPOINT: 'a.example?key=abc' }, []],
  [
    'headers whose name says so',
    {
      'INPUT_CUSTOM-HEADERS':
        'X-Api-Key: abc\nX-Team: docs\nx-portkey-provider: anthropic\nX-Author: me\nCookie: 0123\n',
    },
    ['abc', '0123'],
  ],
  [
    'as they are written',
    { 'INPUT_CUSTOM-HEADERS': '{"X-Api-Key": 12345678901234567890}' },
    ['12345678901234567890'],
  ],
  ['the credentials of a header', { 'INPUT_CUSTOM-HEADERS': 'X-Auth: Bearer abc' }, ['Bearer abc', 'abc']],
  ['the values of cookies', { 'INPUT_CUSTOM-HEADERS': 'Cookie: a=bc; d=ef' }, ['a=bc; d=ef', 'bc', 'ef']],
  ['headers that do not parse', { 'INPUT_CUSTOM-HEADERS': 'X-Api-Key: "abc' }, []],
  ['headers that are no map', { 'INPUT_CUSTOM-HEADERS': '[abc]' }, []],
  ['nothing', {}, []],
] as const)('%s', async (_, variables, secrets) => {
  expect(new Set(await of(variables))).toEqual(new Set(secrets))
})

describe('what opens a proxy', () => {
  test.each([
    [
      'the password, plain and decoded',
      'http://me:p%40ssword@proxy.example:1',
      ['p%40ssword', 'p@ssword', basic('me:p@ssword')],
    ],
    ['without a scheme', 'me:password@proxy.example:1', ['password', basic('me:password')]],
    [
      'that is no proper encoding',
      'http://me:100%password@proxy.example',
      ['100%password', basic('me:100%password')],
    ],
    ['a key as the user name', 'http://sk-1234567@proxy.example', ['sk-1234567', basic('sk-1234567:')]],
    [
      'a key beside an empty password',
      'http://sk-1234567:@proxy.example',
      ['sk-1234567', basic('sk-1234567:')],
    ],
    [
      'a key beside a placeholder',
      'http://sk-1234567:x@proxy.example',
      ['sk-1234567', 'x', basic('sk-1234567:x')],
    ],
    [
      'a long key beside a password',
      `http://${'k'.repeat(20)}:password@p.example`,
      ['k'.repeat(20), 'password'],
    ],
    [
      'the pieces of one that a parser cuts',
      'http://builder:P@ssw0rdTail9#x@proxy:3128',
      ['P@ssw0rdTail9#x', 'ssw0rdTail9'],
    ],
    ['one with a slash', 'http://me:pass/word1234@proxy:3128', ['pass/word1234', 'word1234']],
  ])('%s', async (_, proxy, secrets) => {
    for (const variable of ['HTTPS_PROXY', 'http_proxy', 'ALL_PROXY'])
      expect(await of({ [variable]: proxy })).toEqual(expect.arrayContaining(secrets))
  })

  test('is not its user, its host, or NO_PROXY', async () => {
    expect(await of({ HTTP_PROXY: 'http://proxy.example', NO_PROXY: 'a@example,b' })).toEqual([])
    expect(await of({ HTTP_PROXY: 'http://builder:password@proxy.example' })).not.toContain('builder')
  })
})

test('a token may be of any length', async () => {
  const token = `eyJ${'a=b; c'.repeat(20_000)}`
  expect(await of({ INPUT_TOKEN: token })).toContain(token)
})
