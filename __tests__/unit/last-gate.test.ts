import { readEnvironment } from '../../src/environment.js'
import type { Endpoint } from '../../src/inputs/endpoint.js'
import { lastGate } from '../../src/inputs/last-gate.js'
import type { Problem } from '../../src/problems/problems.js'
import { STRANGER } from '../support/inputs.js'
import { seededRandom } from '../support/seeded-random.js'

const GITHUB: Endpoint = { ...STRANGER, host: { takesGitHubToken: true, speaksGitHubModels: true } }

interface Sent {
  url?: string
  headers?: Record<string, string>
  body?: string
}

function gate(
  { url = STRANGER.url.href, headers = {}, body = '{}' }: Sent,
  inputs: Record<string, string> = {},
  endpoint = STRANGER,
): Problem | undefined {
  const variables = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])
  const environment = readEnvironment(Object.fromEntries(variables) as NodeJS.ProcessEnv)
  return lastGate({ url: new URL(url), headers, body }, environment, endpoint)
}

const random = seededRandom(41)
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const letters = (length: number, from = LETTERS): string =>
  Array.from({ length }, () => random.pick(Array.from(from))).join('')

/** Tokens of GitHub's, by format, and of servers that write theirs without a prefix. */
const PREFIXED: readonly (() => string)[] = [
  () => `${random.pick(['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'])}${letters(36)}`,
  () => `github_pat_${letters(22)}_${letters(59)}`,
  // https://github.blog/changelog: installation tokens that carry a JWT
  () => `ghs_${letters(7, '0123456789')}_${letters(30)}.${letters(200)}.${letters(80)}-_${letters(4)}`,
]
const BARE: readonly (() => string)[] = [
  () => letters(40, '0123456789abcdef'),
  () => `v1.${letters(20)}`,
  () => `${letters(10)}"=${letters(10)}`,
]

const base64 = (text: string): string => Buffer.from(text).toString('base64')
const WRAPPINGS: readonly ((token: string) => string)[] = [
  (token) => token,
  (token) => `Bearer ${token}`,
  (token) => `token ${token}`,
  (token) => `"${token}"`,
  (token) => `'${token}'`,
  (token) => `x-access-token:${token}`,
  (token) => `${letters(3)}:${token}@${letters(4)}`,
  (token) => `Basic ${base64(`x-access-token:${token}`)}`,
  (token) => `Basic ${base64(`${letters(random.below(9))}:${token}:${letters(random.below(5))}`)}`,
  (token) => `Basic ${base64(token).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`,
  (token) => `${letters(random.below(4))}${base64(`:${token}`)}`,
  (token) => encodeURIComponent(token),
  (token) => `key=${encodeURIComponent(`"${token}"`)}`,
  (token) => Array.from(token, (letter) => `%${letter.charCodeAt(0).toString(16)}`).join(''),
  (token) => encodeURIComponent(base64(`user:${token}`)),
  (token) => base64(`Basic ${base64(`x:${token}`)}`),
]
const PLACES: readonly ((text: string) => Sent)[] = [
  (text) => ({ url: `https://api.example.com/v1/chat/completions?key=${encodeURIComponent(text)}` }),
  (text) => ({ url: `https://api.example.com/v1/chat/completions?${text}` }),
  (text) => ({ url: `https://api.example.com/${text}/chat/completions` }),
  (text) => ({ headers: { Accept: 'application/json', 'X-Key': text } }),
  (text) => ({ headers: { [text]: 'x' } }),
  (text) => ({ headers: { Authorization: text, 'X-Other': letters(100) } }),
]

const CASES = [...PREFIXED, ...BARE].flatMap((token, kind) =>
  WRAPPINGS.flatMap((wrap, wrapping) =>
    PLACES.map((place, index) => ({ kind, wrapping, index, token: token(), wrap, place })),
  ),
)

test(`no token passes in URL and headers, whatever it is wrapped in (${String(CASES.length)} cases)`, () => {
  const passed = CASES.filter(({ kind, token, wrap, place }) => {
    // What has no prefix is known as the value of the input alone.
    const inputs: Record<string, string> = kind < PREFIXED.length ? {} : { 'github-token': token }
    return gate(place(wrap(token)), inputs) === undefined
  })
  expect(passed.map(({ kind, wrapping, index, token }) => ({ kind, wrapping, index, token }))).toEqual([])
})

