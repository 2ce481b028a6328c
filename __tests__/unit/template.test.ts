import {
  expandTemplate,
  isUntrusted,
  isVariableName,
  placeholderNames,
  readsEvent,
  type TemplateScope,
} from '../../src/prompt/template.js'

function scope(more: Partial<TemplateScope> = {}): TemplateScope {
  return {
    variables: new Map([
      ['a', 'A'],
      ['a.b-c_1', 'DEEP'],
      ['_x', 'X'],
      ['empty', ''],
      ['loop', '{{ a }}{{ loop }}'],
      ['github', 'no event'],
    ]),
    github: (name) =>
      name === 'github.actor'
        ? { ok: true, text: 'octocat' }
        : { ok: false, problem: 'which this event does not have' },
    unknownIsProblem: true,
    ...more,
  }
}

const expand = (text: string, more: Partial<TemplateScope> = {}): string =>
  expandTemplate(text, 'user text', scope(more)).text
const problemsOf = (text: string, trust: 'instructions' | 'user text' = 'user text'): string[] =>
  expandTemplate(text, trust, scope()).problems.map(({ rule }) => rule)

test.each([
  ['{{a}}', 'A'],
  ['{{ a }}', 'A'],
  ['{{\ta  }}', 'A'],
  ['{{a}}{{a}} {{ a }}', 'AA A'],
  ['{{ a.b-c_1 }}', 'DEEP'],
  ['{{_x}}', 'X'],
  ['[{{ empty }}]', '[]'],
  ['{{ loop }}', '{{ a }}{{ loop }}'],
  ['{{ github }}', 'no event'],
  ['{{ github.actor }}', 'octocat'],
  ['{{{ a }}}', '{A}'],
  ['{{ {{ a }} }}', '{{ A }}'],
])('%s becomes %s', (text, expanded) => {
  expect(expandTemplate(text, 'user text', scope())).toEqual({ text: expanded, problems: [] })
})

test.each([
  '${{ a }}',
  '{{ }}',
  '{{}}',
  '{ a }',
  '{{ a b }}',
  '{{ 1a }}',
  '{{ -a }}',
  '{{ a + a }}',
  '{{\na }}',
  '{{ a',
  'a }}',
  '{{ä}}',
  '{{ a | upper }}',
  '{% a %}',
  '$a',
])('%j is no placeholder', (text) => {
  expect(expandTemplate(text, 'user text', scope())).toEqual({ text, problems: [] })
})

test('an unknown name is a problem, or stays', () => {
  expect(expandTemplate('1\n{{ b }} {{ b }}', 'user text', scope())).toEqual({
    text: '1\n{{ b }} {{ b }}',
    problems: [
      {
        rule: 'asks for {{ b }}, which is not defined (known: a, a.b-c_1, _x, empty, loop and github)',
        remedy: 'Define it in "variables" or "file-variables", or take it out.',
        offset: 2,
      },
    ],
  })
  expect(expand('{{ b }} {{ a }}', { unknownIsProblem: false })).toBe('{{ b }} A')
  expect(expandTemplate('{{ b }}', 'user text', scope({ variables: new Map() })).problems[0]?.rule).toContain(
    'no variable is given',
  )
})

test('an unknown name of the event is a problem always', () => {
  const { text, problems } = expandTemplate(
    '{{ github.event.x }}',
    'user text',
    scope({ unknownIsProblem: false }),
  )
  expect(text).toBe('{{ github.event.x }}')
  expect(problems.map(({ rule }) => rule)).toEqual([
    'asks for {{ github.event.x }}, which this event does not have',
  ])
})

describe('what a stranger can write', () => {
  const untrusted = [
    'github.event',
    'github.event.issue.title',
    'github.head_ref',
    'github.ref',
    'github.ref_name',
  ]
  const trusted = [
    'github.actor',
    'github.repository',
    'github.sha',
    'github.eventful',
    'github.ref_type',
    'github.base_ref',
    'event',
  ]

  test('is known by its name', () => {
    expect(untrusted.filter((name) => !isUntrusted(name))).toEqual([])
    expect(trusted.filter(isUntrusted)).toEqual([])
  })

  test.each(untrusted)('%s is a problem in instructions, even if the event has it', (name) => {
    const all = scope({ github: () => ({ ok: true, text: 'VALUE' }) })
    const { text, problems } = expandTemplate(`{{ ${name} }}`, 'instructions', all)
    expect(text).not.toContain('VALUE')
    expect(problems).toEqual([
      {
        rule: `puts {{ ${name} }}, which a stranger can write, into a system or developer message`,
        remedy: 'Move it into a user message.',
        offset: 0,
      },
    ])
    expect(expandTemplate(`{{ ${name} }}`, 'user text', all)).toEqual({ text: 'VALUE', problems: [] })
  })

  test('all else may be there', () => {
    expect(problemsOf('{{ github.actor }} {{ a }}', 'instructions')).toEqual([])
  })
})

test('names: what may be a key of "variables", and what reads the event', () => {
  expect(['a', '_', 'A9', 'a.b', 'a-b', 'github', 'githubx', 'event.github.x'].every(isVariableName)).toBe(
    true,
  )
  expect(['', '1', '-a', '.a', 'a b', 'ä', 'github.', 'github.actor', 'a\n'].some(isVariableName)).toBe(false)
  expect(['github.actor', 'github.'].every(readsEvent)).toBe(true)
  expect(['github', 'GitHub.actor', 'my.github.actor'].some(readsEvent)).toBe(false)
  expect(placeholderNames('{{ b }} ${{ c }} {{a}} {{ b }}')).toEqual(['b', 'a', 'b'])
})
