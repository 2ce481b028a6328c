import { join } from 'node:path'
import type { Environment } from '../environment.js'
import { type Failure, failureMessage } from '../failure.js'
import { type Aside, makeTempFolder, writePieces } from '../files.js'
import type { Log } from '../report/log.js'
import type { Redactor } from '../report/redact.js'
import { outputError } from '../step/publish.js'
import type { EvalInputs, ResultFile } from './inputs.js'
import { junitPieces } from './junit.js'
import { resultsPieces } from './results.js'
import { answersTo, type FailedTest } from './failed-tests.js'
import { faultsOf } from './sample.js'
import { type Scored, totalsOf } from './scored.js'
import { testTitle } from './test-title.js'
import { changesOf } from './verdict.js'
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
export function annotate(
  found: readonly FailedTest[],
  kind: 'warning' | 'error',
  aside: Aside,
  log: Log,
): void {
  for (const failed of found.slice(0, MAX_ANNOTATIONS)) {
    const { scored, test, index } = failed
    const { file, question } = scored.outcome.evaluation
    const { failure, failing } = faultsOf(answersTo(test, aside).decisive)
    const reasons = [
      failure === undefined ? [] : failureMessage(failure),
      failing.map(({ details }) => details),
    ]
    const text = [`Test ${testTitle(test.outcome.test, index)}`, ...new Set(reasons.flat())].join('\n')
    const what = failed.kind === 'Regressions' ? 'Broken' : failed.kind
    log.annotation(kind, text, `${what} with ${question.model}`, { file: file.path, line: test.line })
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
