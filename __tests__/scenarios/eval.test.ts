import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { validateXML } from 'xmllint-wasm'
import * as z from 'zod'
import { isObject } from '../../src/json-value.js'
import { answerOf, CAPITALS, evaluate, questionOf } from '../support/evaluate.js'
import { completion, startServer } from '../support/inference-server.js'

const XSD = readFileSync(join(import.meta.dirname, '../fixtures/junit-10.xsd'), 'utf8')

const JUDGED = `${CAPITALS}  - name: similar
    uses: github/similarity
    passScore: 0.75
`.replaceAll('country', 'input')

test('failed tests fail the step: results, JUnit, report and annotations say which', async () => {
  await using server = await startServer(answerOf)
  const before = {
    file: 'a.prompt.yml',
    name: 'Capitals',
    model: 'some-model',
    testResults: [{ testCase: { expected: 'Rome', country: 'Italy' }, status: 'passed' }],
  }
  const result = await evaluate(
    server,
    { 'baseline-file': 'b.json' },
    { files: { 'a.prompt.yml': CAPITALS, 'b.json': JSON.stringify(before) } },
  )
  expect(result.exitCode).toBe(1)
  expect(result.outputs).toMatchObject({
    passed: 'false',
    'pass-rate': '33.33',
    total: '3',
    'passed-tests': '1',
    'failed-tests': '2',
    'errored-tests': '0',
    regressions: '1',
    improvements: '0',
    requests: '3',
    'error-code': 'evaluation_failed',
    usage: '{"prompt_tokens":42,"completion_tokens":6,"total_tokens":48}',
  })
  expect(result.results?.summary).toEqual({
    totalTests: 3,
    passedTests: 1,
    failedTests: 2,
    passRate: (1 / 3) * 100,
    erroredTests: 0,
  })
  const annotations = result.commands.filter(({ name }) => name === 'error')
  expect(annotations.map(({ properties }) => [properties['file'], properties['line']])).toEqual([
    ['a.prompt.yml', '8'],
    ['a.prompt.yml', '9'],
    [undefined, undefined],
  ])
  expect(result.stdout).not.toContain('Nobody knows')
  expect(result.summary).toContain('### Regressions')
  expect(result.file('report-file')).toContain('1 broken, 0 fixed of 1: within chance')
  const valid = await validateXML({
    xml: [{ fileName: 'junit.xml', contents: result.file('junit-file') }],
    schema: [XSD],
  })
  expect(valid.errors).toEqual([])
})

const fixture = (name: string): string =>
  readFileSync(join(import.meta.dirname, `../fixtures/gh-models/${name}`), 'utf8')

/**
 * `gh models eval --json`, built from https://github.com/github/gh-models at f38cd97 with these answers for its client,
 * wrote results.json.
 */
test('what gh-models said of the same answers: names, types, order, details and scores', async () => {
  const Answers = z.record(
    z.string(),
    z.object({ answer: z.string(), judged: z.string(), alike: z.string() }),
  )
  const answers = Answers.parse(JSON.parse(fixture('answers.json')))
  await using server = await startServer((request) => {
    const { model, messages } = questionOf(request)
    const asked = messages.map(({ content }) => content).join('\n')
    const about = Object.entries(answers).find(([country, { answer }]) =>
      [`Capital of ${country}?`, `"${answer.trim()}"`, `predicted answer: ${answer.trim()}`].some((text) =>
        asked.includes(text),
      ),
    )
    const judge = asked.startsWith('Judge strictly.') ? 'judged' : 'alike'
    return { body: completion({ content: about?.[1][model === 'openai/gpt-4o' ? judge : 'answer'] ?? '' }) }
  })
  const files = { 'a.prompt.yml': fixture('eval.prompt.yml') }
  const result = await evaluate(server, {}, { files })
  const theirs: unknown = JSON.parse(fixture('results.json'))
  const ours: unknown = JSON.parse(result.file('results-file'))
  expect(ours).toMatchObject(z.record(z.string(), z.unknown()).parse(theirs))
  // Further keys are behind theirs. They sort the keys of a test.
  const isInOrder = (one: unknown, other: unknown): boolean => {
    if (Array.isArray(one) && Array.isArray(other))
      return one.every((item: unknown, index) => isInOrder(item, other[index]))
    if (!isObject(one) || !isObject(other)) return true
    return Object.entries(one).every(
      ([key, value], index) =>
        Object.keys(other)[index] === key && (key === 'testCase' || isInOrder(value, other[key])),
    )
  }
  expect(isInOrder(theirs, ours)).toBe(true)
})

