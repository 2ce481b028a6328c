import { credentialFromInputs } from '../../src/inputs/credential.js'
import type { Endpoint } from '../../src/inputs/endpoint.js'
import { Problems } from '../../src/problems/problems.js'
import { STRANGER } from '../support/inputs.js'

const GITHUB: Endpoint = {
  url: new URL('https://models.github.ai/inference/chat/completions'),
  host: { takesGitHubToken: true, speaksGitHubModels: true },
  takesWorkflowToken: true,
  isDefault: false,
}

const plain = (endpoint: Endpoint, host: string): Endpoint => ({
  ...endpoint,
  url: new URL(`http://${host}/v1/chat/completions`),
})

interface Given {
  token?: string
  githubToken?: string
  tokenHeader?: string
  trustsAnyCertificate?: boolean
}

function choose(
  given: Given,
  endpoint: Endpoint | undefined,
): {
  credential: { header: string; value: string } | undefined
  problems: string[]
  warnings: readonly string[]
} {
  const problems: string[] = []
  const collector = new Problems()
  collector.add = ({ input, rule, remedy }) => void problems.push(`${input} ${rule} ${remedy}`)
  const { trustsAnyCertificate = false, token, githubToken, tokenHeader } = given
  const named = Object.entries({ token, 'github-token': githubToken, 'token-header': tokenHeader })
  const inputs = new Map(named.flatMap(([name, text]) => (text === undefined ? [] : [[name, text] as const])))
  const credential = credentialFromInputs({ inputs, trustsAnyCertificate }, endpoint, collector)
  return { credential, problems, warnings: collector.warnings }
}

const bearer = (token: string): object => ({ header: 'Authorization', value: `Bearer ${token}` })
const fine = (credential: object | undefined): object => ({ credential, problems: [], warnings: [] })

test.each([
  ['the workflow token, to GitHub', { githubToken: 'ghs_w' }, GITHUB, bearer('ghs_w')],
  ['the token, which beats it', { token: 'ghp_t', githubToken: 'ghs_w' }, GITHUB, bearer('ghp_t')],
  ['a token of another kind, to GitHub', { token: 'sk-t', githubToken: 'ghs_w' }, GITHUB, bearer('sk-t')],
  ['the token, to another host', { token: 'sk-t', githubToken: 'ghs_w' }, STRANGER, bearer('sk-t')],
  ['no workflow token, to another host', { githubToken: 'ghs_w' }, STRANGER, undefined],
  ['nothing at all', {}, GITHUB, undefined],
  [
    'a header of its own',
    { token: 'k', tokenHeader: 'api-key' },
    STRANGER,
    { header: 'api-key', value: 'k' },
  ],
  [
    'Authorization, bare',
    { token: 'Basic abc', tokenHeader: 'Authorization' },
    STRANGER,
    { header: 'Authorization', value: 'Basic abc' },
  ],
  ['a header without a token', { tokenHeader: 'api-key' }, STRANGER, undefined],
] as const)('%s', (_, given, endpoint, credential) => {
  expect(choose(given, endpoint)).toEqual(fine(credential))
})

test.each(['ghp_a', 'gho_a', 'ghu_a', 'ghs_a', 'ghr_a', 'github_pat_a'])(
  'a token like %s goes to no other host',
  (token) => {
    const { credential, problems } = choose({ token }, STRANGER)
    expect(credential).toBeUndefined()
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(/^token is a GitHub token.*"github-hosts"/)
    expect(choose({ token }, GITHUB)).toEqual(fine(bearer(token)))
  },
)

test.each(['ghx_a', 'my-ghp_a', 'GHP_a', 'gh_a', 'github_a'])(
  'a token like %s is no GitHub token',
  (token) => {
    expect(choose({ token }, STRANGER)).toEqual(fine(bearer(token)))
  },
)

test('the value of github-token goes to no other host either, with or without a prefix', () => {
  const { credential, problems } = choose(
    { token: '0123456789abcdef', githubToken: '0123456789abcdef' },
    STRANGER,
  )
  expect(credential).toBeUndefined()
  expect(problems).toEqual([expect.stringMatching(/^token is a GitHub token/)])
})

describe('what is not the bare token', () => {
  test.each(['"sk-secret"', "'sk-secret'", 'sk-secret"', '`sk-secret`', '"ghp_secret"'])('%s', (token) => {
    for (const tokenHeader of ['api-key', undefined]) {
      const { credential, problems } = choose({ token, ...(tokenHeader && { tokenHeader }) }, STRANGER)
      expect(credential).toBeUndefined()
      expect(problems).toEqual([expect.stringMatching(/^token must be the bare token, without quotes/)])
      expect(problems.join()).not.toContain('secret"')
    }
  })

  test.each([
    'Bearer sk-s',
    'bearer sk-s',
    'token ghp_s',
    'Basic eA==',
    'Authorization: Bearer sk-s',
    'Bearer ghp_s',
    'Bearer',
  ])('%s', (token) => {
    const { credential, problems } = choose({ token }, STRANGER)
    expect(credential).toBeUndefined()
    expect(problems).toEqual([expect.stringMatching(/^token must be the bare token: /)])
  })
})

