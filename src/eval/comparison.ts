import * as z from 'zod/mini'
import { isObject, parseJson } from '../json-value.js'
import type { Status } from './sample.js'
import { mcNemar } from './statistics.js'

/** What each test of an evaluation came to before. */
export interface Before {
  /** By `testKey`; as often as the same test was there. */
  readonly statuses: ReadonlyMap<string, readonly Status[]>
}

/** An evaluation of an earlier run. */
export interface EarlierEvaluation extends Before {
  /** Not in results of gh-models. */
  readonly file: string | undefined
  readonly name: string
  readonly model: string
}

const evaluation = z.looseObject({
  file: z.optional(z.string()),
  name: z.optional(z.string()),
  model: z.string(),
  testResults: z.array(
    z.looseObject({
      testCase: z.record(z.string(), z.unknown()),
      status: z.optional(z.enum(['passed', 'failed', 'errored'])),
      evaluationResults: z.optional(z.array(z.looseObject({ passed: z.boolean() }))),
    }),
  ),
})

/** Reads a results file, of ours or of gh-models; undefined if it is none. */
export function readBaseline(text: string): readonly EarlierEvaluation[] | undefined {
  const root = parseJson(text)?.value
  const list = isObject(root) && 'evaluations' in root ? root['evaluations'] : [root]
  const result = z.array(evaluation).safeParse(list)
  if (!result.success) return undefined
  return result.data.map(({ file, name, model, testResults }) => {
    const statuses = testResults.map(({ testCase, status, evaluationResults = [] }) => {
      const passed = evaluationResults.every((one) => one.passed)
      return [testKey(testCase), status ?? (passed ? 'passed' : 'failed')] as const
    })
    return { file, name: name ?? '', model, statuses: grouped(statuses) }
  })
}

/** Tests are matched by what they hold, never by their place. */
export function testKey(testCase: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(testCase, (_, value: unknown) =>
    isObject(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value,
  )
}

export function grouped(pairs: readonly (readonly [key: string, status: Status])[]): Before['statuses'] {
  const groups = new Map<string, Status[]>()
  for (const [key, status] of pairs) groups.set(key, [...(groups.get(key) ?? []), status])
  return groups
}

/** The status of each test before; undefined where it is new. */
export function matchTests(keys: readonly string[], { statuses }: Before): readonly (Status | undefined)[] {
  const taken = new Map<string, number>()
  return keys.map((key) => {
    const nth = taken.get(key) ?? 0
    taken.set(key, nth + 1)
    return statuses.get(key)?.[nth]
  })
}

/** How an evaluation changed. */
export interface Comparison {
  readonly fixed: number
  readonly broken: number
  readonly same: number
  /** Not there before. */
  readonly added: number
  /** No longer there. */
  readonly gone: number
  /** Without a verdict, now or before. */
  readonly errored: number
  /** Of those compared before. */
  readonly passedBefore: number
}

export interface Pair {
  readonly now: Status
  readonly before: Status | undefined
}

export function isBroken({ now, before }: Pair): boolean {
  return now === 'failed' && before === 'passed'
}

function isFixed({ now, before }: Pair): boolean {
  return now === 'passed' && before === 'failed'
}

/** @param totalBefore tests that were there before */
export function compare(pairs: readonly Pair[], totalBefore: number): Comparison {
  const matched = pairs.filter(({ before }) => before !== undefined)
  const compared = matched.filter(({ now, before }) => now !== 'errored' && before !== 'errored')
  const count = (is: (pair: Pair) => boolean): number => compared.filter(is).length
  return {
    fixed: count(isFixed),
    broken: count(isBroken),
    same: count(({ now, before }) => now === before),
    added: pairs.length - matched.length,
    gone: totalBefore - matched.length,
    errored: matched.length - compared.length,
    passedBefore: count(({ before }) => before === 'passed'),
  }
}

export function sumOf(all: readonly Comparison[]): Comparison {
  const sum = (of: keyof Comparison): number => all.reduce((total, one) => total + one[of], 0)
  return {
    fixed: sum('fixed'),
    broken: sum('broken'),
    same: sum('same'),
    added: sum('added'),
    gone: sum('gone'),
    errored: sum('errored'),
    passedBefore: sum('passedBefore'),
  }
}

/** Below this, a difference is more than chance. */
const LEVEL = 0.05

/** What a change means, in words: `2 broken, 1 fixed of 40: within chance`. */
export function changeText({ fixed, broken, same }: Comparison): string {
  const total = fixed + broken + same
  if (fixed + broken === 0) return `no change in ${String(total)} compared ${total === 1 ? 'test' : 'tests'}`
  const p = mcNemar(broken, fixed)
  const chance = p < LEVEL ? `not chance (p ${p < 0.001 ? '< 0.001' : `= ${p.toFixed(3)}`})` : 'within chance'
  return `${String(broken)} broken, ${String(fixed)} fixed of ${String(total)}: ${chance}`
}