test('the value of github-token passes nowhere in the body', () => {
  for (const token of [...[...PREFIXED, ...BARE].map((make) => make()), 'back\\slash']) {
    for (const text of [
      token,
      `"${token}"`,
      `x-access-token:${token}`,
      `AUTHORIZATION: basic ${base64(`x-access-token:${token}`)}`,
      base64(`a${token}b`),
      base64(`ab${token}`),
      base64(token),
    ]) {
      const body = JSON.stringify({ messages: [{ role: 'user', content: `See: ${text}.` }] })
      expect(gate({ body }, { 'github-token': token })).toMatchObject({ input: 'prompt' })
    }
  }
})

test('the host part of an address is in lower case', () => {
  const token = PREFIXED[0]?.() ?? ''
  expect(
    gate({ url: `https://${token.replace('_', '-')}.example` }, { 'github-token': token }),
  ).toBeUndefined()
  expect(gate({ url: `https://${token}.example/` })).toMatchObject({ input: 'endpoint' })
})

test('the input that holds it is named, and nothing of it quoted', () => {
  const token = `ghs_${letters(36)}`
  const url = `https://api.example.com/?api-version=${token}`
  expect(gate({ url }, { 'api-version': token, prompt: token })?.input).toBe('api-version')
  expect(gate({ url })?.input).toBe('endpoint')
  expect(gate({ headers: { 'X-A': token } }, { 'custom-headers': `X-A: ${token}` })?.input).toBe(
    'custom-headers',
  )
  expect(gate({ headers: { 'api-key': token } }, { token: `"${token}"` })?.input).toBe('token')
  const named = (inputs: Record<string, string>): string | undefined =>
    gate({ body: `{"a":"${token}"}` }, { 'github-token': token, ...inputs })?.input
  expect(named({ prompt: 'x', 'extra-body': `a: ${token}` })).toBe('extra-body')
  expect(named({ prompt: 'x', 'file-variables': 'a: b' })).toBe('file-variables')
  expect(named({ 'prompt-file': 'a.md' })).toBe('prompt-file')
  // Of what an exchange of the identity, or a request for another model, would carry.
  expect(gate({}, { identity: `parameters: { client_secret: ${token} }` })?.input).toBe('identity')
  expect(gate({}, { 'github-token': token, 'fallback-models': `m\n${token}` })?.input).toBe('fallback-models')
  const problem = gate({ url }, { 'github-token': token })
  expect(problem?.rule).toContain('api.example.com is not a GitHub host')
  expect(problem?.remedy).toContain('"github-hosts"')
  expect(JSON.stringify(problem)).not.toContain(token)
})

test('to a GitHub host all may go', () => {
  const token = `ghs_${letters(36)}`
  const headers = { Authorization: `Bearer ${token}` }
  expect(gate({ headers, body: token }, { 'github-token': token }, GITHUB)).toBeUndefined()
})

test.each<[string, Sent, Record<string, string>]>([
  [
    'a finding in the text',
    { body: `{"diff": "+ghp_${'a'.repeat(36)}"}` },
    { 'github-token': `ghs_${'b'.repeat(36)}` },
  ],
  ['a key of the server', { headers: { Authorization: `Bearer sk-proj-${letters(150)}` } }, {}],
  ['long keys', { headers: { Authorization: `Bearer eyJ${letters(16_000)}` } }, {}],
  [
    'words that look a little like it',
    { headers: { 'X-A': 'highs_lows, my-ghp_a, ghx_abcd, Basic Zm9vOmJhcg==' } },
    {},
  ],
  ['a short placeholder', { body: '{"content": "none at all"}' }, { 'github-token': 'none' }],
  ['no github-token', { url: 'https://a.example/v1?region=west' }, {}],
])('%s passes', (_, sent, inputs) => {
  expect(gate(sent, inputs)).toBeUndefined()
})
