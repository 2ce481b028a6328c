import type { Json } from '../../src/json-value.js'
import type { RunReport } from '../../src/report/run-report.js'
import { summaryMarkdown } from '../../src/report/summary.js'
import { foreignTags, renderGfm, tagsOf } from '../support/gfm.js'

const FENCE = '```'

const REPORT: RunReport = {
  requestedModel: 'openai/gpt-4.1',
  host: 'models.github.ai',
  model: 'gpt-4.1-2025-04-14',
  finishReason: 'stop',
  requestId: 'F3A1:2C44:9B',
  promptTokens: 1204,
  completionTokens: 356,
  totalTokens: 1560,
  attempts: 1,
  elapsedMs: 3412,
  content: 'All *good*.',
  toolCalls: [],
  responseFile: '/tmp/response.txt',
  warnings: [],
}

const FAILED: RunReport = {
  ...REPORT,
  model: '',
  finishReason: '',
  requestId: '',
  promptTokens: undefined,
  completionTokens: undefined,
  totalTokens: undefined,
  content: '',
  responseFile: '',
  failure: {
    code: 'model_not_found',
    reason: 'models.github.ai answered 404: no such model.',
    remedy: 'See https://docs.example/models for the names.',
    status: 404,
  },
}

describe('what a reader sees', () => {
  test('an answer with its figures', () => {
    expect(summaryMarkdown(REPORT)).toBe(`## Chat completion

| Model | Finish reason | Tokens | Time | Attempts |
| --- | --- | --- | --: | --: |
| \`gpt-4.1-2025-04-14\` | \`stop\` | 1204 in · 356 out · 1560 in all | 3.4 s | 1 |

Endpoint \`models.github.ai\` · asked for \`openai/gpt-4.1\` · request id \`F3A1:2C44:9B\`

### Answer

All *good*.
`)
  })

  test('a failure with its code, reason and remedy', () => {
    expect(summaryMarkdown(FAILED)).toBe(`## ❌ Chat completion failed

> **The model is not there** (\`model_not_found\`, HTTP status 404)
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
    expect(summaryMarkdown({ ...FAILED, attempts: 0, elapsedMs: 0, failure }))
      .toBe(`## ❌ Chat completion failed

> **Invalid input** (\`invalid_input\`)
>
> "max-tokens" must be 1 or more.
>
> **What to do:** Change it.
`)
  })

  test('the part of an answer that came before a failure', () => {
    const failure = { code: 'truncated', reason: 'It was cut.', remedy: 'Raise max-tokens.' } as const
    const shown = summaryMarkdown({ ...REPORT, failure, content: '{"a": [1, *2*' })
    expect(shown).toContain(`### What the model answered\n\n${FENCE}json\n{"a": [1, *2*\n${FENCE}\n`)
  })

  test('JSON and tool calls in blocks', () => {
    const shown = summaryMarkdown({
      ...REPORT,
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
    expect(summaryMarkdown({ ...REPORT, content: 'null', json: null })).toContain(
      `${FENCE}json\nnull\n${FENCE}`,
    )
  })

  test('several problems, a line each', () => {
    const reason =
      'There are 2 problems with the inputs:\n- "model" is missing.\n- "seed" must be an integer: `<b>`.'
    const failure = { code: 'invalid_input', reason, remedy: 'Change them.' } as const
    expect(summaryMarkdown({ ...FAILED, attempts: 0, failure })).toContain(`>
> There are 2 problems with the inputs:
> - "model" is missing.
> - "seed" must be an integer: \\\`&lt;b>\\\`.
>
> **What to do:** Change them.
`)
  })

  test('warnings', () => {
    expect(summaryMarkdown({ ...REPORT, warnings: ['The text was cut at max-tokens.'] })).toContain(
      '\n\n> **Warning:** The text was cut at max-tokens.\n\n',
    )
  })

  test('a report as it was written', () => {
    const content = `# Weekly report\n\n| Area | Open |\n|:-----|-----:|\n| \`core\` | 3 |\n\n- [x] triage\n- [ ] $a<b$\n\n${FENCE}ts\nconst a: Map<string, number> = x<y>()\n${FENCE}\n\n[more](https://a.example)[^1]\n\n[^1]: Note.`
    expect(summaryMarkdown({ ...REPORT, content })).toContain(`\n### Answer\n\n${content}\n`)
  })
})

describe('limits', () => {
  test('the first 64 KiB of an answer, and what is left out', () => {
    const shown = summaryMarkdown({ ...REPORT, content: 'ü'.repeat(100_000) })
    expect(shown).toContain(`\n\n${'ü'.repeat(32_768)}\n\n---\n\n`)
    expect(shown).toContain('**Cut here:** the first 64 KiB are shown, 134.5 kB of 200.0 kB are left out.')
    expect(shown).toContain('The whole answer is in `/tmp/response.txt`.')
  })

  test('an answer of 64 KiB is whole', () => {
    expect(summaryMarkdown({ ...REPORT, content: 'x'.repeat(65_536) })).not.toContain('Cut here')
  })

  test('JSON that is too large when it is indented is shown as it came', () => {
    const json = Array.from({ length: 20_000 }, () => 1)
    const content = JSON.stringify(json)
    expect(summaryMarkdown({ ...REPORT, content, json })).toContain(`${FENCE}json\n${content}\n${FENCE}`)
  })

  test('JSON of any depth', () => {
    let json: Json = []
    for (let i = 0; i < 50_000; i += 1) json = [json]
    const content = '['.repeat(50_001) + ']'.repeat(50_001)
    const shown = summaryMarkdown({
      ...REPORT,
      content,
      json,
      toolCalls: [{ id: '', name: 'f', arguments: json }],
    })
    expect(shown).toContain('34.5 kB of 100.0 kB are left out')
    expect(shown).toContain('**1.** `f`')
  })

  test('tool calls together', () => {
    const toolCalls = Array.from({ length: 5 }, () => ({
      id: 'i',
      name: 'f',
      arguments: { a: 'x'.repeat(30_000) },
    }))
    const shown = summaryMarkdown({ ...REPORT, toolCalls })
    expect(shown).toContain('**3.** `f`')
    expect(shown).not.toContain('**4.** `f`')
    expect(shown).toContain(
      '**Cut here:** 3 of 5 calls are not shown in full. The output `tool-calls` has all of them.',
    )
  })

  test.each(['<', '`', '\u0001', '\t<', '![a](b)', '<!---->\n', '&', '\ud800', '| '])(
    'all of %j stays below 1 MiB',
    (text) => {
      const content = text.repeat(100_000)
      const toolCalls = [{ id: content, name: content, arguments: content }]
      const failure = { code: 'truncated', reason: content, remedy: content } as const
      const warnings = Array.from({ length: 100 }, () => content)
      const shown = summaryMarkdown({
        ...REPORT,
        model: content,
        requestId: content,
        content,
        toolCalls,
        failure,
        warnings,
      })
      expect(Buffer.byteLength(shown)).toBeLessThan(1024 * 1024)
    },
  )
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
  const plain = tagsOf(
    renderGfm(summaryMarkdown({ ...REPORT, toolCalls: [{ id: 'i', name: 'n', arguments: {} }] })),
  )

  test.each(HOSTILE)('%j as the name of anything changes nothing around it', (text) => {
    const report: RunReport = {
      ...REPORT,
      requestedModel: `${text}!`,
      host: text,
      model: text,
      finishReason: text,
      requestId: text,
      toolCalls: [{ id: text, name: text, arguments: {} }],
    }
    expect(tagsOf(renderGfm(summaryMarkdown(report)))).toEqual(plain)
  })

  // A server's text in a reason is always one line, behind words of ours.
  test.each(HOSTILE.map((text) => text.replace(/\s+/g, ' ')))('%j in a reason is read as it is', (text) => {
    const html = renderGfm(
      summaryMarkdown({
        ...FAILED,
        failure: { code: 'provider_error', reason: `It said: ${text}`, remedy: '' },
      }),
    )
    expect(foreignTags(html)).toEqual([])
    const block = /<blockquote>[^]*?<\/blockquote>/.exec(html)?.[0] ?? ''
    expect(tagsOf(block).filter((tag) => tag !== 'code')).toEqual(['blockquote', 'p', 'strong', 'p'])
    expect(html).toContain('<table>')
  })

  test.each(HOSTILE)('%j as a remedy or a warning brings no element but a link', (text) => {
    const html = renderGfm(
      summaryMarkdown({
        ...FAILED,
        warnings: [text],
        failure: { code: 'provider_error', reason: 'It failed.', remedy: text },
      }),
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
    const html = renderGfm(summaryMarkdown({ ...REPORT, content: text, toolCalls }))
    expect(foreignTags(html)).toEqual([])
    expect(html).toContain('<h3>Answer</h3>')
    expect(html).toContain(
      '<h3>Tool calls</h3>\n<p><strong>1.</strong> <code>b</code> (id <code>a</code>)</p>',
    )
  })
})
