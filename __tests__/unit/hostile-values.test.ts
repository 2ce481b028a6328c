import { parseStructured } from '../../src/inputs/structured-text.js'
import { fillConversation } from '../../src/prompt/conversation.js'
import { readPromptFile } from '../../src/prompt/prompt-file.js'
import { expandTemplate, type TemplateScope } from '../../src/prompt/template.js'
import { ALL_FRAGMENTS, hostileValue, MEGABYTE } from '../support/hostile-values.js'
import { seededRandom } from '../support/seeded-random.js'

const CASES = 600
const SEED = 5

const random = seededRandom(SEED)
/** Pairs of values; a few of them are large. */
const VALUES: readonly (readonly [string, string])[] = [
  [ALL_FRAGMENTS, ALL_FRAGMENTS],
  [MEGABYTE, 'short'],
  ...Array.from({ length: CASES }, () => [hostileValue(random), hostileValue(random)] as const),
]

function scope(values: Readonly<Record<string, string>>, event = ''): TemplateScope {
  return {
    variables: new Map(Object.entries(values)),
    github: () => ({ ok: true, text: event }),
    unknownIsProblem: true,
  }
}

/** What is wrong, by the number of the case: a failing run shows the few, not all. */
function failing(check: (x: string, y: string) => boolean): number[] {
  return VALUES.flatMap(([x, y], index) => (check(x, y) ? [] : [index]))
}

test('there are at least 500 of them, and no two are alike', () => {
  expect(new Set(VALUES.map(([x]) => x)).size).toBeGreaterThan(500)
})

test('values arrive unchanged, wherever they stand in a text', () => {
  const wrong = failing((x, y) => {
    const { text, problems } = expandTemplate('{{x}} and {{ y }}{{ x }}', 'user text', scope({ x, y }))
    return text === `${x} and ${y}${x}` && problems.length === 0
  })
  expect(wrong).toEqual([])
})

test('what stands around a placeholder cannot change a value, but for a $ before it', () => {
  const wrong = failing((x, around) => {
    // A neighbour that has placeholders of its own, or ends in an opening brace, asks for something itself.
    const neighbour = around.replace(/[{}$]/g, '')
    const { text } = expandTemplate(`${neighbour}{{ x }}${neighbour}`, 'user text', scope({ x }))
    return text === `${neighbour}${x}${neighbour}`
  })
  expect(wrong).toEqual([])
})

test('values of the event arrive unchanged', () => {
  const wrong = failing((x) => {
    const asked = '{{ github.event.issue.body }}'
    return expandTemplate(`${asked}.`, 'user text', scope({ x: 'never' }, x)).text === `${x}.`
  })
  expect(wrong).toEqual([])
})

test('a map of variables that is JSON, in one line or in several, holds them as they are', async () => {
  const wrong: number[] = []
  for (const [index, [x, y]] of VALUES.entries()) {
    // The YAML parser takes a second for a megabyte, which no environment variable can hold anyway.
    if (x === MEGABYTE) continue
    const compact = await parseStructured(JSON.stringify({ x, y }), 'as written')
    const pretty = await parseStructured(JSON.stringify({ x, y }, undefined, 2), 'as written')
    for (const parsed of [compact, pretty]) {
      const value = parsed.ok ? (parsed.parsed.value as Record<string, unknown>) : {}
      if (value['x'] !== x || value['y'] !== y) wrong.push(index)
    }
  }
  expect(wrong).toEqual([])
})

const PROMPT_FILE = `
model: m
modelParameters: { temperature: 0.5 }
messages:
  - role: system
    content: You know {{ y }}.
  - role: user
    content: "{{ x }}"
  - role: assistant
    content:
  - role: user
    content:
      - { type: text, text: "again: {{ x }}" }
      - { type: image_url, image_url: { url: "{{ x }}" } }
`.replace('content:\n  - role: user', 'tool_calls: []\n  - role: user')

test('they change no message, no role, no model and no parameter of a prompt file', async () => {
  const parsed = await parseStructured(PROMPT_FILE)
  if (!parsed.ok) throw new Error(parsed.detail)
  const complaints: unknown[] = []
  const note = (what: unknown): unknown => complaints.push(what)
  const file = readPromptFile(parsed.parsed.value, note, note)
  if (file === undefined) throw new Error('It is no prompt file')

  const wrong = failing((x, y) => {
    const { messages, findings } = fillConversation(file.messages, scope({ x, y }))
    const expected = [
      { role: 'system', content: `You know ${y}.` },
      { role: 'user', content: x },
      { role: 'assistant', tool_calls: [] },
      {
        role: 'user',
        content: [
          { type: 'text', text: `again: ${x}` },
          { type: 'image_url', image_url: { url: '{{ x }}' } },
        ],
      },
    ]
    const isBlank = x.trim() === ''
    return JSON.stringify(messages) === JSON.stringify(expected) && findings.length === (isBlank ? 1 : 0)
  })
  expect(wrong).toEqual([])
  expect(complaints).toEqual([])
  expect([file.model, file.modelParameters]).toEqual(['m', { temperature: 0.5 }])
})
