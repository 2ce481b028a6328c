import type { Answer } from '../../src/ask/answer.js'
import type { Json } from '../../src/json-value.js'
import { type Run, unasked } from '../../src/once/run.js'
import { summaryMarkdown } from '../../src/once/summary.js'
import { safeMarkdown } from '../../src/report/safe-markdown.js'
import { createRedactor } from '../../src/report/redact.js'
import { foreignTags, renderGfm, tagsOf } from '../support/gfm.js'
import { minimalInputs, minimalQuestion, minimalTarget } from '../support/inputs.js'
import { COMPLETION, FACTS, runOf } from '../support/runs.js'

const FENCE = '```'
const nothing = createRedactor([])

const INPUTS = minimalInputs({
  target: minimalTarget({ url: new URL('https://models.github.ai/inference/chat/completions') }),
  question: minimalQuestion({ model: 'openai/gpt-4.1' }),
})

const ANSWERED: Partial<Answer> = {
  elapsedMs: 3412,
  facts: {
    ...FACTS,
    model: 'gpt-4.1-2025-04-14',
    requestId: 'F3A1:2C44:9B',
    promptTokens: 1204,
    completionTokens: 356,
    totalTokens: 1560,
  },
  completion: { ...COMPLETION, content: 'All *good*.' },
}

/** The summary of an answer. */
function summaryOf(
  { content, ...answer }: Partial<Answer> & { content?: string } = {},
  more: Partial<Run> = {},
): string {
  const completion = content === undefined ? {} : { completion: { ...COMPLETION, content } }
  return summaryMarkdown(
    runOf({ ...ANSWERED, ...completion, ...answer }, { inputs: INPUTS, ...more }),
    nothing,
    safeMarkdown,
  )
}

/** The summary of a run without an answer. */
function failedSummary(failure: NonNullable<Run['failure']>, answer: Partial<Answer> = {}): string {
  const { facts } = unasked(failure).answer
  return summaryOf({ facts, completion: undefined, failure, ...answer })
}

const NOT_THERE = {
  code: 'model_not_found',
  reason: 'models.github.ai answered 404: no such model.',
  remedy: 'See https://docs.example/models for the names.',
  status: 404,
} as const

describe('what a reader sees', () => {
  test('an answer with its figures, in a frame', () => {
    expect(summaryOf()).toBe(`## Chat completion

| Model | Finish reason | Tokens | Time | Attempts |
| --- | --- | --- | --: | --: |
| \`gpt-4.1-2025-04-14\` | \`stop\` | 1204 in · 356 out · 1560 in all | 3.4 s | 1 |

Endpoint \`models.github.ai\` · asked for \`openai/gpt-4.1\` · request id \`F3A1:2C44:9B\`

### Answer

All *good*.

---

*End of the answer. The model wrote all of it, headings and notes included.*
`)
  })

  test('the cost, where the server says it', () => {
    expect(summaryOf({ facts: { ...FACTS, cost: 0.00042 } })).toContain(
      '| Tokens | Cost | Time | Attempts |\n| --- | --- | --- | --: | --: | --: |\n| `m-1` | `stop` | 1 in · 2 out · 3 in all | 0.00042 USD |',
    )
  })

  test('a failure with its code, reason and remedy', () => {
    expect(failedSummary(NOT_THERE)).toBe(`## ❌ Chat completion failed

> **Model not found** (\`model_not_found\`, HTTP status 404)
>
> models.github.ai answered 404: no such model.
>
> **What to do:** See <https://docs.example/models> for the names.

| Model | Time | Attempts |
| --- | --: | --: |
| \`openai/gpt-4.1\` | 3.4 s | 1 |

Endpoint \`models.github.ai\`
`)
  })

  test('bad inputs, with nothing sent', () => {
    const failure = {
      code: 'invalid_input',
      reason: '"max-tokens" must be 1 or more.',
      remedy: 'Change it.',
    } as const
    expect(summaryMarkdown(unasked(failure), nothing, safeMarkdown)).toBe(`## ❌ Chat completion failed

> **Invalid input** (\`invalid_input\`)
>
> "max-tokens" must be 1 or more.
>
> **What to do:** Change it.
`)
  })

  test('the part of an answer that came before a failure', () => {
    const failure = { code: 'truncated', reason: 'It was cut.', remedy: 'Raise max-tokens.' } as const
    expect(summaryOf({ failure, content: '{"a": [1, *2*' })).toContain(
      `### What the model answered\n\n${FENCE}json\n{"a": [1, *2*\n${FENCE}\n`,
    )
  })

  test('a failure to write an answer, over the answer', () => {
    const failure = { code: 'output_error', reason: 'The disk is full.', remedy: '' } as const
    const shown = summaryOf({}, { failure })
    expect(shown).toContain('> The disk is full.')
    expect(shown).toContain('### What the model answered\n\nAll *good*.')
  })

  test('JSON and tool calls in blocks', () => {
    const shown = summaryOf({
      content: '{"labels":["bug"],"n":null}',
      json: { labels: ['bug'], n: null },
      toolCalls: [
        { id: 'call_1', name: 'get_weather', arguments: { city: 'Berlin', empty: [{}, []] } },
        { id: '', name: 'raw', arguments: `{"a": ${FENCE}` },
      ],
    })
    expect(shown).toContain(`### Answer

${FENCE}json
{
  "labels": [
    "bug"
  ],
  "n": null
}
${FENCE}

### Tool calls

**1.** \`get_weather\` (id \`call_1\`)

${FENCE}json
{
  "city": "Berlin",
  "empty": [
    {},
    []
  ]
}
${FENCE}

**2.** \`raw\`

\`${FENCE}text
{"a": ${FENCE}
\`${FENCE}
`)
  })

  test('null as an answer', () => {
    expect(summaryOf({ content: 'null', json: null })).toContain(`${FENCE}json\nnull\n${FENCE}`)
  })

  test('several problems, a line each', () => {
    const reason = '2 problems with the inputs:\n- "model" is missing.\n- "seed" must be an integer: `<b>`.'
    const failure = { code: 'invalid_input', reason, remedy: 'Change them.' } as const
    expect(summaryMarkdown(unasked(failure), nothing, safeMarkdown)).toContain(`>
> 2 problems with the inputs:
> - "model" is missing.
> - "seed" must be an integer: \\\`&lt;b>\\\`.
>
> **What to do:** Change them.
`)
  })

  test('warnings', () => {
    expect(summaryOf({ warnings: ['The text was cut at max-tokens.'] })).toContain(
      '\n\n> **Warning:** The text was cut at max-tokens.\n\n',
    )
  })

  test('the words of a server as they are, colons and all', () => {
    const reason = 'No route to 2001:db8::1 (std::bad_alloc).'
    expect(failedSummary({ code: 'network_error', reason, remedy: '' })).toContain(`> ${reason}`)
  })

  test('a report as it was written', () => {
    const content = `# Weekly report\n\n| Area | Open |\n|:-----|-----:|\n| \`core\` | 3 |\n\n- [x] triage\n- [ ] a\n\n${FENCE}ts\nconst a: Map<string, number> = x<y>()\n${FENCE}\n`
    expect(summaryOf({ content })).toContain(`\n### Answer\n\n${content}\n---\n`)
  })
})

