import { BODY_FIELDS, DECLARED_INPUTS, intendedInput } from '../../src/inputs/declared.js'

test.each([
  ['max_tokens', 'max-tokens'],
  ['MAX_TOKENS', 'max-tokens'],
  ['github_hosts', 'github-hosts'],
  ['fail_on-error', 'fail-on-error'],
  ['file-input', 'file-variables'],
  ['reasoning_effort', 'reasoning-effort'],
])('%s was meant to be %s', (name, intended) => {
  expect(intendedInput(name)).toBe(intended)
})

test.each(['maxtokens', 'max.tokens', 'max-token', 'temperatur', 'provider', 'enable-github-mcp', ''])(
  '%j is nothing that is known',
  (name) => {
    expect(intendedInput(name)).toBeUndefined()
  },
)

test('no two names differ by a dash alone, so that the intended one is certain', () => {
  const dashed = DECLARED_INPUTS.map((name) => name.replaceAll('_', '-'))
  expect(new Set(dashed).size).toBe(DECLARED_INPUTS.length)
})

test('each field of the body has one input', () => {
  expect(new Set(BODY_FIELDS.map(({ field }) => field)).size).toBe(BODY_FIELDS.length)
  expect(new Set(BODY_FIELDS.map(({ input }) => input)).size).toBe(BODY_FIELDS.length)
  expect(BODY_FIELDS.map(({ field }) => field)).toEqual(
    BODY_FIELDS.map(({ input }) => input.replaceAll('-', '_')),
  )
})
