import { setImmediate } from 'node:timers/promises'
import { now } from '../clock.js'
import { type Judgement, noAnswer } from '../ask/answer.js'
import { isJsonObject, type Json, type JsonObject } from '../json-value.js'
import type { Aside } from '../files.js'
import type { Redactor } from '../report/redact.js'
import { ANSWERED, type Asker } from './asking.js'
import { assess, type AskJudge, choiceOf } from './assess.js'
import { type Evaluation, fillFor, messagesFor } from './evaluation.js'
import { innerCheck, type JudgeCheck } from './evaluator.js'
import type { EvalInputs } from './inputs.js'
import { isFlaky, type Sample, type Status, statusOf } from './sample.js'
import type { TestCase } from './test-case.js'

/** An evaluation on its way; its answers are put aside. */
export interface Outcome {
  readonly evaluation: Evaluation
  readonly tests: readonly TestOutcome[]
  /** Judges included, answers from the cache not. */
  usage: JsonObject
  /** On the clock of `clock.ts`; undefined before anything was asked. */
  began: number | undefined
  ended: number
}

export interface TestOutcome {
  readonly test: TestCase
  readonly samples: (StoredSample | undefined)[]
}

export interface StoredSample extends Pick<Sample, 'status' | 'failure'> {
  /** Of the rest. */
  readonly place: ReturnType<Aside['put']>
}

export function outcomeOf(evaluation: Evaluation, repeat: number): Outcome {
  const samples = (): undefined[] => Array.from({ length: repeat }, () => undefined)
  const tests = evaluation.file.tests.map((test) => ({ test, samples: samples() }))
  return { evaluation, tests, usage: {}, began: undefined, ended: 0 }
}

function statusesOf({ samples }: TestOutcome): readonly Status[] {
  return samples.map((sample) => sample?.status ?? 'errored')
}

export function testStatus(test: TestOutcome, minPass: number): Status {
  return statusOf(statusesOf(test), minPass)
}

export function isTestFlaky(test: TestOutcome): boolean {
  return isFlaky(statusesOf(test))
}

/** What a run works with. */
export interface RunIo {
  readonly inputs: Pick<EvalInputs, 'target' | 'judgeTarget' | 'maxConcurrency'>
  readonly asker: Asker
  readonly aside: Aside
  readonly redact: Redactor
  /** Told of each answer that was held against its evaluators. */
  readonly onDone: (test: TestOutcome) => void
}

/** Asks for all answers and holds them against their evaluators, several at a time; it never rejects for what others did. */
export async function runAll(outcomes: readonly Outcome[], io: RunIo): Promise<void> {
  const jobs = jobsOf(outcomes)
  const work = async (): Promise<void> => {
    for (const job of jobs) await runOne(job, io)
  }
  // Twice as many as requests at a time: while one answer is looked at, the next question is on its way.
  await Promise.all(Array.from({ length: 2 * io.inputs.maxConcurrency }, work))
}

interface Job {
  readonly outcome: Outcome
  readonly test: TestOutcome
  readonly number: number
}

/** One iterator that all workers draw from. */
function* jobsOf(outcomes: readonly Outcome[]): Generator<Job, undefined> {
  for (const outcome of outcomes)
    for (const test of outcome.tests)
      for (const number of test.samples.keys()) yield { outcome, test, number }
  return undefined
}

async function runOne({ outcome, test, number }: Job, io: RunIo): Promise<void> {
  const { evaluation } = outcome
  const { inputs, asker } = io
  outcome.began ??= now()
  const question = { ...evaluation.question, messages: messagesFor(evaluation, test.test) }
  const spend = (usage: JsonObject): void => {
    outcome.usage = summed(outcome.usage, usage)
  }
  const deadJudge = judgesOf(evaluation).map((check) => asker.deadModel(check.model, inputs.judgeTarget))
  const dead = deadJudge.find((failure) => failure !== undefined)
  const isComplete = ({ failure, completion }: Judgement): boolean =>
    completion !== undefined && (failure === undefined || ANSWERED.includes(failure.code))
  const { answer, usage } =
    dead === undefined
      ? await asker.ask({ question, target: inputs.target, number, isComplete })
      : { answer: noAnswer(dead), usage: {} }
  spend(usage)
  // The request whose turn it is now goes first.
  await setImmediate()
  const askJudge: AskJudge = async (check, messages) => {
    const judged = await asker.ask({
      question: judgeQuestion(check, messages),
      target: inputs.judgeTarget,
      number,
      isComplete: (judgement) => choiceOf(judgement, check.choices).ok,
    })
    spend(judged.usage)
    return choiceOf(judged.answer, check.choices)
  }
  const fill = (text: string, completion?: string): string => fillFor(test.test, text, completion)
  const sample = await assess(answer, evaluation.evaluators, fill, askJudge)
  const { status, failure } = sample
  test.samples[number] = { status, failure, place: io.aside.put(textOf(sample, io.redact)) }
  outcome.ended = now()
  io.onDone(test)
}

export function judgesOf({ evaluators }: Evaluation): readonly JudgeCheck[] {
  return evaluators.map(({ check }) => innerCheck(check)).filter((check) => check.kind === 'llm')
}

/** Model and messages only, as gh-models sends it. */
function judgeQuestion({ model }: JudgeCheck, messages: Parameters<AskJudge>[1]) {
  const nothing = { parameters: {}, tools: [], extraBody: {} } as const
  return { model, messages, ...nothing, format: { kind: 'unset' }, toolChoice: { kind: 'unset' } } as const
}

function textOf({ modelResponse, evaluationResults }: Sample, redact: Redactor): string {
  return JSON.stringify({
    modelResponse: redact.text(modelResponse),
    evaluationResults: evaluationResults.map((result) => ({
      ...result,
      details: redact.text(result.details),
    })),
  })
}

/** The sum of two usages: of each number, at any depth. */
export function summed(one: JsonObject, other: JsonObject): JsonObject {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)])
  const sums: [string, Json][] = []
  for (const key of keys) {
    const [a, b] = [one[key], other[key]]
    if (typeof a === 'number' || typeof b === 'number') sums.push([key, numberIn(a) + numberIn(b)])
    else if (isJsonObject(a) || isJsonObject(b))
      sums.push([key, summed(isJsonObject(a) ? a : {}, isJsonObject(b) ? b : {})])
  }
  return Object.fromEntries(sums)
}

function numberIn(value: unknown): number {
  return typeof value === 'number' ? value : 0
}
