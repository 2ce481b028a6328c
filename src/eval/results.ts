import type { Aside } from '../files.js'
import type { Redactor } from '../report/redact.js'
import type { Sample } from './sample.js'
import { samplesOf, type Scored, type ScoredTest, type Totals, totalsOf } from './scored.js'

/**
 * The results as gh-models writes them, in pieces: the same names, types and order, then what its readers ignore. Of
 * several evaluations a list. https://github.com/github/gh-models/blob/main/cmd/eval/eval.go
 */
export function* resultsPieces(all: readonly Scored[], aside: Aside, redact: Redactor): Generator<string> {
  const [only] = all
  if (only !== undefined && all.length === 1) yield* evaluationPieces(only, aside, redact, 0)
  else {
    yield '{\n  "evaluations": ['
    for (const [index, scored] of all.entries()) {
      yield index === 0 ? '\n    ' : ',\n    '
      yield* evaluationPieces(scored, aside, redact, 4)
    }
    const tests = all.flatMap((scored) => scored.tests)
    yield `\n  ],\n  "summary": ${json(summaryOf(totalsOf(tests)), 2)}\n}`
  }
  yield '\n'
}

function* evaluationPieces(
  { outcome, tests, totals }: Scored,
  aside: Aside,
  redact: Redactor,
  depth: number,
): Generator<string> {
  const { file, question } = outcome.evaluation
  const pad = `\n${' '.repeat(depth + 2)}`
  const field = (name: string, value: unknown): string =>
    `${pad}${JSON.stringify(name)}: ${json(value, depth + 2)}`
  yield `{${field('name', redact.text(file.name))},${field('description', redact.text(file.description))},`
  yield `${field('model', redact.text(question.model))},${pad}"testResults": [`
  for (const [index, test] of tests.entries())
    yield `${index === 0 ? '' : ','}${pad}  ${json(testOf(test, samplesOf(test.outcome, aside), redact), depth + 4)}`
  yield `${pad}],${field('summary', summaryOf(totals))},${field('file', redact.text(file.path))},`
  yield `${field('usage', outcome.usage)},${field('interval', totals.interval)}`
  yield `\n${' '.repeat(depth)}}`
}

function summaryOf({ total, passed, errored, rate }: Totals) {
  return {
    totalTests: total,
    passedTests: passed,
    failedTests: total - passed,
    passRate: rate,
    erroredTests: errored,
  }
}

function testOf(test: ScoredTest, samples: readonly Sample[], redact: Redactor) {
  const { modelResponse = '', evaluationResults = [] } = samples[0] ?? {}
  return {
    testCase: redact.json(test.outcome.test.data),
    modelResponse,
    evaluationResults,
    status: test.status,
    flaky: test.isFlaky,
    line: test.line,
    samples: samples.map((sample) => ({
      modelResponse: sample.modelResponse,
      passed: sample.status === 'passed',
      evaluationResults: sample.evaluationResults,
      error: sample.failure?.code,
    })),
    error: test.failure?.code,
    base: test.before === undefined ? undefined : { status: test.before },
  }
}

/** Indented by two, as gh-models does, below so many columns. */
function json(value: unknown, depth: number): string {
  return JSON.stringify(value, undefined, 2).replaceAll('\n', `\n${' '.repeat(depth)}`)
}
