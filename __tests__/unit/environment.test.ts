import { tmpdir } from 'node:os'
import { resolve } from 'node:path'
import { readEnvironment } from '../../src/environment.js'

test('inputs are trimmed, and those that are blank are not set; whether one is declared is not asked here', () => {
  const { inputs } = readEnvironment({
    INPUT_PROMPT: ' \n a b \t',
    INPUT_MODEL: ' ',
    'INPUT_MAX-TOKENS': '5',
    INPUT_SEED: '',
    INPUT_MAX_TOKENS: '6',
    'INPUT_NO SUCH': 'b',
    INPUTX: 'c',
  })
  expect([...inputs]).toEqual([
    ['prompt', 'a b'],
    ['max-tokens', '5'],
    ['max_tokens', '6'],
    ['no such', 'b'],
  ])
})

test('the files and folders of the runner, and what stands in for them', () => {
  expect(
    readEnvironment({
      GITHUB_WORKSPACE: '/w',
      RUNNER_TEMP: '/t',
      GITHUB_OUTPUT: '/o',
      GITHUB_STEP_SUMMARY: '/s',
      GITHUB_EVENT_PATH: '/e',
      GITHUB_API_URL: 'https://a',
    }),
  ).toMatchObject({
    workspace: resolve('/w'),
    tempDirectory: resolve('/t'),
    outputPath: '/o',
    summaryPath: '/s',
    eventPath: '/e',
    githubApiUrl: 'https://a',
  })
  for (const empty of [{}, { RUNNER_TEMP: '', GITHUB_WORKSPACE: '', GITHUB_OUTPUT: '' }]) {
    expect(readEnvironment(empty)).toMatchObject({
      workspace: resolve('.'),
      tempDirectory: resolve(tmpdir()),
      outputPath: undefined,
      summaryPath: undefined,
    })
  }
})

test('proxies in either case, and nothing that is no variable of ours', () => {
  const { proxyVariables, github } = readEnvironment({
    https_proxy: 'a',
    HTTP_PROXY: 'b',
    No_Proxy: 'c',
    OPENAI_API_KEY: 'd',
    GITHUB_ACTOR: 'e',
  })
  expect(proxyVariables).toEqual({ https_proxy: 'a', HTTP_PROXY: 'b', No_Proxy: 'c' })
  expect([...github]).toEqual([['actor', 'e']])
})

test('whether Node checks certificates', () => {
  const trusts = (value: string): boolean =>
    readEnvironment({ NODE_TLS_REJECT_UNAUTHORIZED: value }).trustsAnyCertificate
  expect(['0', '1', '', 'false', ' 0'].map(trusts)).toEqual([true, false, false, false, false])
  expect(readEnvironment({}).trustsAnyCertificate).toBe(false)
})
