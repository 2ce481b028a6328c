import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { answerOf, CAPITALS, evaluate, questionOf } from '../support/evaluate.js'
import { completion, type Responder, startServer } from '../support/inference-server.js'
import { WORKFLOW_TOKEN } from '../support/run-action.js'
import { runSource } from '../support/run-row.js'

const QUESTION = `model: m
messages: [{ role: user, content: 'About {{input}}' }]
testData: [{ input: a, expected: x }]
`
const withEvaluators = (yaml: string): string => `${QUESTION}evaluators:\n${yaml}`
const JUDGED = withEvaluators(
  "  - llm: { modelId: judge, prompt: 'Judge {{completion}}', choices: [{ choice: yes, score: 1 }, { choice: no, score: 0 }] }\n",
)
const says = (content: string, finishReason = 'stop') => ({ body: completion({ content, finishReason }) })

/** One step, run from the sources. */
const rows = async (
  responder: Responder,
  files: Record<string, string>,
  inputs: Record<string, string> = {},
) => {
  await using server = await startServer(responder)
  const result = await evaluate(server, inputs, { files }, runSource)
  const warnings = result.commands.filter(({ name }) => name === 'warning').map(({ data }) => data)
  return { ...result, warnings, requests: [...server.requests] }
}

test.each<[name: string, evaluators: string, message: string]>([
  ['a list is wanted', '  string: { contains: x }', 'must be a list of evaluators. Write "- name: …" for each.'],
  ['a kind that nobody knows', '  - { name: a, strng: {} }', 'evaluators[0].strng) is not a known key ("strng"). Write one of string, llm, uses,'],
  ['no kind', '  - { name: a }', 'evaluators[0]) says nothing to check. Write one of string,'],
  ['two kinds', '  - { string: { equals: x }, finish: stop }', 'evaluators[0]) is string and finish at once.'],
  ['nothing expected', '  - string: {}', 'evaluators[0].string) needs equals, contains, startsWith or endsWith.'],
  ['null is empty', '  - string: { contains: }', 'must not be empty: every answer would pass.'],
  ['the answer itself', "  - string: { equals: '{{completion}}' }", 'asks for "completion", the answer itself, which only judges are told.'],
  ['empty with the values of a test', "  - string: { contains: '{{input}}' }", 'expects nothing by "contains" in test 1, so that every answer passes.'],
  ['a flag that is none', '  - regex: { matches: x, flags: g }', 'evaluators[0].regex.flags) must be some of i, m, s and u, each once.'],
  ['no regular expression', "  - regex: { matches: '(' }", "isn't a regular expression of JavaScript in test 1."],
  ['two schemas', '  - json: { schema: { type: object }, schemaFile: s.json }', 'must not be set beside "schema".'],
  ['no schema file', '  - json: { schemaFile: s.json }', '(a.prompt.yml) has an evaluator that names the file s.json, which does not exist.'],
  ['a closed place', '  - json: { schemaFile: /proc/self/environ }', 'leads into /proc, /sys, /dev or .git'],
  ['twice not', '  - not: { not: { finish: stop } }', 'must not be the inverse of an inverse.'],
  ['a judge without a model', '  - llm: { prompt: q, choices: [{ choice: a, score: 1 }] }', 'modelId) is missing, so that nobody is there to judge.'],
  ['a judge without choices', '  - llm: { modelId: j, prompt: q }', 'evaluators[0].llm.choices) is missing.'],
  ['a score that is none', '  - llm: { modelId: j, prompt: q, choices: [{ choice: a, score: high }] }', 'score) must be a number.'],
  ['a pass score without a judge', '  - { finish: stop, passScore: 1 }', 'belongs to an evaluator with a judge.'],
])('%s is told, and nothing else', async (_, evaluators, message) => {
  const prompt = withEvaluators(evaluators)
  const isOfValue = message.startsWith('expects nothing')
  const result = await rows(answerOf, { 'a.prompt.yml': isOfValue ? prompt.replace('input: a', "input: ''") : prompt })
  expect(result.outputs['error-code']).toBe('invalid_input')
  expect(result.outputs['error-message']).toContain(message)
  expect(result.outputs['error-message']).not.toContain('problems with')
  expect(result.requests).toEqual([])
}) // prettier-ignore