test('a token that a server echoes stands in no file; an image of a message is sent', async () => {
  const token = 'sk-a-token-of-the-endpoint'
  await using server = await startServer({ body: completion({ content: `Paris, Bearer ${token}.` }) })
  const prompt = CAPITALS.replace('expected: Rome', `expected: ${token}`).replace(
    "content: 'Capital of {{country}}?'",
    "content: [{ type: text, text: 'Capital of {{country}}?' }, { type: file, path: map.png }]",
  )
  const image = Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1')
  const files = { 'a.prompt.yml': prompt, 'map.png': image }
  const result = await evaluate(server, { 'fail-on-error': 'false' }, { files })
  expect(JSON.stringify(server.requests.map(({ json }) => json))).toContain(
    `data:image/png;base64,${image.toString('base64')}`,
  )
  for (const text of [...['results-file', 'junit-file', 'report-file'].map(result.file), result.summary]) {
    expect(text).toContain('Bearer ***')
    expect(text).not.toContain(token)
  }
  expect(result.stdout.replace(`::add-mask::${token}\n`, '')).not.toContain(token)
})

test('a judge elsewhere is read by its verdict, and gets nothing that belongs to the endpoint', async () => {
  await using server = await startServer({ body: completion({ content: 'Paris, Rome, Madrid' }) })
  await using judge = await startServer({
    body: completion({ content: "Let's think step by step: 1. It was the capital in 2021 …\n\n5" }),
  })
  const headers = 'X-Own-Key: a-key-of-the-endpoint'
  const result = await evaluate(
    server,
    { 'judge-endpoint': `${judge.url}/v1`, 'judge-model': 'the-judge', 'custom-headers': headers },
    { files: { 'a.prompt.yml': JUDGED } },
  )
  expect(result.exitCode).toBe(0)
  expect(result.results?.testResults.map(({ evaluationResults }) => evaluationResults[1]?.score)).toEqual([
    1, 1, 1,
  ])
  expect(judge.requests.map((request) => Object.keys(z.looseObject({}).parse(request.json)))).toEqual(
    Array.from({ length: 3 }, () => ['model', 'messages', 'stream']),
  )
  expect(JSON.stringify(judge.requests)).not.toMatch(/a-token-of-the-endpoint|a-key-of-the-endpoint|ghs_/)
})

test('a retired endpoint costs no more requests than go out at a time', async () => {
  await using server = await startServer({ status: 410, body: { error: { message: 'Gone' } } })
  const result = await evaluate(server, { 'max-concurrency': '2', 'fail-on': 'never' })
  expect(result.outputs).toMatchObject({
    'error-code': 'endpoint_retired',
    passed: 'false',
    'errored-tests': '3',
  })
  expect(result.exitCode).toBe(1)
  expect(server.requests.length).toBeLessThanOrEqual(2)
})

test('a 429 holds back all, and costs no test', async () => {
  await using server = await startServer((request, index) =>
    index === 0 ? { status: 429, headers: { 'retry-after': '1' }, body: {} } : answerOf(request),
  )
  const result = await evaluate(server, { 'max-concurrency': '1', threshold: '30' })
  expect(result.exitCode).toBe(0)
  expect(result.outputs).toMatchObject({ requests: '4', 'errored-tests': '0', passed: 'true' })
})

test('a cancelled run writes what it has; the next one asks only for what is missing', async () => {
  let hangs = true
  await using server = await startServer((request, index) =>
    index === 0 || !hangs ? answerOf(request) : { raw: () => undefined },
  )
  const inputs = { cache: 'cache', 'max-concurrency': '1', threshold: '30' }
  const cancelled = await evaluate(server, inputs, {
    onStarted: (step) =>
      void server.arrived(2).then(() => {
        step.kill('SIGTERM')
      }),
  })
  expect(cancelled.exitCode).toBe(1)
  expect(cancelled.commands.filter(({ name }) => name === 'error')).toHaveLength(1)
  expect(cancelled.outputs).toMatchObject({
    'error-code': 'cancelled',
    'passed-tests': '1',
    'errored-tests': '2',
  })
  expect(cancelled.results?.testResults.map(({ status, error }) => error ?? status)).toEqual([
    'passed',
    'cancelled',
    'cancelled',
  ])
  const kept = [...cancelled.files].filter(([path]) => path.startsWith('workspace/cache/'))
  expect(kept).toHaveLength(1)
  hangs = false
  const again = await evaluate(server, inputs, {
    files: {
      'a.prompt.yml': CAPITALS,
      ...Object.fromEntries(kept.map(([path, bytes]) => [path.slice('workspace/'.length), bytes])),
    },
  })
  expect(again.outputs).toMatchObject({ requests: '2', 'passed-tests': '1', passed: 'true' })
})

