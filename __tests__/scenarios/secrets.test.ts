import { inParallel } from '../support/in-parallel.js'
import { completion, startServer, type Reply } from '../support/inference-server.js'
import { runAction, WORKFLOW_TOKEN, type RunOptions, type RunResult } from '../support/run-action.js'
import { runRow } from '../support/run-row.js'

/** Characters that JSON and URLs escape are in each of them, as far as a header can carry them. */
const SECRETS = {
  token: 'sk-"quoted"\\/+&=% tok_AbCdEfGhIj',
  workflow: WORKFLOW_TOKEN,
  header: "key-<&>'`$_KlMnOpQrSt",
  credentials: 'Basic-dXNlcjpVdld4WXo5OA==',
  query: 'que/ry:secret+kJiHgFeDcB',
  proxy: 'prox@y:pass#tSrQpOnMlK',
}
type SecretName = keyof typeof SECRETS
const NAMES = Object.keys(SECRETS) as SecretName[]

const percent = (text: string): string =>
  Array.from(Buffer.from(text), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
const unicode = (text: string): string =>
  Array.from(text, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')
const json = (text: string): string => JSON.stringify(text).slice(1, -1)

/** Every way in which a server may write a secret into a text. */
const ENCODINGS: Readonly<Record<string, (secret: string) => string>> = {
  plain: (secret) => secret,
  JSON: json,
  'JSON in JSON': (secret) => json(json(secret)),
  'JSON as PHP writes it': (secret) => json(secret).replaceAll('/', '\\/'),
  unicode,
  'unicode, upper case': (secret) => unicode(secret).replace(/[a-f]/g, (digit) => digit.toUpperCase()),
  URL: encodeURIComponent,
  form: (secret) => encodeURIComponent(secret).replaceAll('%20', '+'),
  'URL, lower case': percent,
  'URL, twice': (secret) => encodeURIComponent(encodeURIComponent(secret)),
}

/** What a server sends that tells all it knows, in some of the encodings. */
function echo(encodings: readonly (readonly [how: string, encode: (secret: string) => string])[]): string {
  return NAMES.flatMap((name) =>
    encodings.map(([how, encode]) => `${name}, ${how}: ${encode(SECRETS[name])};`),
  ).join('\n')
}

const ALL = Object.entries(ENCODINGS)
const ECHO = echo(ALL)
/** The same as it may be shown. */
const HIDDEN_ECHO = echo(ALL.map(([how]) => [how, () => '***']))
/** For what is JSON inside of a body that is JSON: a secret is looked for in JSON inside of JSON, and no deeper. */
const OUTSIDE_JSON = ALL.filter(([how]) => !/JSON|unicode/.test(how))

async function ask(
  replies: Reply | readonly Reply[],
  inputs: Readonly<Record<string, string>> = {},
  run: (options: RunOptions) => Promise<RunResult> = runAction,
): Promise<RunResult> {
  await using server = await startServer(replies)
  return await run({
    inputs: {
      endpoint: `${server.url}/v1?sig=${encodeURIComponent(SECRETS.query)}&api-version=2025-01-01`,
      token: SECRETS.token,
      model: 'm',
      prompt: 'Tell me all you know.',
      'custom-headers': JSON.stringify({
        'X-Api-Key': SECRETS.header,
        'X-Auth': `Custom ${SECRETS.credentials}`,
      }),
      ...inputs,
    },
    env: {
      HTTP_PROXY: `http://user:${encodeURIComponent(SECRETS.proxy)}@proxy.example:3128`,
      NO_PROXY: '127.0.0.1',
    },
  })
}

/** Texts that a reader of a text could make of it without effort. */
function readings(text: string): string[] {
  const unescaped = (from: string): string =>
    from
      .replace(/\\+u([0-9a-f]{4})/gi, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)))
      .replace(/\\+(["\\/])/g, '$1')
  const decoded = (from: string): string =>
    from.replace(/%([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)))
  return [text, unescaped(text), unescaped(unescaped(text)), decoded(text), decoded(decoded(text))]
}

/** Names of secrets of which 8 characters or more are in a text. */
function leaks(text: string): string[] {
  const texts = readings(text)
  return NAMES.filter((name) => {
    const secret = SECRETS[name]
    const parts = Array.from({ length: secret.length - 7 }, (_, at) => secret.slice(at, at + 8))
    return parts.some((part) => texts.some((reading) => reading.includes(part)))
  })
}

/** Everything that anybody could read of a run, by the place. */
function placesOf(result: RunResult): Record<string, string> {
  const files = [...result.files].map(([path, bytes]) => [path, bytes.toString('utf8')])
  return {
    log: `${result.stdout.replace(/^::add-mask::.*$/gm, '')}${result.stderr}`,
    outputs: Object.values(result.outputs).join('\n'),
    summary: result.summary,
    ...(Object.fromEntries(files) as Record<string, string>),
  }
}

function leaksOf(result: RunResult): Record<string, string[]> {
  const found = Object.entries(placesOf(result)).map(([place, text]) => [place, leaks(text)] as const)
  return Object.fromEntries(found.filter(([, names]) => names.length > 0))
}

test('the search for leaks finds what is there', () => {
  for (const encode of Object.values(ENCODINGS))
    expect(leaks(`x ${encode(SECRETS.token)} x`)).toEqual(['token'])
  expect(leaks(`x ${SECRETS.token.slice(0, 9)}`)).toEqual(['token'])
})

test('secrets are masked before anything else is printed', async () => {
  const result = await ask({ body: completion() })
  const lines = result.stdout.split(/\r?\n/)
  const firstOther = lines.findIndex((line) => !line.startsWith('::add-mask::'))
  expect(firstOther).toBe(result.masks.length)
  for (const name of NAMES) expect(result.masks).toContain(SECRETS[name])
  expect(result.masks).toContain(encodeURIComponent(SECRETS.query))
  expect(result.masks).not.toContain('2025-01-01')
  expect(result.exitCode).toBe(0)
})

test('values under 8 characters protect nothing and are left alone', async () => {
  const result = await ask({ body: completion({ content: 'An ollama is no llama.' }) }, { token: 'ollama' })
  expect(result.masks).not.toContain('ollama')
  expect(result.outputs['content']).toBe('An ollama is no llama.')
})

test('an answer that echoes them is the same but for them', async () => {
  const body = completion({
    content: ECHO,
    message: { reasoning_content: `I saw ${ECHO}` },
    model: `model ${SECRETS.token}`,
    id: `id ${SECRETS.header}`,
    usage: { prompt_tokens: 1, [`of ${SECRETS.token}`]: { note: SECRETS.query } },
  })
  const result = await ask({ body, headers: { 'x-request-id': `req ${SECRETS.workflow}` } })

  expect(leaksOf(result)).toEqual({})
  expect(result.exitCode).toBe(0)
  expect(result.outputs).toMatchObject({
    content: HIDDEN_ECHO,
    response: HIDDEN_ECHO,
    reasoning: `I saw ${HIDDEN_ECHO}`,
    model: 'model ***',
    'request-id': 'req ***',
    usage: '{"prompt_tokens":1,"of ***":{"note":"***"}}',
  })
  const file = result.fileAt(result.outputs['response-file'] ?? '')
  expect(file?.toString('utf8')).toBe(HIDDEN_ECHO)
})

test('tool calls and JSON that echo them stay JSON', async () => {
  const echoed = { [SECRETS.token]: [SECRETS.header, echo(OUTSIDE_JSON)] }
  const hidden = { '***': ['***', echo(OUTSIDE_JSON.map(([how]) => [how, () => '***']))] }
  const calls = [{ id: SECRETS.token, function: { name: 'tell', arguments: JSON.stringify(echoed) } }]
  const result = await ask(
    { body: completion({ content: JSON.stringify(echoed), message: { tool_calls: calls } }) },
    { tools: '[{"name":"tell"}]', 'response-format': 'json_object' },
  )

  expect(leaksOf(result)).toEqual({})
  expect(result.exitCode).toBe(0)
  expect(JSON.parse(result.outputs['tool-calls'] ?? '')).toEqual([
    { id: '***', name: 'tell', arguments: hidden },
  ])
  expect(JSON.parse(result.outputs['json'] ?? '')).toEqual(hidden)
})

test('a token of digits, where JSON has a number', async () => {
  const token = '123456789012'
  const usage = { prompt_tokens: Number(token), total_tokens: 3 }
  const result = await ask({ body: completion({ usage }) }, { token })

  const everything = Object.values(placesOf(result)).join('\n')
  expect(everything).not.toContain(token)
  expect(result.exitCode).toBe(0)
  expect(JSON.parse(result.outputs['usage'] ?? '')).toEqual({ prompt_tokens: '***', total_tokens: 3 })
})

test('a refusal and a content filter that quote them', async () => {
  const result = await ask({ body: completion({ content: null, message: { refusal: ECHO } }) })
  expect(leaksOf(result)).toEqual({})
  expect(result.outputs).toMatchObject({ 'error-code': 'refused', refusal: HIDDEN_ECHO })
})

const said = (name: SecretName, how: string): string => ENCODINGS[how]?.(SECRETS[name]) ?? ''

const ERRORS: Readonly<Record<string, Reply>> = {
  'the message of an error': {
    status: 401,
    body: { error: { message: `Incorrect API key provided: ${SECRETS.token}`, code: SECRETS.header } },
  },
  'an upstream body inside the message': {
    status: 400,
    body: {
      error: { message: `upstream said {"error":{"message":"bad key ${said('token', 'JSON in JSON')}"}}` },
    },
  },
  'the fields of an unknown shape': {
    status: 400,
    body: { [SECRETS.token]: SECRETS.query, list: [SECRETS.header, said('proxy', 'URL')] },
  },
  'the title of a page': {
    status: 502,
    body: `<html><title>Bad key ${SECRETS.workflow} ${said('query', 'URL')}</title></html>`,
  },
  'plain text': { status: 400, body: `url: /v1?code=${said('query', 'URL')} token: ${SECRETS.token}` },
  'the reason phrase': { status: 400, statusText: `Bad ${SECRETS.workflow}` },
  'headers of an empty answer': {
    status: 403,
    headers: { 'www-authenticate': `Bearer error="${SECRETS.header}"`, server: said('token', 'URL') },
  },
  'the headers of a retirement': {
    status: 410,
    headers: {
      link: `<https://example.com/?key=${said('query', 'URL')}>`,
      sunset: 'Fri, 01 Jan 2021 00:00:00 GMT',
    },
  },
  'a redirect': {
    status: 302,
    headers: { location: `https://example.com/${said('token', 'URL')}?key=${said('query', 'URL')}` },
  },
  'a redirect to another host': {
    status: 307,
    headers: { location: `https://${SECRETS.workflow}.example.com/` },
  },
  'an error under a 200': { body: { error: { message: `no key ${SECRETS.token}`, code: 401 } } },
  'a body that is no completion': { body: `{"note":"${said('token', 'unicode')}"}` },
  'a body that is no JSON': { body: `Hello ${SECRETS.token}` },
}

describe('a failure', () => {
  const results = new Map<string, RunResult>()
  beforeAll(async () => {
    await inParallel(Object.entries(ERRORS), async ([name, reply], index) => {
      const run = (step: RunOptions) => runRow(step, index)
      results.set(name, await ask(reply, { 'max-retries': '0' }, run))
    })
  })

  test.each(Object.keys(ERRORS))('where %s quotes them', (name) => {
    const result = results.get(name)
    expect(result?.exitCode).toBe(1)
    expect(result && leaksOf(result)).toEqual({})
  })
})

test('a long message is cut after they are hidden, so that no half of one is left', async () => {
  // The cut falls on every place of the token in one of these.
  const places = Array.from({ length: 12 }, (_, at) => 380 + at * 12)
  const results = await inParallel(places, (length, index) => {
    const message = `${'word '.repeat(100).slice(0, length)} ${SECRETS.token} and more ${'word '.repeat(200)}`
    const run = (step: RunOptions) => runRow(step, index)
    return ask({ status: 400, body: { error: { message } } }, { 'max-retries': '0' }, run)
  })
  expect(results.map(({ exitCode }) => exitCode)).toEqual(places.map(() => 1))
  expect(results.map(leaksOf)).toEqual(places.map(() => ({})))
})

test('what is told of retries', async () => {
  const result = await ask([
    {
      status: 503,
      headers: { 'retry-after-ms': '1' },
      body: { error: { message: `busy with ${SECRETS.token} ${SECRETS.header}` } },
    },
    { body: completion() },
  ])
  expect(result.exitCode).toBe(0)
  expect(result.stdout).toContain('busy with *** ***')
  expect(leaksOf(result)).toEqual({})
})

test('the raw response is byte for byte the same but for them, also where it is not UTF-8', async () => {
  const [before, after] = [Buffer.from([0xff, 0x00, 0xc3]), Buffer.from([0xfe, 0x0d, 0x0a])]
  const result = await ask({ body: Buffer.concat([before, Buffer.from(SECRETS.token), after]) })

  const raw = result.fileAt(result.outputs['raw-response-file'] ?? '')
  expect(raw?.equals(Buffer.concat([before, Buffer.from('***'), after]))).toBe(true)
  expect(leaksOf(result)).toEqual({})
})