test.each<[inputs: Record<string, string>, message: string]>([
  [{ models: 'a', model: 'b' }, '"models" must not be set beside "model".'],
  [{ models: 'a, b' }, '"models" must name one model a line.'],
  [{ 'min-pass': '2' }, '"min-pass" must not be more than "repeat", which is 1.'],
  [{ threshold: '90%' }, '"threshold" must be a number from 0 to 100, not "90%". Write it in digits, such as 90,'],
  [{ 'fail-on': 'regressions' }, '"fail-on" must be one of threshold, regression, either, never'],
  [{ 'baseline-file': 'b.json' }, "write ${{ hashFiles('b.json') && 'b.json' }}."],
  [{ 'baseline-file': 'a.prompt.yml' }, 'which holds no results. Name the "results-file" of an earlier run'],
  [{ 'baseline-file': 'none.json', 'fail-on': 'regression' }, '"baseline-file" holds nothing that matches a prompt file and model of this run'],
  [{ 'baseline-file': 'none.json', base: 'main' }, '"base" must not be set beside "baseline-file".'],
  [{ 'prompt-files': 'prompts/*.yml' }, '"prompt-files" names prompts/*.yml, which matches no file.'],
  [{ cache: '.git/cache' }, '"cache" names .git/cache, which leads into /proc, /sys, /dev or .git'],
  [{ cache: 'a.prompt.yml' }, '"cache" names a.prompt.yml, which has a file where a folder should be'],
  [{ 'results-file': 'x.out', 'junit-file': './x.out' }, '"junit-file" names a file that another input names, too.'],
])('%j is told before anything is sent', async (inputs, message) => {
  const files = { 'a.prompt.yml': CAPITALS, 'none.json': '{"evaluations": []}' }
  const result = await rows(answerOf, files, inputs)
  expect(result.outputs['error-code']).toBe('invalid_input')
  expect(result.outputs['error-message']).toContain(message)
  expect(result.requests).toEqual([])
}) // prettier-ignore

test('each evaluator that needs no judge, and its inverse; a schema of the file is one more', async () => {
  const prompt = `${QUESTION}responseFormat: json_schema
jsonSchema: { name: s, schema: { type: object, properties: { n: { type: integer } }, required: [n] } }
tools: [{ type: function, function: { name: look, parameters: { type: object, properties: { at: { type: string } } } } }]
evaluators:
  - json: { pointer: /n, equals: 3 }
  - json: { pointer: /n, schema: { type: integer, minimum: 4 } }
  - json: { schemaFile: s.json }
  - regex: { matches: '{{expected}}|\\d' }
  - toolCall: { name: look, arguments: { type: object, required: [at] } }
  - finish: stop
  - not: { string: { contains: nowhere } }
  - not: { finish: stop }
`
  const files = { 'a.prompt.yml': prompt, 's.json': '{"type": "object", "required": ["n"]}' }
  const result = await rows(() => says('{"n": 3}'), files)
  expect(result.results?.testResults[0]?.evaluationResults.map(({ passed, details }) => [passed, details])).toEqual([
    [true, 'Expected /n to be 3'],
    [false, 'Expected /n to fit the schema: (root) must be >= 4'],
    [true, 'Expected the answer to fit the schema'],
    [true, 'Expected to match: /x|\\d/'],
    [false, 'Expected a call of look'],
    [true, 'Expected to finish by: stop'],
    [true, "Not: Expected to contain: 'nowhere'"],
    [false, 'Not: Expected to finish by: stop'],
    [true, 'Expected the answer to fit the schema'],
  ])
  // Any call may be the one, and an answer of calls needs no text.
  const call = (at: string) => ({ id: at, type: 'function', function: { name: 'look', arguments: `{"at":"${at}"}` } })
  const called = await rows(
    () => ({ body: completion({ content: null, finishReason: 'tool_calls', message: { tool_calls: [call('a'), call('b')] } }) }),
    { ...files, 'a.prompt.yml': prompt.replace(/ {2}- json[^]*? {2}- toolCall/, '  - toolCall') },
  )
  expect(called.results?.testResults[0]?.evaluationResults[0]).toMatchObject({ passed: true, score: 1 })
}) // prettier-ignore