test('mistakes are told before anything is sent, and nothing to measure is one', async () => {
  await using server = await startServer(answerOf)
  const bad = `${CAPITALS}  - { name: none, string: { contains: '' } }\n  - { uses: github/other }\n  - { string: { equals: x }, not: {} }\n`
  const result = await evaluate(
    server,
    { 'judge-token-header': 'api-key', 'fail-on': 'regression', repeat: '2', 'min-pass': '3' },
    {
      files: {
        'a.prompt.yml': bad.replace('{ country: Italy', '{ place: Italy'),
        'b.prompt.yml': 'model: m\nmessages: [{role: user, content: Hi}]\n',
      },
    },
  )
  expect(result.outputs['error-code']).toBe('invalid_input')
  for (const part of [
    '"min-pass" must not be more than "repeat", which is 2. Raise "repeat", or lower it.',
    '"judge-token-header" needs "judge-token"',
    '"fail-on" needs "baseline-file" or "base"',
    'evaluators[1].string.contains) must not be empty: every answer would pass',
    'evaluators[2].uses) must be github/similarity',
    'evaluators[3]) is string and not at once',
    'b.prompt.yml, line 1, column 1, testData) has no tests',
  ])
    expect(result.outputs['error-message']).toContain(part)
  const budget = await evaluate(server, { 'max-requests': '2' })
  expect(budget.outputs).toMatchObject({ 'error-code': 'budget_reached', requests: '0' })
  const lacking = await evaluate(
    server,
    {},
    { files: { 'a.prompt.yml': CAPITALS.replace('{ country: Italy', '{ place: Italy') } },
  )
  expect(lacking.outputs['error-message']).toContain(
    'line 8, column 5, testData[1]) lacks "country", which a message asks for',
  )
  expect(server.requests).toHaveLength(0)
})

test('the prompts of another commit are put to the same tests', async () => {
  // The older prompt was better.
  await using server = await startServer((request) => {
    const { messages } = questionOf(request)
    const isOld = messages.some(({ content }) => content.startsWith('City of'))
    return { body: completion({ content: isOld ? 'Paris, Rome, Madrid' : 'It is Paris.' }) }
  })
  const older = Buffer.from(CAPITALS.replace('Capital of', 'City of')).toString('base64')
  await using github = await startServer(({ path }) => {
    if (path.includes('/commits/')) return { body: { sha: 'a'.repeat(40) } }
    return path.includes('a.prompt.yml')
      ? { body: { encoding: 'base64', content: older } }
      : { status: 404, body: { message: 'Not Found' } }
  })
  const result = await evaluate(
    server,
    { base: 'main', 'fail-on': 'regression' },
    {
      files: { 'a.prompt.yml': CAPITALS, 'prompts/new.prompt.yml': CAPITALS },
      // By another name than that of the model's server, which would else count as GitHub's.
      env: { GITHUB_API_URL: `http://localhost:${String(github.port)}` },
    },
  )
  expect(result.outputs).toMatchObject({ 'error-code': 'evaluation_failed', regressions: '2', requests: '6' })
  expect(github.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'GET /repos/octocat/hello-world/commits/main',
    `GET /repos/octocat/hello-world/contents/a.prompt.yml?ref=${'a'.repeat(40)}`,
  ])
  await using forbidden = await startServer({ status: 403, body: { message: 'Resource not accessible' } })
  const refused = await evaluate(
    server,
    { base: 'main' },
    { env: { GITHUB_API_URL: `http://localhost:${String(forbidden.port)}` } },
  )
  expect(refused.outputs['error-code']).toBe('invalid_input')
  expect(refused.outputs['error-message']).toContain('contents: read')
})
