import type { ChatMessage } from '../../src/ask/question.js'
import {
  asksForGitHub,
  type FilledTemplate,
  fillTemplate,
  isVariableName,
  type Template,
  type TemplateValues,
  textOf,
} from '../../src/template/template.js'

const VALUES: TemplateValues = {
  variables: new Map([
    ['a', 'A'],
    ['a.b-c_1', 'DEEP'],
    ['_x', 'X'],
    ['empty', ''],
    ['loop', '{{ a }}{{ loop }}'],
    ['github', 'no event'],
  ]),
  areComplete: true,
  github: (steps) =>
    steps[0] === 'actor' || steps[0] === 'event'
      ? { ok: true, value: 'octocat' }
      : { ok: false, error: 'which is not there' },
}

function template(messages: readonly ChatMessage[], inPromptFile: boolean): Template {
  const source = { input: 'prompt', text: '', file: undefined } as const
  return { messages: messages.map((message, index) => ({ message, inPromptFile, source, path: [index] })) }
}

function fill(
  messages: readonly ChatMessage[],
  inPromptFile = true,
  values: Partial<TemplateValues> = {},
): FilledTemplate {
  return fillTemplate(template(messages, inPromptFile), { ...VALUES, ...values })
}

function fillText(text: string, inPromptFile = true, role: ChatMessage['role'] = 'user'): [string, string[]] {
  const { messages, findings } = fill([{ role, content: text }], inPromptFile)
  return [messages.map(textOf).join(), findings.map(({ finding }) => finding.rule)]
}

const FILLED = [
  ['{{a}}', 'A'],
  ['{{ a }}', 'A'],
  ['{{\ta  }}', 'A'],
  ['{{a}}{{a}} {{ a }}', 'AA A'],
  ['{{ a.b-c_1 }}', 'DEEP'],
  ['{{_x}}', 'X'],
  ['[{{ empty }}]', '[]'],
  ['{{ loop }}', '{{ a }}{{ loop }}'],
  ['{{ github }}', 'no event'],
  ['{{{ a }}}', '{A}'],
  ['{{ {{ a }} }}', '{{ A }}'],
] as const

test.each(FILLED)('%s becomes %s, in prompt files and in other text', (text, filled) => {
  expect(fillText(text)).toEqual([filled, []])
  expect(fillText(text, false)).toEqual([filled, []])
})

test.each([
  '${{ a }}', '{{ }}', '{{}}', '{ a }', '{{ a b }}', '{{ 1a }}', '{{ -a }}', '{{ a + a }}', '{{\na }}', '{{ a', 'a }}',
  '{{ä}}', '{{ a | upper }}', '{% a %}', '$a', '${{ github.actor }}', '{{ my.github.actor() }}',
])('%j is no placeholder', (text) => {
  expect(fillText(text)).toEqual([text, []])
  expect(fillText(text, false)).toEqual([text, []])
}) // prettier-ignore

test('in a prompt file an unknown name is a finding, once in a text', () => {
  const { findings } = fill([{ role: 'user', content: '1\n{{ b }} {{ b }}' }])
  expect(findings.map(({ finding }) => finding)).toEqual([
    {
      path: ['content'],
      offset: 2,
      rule: 'asks for {{ b }}, which is not defined (known: a, a.b-c_1, _x, empty, loop and github)',
      remedy: 'Define it in "variables" or "file-variables", or remove it.',
    },
  ])
  const none = fill([{ role: 'user', content: '{{ b }}' }], true, { variables: new Map() })
  expect(none.findings[0]?.finding.rule).toContain('no variable is set')
})

test('where nobody knows the names, no name is unknown', () => {
  expect(fill([{ role: 'user', content: '{{ b }} {{ a }}' }], true, { areComplete: false })).toMatchObject({
    messages: [{ content: '{{ b }} A' }],
    findings: [],
  })
})

test('in other text everything that no variable defines stays as it is', () => {
  const text = '{{ b }} {{ github.actor }} {{ github.event.x }} {{ github.nothing }} {{ user.name }} ${{ a }}'
  expect(fillText(text, false)).toEqual([text, []])
  expect(fillText(text, false, 'system')).toEqual([text, []])
})

describe('what a stranger can write', () => {
  const untrusted = [
    'github.event', 'github.event.issue.title', "github.event['issue'].title", "github['event'].issue.title",
    'github.Event.issue.title', 'github.event.labels.*.name', 'github.head_ref', "github['head_ref']", 'github.ref',
    'github.ref_name', 'github.REF_NAME',
  ] // prettier-ignore

  test.each(untrusted)('%s is a finding in instructions, even if it is there', (path) => {
    const github: TemplateValues['github'] = () => ({ ok: true, value: 'VALUE' })
    for (const role of ['system', 'developer'] as const) {
      const { messages, findings } = fill([{ role, content: `{{ ${path} }}` }], true, { github })
      expect(messages.map(textOf)).toEqual([`{{ ${path} }}`])
      expect(findings.map(({ finding }) => finding.rule)).toEqual([
        `puts {{ ${path} }}, which a stranger can write, into a system or developer message`,
      ])
    }
    expect(fill([{ role: 'user', content: `{{ ${path} }}` }], true, { github }).messages.map(textOf)).toEqual(
      ['VALUE'],
    )
  })

  test('all else may be there', () => {
    expect(fillText('{{ github.actor }} {{ a }}', true, 'system')).toEqual(['octocat A', []])
  })
})

