import { completion, type Reply } from '../support/inference-server.js'
import { QUESTION } from '../support/question.js'
import { ask } from '../support/scenario.js'

test('a key that the server refuses, and echoes', async () => {
  const message = `Incorrect API key provided: ${QUESTION.token}. You can find your API key at https://platform.openai.com/account/api-keys.`
  const { result, shown } = await ask({
    status: 401,
    headers: { 'x-request-id': 'req_1' },
    body: { error: { message, type: 'invalid_request_error', param: null, code: 'invalid_api_key' } },
  })
  const { stdout, summary, outputs, files } = result
  for (const text of [
    stdout.replace(/^::add-mask::.*\n/gm, ''),
    summary,
    JSON.stringify(outputs),
    ...[...files.values()].map(String),
  ]) {
    expect(text).not.toContain(QUESTION.token)
  }
  expect(shown).toMatchSnapshot()
})

test('no key at all, where the workflow token was meant to be enough', async () => {
  const { shown } = await ask(
    {
      status: 401,
      body: { error: { message: "You didn't provide an API key.", type: 'invalid_request_error' } },
    },
    { inputs: { token: '' } },
  )
  expect(shown).toMatchSnapshot()
})

test('a model that Ollama has not pulled: the remedy names the nearest that it has', async () => {
  const message = 'model "llama9" not found, try pulling it first'
  const replies = ({ method }: { method: string }): Reply =>
    method === 'GET'
      ? { body: { object: 'list', data: [{ id: 'llama3.2' }, { id: 'qwen3' }] } }
      : { status: 404, body: { error: { message, type: 'api_error', param: null, code: null } } }
  const { result, shown } = await ask(replies, { inputs: { token: '', model: 'llama9' } })
  expect(result.outputs).toMatchObject({ 'error-code': 'model_not_found', attempts: '1' })
  expect(shown).toMatchSnapshot()
})

test('a wait that outlasts the timeout is not begun', async () => {
  const message =
    'Rate limit of 50 per 86400s exceeded for UserByModelByDay. Please wait 5631 seconds before retrying.'
  const { shown } = await ask({
    status: 429,
    headers: { 'x-ratelimit-type': 'UserByModelByDay', 'x-ratelimit-timeremaining': '5631' },
    body: { error: { code: 'RateLimitReached', message, details: message } },
  })
  expect(shown).toMatchSnapshot()
})

test('a model that wants the token limit under its other name gets it so', async () => {
  const message =
    "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
  const error = { message, type: 'invalid_request_error', param: 'max_tokens', code: 'unsupported_parameter' }
  // It is no retry: it is made also where none is allowed.
  const { shown } = await ask([{ status: 400, body: { error } }, { body: completion() }], {
    inputs: { 'max-tokens': '300', 'max-retries': '0' },
  })
  expect(shown).toMatchSnapshot()
})
