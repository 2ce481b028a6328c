import { completion } from '../support/inference-server.js'
import { QUESTION } from '../support/question.js'
import { WORKFLOW_TOKEN } from '../support/run-action.js'
import { ask, askRow, ON_GITHUB } from '../support/scenario.js'

const OK = { body: completion() }

test('a GitHub host gets the workflow token and the headers of the GitHub API', async () => {
  const { shown } = await ask({ headers: { 'x-github-request-id': 'C0DE:1234' }, ...OK }, ON_GITHUB)
  expect(shown).toMatchSnapshot()
})

test('a request that is attributed to an organization, with an API version', async () => {
  const { shown } = await ask(OK, {
    ...ON_GITHUB,
    inputs: { ...ON_GITHUB.inputs, org: 'octo-org', 'api-version': '2026-03-10' },
  })
  expect(shown).toMatchSnapshot()
})

test('an explicit GitHub token does not leave for another host', async () => {
  const { requests, shown } = await ask(OK, { inputs: { token: 'ghp_abcdefghijklmnopqrstuvwxyz0123456789' } })
  expect(requests).toEqual([])
  expect(shown).toMatchSnapshot()
})

test('a host that is not GitHub’s sees no GitHub token, wherever one lies around', async () => {
  const { requests, shown } = await ask(OK, {
    inputs: { token: '', 'github-token': WORKFLOW_TOKEN },
    env: { GITHUB_TOKEN: 'ghs_ofTheEnvironment0123', GH_TOKEN: 'ghs_ofTheEnvironment0123' },
  })
  expect(requests[0]?.headers.authorization).toBeUndefined()
  expect(JSON.stringify(requests)).not.toContain('ghs_')
  expect(shown).toMatchSnapshot()
})

test('a local server gets no token: neither the workflow token nor one of the environment', async () => {
  const { requests, shown } = await ask(
    { body: completion({ model: 'llama3.2', usage: null }) },
    {
      path: '/v1/chat/completions/',
      inputs: { token: '', model: 'llama3.2' },
      env: { GITHUB_TOKEN: 'ghs_environment0123456789', OPENAI_API_KEY: 'sk-environment0123456789' },
    },
  )
  expect(JSON.stringify(requests)).not.toContain('environment0123456789')
  expect(shown).toMatchSnapshot()
})

test('the bare token goes into the header that the server reads', async () => {
  const { requests, shown } = await ask(OK, { inputs: { 'token-header': 'api-key' } })
  expect(requests[0]?.headers['api-key']).toBe(QUESTION.token)
  expect(requests[0]?.headers.authorization).toBeUndefined()
  expect(shown).toMatchSnapshot()
})

test('a GitHub host reads none but Authorization', async () => {
  const { requests, shown } = await ask(OK, {
    ...ON_GITHUB,
    inputs: { ...ON_GITHUB.inputs, 'token-header': 'api-key' },
  })
  expect(requests).toEqual([])
  expect(shown).toMatchSnapshot()
})

test('an Azure deployment: a path, a query, and the key in a header of its own', async () => {
  const { shown } = await ask(
    { headers: { 'apim-request-id': 'apim-1' }, ...OK },
    {
      path: '/openai/deployments/gpt-4.1-mini/?route=blue%20green&api-version=2024-02-01',
      inputs: {
        'api-version': '2025-04-01-preview',
        'token-header': 'api-key',
        token: 'azure-key-0123456789',
      },
    },
  )
  expect(shown).toMatchSnapshot()
})

test('headers of a gateway are sent, and the log names them without their values', async () => {
  const { shown } = await ask(
    ({ headers }) => ({
      // A server that echoes what it was sent.
      headers: { 'x-request-id': `for ${String(headers['x-gateway-key'])}` },
      body: completion({ content: `Your key is ${String(headers['x-gateway-key'])}.` }),
    }),
    {
      inputs: {
        'custom-headers': 'X-Gateway-Key: gw-0123456789\nX-Team: 007\nUser-Agent: nightly-report\n',
      },
    },
  )
  expect(shown).toMatchSnapshot()
})

test('headers that the request needs itself, or that would hold the token twice, are refused', async () => {
  const { requests, shown } = await ask(OK, {
    inputs: {
      'custom-headers': '{"Content-Length": 3, "authorization": "Bearer other-0123456789", "X-Bad": "a\\nb"}',
    },
  })
  expect(requests).toEqual([])
  expect(shown).toMatchSnapshot()
})

test.each([
  ['a header', { 'custom-headers': `X-Api-Key: ${WORKFLOW_TOKEN}` }],
  ['the body', { 'extra-body': JSON.stringify({ user: WORKFLOW_TOKEN }) }],
  ['the prompt', { prompt: `My token is ${WORKFLOW_TOKEN}.` }],
  ['a token in disguise', { token: `x-access-token:${WORKFLOW_TOKEN}` }],
])('the workflow token inside of %s is found before it leaves for a stranger', async (_where, inputs) => {
  const { result, requests } = await askRow(OK, { inputs })
  expect(requests).toEqual([])
  expect(result.outputs['error-code']).toBe('invalid_input')
  expect(result.stdout.replace(/^::add-mask::.*$/gm, '')).not.toContain(WORKFLOW_TOKEN)
})
