import { ALL_FRAGMENTS, hostileValue, MEGABYTE } from '../support/hostile-values.js'
import { inParallel, MANY_STEPS_MS } from '../support/in-parallel.js'
import { completion, startServer } from '../support/inference-server.js'
import { runAction, type RunResult } from '../support/run-action.js'
import { runSource } from '../support/run-row.js'
import { seededRandom } from '../support/seeded-random.js'

const PROMPT_FILE = `
model: m
modelParameters: { temperature: 0.5 }
messages:
  - role: system
    content: You triage for {{ team }}.
  - role: user
    content: |-
      Title: {{ github.event.issue.title }}
      {{ text }}
      End.
`

const random = seededRandom(50)
const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '?')
/** A title of the event, a text of a file, and a variable, whose map has to fit into an environment variable. */
const CASES: readonly (readonly [title: string, text: string, team: string])[] = [
  [ALL_FRAGMENTS, ALL_FRAGMENTS, ALL_FRAGMENTS],
  [MEGABYTE, 'short', '1.10'],
  ['short', MEGABYTE, ' leading and trailing '],
  ...Array.from(
    { length: 9 },
    // Half a surrogate pair cannot be in a UTF-8 file; a byte order mark at its start is dropped.
    () => [hostileValue(random), `>${wellFormed(hostileValue(random))}`, hostileValue(random)] as const,
  ),
]

interface Ran {
  readonly result: RunResult
  readonly bodies: readonly unknown[]
}

let ran: readonly Ran[]
beforeAll(async () => {
  ran = await inParallel(CASES, async ([title, text, team], index) => {
    await using server = await startServer({ body: completion() })
    // The first three are the longest that an environment can hold.
    const run = index < 3 ? runAction : runSource
    const result = await run({
      inputs: {
        endpoint: server.url,
        'prompt-file': 'triage.prompt.yml',
        'file-variables': 'text: text.txt',
        variables: JSON.stringify({ team }),
      },
      files: { 'triage.prompt.yml': PROMPT_FILE, 'text.txt': text },
      event: { issue: { title } },
    })
    return { result, bodies: server.requests.map(({ json }) => json) }
  })
}, MANY_STEPS_MS)

test.each(CASES.map((_, index) => index))('case %i reaches the model as it is', (index) => {
  const [title, text, team] = CASES[index] ?? ['', '', '']
  const { result, bodies } = ran[index] ?? {}
  expect(result?.exitCode).toBe(0)
  const expected = {
    model: 'm',
    messages: [
      { role: 'system', content: `You triage for ${team}.` },
      { role: 'user', content: `Title: ${title}\n${text}\nEnd.` },
    ],
    temperature: 0.5,
    stream: false,
  }
  // Compared as text first: a difference in a megabyte is no pleasure to read.
  expect(bodies?.map((body) => JSON.stringify(body) === JSON.stringify(expected))).toEqual([true])
})

test('none of it is printed, and none of it is a command', () => {
  for (const { result } of ran) {
    // What is hidden in a value is a warning that counts it and quotes nothing.
    const others = result.commands.filter(({ data }) => !data.startsWith('Hidden text in '))
    expect(others.filter(({ name }) => name !== 'add-mask')).toEqual([])
    expect(result.stdout).not.toMatch(/obey|evil|im_start/)
    expect(result.stderr).toBe('')
  }
})