test.each([
  "github.event.a || 'b'", 'github.event.a == 1', 'github.event.', 'github.event[', 'github.event["a"]',
  'github.event[-1]', 'github .event.a b', 'toJSON(github.event)', "contains(github.event.a, 'b')",
  '!github.event.a', '(github.event.a)', "format( toJSON(github.event.a), 'x')", "github.event['a", 'github.event.a.b()', 'github.*foo',
])('{{ %s }} is a finding in a prompt file', (expression) => {
  const [text, rules] = fillText(`{{ ${expression} }}`)
  expect(text).toBe(`{{ ${expression} }}`)
  expect(rules).toEqual([expect.stringContaining('functions and operators are not read here')])
}) // prettier-ignore

test('values go into the words of every message, and into nothing else', () => {
  const messages: ChatMessage[] = [
    { role: 'system', content: '{{ a }}', name: '{{ a }}' },
    { role: 'developer', content: 'x{{ a }}' },
    { role: 'assistant', content: null, tool_calls: [{ function: { arguments: '{{ a }}' } }] },
    { role: 'assistant', tool_calls: [] },
    { role: 'tool', content: '{{ a }}', tool_call_id: '{{ a }}' },
    {
      role: 'user',
      content: [
        { type: 'text', text: '{{ a }}', note: '{{ a }}' },
        { type: 'image_url', image_url: { url: '{{ a }}' }, text: '{{ a }}' },
      ],
    },
  ]
  expect(fill(messages)).toEqual({
    messages: [
      { role: 'system', content: 'A', name: '{{ a }}' },
      { role: 'developer', content: 'xA' },
      messages[2],
      messages[3],
      { role: 'tool', content: 'A', tool_call_id: '{{ a }}' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'A', note: '{{ a }}' },
          { type: 'image_url', image_url: { url: '{{ a }}' }, text: '{{ a }}' },
        ],
      },
    ],
    findings: [],
    leftOut: [],
    unused: ['a.b-c_1', '_x', 'empty', 'loop', 'github'],
  })
})

test('findings say which message, which part', () => {
  const parts = [
    { type: 'text', text: 'a' },
    { type: 'text', text: '{{ b }}' },
  ]
  const { findings } = fill([
    { role: 'system', content: 'on {{ github.ref }}' },
    { role: 'user', content: parts },
    { role: 'user', content: '{{ empty }}' },
  ])
  expect(findings.map(({ message, finding }) => [message.path, finding.path])).toEqual([
    [[0], ['content']],
    [[1], ['content', 1, 'text']],
    [[2], ['content']],
  ])
  expect(findings[2]?.finding.rule).toBe('is an empty user message')
})

test.each<[ChatMessage['content'], boolean]>([
  ['', true],
  [' \n\t', true],
  ['{{ empty }} ', true],
  [null, true],
  [undefined, true],
  [[], true],
  [[{ type: 'text', text: '{{ empty }}' }], true],
  [[{ type: 'image_url' }], false],
  ['a', false],
])('a system message of %j is left out: %s', (content, isEmpty) => {
  for (const role of ['system', 'developer'] as const) {
    const { messages, leftOut, findings } = fill([
      { role, content },
      { role: 'user', content: 'x' },
    ])
    expect([messages.length, leftOut.length, findings.length]).toEqual(isEmpty ? [1, 1, 0] : [2, 0, 0])
  }
})

test('an empty answer of an assistant or a tool stays', () => {
  const messages: ChatMessage[] = [
    { role: 'assistant', content: '' },
    { role: 'tool', content: '' },
  ]
  expect(fill(messages)).toMatchObject({ messages, findings: [], leftOut: [] })
})

test('a template can be filled again with other values', () => {
  const rows = template([{ role: 'user', content: '{{ a }}{{ b }}' }], true)
  const filled = [['1', '2'], ['{{ b }}', '{{ a }}']].map(([a = '', b = '']) =>
    fillTemplate(rows, { ...VALUES, variables: new Map([['a', a], ['b', b]]) }).messages.map(textOf),
  ) // prettier-ignore
  expect(filled).toEqual([['12'], ['{{ b }}{{ a }}']])
})

test('values of more than 20 MiB together are one finding in a text, and are not put in', () => {
  const variables = new Map([['a', 'é'.repeat(5 * 1024 * 1024)]])
  const content = (count: number): string => '{{ a }}'.repeat(count)
  expect(fill([{ role: 'user', content: content(2) }], true, { variables }).findings).toEqual([])
  const { messages, findings } = fill(
    [
      { role: 'user', content: content(1) },
      { role: 'user', content: content(100_000) },
    ],
    true,
    { variables },
  )
  expect(findings.map(({ message, finding }) => [message.path, finding.rule])).toEqual([
    [[1], 'puts in more than 20 MiB of values, all messages together'],
  ])
  expect(messages.map(textOf).join('').length).toBeLessThan(12 * 1024 * 1024)
})

test('a long line in braces costs no more than its length', () => {
  const text = `{{ ${'a'.repeat(200_000)}${' '.repeat(200_000)}b }}${'{'.repeat(200_000)}{{${' '.repeat(200_000)}`
  expect(fillText(text, false)).toEqual([text, []])
  expect(fillText(text)).toEqual([text, []])
})

test('names: what may be a key of "variables"', () => {
  expect(['a', '_', 'A9', 'a.b', 'a-b', 'github', 'githubx', 'event.github.x'].every(isVariableName)).toBe(
    true,
  )
  expect(['', '1', '-a', '.a', 'a b', 'ä', 'github.', 'github.actor', 'a\n'].some(isVariableName)).toBe(false)
})

test('texts that ask for the event', () => {
  expect(['{{github.x', 'a {{ github.event.x }}', "{{ github['actor'] }}"].every(asksForGitHub)).toBe(true)
  expect(
    ['${{ github.x }}', '{{ githubx }}', 'github.x', '{ { github.x', '{{ github }}'].some(asksForGitHub),
  ).toBe(false)
})