describe('limits', () => {
  test('the first 64 KiB of an answer, and what is left out', () => {
    const shown = summaryOf({ content: 'ü'.repeat(100_000) })
    expect(shown).toContain(`\n\n${'ü'.repeat(32_768)}\n\n---\n\n`)
    expect(shown).toContain(
      '**Cut here:** the first 64 KiB are shown, 134.5 kB of 200.0 kB are left out. The whole answer is in `/t/a`.',
    )
  })

  test('an answer of 64 KiB is whole', () => {
    const content = 'x'.repeat(65_536)
    const shown = summaryOf({ content })
    expect(shown).toContain(content)
    expect(shown).not.toContain('Cut here')
  })

  test('JSON that is too large when it is indented is shown as it came', () => {
    const json = Array.from({ length: 20_000 }, () => 1)
    const content = JSON.stringify(json)
    expect(summaryOf({ content, json })).toContain(`${FENCE}json\n${content}\n${FENCE}`)
  })

  test('JSON as deep as it may be', () => {
    let json: Json = Array.from({ length: 30_000 }, () => 1)
    for (let i = 0; i < 999; i += 1) json = [json]
    const content = JSON.stringify(json)
    const shown = summaryOf({ content, json, toolCalls: [{ id: '', name: 'f', arguments: json }] })
    expect(shown).toContain(`${FENCE}json\n${content}\n${FENCE}`)
    expect(shown).toContain('**1.** `f`')
  })

  test('tool calls together', () => {
    const toolCalls = Array.from({ length: 5 }, () => ({
      id: 'i',
      name: 'f',
      arguments: { a: 'x'.repeat(30_000) },
    }))
    const shown = summaryOf({ toolCalls })
    expect(shown).toContain('**3.** `f`')
    expect(shown).not.toContain('**4.** `f`')
    expect(shown).toContain(
      '**Cut here:** 3 of 5 calls are not shown in full. The output `tool-calls` has all of them.',
    )
  })

  test.each(['<', '`', '\u0001', '\t<', '![a](b)', '<!----> ', '&', '\ud800', '| '])(
    'all of %j stays below 1 MiB',
    (text) => {
      const content = text.repeat(100_000)
      const failure = { code: 'truncated', reason: content, remedy: content } as const
      const shown = summaryOf({
        facts: { ...FACTS, model: content, requestId: content },
        content,
        toolCalls: [{ id: content, name: content, arguments: content }],
        failure,
        warnings: Array.from({ length: 100 }, () => content),
      })
      expect(Buffer.byteLength(shown)).toBeLessThan(1024 * 1024)
    },
  )
})