test.each<[name: string, body: object, code: string, response: string]>([
  ['a refusal', completion({ content: null, message: { refusal: 'I will not say x.' } }), 'refused', 'I will not say x.'],
  ['a filter', completion({ content: 'Half of x', finishReason: 'content_filter' }), 'content_filtered', 'Half of x'],
  ['nothing', completion({ content: '' }), 'empty_response', ''],
  ['a limit', completion({ content: '', finishReason: 'length' }), 'truncated', ''],
])('%s is an answer that fails its test, though an evaluator lets it pass', async (_, body, code, response) => {
  const prompt = withEvaluators("  - not: { string: { contains: never said } }\n")
  const result = await rows(() => ({ body }), { 'a.prompt.yml': prompt })
  expect(result.outputs).toMatchObject({ 'error-code': 'evaluation_failed', 'errored-tests': '0', requests: '1' })
  expect(result.results?.testResults[0]).toMatchObject({ status: 'failed', error: code, modelResponse: response })
  // It speaks of no output that this action does not have.
  expect(result.summary).not.toMatch(/the output "|"raw-response-file"/)
  expect(result.file('junit-file')).toContain(`<failure type="${code}"`)
}) // prettier-ignore

test.each<[name: string, body: object, code: string, details: string]>([
  ['names no choice', completion({ content: 'maybe' }), 'unjudged', "The judge's answer names no choice"],
  ['names several', completion({ content: 'yes or no' }), 'unjudged', "The judge's answer names several choices: 'yes', 'no'"],
  ['is cut off in its reasoning', completion({ content: 'Is it no', finishReason: 'length' }), 'unjudged', "The judge's answer was cut off at its limit of tokens"],
  ['refuses', completion({ content: null, message: { refusal: 'no' } }), 'unjudged', 'The judge gave no verdict: refused'],
  ['is no judge', { object: 'list' }, 'invalid_response', 'what it sent is not a chat completion'],
])('a judge that %s: the test is errored, and a step of such tests is red', async (_, body, code, details) => {
  const judge: Responder = (request) => (questionOf(request).model === 'judge' ? { body } : says('x it is'))
  const result = await rows(judge, { 'a.prompt.yml': JUDGED }, { 'fail-on': 'never', cache: 'cache' })
  expect(result.exitCode).toBe(1)
  expect(result.outputs).toMatchObject({ 'error-code': code, 'errored-tests': '1', 'failed-tests': '1', passed: 'false' })
  const [test] = result.results?.testResults ?? []
  expect(test).toMatchObject({ status: 'errored', error: code, modelResponse: 'x it is', evaluationResults: [{ score: 0, passed: false }] })
  expect(test?.evaluationResults[0]?.details).toContain(details)
  expect(result.file('junit-file')).toContain(`<error type="${code}"`)
  // The answer is kept; what gave no verdict is asked again.
  expect([...result.files.keys()].filter((path) => path.startsWith('workspace/cache/'))).toHaveLength(1)
}) // prettier-ignore

test('files and models: each with each, and what is flaky', async () => {
  const files = { 'a.prompt.yml': CAPITALS, 'b.prompt.yml': CAPITALS.replace('name: Capitals', 'name: B') }
  let asked = 0
  const responder: Responder = (request) => {
    asked += 1
    return asked % 2 === 0 ? says('Nobody knows') : answerOf(request)
  }
  const inputs = { models: 'one\n\ntwo\none', repeat: '2', 'min-pass': '1', 'max-concurrency': '1', threshold: '33' }
  const result = await rows(responder, files, inputs)
  expect(result.outputs).toMatchObject({ total: '12', 'passed-tests': '4', requests: '24', passed: 'true' })
  expect(result.evaluations.map(({ file, model }) => [file, model])).toEqual([
    ['a.prompt.yml', 'one'],
    ['a.prompt.yml', 'two'],
    ['b.prompt.yml', 'one'],
    ['b.prompt.yml', 'two'],
  ])
  expect(result.results?.testResults.map(({ status, flaky, samples }) => [status, flaky, samples.length])).toEqual([
    ['passed', true, 2],
    ['failed', false, 2],
    ['failed', false, 2],
  ])
  expect(result.stdout).toContain('Evaluating 2 prompt files with 2 models')
  // Nine at most, and none of them an error where the step is green.
  expect(result.warnings).toHaveLength(8)
  expect(result.commands.filter(({ name }) => name === 'error')).toEqual([])
}) // prettier-ignore

test('a model that nobody serves fails alone: its other tests are not asked', async () => {
  const responder: Responder = (request) =>
    request.method === 'GET' || questionOf(request).model === 'gone'
      ? { status: 404, body: { error: { code: 'model_not_found', message: 'no model gone' } } }
      : says('Paris, Rome, Madrid')
  const result = await rows(
    responder,
    { 'a.prompt.yml': CAPITALS },
    { models: 'gone\nhere', 'fail-on': 'never', 'max-concurrency': '1', cache: 'cache' },
  )
  expect(result.exitCode).toBe(1)
  expect(result.outputs).toMatchObject({
    'error-code': 'model_not_found',
    'passed-tests': '3',
    'errored-tests': '3',
  })
  expect(result.requests.filter(({ path }) => path.endsWith('/chat/completions'))).toHaveLength(4)
})

test('a server without credit is asked nothing more, also not again what it had no room for', async () => {
  const many = CAPITALS.replace('testData:', `testData:\n${'  - { country: Chad, expected: x }\n'.repeat(9)}`)
  const responder: Responder = (_request, index) =>
    index === 3
      ? { status: 402, body: { error: { message: 'no credit' } } }
      : { status: 429, headers: { 'retry-after': '60' }, body: {} }
  const result = await rows(responder, { 'a.prompt.yml': many }, { 'max-concurrency': '4' })
  expect(result.outputs).toMatchObject({
    'error-code': 'quota_exhausted',
    'error-status': '402',
    'errored-tests': '12',
  })
  expect(result.requests).toHaveLength(4)
})

test('twenty in a row without an answer end it; what shares its only reason is told once', async () => {
  const many = CAPITALS.replace(
    'testData:',
    `testData:\n${'  - { country: Chad, expected: x }\n'.repeat(40)}`,
  )
  const responder: Responder = () => ({ status: 500, body: { error: { message: 'broken' } } })
  const result = await rows(
    responder,
    { 'a.prompt.yml': many },
    { 'max-retries': '0', 'max-concurrency': '1' },
  )
  expect(result.outputs).toMatchObject({ 'error-code': 'provider_error', requests: '20' })
  expect(result.summary.match(/It was the only attempt/g)).toHaveLength(2)
  // Nine tests, and the step.
  expect(result.commands.filter(({ name }) => name === 'error')).toHaveLength(10)
  expect(result.summary).toContain('- **Test 43: ')
})

test('a report has at most 60,000 characters, whatever there is to tell', async () => {
  const names = Array.from({ length: 10 }, (_, index) => `${'n'.repeat(150)}-${String(index)}.prompt.yml`)
  const models = Array.from({ length: 10 }, (_, index) => `${'m'.repeat(150)}-${String(index)}`).join('\n')
  const prompt = withEvaluators('  - string: { equals: no }\n'.repeat(26))
  const result = await rows(
    () => says(`x${'`'.repeat(11_000)}`),
    Object.fromEntries(names.map((name) => [name, prompt])),
    { models, threshold: '0' },
  )
  for (const text of [result.file('report-file'), result.summary]) {
    expect(text.length).toBeLessThanOrEqual(60_000)
    expect(text).toContain('### Failed')
    expect(text).toContain('- and 6 more')
    expect(text).toContain(`\nx${'`'.repeat(499)}…\n`)
    expect(text).toMatch(/\*\*Not shown here:\*\* \d+ rows? of the table, \d+ failed tests\. The file of/)
  }
  expect(result.file('junit-file')).toContain(`<system-out>x${'`'.repeat(9999)}</system-out>`)
})

test('the cache forgets what a run did not use, but not where a model was missing', async () => {
  const cache = mkdtempSync(join(tmpdir(), 'chat-action-cache-'))
  const [stale, mine] = [join(cache, `${'a'.repeat(64)}.json`), join(cache, 'mine.json')]
  for (const path of [stale, mine]) writeFileSync(path, '{}')
  let isThere = false
  await using server = await startServer((request) => {
    const isOfJudge = request.method === 'GET' || questionOf(request).model === 'judge'
    if (isOfJudge && !isThere)
      return { status: 404, body: { error: { code: 'model_not_found', message: 'no such model' } } }
    return says(isOfJudge ? 'yes' : 'x')
  })
  const run = () => evaluate(server, { cache }, { files: { 'a.prompt.yml': JUDGED } }, runSource)
  const missing = await run()
  expect(missing.outputs['error-code']).toBe('model_not_found')
  expect(existsSync(stale)).toBe(true)
  isThere = true
  // The answer is known by now, then the verdict, too.
  expect((await run()).outputs).toMatchObject({ requests: '1', passed: 'true' })
  expect((await run()).outputs).toMatchObject({ requests: '0', passed: 'true', usage: '{}' })
  expect([existsSync(stale), existsSync(mine)]).toEqual([false, true])
  rmSync(cache, { recursive: true })
})

test('what of "base" is the same, not there or unfit is not asked', async () => {
  const contents: Readonly<Record<string, string>> = {
    'same.prompt.yml': CAPITALS,
    'unfit.prompt.yml': CAPITALS.replace('{{country}}', '{{city}}'),
  }
  await using github = await startServer(({ path }) => {
    if (path.includes('/commits/')) return { body: { sha: 'b'.repeat(40) } }
    const [, name = ''] = /contents\/([^?]+)/.exec(path) ?? []
    const text = contents[name]
    return text === undefined
      ? { status: 404, body: { message: 'Not Found' } }
      : { body: { encoding: 'base64', content: Buffer.from(text).toString('base64') } }
  })
  await using server = await startServer(answerOf)
  const files = { 'new.prompt.yml': CAPITALS, 'same.prompt.yml': CAPITALS, 'unfit.prompt.yml': CAPITALS }
  const env = { GITHUB_API_URL: `http://localhost:${String(github.port)}` }
  const result = await evaluate(server, { base: 'main', 'fail-on': 'regression' }, { files, env }, runSource)
  expect(result.outputs).toMatchObject({ requests: '9', regressions: '0', passed: 'true' })
  expect(result.stdout).toContain('Compared with before: no change in 3 compared tests')
  for (const part of [
    'new.prompt.yml is not compared: in the commit of "base" it is not there.',
    'unfit.prompt.yml is not compared: what "base" has of it does not fit the tests.',
    'lacks "city", which a message asks for',
  ])
    expect(result.stdout).toContain(part)
})

test('a token of GitHub in a test does not leave, and a judge of the same origin is asked as the endpoint is', async () => {
  const leak = await rows(answerOf, { 'a.prompt.yml': CAPITALS.replace('France', WORKFLOW_TOKEN) })
  expect(leak.outputs['error-code']).toBe('invalid_input')
  expect(leak.requests).toEqual([])
  await using server = await startServer((request) =>
    says(questionOf(request).model === 'judge' ? 'yes' : 'x'),
  )
  const inputs = {
    endpoint: `${server.url}/v1?region=west`,
    'judge-endpoint': `${server.url}/judges/v1`,
    'custom-headers': 'X-Own-Key: a-key-of-the-endpoint',
  }
  await evaluate(server, inputs, { files: { 'a.prompt.yml': JUDGED } }, runSource)
  expect(
    server.requests.map(({ path, headers }) => [path, headers.authorization, headers['x-own-key']]),
  ).toEqual([
    ['/v1/chat/completions?region=west', 'Bearer sk-a-token-of-the-endpoint', 'a-key-of-the-endpoint'],
    ['/judges/v1/chat/completions?region=west', 'Bearer sk-a-token-of-the-endpoint', 'a-key-of-the-endpoint'],
  ])
})

test('what is odd is a warning: a placeholder that stays, stars that nobody counts, a threshold as a share', async () => {
  const prompt = `${CAPITALS.replace('Capital of', '{{#if x}} Capital of').replaceAll('country', 'input')}  - uses: github/similarity\n  - uses: github/fluency\n`
  const result = await rows(
    (request) => says(questionOf(request).model === 'openai/gpt-4o' ? '2' : 'Paris'),
    { 'a.prompt.yml': prompt },
    { threshold: '0.3', annotations: 'false' },
  )
  expect(result.outputs).toMatchObject({ passed: 'true', requests: '9', 'passed-tests': '1' })
  expect(result.warnings).toEqual([
    '"threshold" is in percent: 0.3 lets nearly everything fail. Write 95 for 95 %.',
    'a.prompt.yml: github/similarity, github/fluency without "passScore" lets 2 of 5 stars pass, as it always did. Write "passScore: 0.5" beside "uses" for 3.',
    "a.prompt.yml: {{ #if x }} isn't the name of a value and stays as it is.",
  ])
})
