import * as z from 'zod/mini'
import { listed } from '../display-text.js'
import { shaped } from '../inputs/zod-findings.js'
import type { Findings } from '../problems/problems.js'
import type { JudgeCheck } from './evaluator.js'
import type { Choice } from './judge-text.js'

export const text = z.string('must be text')
/** A number as it is written. */
export const number = z.string().check(z.regex(/^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i, 'must be a number'))

const choice = z.strictObject({ choice: text.check(z.regex(/\S/, 'must not be empty')), score: number })

export const LLM = z.strictObject({
  modelId: z.optional(text),
  prompt: text.check(z.regex(/\S/, 'must not be empty')),
  systemPrompt: z.optional(text),
  choices: z.array(choice).check(z.minLength(1, 'must name the choices of the judge')),
  passScore: z.optional(number),
})

/** What evaluators with a judge are read with. */
export interface JudgeReading {
  /** The input `judge-model`. */
  readonly judgeModel: string | undefined
  /** Told the name of each built-in evaluator that lets two of five stars pass. */
  readonly onLenient: (name: string) => void
}

interface JudgeShape {
  readonly passScore: string | undefined
  readonly reading: JudgeReading
  readonly at: Findings
}

/** Reads an `llm`; what is wrong is reported. */
export function readJudge(value: unknown, { passScore, reading, at }: JudgeShape): JudgeCheck | undefined {
  const llm = shaped(LLM, value, at)
  if (llm === undefined) return undefined
  const model = reading.judgeModel ?? llm.modelId?.trim()
  if (!model) {
    const remedy = 'Name a model there, or in "judge-model".'
    return at.add({ path: ['modelId'], rule: 'is missing, so that nobody is there to judge', remedy })
  }
  const choices = llm.choices.map(({ choice, score }) => ({ choice, score: Number(score) }))
  const { prompt, systemPrompt } = llm
  return judgeCheck(
    { model, prompt, systemPrompt: systemPrompt || undefined, choices },
    llm.passScore ?? passScore,
    at,
  )
}

interface Judge {
  readonly model: string
  readonly prompt: string
  readonly systemPrompt: string | undefined
  readonly choices: readonly Choice[]
}

function judgeCheck(judge: Judge, passScore: string | undefined, at: Findings): JudgeCheck | undefined {
  // Of two spellings of one choice the first counts, as for gh-models.
  const byName = new Map([...judge.choices].reverse().map((one) => [one.choice.trim().toLowerCase(), one]))
  const [first, ...rest] = judge.choices.filter((one) => byName.get(one.choice.trim().toLowerCase()) === one)
  if (first === undefined) return at.add({ path: ['choices'], rule: 'must name the choices of the judge' })
  return {
    ...judge,
    kind: 'llm',
    choices: [first, ...rest],
    passScore: passScore === undefined ? undefined : Number(passScore),
  }
}

/** Theirs is `openai/gpt-4o`, which few servers have by now. */
const BUILT_IN_MODEL = 'openai/gpt-4o'
const STARS = [1, 2, 3, 4, 5].map((stars) => ({ choice: String(stars), score: (stars - 1) / 4 }))

/** Reads a `uses`; what is wrong is reported. */
export async function readBuiltIn(
  value: unknown,
  { passScore, reading, at }: JudgeShape,
): Promise<JudgeCheck | undefined> {
  const uses = shaped(text, value, at)
  if (uses === undefined) return undefined
  const { BUILT_IN_PROMPTS } = await import('./built-in-prompts.js')
  const prompts = Object.entries(BUILT_IN_PROMPTS)
  const found = prompts.find(([name]) => uses.trim() === `github/${name}`)
  if (found === undefined) {
    const names = prompts.map(([name]) => `github/${name}`)
    return at.add({ rule: `must be ${listed(names, 'or')}`, remedy: 'Write another judge as "llm".' })
  }
  if (passScore === undefined) reading.onLenient(uses.trim())
  const model = reading.judgeModel ?? BUILT_IN_MODEL
  return judgeCheck({ model, ...found[1], choices: STARS }, passScore, at)
}
