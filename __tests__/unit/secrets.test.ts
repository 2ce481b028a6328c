import { readEnvironment } from '../../src/environment.js'
import { secretsOf } from '../../src/inputs/secrets.js'

const of = (variables: Record<string, string>): Promise<string[]> => secretsOf(readEnvironment(variables))

test.each([
  ['the tokens', { INPUT_TOKEN: ' sk-1 ', 'INPUT_GITHUB-TOKEN': 'ghs_1' }, ['sk-1', 'ghs_1']],
  ['a query', { INPUT_ENDPOINT: 'https://a.example/v1?key=abc&x=d%2Fe' }, ['abc', 'abc', 'd%2Fe', 'd/e']],
  ['a query without a name', { INPUT_ENDPOINT: 'https://a.example/v1?abc' }, ['abc']],
  ['but not api-version', { INPUT_ENDPOINT: 'https://a.example/?api-version=1&api%2Dversion=2' }, []],
  ['no query', { INPUT_ENDPOINT: 'https://a.example/' }, []],
  ['an endpoint that is none', { INPUT_ENDPOINT: 'a.example?key=abc' }, []],
  [
    'headers whose name speaks of a secret',
    { 'INPUT_CUSTOM-HEADERS': 'X-Api-Key: abc\nX-Team: docs\nCookie: 0123\n' },
    ['abc', '0123'],
  ],
  ['the credentials of a header', { 'INPUT_CUSTOM-HEADERS': 'X-Auth: Bearer abc' }, ['Bearer abc', 'abc']],
  ['headers that do not parse', { 'INPUT_CUSTOM-HEADERS': 'X-Api-Key: "abc' }, []],
  ['headers that are no map', { 'INPUT_CUSTOM-HEADERS': '[abc]' }, []],
  ["a proxy's password", { HTTPS_PROXY: 'http://me:p%40ss@proxy.example:1' }, ['p%40ss', 'p@ss']],
  ['without a scheme', { http_proxy: 'me:pass@proxy.example:1' }, ['pass', 'pass']],
  ['that is no proper encoding', { ALL_PROXY: 'http://me:100%@proxy.example' }, ['100%']],
  ['a proxy without one', { HTTP_PROXY: 'http://proxy.example', NO_PROXY: 'a.example,b' }, []],
  ['nothing', {}, []],
])('%s', async (_, variables, secrets) => {
  expect(await of(variables)).toEqual(secrets)
})
