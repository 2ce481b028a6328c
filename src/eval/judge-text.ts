import type { Result } from '../failure.js'

/** What a judge may answer, and what that is worth. */
export interface Choice {
  readonly choice: string
  readonly score: number
}

/**
 * Which choice a judge's text names: all of it, or its last line, is one choice; else exactly one stands in that line,
 * or in all of it, as a word. A reasoning that mentions a choice on the way is not mistaken for the verdict. The error
 * says why it is unjudged.
 *
 * @param choices at least one
 */
export function readJudgeText(text: string, choices: readonly Choice[]): Result<Choice, string> {
  const lastLine = text.split(/[\r\n]+/).findLast((line) => line.trim() !== '') ?? ''
  const said = whole(text, choices) ?? whole(lastLine, choices) ?? labelled(lastLine, choices)
  if (said !== undefined) return { ok: true, value: said }
  const inLine = mentions(lastLine, choices)
  const found = inLine.length > 0 ? inLine : mentions(text, choices)
  const named = choices.filter((choice) => found.some((mention) => mention.choice === choice))
  const [only] = named
  if (only === undefined) return unjudged('names no choice')
  if (named.length > 1)
    return unjudged(`names several choices: ${named.map(({ choice }) => `'${choice}'`).join(', ')}`)
  if (found.some(({ isDenied }) => isDenied)) return unjudged(`seems to deny the choice '${only.choice}'`)
  return { ok: true, value: only }
}

function unjudged(what: string): { ok: false; error: string } {
  return { ok: false, error: `The judge's answer ${what}` }
}

/** What people and models put around a word: blanks, quotes, emphasis, brackets, a full stop behind. */
const AROUND = /^[\s"'“”„‘’«»*`()[\]{}<>]+|[\s"'“”„‘’«»*`()[\]{}<>]+$/g

function bare(text: string): string {
  return text.replace(AROUND, '').replace(/\.$/, '').replace(AROUND, '').toLowerCase()
}

/** The choice that a text is. */
function whole(text: string, choices: readonly Choice[]): Choice | undefined {
  const exact = text.trim().toLowerCase()
  return (
    choices.find(({ choice }) => choice.trim().toLowerCase() === exact) ??
    (bare(text) === '' ? undefined : choices.find(({ choice }) => bare(choice) === bare(text)))
  )
}

/** The choice that stands behind `Score:`, or as `4/5` or `4 out of 5` where 5 is the highest. */
function labelled(line: string, choices: readonly Choice[]): Choice | undefined {
  const label = /^[\s*_`#>-]*(?:score|answer|rating|stars)[\s*_`]*:/i.exec(line)?.[0] ?? ''
  const value = line.slice(label.length)
  const numbers = choices.map(({ choice }) => Number(choice || NaN)).filter((number) => !Number.isNaN(number))
  const [, share = '', highest = ''] = /^(\d+(?:\.\d+)?)\s*(?:\/|out of)\s*(\d+)$/.exec(bare(value)) ?? []
  const isShare = highest !== '' && Number(highest) === Math.max(...numbers)
  return whole(isShare ? share : value, choices)
}

interface Mention {
  readonly choice: Choice
  readonly start: number
  readonly end: number
  readonly isDenied: boolean
}

const DENIAL = /\b(?:not|never|cannot)\b|n['’]t\b/i

/** Reading more, with a thousand choices in it, could take longer than asking for it. */
const MAX_LENGTH = 20_000
/** Nobody denies from farther away. */
const MAX_SENTENCE = 500

/** Where choices stand as words, but for those inside a longer one that stands there. */
function mentions(text: string, choices: readonly Choice[]): Mention[] {
  const end = text.slice(-MAX_LENGTH)
  const all = new Map(choices.map((choice) => [choice, mentionsOf(choice, end)]))
  return [...all].flatMap(([choice, found]) => {
    const short = choice.choice.toLowerCase()
    const longer = choices.filter(({ choice: other }) => isPart(short, other.toLowerCase()))
    const outer = longer.flatMap((other) => all.get(other) ?? [])
    return found.filter((one) => !outer.some((other) => other.start <= one.start && one.end <= other.end))
  })
}

function isPart(text: string, other: string): boolean {
  return other.length > text.length && other.includes(text)
}

function mentionsOf(choice: Choice, text: string): Mention[] {
  return [...text.matchAll(wordOf(choice.choice))].map(({ index, 0: { length } }) => {
    const before = text.slice(Math.max(0, index - MAX_SENTENCE), index)
    const sentence = before.split(/[.!?\n]/).at(-1) ?? ''
    return { choice, start: index, end: index + length, isDenied: DENIAL.test(sentence) }
  })
}

/** A word ends at anything but letters and digits of any script and `_`. */
function wordOf(choice: string): RegExp {
  const escaped = choice.trim().replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
  return new RegExp(`(?<![\\p{L}\\p{N}_])${escaped}(?![\\p{L}\\p{N}_])`, 'giu')
}
