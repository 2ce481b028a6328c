import { oneLine } from '../../src/display-text.js'
import { HOSTILE_TEXTS } from '../fixtures/hostile-texts.js'
import { foreignTags, renderGfm } from '../support/gfm.js'
import { inParallel, MANY_STEPS_MS } from '../support/in-parallel.js'
import { completion, type Reply, startServer } from '../support/inference-server.js'
import type { RunResult } from '../support/run-action.js'
import { runRow } from '../support/run-row.js'

/** Words that tell in which stream a text came out, and through which field it went in. */
const MODEL_WORD = 'modelword'
const SERVER_WORD = 'serverword'

const TOOLS = '[{"name":"record"}]'

const byModel = (text: string): string => text.replaceAll('evil', MODEL_WORD)
const byServer = (text: string): string => text.replaceAll('evil', SERVER_WORD)
/** What a header can carry of a text. */
const inHeader = (text: string): string =>
  byServer(text)
    .replace(/[^\x20-\x7e]/g, '')
    .trim()
    .slice(0, 4000)
/** Half a surrogate pair has no UTF-8; a file gets U+FFFD. */
const inFile = (text: string): string => Buffer.from(text).toString()

/** Names and ids are one line, without what an eye misses. */
const asName = (text: string): string => oneLine(text, Infinity)

async function ask(index: number, ...replies: Reply[]): Promise<RunResult> {
  await using server = await startServer(replies)
  return await runRow({ inputs: { endpoint: server.url, model: 'm', prompt: 'Hello.', tools: TOOLS } }, index)
}

function chunks<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
}

/** Nothing but the masks and so many errors acts; no word of the model's is printed; the outputs are the declared. */
function expectHarmless(result: RunResult | undefined, errors: 0 | 1): void {
  // A finish reason that nobody knows is a warning, in words of ours.
  const acting = (result?.commands ?? []).filter(
    ({ name, data }) => name !== 'add-mask' && !(name === 'warning' && data.includes('finish_reason')),
  )
  expect(acting.map(({ name }) => name)).toEqual(errors === 0 ? [] : ['error'])
  expect(result?.exitCode).toBe(errors)
  expect(result?.stdout).not.toContain(MODEL_WORD)
  expect(result?.stderr).toBe('')
  expect(Object.keys(result?.outputs ?? {})).toEqual(result?.declaredOutputs)
  expect(result?.outputs['error-message']).not.toContain(MODEL_WORD)
}

/** After rendering there is no image and no element that the answer brought along, and our headings are headings. */
function expectSafeSummary(result: RunResult | undefined, headings: readonly string[]): void {
  const html = renderGfm(result?.summary ?? '')
  expect(foreignTags(html)).toEqual([])
  for (const heading of headings) expect(html).toContain(`<h3>${heading}</h3>`)
}

describe('in content, reasoning, tool arguments, model, finish reason, request id and the text of a retried error', () => {
  let results: readonly RunResult[] = []

  beforeAll(async () => {
    results = await inParallel(HOSTILE_TEXTS, ([, text], index) =>
      ask(
        index,
        {
          status: 503,
          statusText: inHeader(text),
          headers: { 'retry-after-ms': '1', 'x-request-id': inHeader(text) },
          body: { error: { message: byServer(text), code: byServer(text) } },
        },
        {
          headers: { 'x-request-id': inHeader(text) },
          body: completion({
            content: byModel(text),
            message: {
              reasoning_content: byModel(text),
              tool_calls: [
                {
                  id: byModel(text),
                  function: { name: 'record', arguments: JSON.stringify({ [byModel(text)]: byModel(text) }) },
                },
              ],
            },
            model: byServer(text),
            finishReason: byServer(text),
          }),
        },
      ),
    )
  }, MANY_STEPS_MS)

  test.each(HOSTILE_TEXTS.map(([name, text], index) => ({ name, text, index })))(
    '$name',
    ({ text, index }) => {
      const result = results[index]
      const content = inFile(byModel(text))

      expectHarmless(result, 0)
      expect(result?.outputs).toMatchObject({
        content,
        response: content,
        reasoning: content,
        json: '',
        'tool-calls': JSON.stringify([
          { id: asName(byModel(text)), name: 'record', arguments: { [byModel(text)]: byModel(text) } },
        ]),
        model: inFile(asName(byServer(text))),
        'finish-reason': inFile(asName(byServer(text))),
        'request-id': asName(inHeader(text)),
        refusal: '',
        attempts: '2',
        outcome: 'success',
      })
      expect(result?.fileAt(result.outputs['response-file'] ?? '')?.toString()).toBe(content)
      expectSafeSummary(result, ['Answer', 'Tool calls'])
    },
  )
})

describe('in names of tools, arguments that do not parse, refusals and the text of a final error', () => {
  const groups = chunks(HOSTILE_TEXTS, 8)
  let named: readonly RunResult[] = []
  let refused: readonly RunResult[] = []
  let rejected: readonly RunResult[] = []

  beforeAll(async () => {
    named = await inParallel(groups, (group, index) =>
      ask(index, {
        body: completion({
          content: null,
          message: {
            tool_calls: group.map(([, text], index) => ({
              id: `call_${String(index)}`,
              function: { name: byModel(text), arguments: `${byModel(text)}{` },
            })),
          },
        }),
      }),
    )
    refused = await inParallel(groups, (group, index) =>
      ask(index, {
        body: completion({ content: group.map(([, text]) => ({ type: 'refusal', refusal: byModel(text) })) }),
      }),
    )
    rejected = await inParallel(groups, (group, index) => {
      const text = byServer(group.map(([, one]) => one.slice(0, 100)).join('\n'))
      return ask(index, {
        status: 400,
        statusText: inHeader(text),
        headers: { 'x-request-id': inHeader(text) },
        body: { error: { message: text, code: text, type: text, param: text } },
      })
    })
  }, MANY_STEPS_MS)

  test.each(groups.map((group, index) => ({ group, index })))('texts of group $index', ({ group, index }) => {
    const texts = group.map(([, text]) => byModel(text))

    expectHarmless(named[index], 1)
    expect(named[index]?.outputs).toMatchObject({
      'error-code': 'invalid_json',
      'tool-calls': JSON.stringify(
        texts.map((text, at) => ({ id: `call_${String(at)}`, name: asName(text), arguments: `${text}{` })),
      ),
    })
    expectSafeSummary(named[index], ['Tool calls'])

    expectHarmless(refused[index], 1)
    expect(refused[index]?.outputs).toMatchObject({
      'error-code': 'refused',
      refusal: inFile(texts.join('')),
      content: '',
    })
    expectSafeSummary(refused[index], [])

    expectHarmless(rejected[index], 1)
    expect(rejected[index]?.outputs).toMatchObject({ 'error-status': '400', outcome: 'failure' })
    expect(rejected[index]?.outputs['error-message']).toMatch(/^127\.0\.0\.1:\d+ answered 400.*$/)
    expectSafeSummary(rejected[index], [])
  })
})

test('shown as they are, many of these texts would bring elements along', () => {
  const harmful = HOSTILE_TEXTS.filter(([, text]) => foreignTags(renderGfm(text.slice(0, 10_000))).length > 0)
  expect(harmful.length).toBeGreaterThan(15)
})
