import { type Choice, readJudgeText } from '../../src/eval/judge-text.js'
import { seededRandom } from '../support/seeded-random.js'

const STARS: readonly Choice[] = [1, 2, 3, 4, 5].map((stars) => ({
  choice: String(stars),
  score: (stars - 1) / 4,
}))
const YES_NO = [
  { choice: 'Yes', score: 1 },
  { choice: 'No', score: 0 },
]
const GROUNDED = [
  { choice: 'grounded', score: 1 },
  { choice: 'not grounded', score: 0 },
]

const read = (text: string, choices: readonly Choice[]): string => {
  const result = readJudgeText(text, choices)
  return result.ok ? result.value.choice : result.error
}

test.each<[text: string, choices: readonly Choice[], expected: string]>([
  // All of it is one choice.
  ['5', STARS, '5'],
  [' **"4".** ', STARS, '4'],
  ['YES', YES_NO, 'Yes'],
  ['[`no`]', YES_NO, 'No'],
  // Its last line is.
  ["Let's think step by step: 1. It was founded in 2021, 3 stars.\n\n5", STARS, '5'],
  ['Some words.\n**Score:** 4', STARS, '4'],
  ['stars: 2.', STARS, '2'],
  ['Rating: 4/5', STARS, '4'],
  ['4 out of 5', STARS, '4'],
  // One choice stands in it as a word.
  ['I would say yes, it does', YES_NO, 'Yes'],
  ['The final answer is 3', STARS, '3'],
  ['It is grounded in 2021', GROUNDED, 'grounded'],
  ['The answer is not grounded', GROUNDED, 'not grounded'],
  // Or in all of it.
  ['Yes, because\nit names the city.', YES_NO, 'Yes'],
  ['كلمة yes كلمة', YES_NO, 'Yes'],
  // No verdict.
  ['', YES_NO, "The judge's answer names no choice"],
  ['Yesterday, nobody', YES_NO, "The judge's answer names no choice"],
  ['yes_no', YES_NO, "The judge's answer names no choice"],
  ['Yes and no', YES_NO, "The judge's answer names several choices: 'Yes', 'No'"],
  ['7/10', STARS, "The judge's answer names no choice"],
  ['between 3 and 4', STARS, "The judge's answer names several choices: '3', '4'"],
  [
    "I don't think it is grounded",
    [{ choice: 'grounded', score: 1 }],
    "The judge's answer seems to deny the choice 'grounded'",
  ],
  ['It does not say. Yes', YES_NO, 'Yes'],
])('%j', (text, choices, expected) => {
  expect(read(text, choices)).toBe(expected)
})

/** gh-models' rule: the first choice that is a substring. */
function firstSubstring(text: string, choices: readonly Choice[]): string | undefined {
  return choices.find(({ choice }) => text.toLowerCase().includes(choice.toLowerCase()))?.choice
}

test('agrees with gh-models on a judge that answers one choice alone, unless an earlier choice is part of it', () => {
  const random = seededRandom(7)
  const words = [
    'correct',
    'incorrect',
    '1',
    '2',
    '10',
    'Yes',
    'no',
    'not sure',
    'A',
    'B',
    'ok',
    'okay',
    'öffnen',
    '良い',
  ]
  let compared = 0
  for (let round = 0; round < 3000; round += 1) {
    const choices = [...new Set([1, 2, 3].map(() => random.pick(words)))].map((choice, index) => ({
      choice,
      score: index,
    }))
    const said = random.pick(choices).choice
    const text = random.pick([said, said.toUpperCase(), ` ${said}\n`, said.toLowerCase()])
    expect(read(text, choices)).toBe(said)
    const earlier = choices.slice(
      0,
      choices.findIndex(({ choice }) => choice === said),
    )
    if (earlier.some(({ choice }) => said.toLowerCase().includes(choice.toLowerCase()))) continue
    expect(firstSubstring(text.trim(), choices)).toBe(said)
    compared += 1
  }
  expect(compared).toBeGreaterThan(2000)
})

test('a long text of a thousand choices is read at once', () => {
  expect(read('1 2 '.repeat(200_000), STARS)).toContain('several')
})
