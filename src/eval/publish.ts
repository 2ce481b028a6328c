import { join } from 'node:path'
import type { Environment } from '../environment.js'
import type { Failure } from '../failure.js'
import { type Aside, makeTempFolder, writePieces } from '../files.js'
import type { Log } from '../report/log.js'
import type { Redactor } from '../report/redact.js'
import { outputError } from '../step/publish.js'
import type { EvalInputs, ResultFile } from './inputs.js'
import { junitPieces } from './junit.js'
import { resultsPieces } from './results.js'
import { samplesOf, type Scored, totalsOf } from './scored.js'
import { testTitle } from './test-title.js'
import { changesOf, isRegression } from './verdict.js'
import { summed } from './run.js'
import { rateText } from './statistics.js'

const NAMES = {
  'results-file': 'results.json',
  'junit-file': 'junit.xml',
  'report-file': 'report.md',
} as const

/** Writes results, JUnit and report. A file that fails does not keep back the others. */
export function writeResultFiles(
  all: readonly Scored[],
  { files }: Pick<EvalInputs, 'files'>,
  environment: Environment,
  aside: Aside,
  redact: Redactor,
  report: string,
): { readonly paths: Readonly<Record<ResultFile, string>>; readonly failure: Failure | undefined } {
  let failure: Failure | undefined
  let folder: ReturnType<typeof makeTempFolder> | undefined
  const write = (input: ResultFile, pieces: Iterable<string>): string => {
    const own = files[input]
    folder ??= own === undefined ? makeTempFolder(environment) : undefined
    const path = own ?? join(folder?.ok === true ? folder.value : environment.tempDirectory, NAMES[input])
    const problem =
      folder?.ok === false && own === undefined ? folder.error : writePieces(path, pieces, environment)
    failure ??= outputError(`The file of "${input}"`, path, problem)
    return problem === undefined ? path : ''
  }
  const paths = {
    'results-file': write('results-file', resultsPieces(all, aside, redact)),
    'junit-file': write('junit-file', junitPieces(all, aside, redact)),
    'report-file': write('report-file', [report]),
  }
  return { paths, failure }
}

/** GitHub shows ten annotations of a kind for a step; the step's own is the tenth. */
const MAX_ANNOTATIONS = 9

/** An annotation at the line of each failed test, regressions first. Nothing in it is the model's. */
export function annotate(all: readonly Scored[], kind: 'warning' | 'error', aside: Aside, log: Log): void {
  const failed = all.flatMap(({ outcome, tests }) =>
    [...tests.entries()]
      .filter(([, { status }]) => status !== 'passed')
      .map(([index, test]) => ({ index, test, outcome })),
  )
  const sorted = [
    ...failed.filter(({ test }) => isRegression(test)),
    ...failed.filter(({ test }) => !isRegression(test)),
  ]
  for (const { index, test, outcome } of sorted.slice(0, MAX_ANNOTATIONS)) {
    const { file, question } = outcome.evaluation
    const samples = samplesOf(test.outcome, aside)
    const sample = samples.find(({ status }) => status === test.status) ?? samples[0]
    const failing = sample?.evaluationResults.filter(({ passed }) => !passed) ?? []
    const reasons = [
      ...new Set([
        ...(sample?.reason === undefined ? [] : [sample.reason]),
        ...failing.map(({ details }) => details),
      ]),
    ]
    const what = isRegression(test) ? 'Broken' : test.status === 'failed' ? 'Failed' : 'Without a verdict'
    const title = `${what} with ${question.model}`
    log.annotation(kind, `Test ${testTitle(test.outcome.test, index)}\n${reasons.join('\n')}`, title, {
      file: file.path,
      line: test.line,
    })
  }
}

/** The outputs, but for how it ended. */
export function outputsOf(
  all: readonly Scored[],
  requests: number,
  paths: Readonly<Record<ResultFile, string>>,
  failure: Failure | undefined,
  redact: Redactor,
): Readonly<Record<string, string>> {
  const { total, passed, errored, rate } = totalsOf(all.flatMap(({ tests }) => tests))
  const changes = changesOf(all)
  return {
    passed: String(failure === undefined && total > 0),
    'pass-rate': rateText(rate),
    total: String(total),
    'passed-tests': String(passed),
    'failed-tests': String(total - passed),
    'errored-tests': String(errored),
    regressions: String(changes.broken),
    improvements: String(changes.fixed),
    requests: String(requests),
    usage: redact.text(JSON.stringify(all.reduce((sum, { outcome }) => summed(sum, outcome.usage), {}))),
    ...paths,
  }
}
