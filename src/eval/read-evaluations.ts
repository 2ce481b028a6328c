import type { Environment } from '../environment.js'
import { matchingFiles } from '../inputs/matching-files.js'
import { readModels } from '../inputs/parameters.js'
import { sourceFile } from '../inputs/source.js'
import type { Problems } from '../problems/problems.js'
import { checkTests, type Evaluation, readEvaluation } from './evaluation.js'
import { readTestFile } from './test-file.js'

const INPUT = 'prompt-files'

/** Reads each prompt file once, and puts each to each model. */
export async function readEvaluations(
  environment: Environment,
  isGitHub: boolean,
  problems: Problems,
): Promise<readonly Evaluation[]> {
  const { inputs } = environment
  const before = problems.count
  const listed = readModels('models', { environment, isGitHub, problems })
  // What is wrong with a list is not said of each model again.
  const models = listed.length === 0 ? [inputs.get('model')] : problems.count === before ? listed : []
  if (inputs.has('models') && inputs.has('model'))
    problems.add({ input: 'models', rule: 'must not be set beside "model"', remedy: 'Keep one of the two.' })
  const evaluations: Evaluation[] = []
  for (const path of promptPaths(environment, problems)) {
    const beforeFile = problems.count
    const source = sourceFile(environment, INPUT, path, problems, '', 'refuse')
    const file =
      typeof source === 'object'
        ? await readTestFile(source, environment, inputs.get('judge-model'), problems)
        : undefined
    if (file === undefined) continue
    const beforeModels = problems.count
    const own: Evaluation[] = []
    for (const model of models) {
      const asked = model === undefined ? inputs : new Map([...inputs, ['model', model]])
      const evaluation = await readEvaluation(
        file,
        file,
        { ...environment, inputs: asked },
        isGitHub,
        problems,
      )
      if (evaluation !== undefined) own.push(evaluation)
    }
    evaluations.push(...own)
    const [first] = own
    if (first === undefined || problems.count > beforeModels) continue
    // One that is wrong is not said to be missing.
    if (first.evaluators.length === 0 && problems.count === beforeFile)
      problems.at(file.source).add({
        rule: 'has no evaluators, so that nothing would be measured',
        remedy: 'Write "evaluators:", such as "- name: short" with "string: {contains: …}".',
      })
    checkTests(first, problems)
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
