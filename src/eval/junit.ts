import { sliceWhole } from '../display-text.js'
import { failureMessage } from '../failure.js'
import type { Aside } from '../files.js'
import type { Redactor } from '../report/redact.js'
import type { Evaluator } from './evaluator.js'
import { answersTo } from './failed-tests.js'
import type { Sample } from './sample.js'
import type { Scored, ScoredTest } from './scored.js'
import { testTitle } from './test-title.js'

/** The most characters of an answer. */
const MAX_OUTPUT = 10_000

/** JUnit XML as Jenkins' junit-10.xsd has it, in pieces: a suite for each evaluation, a case for each test. */
export function* junitPieces(all: readonly Scored[], aside: Aside, redact: Redactor): Generator<string> {
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n'
  for (const scored of all) yield* suitePieces(scored, aside, redact)
  yield '</testsuites>\n'
}

function* suitePieces({ outcome, tests, totals }: Scored, aside: Aside, redact: Redactor): Generator<string> {
  const { file, question, evaluators } = outcome.evaluation
  const name = redact.text(`${file.path} (${question.model})`)
  const seconds = ((outcome.ended - (outcome.began ?? outcome.ended)) / 1000).toFixed(3)
  const { total, passed, errored } = totals
  yield element('  ', 'testsuite', {
    name,
    tests: String(total),
    failures: String(total - passed - errored),
    errors: String(errored),
    time: seconds,
    file: redact.text(file.path),
  })
  for (const [index, test] of tests.entries()) {
    const title = redact.text(testTitle(test.outcome.test, index))
    yield element('    ', 'testcase', { name: title, classname: name })
    const { samples, decisive } = answersTo(test, aside)
    const place = redact.text(`${file.path}:${String(test.line)}`)
    if (test.status !== 'passed') yield* verdictPieces(test, decisive, evaluators, place, redact)
    const answers = samples.map(({ modelResponse }) => modelResponse).join('\n\n')
    yield `      <system-out>${xml(sliceWhole(answers, MAX_OUTPUT))}</system-out>\n    </testcase>\n`
  }
  yield '  </testsuite>\n'
}

/** What a test failed by: each evaluator that does not let an answer of it pass, or the code of what is no answer. */
function* verdictPieces(
  { status, failure }: ScoredTest,
  { evaluationResults }: Sample,
  evaluators: readonly Evaluator[],
  place: string,
  redact: Redactor,
): Generator<string> {
  const of = (tag: string, type: string, message: string): string =>
    `${element('      ', tag, { type, message }).trimEnd()}${xml(`${message}\n${place}`)}</${tag}>\n`
  const failing = [...evaluationResults.entries()].filter(([, { passed }]) => !passed)
  const isOfAnswer = failure !== undefined && (status === 'errored' || failing.length === 0)
  if (isOfAnswer) {
    const tag = status === 'errored' ? 'error' : 'failure'
    yield of(tag, failure.code, redact.message(failureMessage(failure)))
    return
  }
  for (const [index, { evaluatorName, details }] of failing)
    yield of('failure', evaluatorName || (evaluators[index]?.check.kind ?? 'evaluator'), details)
}

function element(indentation: string, tag: string, attributes: Readonly<Record<string, string>>): string {
  const written = Object.entries(attributes).map(
    ([name, value]) => ` ${name}="${xml(value).replaceAll('\n', '&#10;')}"`,
  )
  return `${indentation}<${tag}${written.join('')}>\n`
}

/** https://www.w3.org/TR/xml/#charsets: what XML 1.0 cannot hold, not even as a reference, is replaced. */
export function xml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;')
}
