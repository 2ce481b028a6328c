import type { ChatMessage, Question } from '../ask/question.js'
import type { Environment } from '../environment.js'
import { readFormat, readTools } from '../inputs/answer-form.js'
import { readExtraBody, readModel, readParameters } from '../inputs/parameters.js'
import type { Problems } from '../problems/problems.js'
import { fillTemplate, placeholdersIn, textOf } from '../template/template.js'
import { type Evaluator, innerCheck, templatesOf } from './evaluator.js'
import { regexOf } from './plain-check.js'
import { fillText, missingNames, noGitHub, type TestCase, valuesFor } from './test-case.js'
import type { Prompt, TestFile } from './test-file.js'

/** One prompt, one model, and the tests that they are put to. */
export interface Evaluation {
  readonly file: TestFile
  readonly prompt: Prompt
  /** Without its messages. */
  readonly question: Question
  /** Those of the file, and that of its schema. */
  readonly evaluators: readonly Evaluator[]
}

/**
 * What a prompt asks of a model, with what the inputs say; what is wrong is reported.
 *
 * @param prompt that of the file, or an older one that is put to the same tests
 * @param environment `model` among its inputs, if it shall not be that of the prompt
 */
export async function readEvaluation(
  file: TestFile,
  prompt: Prompt,
  environment: Environment,
  isGitHub: boolean,
  problems: Problems,
): Promise<Evaluation | undefined> {
  const reading = { environment, promptFile: prompt.promptFile, isGitHub, problems }
  const isNamed = environment.inputs.has('model') || prompt.promptFile.model !== undefined
  const model = isNamed
    ? readModel(reading)
    : problems
        .at(prompt.source)
        .add({ rule: 'has no "model"', remedy: 'Write it there, or set the input "model".' })
  const format = await readFormat(reading)
  const { tools, toolChoice } = await readTools(reading)
  const extraBody = await readExtraBody(reading)
  const parameters = readParameters(reading, extraBody)
  if (model === undefined || format === undefined) return undefined
  const question: Question = { model, messages: [], parameters, format, tools, toolChoice, extraBody }
  const ofSchema: Evaluator[] =
    format.kind === 'json_schema'
      ? [
          {
            name: 'json_schema',
            check: { kind: 'json_schema', validate: format.validate },
            path: ['jsonSchema'],
          },
        ]
      : []
  return { file, prompt, question, evaluators: [...file.evaluators, ...ofSchema] }
}

/** The conversation of a test. */
export function messagesFor({ prompt }: Evaluation, test: TestCase): readonly ChatMessage[] {
  return filledFor(prompt, test).messages
}

/** A text of an evaluator with the values of a test in it; of a judge with the answer, too. */
export function fillFor(test: TestCase, text: string, completion?: string): string {
  const answer: [string, string][] = completion === undefined ? [] : [['completion', completion]]
  return fillText(text, new Map([...valuesFor(test, [text]), ...answer]))
}

function filledFor({ template }: Prompt, test: TestCase) {
  const texts = template.messages.map(({ message }) => textOf(message))
  return fillTemplate(template, { variables: valuesFor(test, texts), areComplete: false, github: noGitHub })
}

/** Finds out before anything is sent what a test lacks, and what would be no expectation with its values. */
export function checkTests({ file, prompt, evaluators }: Evaluation, problems: Problems): void {
  const found = problems.at(file.source)
  const inMessages = prompt.template.messages.map(({ message }) => textOf(message))
  const inEvaluators = evaluators.flatMap(({ check }) => templatesOf(check))
  const left = new Set<string>()
  for (const { check, path } of evaluators)
    if (innerCheck(check).kind !== 'llm' && templatesOf(check).flatMap(placeholdersIn).includes('completion'))
      problems.at(file.source, path).add({
        rule: 'asks for "completion", the answer itself, which only judges are told',
        remedy: 'Write what is expected of the answer.',
      })
  for (const [index, test] of file.tests.entries()) {
    const at = found.at('testData', index)
    const values = new Map(valuesFor(test, [...inMessages, ...inEvaluators]))
    const ofMessages = missingNames(inMessages, values)
    const ofEvaluators = missingNames(inEvaluators, values.set('completion', ''))
    const missing = new Set([...ofMessages.missing, ...ofEvaluators.missing])
    for (const name of missing)
      at.add({
        rule: `lacks "${name}", which ${ofMessages.missing.includes(name) ? 'a message' : 'an evaluator'} asks for`,
        remedy:
          name === 'completion'
            ? 'Take the placeholder out: only judges are told the answer.'
            : 'Add it to the test, or take the placeholder out.',
      })
    for (const name of [...ofMessages.left, ...ofEvaluators.left]) left.add(name)
    if (missing.size > 0) continue
    for (const { message, finding } of filledFor(prompt, test).findings)
      problems
        .at(message.source, message.path)
        .add({ ...finding, offset: undefined, rule: `${finding.rule} in test ${String(index + 1)}` })
    for (const evaluator of evaluators)
      checkExpectation(evaluator, index, (text) => fillFor(test, text), file, problems)
  }
  if (left.size > 0)
    problems.warn(
      `${file.path}: {{ ${[...left].join(' }}, {{ ')} }} isn't the name of a value and stays as it is.`,
    )
}

function checkExpectation(
  { check, path }: Evaluator,
  index: number,
  fill: (text: string) => string,
  { source }: TestFile,
  problems: Problems,
): void {
  const inner = innerCheck(check)
  const inTest = `in test ${String(index + 1)}`
  const at = problems.at(source, path)
  if (inner.kind === 'string') {
    const empty = inner.expected.filter(({ rule, text }) => rule !== 'equals' && fill(text) === '')
    for (const { rule } of empty)
      at.add({
        rule: `expects nothing by "${rule}" ${inTest}, so that every answer passes`,
        remedy: 'Give it a value.',
      })
  }
  if (inner.kind !== 'regex') return
  try {
    regexOf(inner, fill)
  } catch {
    at.add({
      path: ['regex'],
      rule: `isn't a regular expression of JavaScript ${inTest}`,
      remedy: 'Escape what stands for itself by a backslash.',
    })
  }
}