describe('secrets', () => {
  const secret = 'sk-proj-0123456789_abc'
  const shown = (run: Run): string =>
    summaryMarkdown(run, createRedactor([secret, '123456789012']), safeMarkdown)

  // Markdown's own escapes come last: `sk-proj-0123456789\\_abc` is read as the secret.
  test.each(['', '\u200b', '\u200d', '\u2060', '\u00ad', '\u001b[0m', '\ufeff'])(
    'are in no name and no text, with %j inside',
    (invisible) => {
      const text = `${secret.slice(0, 11)}${invisible}${secret.slice(11)}`
      const failure = { code: 'refused', reason: `It said: ${text}`, remedy: `Not ${text}` } as const
      const markdown = shown(
        runOf({
          facts: { ...FACTS, model: text, requestId: text, finishReason: text },
          toolCalls: [{ id: text, name: text, arguments: {} }],
          warnings: [text],
          failure,
        }),
      )
      const read = renderGfm(markdown).replace(/[\p{DI}\p{Cf}]/gu, '')
      expect(read).not.toContain('0123456789')
      expect(read.match(/\*\*\*/g)).toHaveLength(8)
    },
  )

  test('are in no answer, no JSON, no arguments and no figure, as far as they are whole', () => {
    const toolCalls = [{ id: '', name: 'f', arguments: { [secret]: [secret, 123456789012] } }]
    const facts = { ...FACTS, promptTokens: 123456789012 }
    const json = { key: secret }
    for (const markdown of [
      shown(runOf({ facts, toolCalls, json })),
      shown(runOf({ facts, completion: { ...COMPLETION, content: `<b>${secret}</b>` } })),
    ]) {
      expect(markdown).not.toMatch(/0123456789|123456789012/)
    }
    const content = 'Keys begin with `sk-proj-01…`.'
    expect(shown(runOf({ completion: { ...COMPLETION, content } }))).toContain(content)
  })
})

const HOSTILE = [
  '<script>alert(1)</script>',
  '<img src="http://evil/x.png">',
  '<b id=x>',
  '<!--',
  '![a](http://evil/x.png)',
  '[a](http://evil)',
  '[a][b] [What follows]',
  '| a | b |',
  'a\\|b|c\\',
  '`a` ``b`',
  '```',
  '~~~',
  '# a',
  '1. a',
  '- a',
  '> a',
  '---',
  'a\n\n# b\n\n<i>',
  'a\r\n::error::b',
  '$x$ and $$y$$',
  '*a* _b_ ~~c~~ **d**',
  '&lt;b&gt; &copy;',
  '<http://evil>',
  'http://evil/<b>',
  'www.evil.example',
  'a@evil.example',
  '@octocat',
  '[^1]',
  '\u001b[31mred\u001b[0m\u0000\u202e',
  '</code></pre></td></table>',
  ':shipit:',
  '\\',
] as const

describe('hostile names and texts', () => {
  const plain = tagsOf(renderGfm(summaryOf({ toolCalls: [{ id: 'i', name: 'n', arguments: {} }] })))

  test.each(HOSTILE)('%j as the name of anything changes nothing around it', (text) => {
    const inputs = { ...INPUTS, question: minimalQuestion({ model: `${text}!` }) }
    const shown = summaryOf(
      {
        facts: { ...FACTS, model: text, finishReason: text, requestId: text },
        toolCalls: [{ id: text, name: text, arguments: {} }],
      },
      { inputs },
    )
    expect(tagsOf(renderGfm(shown))).toEqual(plain)
  })

  // A server's text in a reason is always one line, behind words of ours.
  test.each(HOSTILE.map((text) => text.replace(/\s+/g, ' ')))('%j in a reason is read as it is', (text) => {
    const html = renderGfm(failedSummary({ code: 'provider_error', reason: `It said: ${text}`, remedy: '' }))
    expect(foreignTags(html)).toEqual([])
    const block = /<blockquote>[^]*?<\/blockquote>/.exec(html)?.[0] ?? ''
    expect(tagsOf(block).filter((tag) => tag !== 'code')).toEqual(['blockquote', 'p', 'strong', 'p'])
    expect(html).toContain('<table>')
  })

  test.each(HOSTILE)('%j as a remedy or a warning brings no element but a link', (text) => {
    const html = renderGfm(
      failedSummary({ code: 'provider_error', reason: 'It failed.', remedy: text }, { warnings: [text] }),
    )
    expect(foreignTags(html)).toEqual([])
    expect(tagsOf(html).filter((tag) => tag.startsWith('h'))).toEqual(['h2'])
    expect(html).toContain('<table>')
  })

  test.each(HOSTILE)('%j as an answer and as arguments leaves the headings', (text) => {
    const toolCalls = [
      { id: 'a', name: 'b', arguments: text },
      { id: 'a', name: 'b', arguments: { [text]: text } },
    ]
    const html = renderGfm(summaryOf({ content: text, toolCalls }))
    expect(foreignTags(html)).toEqual([])
    expect(html).toContain('<h3>Answer</h3>')
    expect(html).toContain(
      '<h3>Tool calls</h3>\n<p><strong>1.</strong> <code>b</code> (id <code>a</code>)</p>',
    )
  })
})