describe('without an endpoint', () => {
  const DEFAULT = { ...GITHUB, isDefault: true }

  test.each(['sk-proj-abc', 'gsk_abc', 'eyJhbGciOi.abc', 'x'.repeat(40)])(
    'a token like %s is for another server',
    (token) => {
      const { credential, problems } = choose({ token, githubToken: 'ghs_w' }, DEFAULT)
      expect(credential).toBeUndefined()
      expect(problems).toEqual([
        expect.stringMatching(
          /^token is not a GitHub token, and no "endpoint" is set, so this would go to GitHub Models, which is retired/,
        ),
      ])
      expect(problems.join()).not.toContain(token)
    },
  )

  test.each([
    { token: 'ghp_t' },
    { githubToken: 'anything' },
    { token: 'w', githubToken: 'w' },
    { token: '0a'.repeat(20) },
  ])('one of GitHub goes there: %j', (given) => {
    expect(choose(given, DEFAULT)).toEqual(fine(bearer(given.token ?? 'anything')))
  })
})

describe('where certificates are not checked', () => {
  test.each([{ token: 'ghp_t' }, { githubToken: 'any' }, { token: 'w', githubToken: 'w' }])(
    '%j goes nowhere',
    (given) => {
      const { credential, problems } = choose({ ...given, trustsAnyCertificate: true }, GITHUB)
      expect(credential).toBeUndefined()
      expect(problems).toEqual([
        expect.stringMatching(/^endpoint must not get a GitHub token: NODE_TLS_REJECT/),
      ])
    },
  )

  test('another token goes with a warning, and nothing, too', () => {
    const { credential, problems, warnings } = choose({ token: 'sk-t', trustsAnyCertificate: true }, STRANGER)
    expect({ credential, problems }).toEqual({ credential: bearer('sk-t'), problems: [] })
    expect(warnings).toEqual([expect.stringContaining('NODE_TLS_REJECT_UNAUTHORIZED is 0')])
    expect(choose({ trustsAnyCertificate: true }, STRANGER).warnings).toEqual(warnings)
  })
})

describe('plain http', () => {
  test.each([
    ['by its prefix', { token: 'ghp_t' }],
    ['from the workflow', { githubToken: 'any' }],
  ])('is a problem for a GitHub token, known %s', (_, given) => {
    const { credential, problems } = choose(given, plain(GITHUB, 'ghe.example'))
    expect(credential).toBeUndefined()
    expect(problems).toEqual([expect.stringMatching(/^endpoint is plain http/)])
  })

  test('is a warning for any other token, which does not quote it', () => {
    const { credential, problems, warnings } = choose({ token: 'sk-t' }, plain(STRANGER, 'api.example'))
    expect({ credential, problems }).toEqual({ credential: bearer('sk-t'), problems: [] })
    expect(warnings).toEqual([expect.stringContaining('plain http')])
    expect(warnings.join()).not.toContain('sk-t')
  })

  test('is fine without a token, and on this machine', () => {
    expect(choose({}, plain(STRANGER, 'api.example'))).toEqual(fine(undefined))
    for (const host of ['localhost:1', '127.0.0.1', '[::1]:2']) {
      expect(choose({ githubToken: 'ghs_w' }, plain(GITHUB, host))).toEqual(fine(bearer('ghs_w')))
      expect(choose({ token: 'sk-t' }, plain(STRANGER, host))).toEqual(fine(bearer('sk-t')))
    }
  })
})

describe('what no header can carry', () => {
  test.each(['a\nb', 'a\rb', 'a\0b', 'a\u2713', 'a\u007fb'])('is a problem: %j', (token) => {
    expect(choose({ token }, STRANGER).problems).toEqual([expect.stringMatching(/^token must be one line/)])
    expect(choose({ githubToken: token }, GITHUB).problems).toEqual([
      expect.stringMatching(/^github-token must be one line/),
    ])
    expect(choose({ token }, STRANGER).problems.join()).not.toContain(token)
  })

  test('does not matter in a workflow token that goes nowhere', () => {
    expect(choose({ token: 'sk-t', githubToken: 'a\nb' }, STRANGER).problems).toEqual([])
  })
})

describe('token-header', () => {
  test.each(['', 'a b', 'a:', 'Authorization: Bearer x', 'ä', 'a\nb'])('must not be %j', (tokenHeader) => {
    const { problems } = choose({ token: 't', tokenHeader }, STRANGER)
    expect(problems).toEqual([expect.stringMatching(/^token-header must be the name/)])
  })

  test.each([
    'Host',
    'content-length',
    'Content-Type',
    'Transfer-Encoding',
    'Connection',
    'Accept',
    'user-agent',
  ])('must not be %s', (tokenHeader) => {
    expect(choose({ token: 't', tokenHeader }, STRANGER).problems).toEqual([
      expect.stringMatching(/^token-header must not be/),
    ])
  })

  test('is not for a GitHub host, and not judged where the host is unknown', () => {
    expect(choose({ token: 't', tokenHeader: 'api-key' }, GITHUB).problems).toEqual([
      expect.stringMatching(/^token-header does not apply/),
    ])
    expect(choose({ token: 'ghp_t', tokenHeader: 'api-key' }, undefined)).toEqual(fine(undefined))
  })
})
