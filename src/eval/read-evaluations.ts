import type { Environment } from '../environment.js'
import { matchingFiles } from '../inputs/matching-files.js'
import { sourceFile } from '../inputs/source.js'
import type { Problems } from '../problems/problems.js'
import { checkTests, type Evaluation, readEvaluation } from './evaluation.js'
import { readTestFile, type TestFile } from './test-file.js'

const INPUT = 'prompt-files'

/** Reads each prompt file once, and puts each to each model. */
export async function readEvaluations(
  environment: Environment,
  isGitHub: boolean,
  problems: Problems,
): Promise<readonly Evaluation[]> {
  const { inputs } = environment
  const models = [
    ...new Set((inputs.get('models') ?? '').split(/[\r\n]+/).map((line) => line.trim())),
  ].filter((name) => name !== '')
  if (inputs.has('models') && inputs.has('model'))
    problems.add({ input: 'models', rule: 'must not be set beside "model"', remedy: 'Keep one of the two.' })
  const files: TestFile[] = []
  for (const path of promptPaths(environment, problems)) {
    const source = sourceFile(environment, INPUT, path, problems, '', 'refuse')
    const file =
      typeof source === 'object'
        ? await readTestFile(source, environment, inputs.get('judge-model'), problems)
        : undefined
    if (file !== undefined) files.push(file)
  }
  const evaluations: Evaluation[] = []
  for (const file of files) {
    const before = problems.count
    for (const model of models.length > 0 ? models : [inputs.get('model')]) {
      const own = model === undefined ? inputs : new Map([...inputs, ['model', model]])
      const evaluation = await readEvaluation(file, file, { ...environment, inputs: own }, isGitHub, problems)
      if (evaluation !== undefined) evaluations.push(evaluation)
    }
    const evaluation = evaluations.findLast((one) => one.file === file)
    if (evaluation === undefined || problems.count > before) continue
    if (evaluation.evaluators.length === 0)
      problems.at(file.source).add({
        rule: 'has no evaluators, so that nothing would be measured',
        remedy: 'Write "evaluators:", such as "- name: short" with "string: {contains: …}".',
      })
    checkTests(evaluation, problems)
  }
  return evaluations
}

function promptPaths(environment: Environment, problems: Problems): readonly string[] {
  const before = problems.count
  const paths = matchingFiles(INPUT, environment, problems)
  if (paths.length === 0 && problems.count === before)
    problems.add({
      input: INPUT,
      rule: 'is required',
      remedy: 'Write paths or globs such as .github/prompts/*.prompt.yml, one a line.',
    })
  return paths
}
