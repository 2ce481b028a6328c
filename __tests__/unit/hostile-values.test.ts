import { Problems } from '../../src/problems/problems.js'
import { readPromptFile } from '../../src/inputs/prompt-file.js'
import type { Source } from '../../src/problems/source.js'
import { parseStructured } from '../../src/problems/structured-text.js'
import { fillTemplate, type Template, textOf } from '../../src/template/template.js'
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

const SOURCE: Source = { input: 'prompt-file', text: '', file: 'p.prompt.yml' }

function fill(
  template: Template,
  values: Readonly<Record<string, string>>,
  event = '',
): ReturnType<typeof fillTemplate> {
  return fillTemplate(template, {
    variables: new Map(Object.entries(values)),
    areComplete: true,
    github: () => ({ ok: true, value: event }),
  })
}

/** Fills a text, as a part behind another so that no message is empty. */
function fillText(
  text: string,
  values: Readonly<Record<string, string>>,
  inPromptFile = true,
  event = '',
): string {
  const content = [{ type: 'image_url' }, { type: 'text', text }]
  const message = { role: 'user', content } as const
  const { messages, findings } = fill(
    { messages: [{ message, inPromptFile, source: SOURCE, path: [] }] },
    values,
    event,
  )
  return findings.length > 0 ? `${String(findings.length)} findings` : messages.map(textOf).join()
}

/** What is wrong, by the number of the case: a failing run shows the few, not all. */
function failing(check: (x: string, y: string) => boolean): number[] {
  return VALUES.flatMap(([x, y], index) => (check(x, y) ? [] : [index]))
}

test('there are at least 500 of them, and no two are alike', () => {
  expect(new Set(VALUES.map(([x]) => x)).size).toBeGreaterThan(500)
})

test('values arrive unchanged, wherever they stand in a text', () => {
  const wrong = failing((x, y) => fillText('{{x}} and {{ y }}{{ x }}', { x, y }) === `${x} and ${y}${x}`)
  expect(wrong).toEqual([])
})

test('what stands around a placeholder cannot change a value, but for a $ before it', () => {
  const wrong = failing((x, around) => {
    // A neighbour that has placeholders of its own, or ends in an opening brace, asks for something itself.
    const neighbour = around.replace(/[{}$]/g, '')
    return fillText(`${neighbour}{{ x }}${neighbour}`, { x }) === `${neighbour}${x}${neighbour}`
  })
  expect(wrong).toEqual([])
})

test('values of the event arrive unchanged', () => {
  const asked = '{{ github.event.issue.body }}'
  expect(failing((x) => fillText(`${asked}.`, { x: 'never' }, true, x) === `${x}.`)).toEqual([])
})

test('pasted into a text that is no prompt file, they ask for nothing and break nothing', () => {
  const wrong = failing((x) => {
    const pasted = x.replaceAll(/\{\{\s*name\s*\}\}/g, '')
    return fillText(`${pasted} {{ name }}`, { name: 'N' }, false, 'EVENT') === `${pasted} N`
  })
  // A text that ends in a $ or a brace takes the placeholder behind it away; the blank between prevents that.
  expect(wrong).toEqual([])
})

test('a map of variables that is JSON, in one line or in several, holds them as they are', async () => {
  const wrong: number[] = []
  for (const [index, [x, y]] of VALUES.entries()) {
    // The YAML parser takes a second for a megabyte, which no environment variable can hold anyway.
    if (x === MEGABYTE) continue
    for (const indent of [undefined, 2]) {
      const parsed = await parseStructured(JSON.stringify({ x, y }, undefined, indent), 'as written')
      const isSame = parsed.ok && JSON.stringify(parsed.value) === JSON.stringify({ x, y })
      if (!isSame) wrong.push(index)
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
    tool_calls: []
  - role: user
    content:
      - { type: text, text: "again: {{ x }}" }
      - { type: image_url, image_url: { url: "{{ x }}" } }
`

test('they change no message, no role, no model and no parameter of a prompt file', async () => {
  const parsed = await parseStructured(PROMPT_FILE)
  const problems = new Problems()
  const file = parsed.ok ? await readPromptFile(SOURCE, parsed.value, problems) : undefined
  if (file === undefined) throw new Error('It is no prompt file')
  const messages = file.messages.map((message, i) => ({
    message,
    inPromptFile: true,
    source: SOURCE,
    path: [i],
  }))

  const wrong = failing((x, y) => {
    const filled = fill({ messages }, { x, y })
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
    return (
      JSON.stringify(filled.messages) === JSON.stringify(expected) &&
      filled.findings.length === (isBlank ? 1 : 0)
    )
  })
  expect(wrong).toEqual([])
  expect([problems.count, problems.warnings]).toEqual([0, []])
  expect([file.model, file.parameters.get('temperature')?.value]).toEqual(['m', 0.5])
})
