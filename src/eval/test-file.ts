import type { Environment } from '../environment.js'
import { isObject } from '../json-value.js'
import { holdsFileParts } from '../inputs/file-parts.js'
import { type PromptFile, readPromptFile } from '../inputs/prompt-file.js'
import type { Problems } from '../problems/problems.js'
import type { Source } from '../problems/source.js'
import { parseStructured } from '../problems/structured-text.js'
import { parseReadings } from '../problems/yaml-text.js'
import type { Template } from '../template/template.js'
import type { Evaluator } from './evaluator.js'
import { readEvaluators } from './read-evaluators.js'
import { readTestCases, type TestCase } from './test-case.js'

/** A prompt file with its tests. */
export interface TestFile {
  readonly source: Source
  /** As it stands in results: from the workspace, with slashes. */
  readonly path: string
  readonly name: string
  readonly description: string
  readonly promptFile: PromptFile
  readonly template: Template
  readonly tests: readonly TestCase[]
  /** Of each test, from 1. */
  readonly lines: readonly number[]
  readonly evaluators: readonly Evaluator[]
}

/** A prompt file alone, as `base` reads it. */
export type Prompt = Pick<TestFile, 'source' | 'promptFile' | 'template'>

/** Reads a prompt file; what is wrong is reported. */
export async function readPrompt(
  source: Source,
  environment: Environment,
  problems: Problems,
): Promise<Prompt | undefined> {
  // Its values are read as any other's, its outermost scalars as written.
  const parsed = await parseStructured(source.text, 'as written')
  return parsed.ok
    ? promptIn(parsed.value, source, environment, problems)
    : problems.at(source).add(parsed.error)
}

async function promptIn(
  value: unknown,
  source: Source,
  environment: Environment,
  problems: Problems,
): Promise<Prompt | undefined> {
  const promptFile = await readPromptFile(source, withPlainRoles(value), problems)
  if (promptFile === undefined) return undefined
  // Only the names of the test are filled: the run's own event is never read.
  const messages = promptFile.messages.map((message, index) => {
    return { message, inPromptFile: false, source, path: ['messages', index] }
  })
  const template = { messages }
  if (!holdsFileParts(template)) return { source, promptFile, template }
  const { readAttachments } = await import('../inputs/attachments.js')
  return { source, promptFile, template: readAttachments(environment, template, problems).template }
}

/** Reads a prompt file with its tests and evaluators; what is wrong is reported. */
export async function readTestFile(
  source: Source,
  environment: Environment,
  judgeModel: string | undefined,
  problems: Problems,
): Promise<TestFile | undefined> {
  const parsed = parseReadings(source.text, ['testData'])
  if (!parsed.ok) return problems.at(source).add(parsed.error)
  const { typed, written, lines } = parsed.value
  const prompt = await promptIn(typed, source, environment, problems)
  if (prompt === undefined || !isObject(typed) || !isObject(written)) return undefined
  const found = problems.at(source)
  const tests = readTestCases(typed['testData'], written['testData'], found.at('testData'))
  const lenient = new Set<string>()
  const reading = {
    environment,
    problems,
    file: source.file ?? '',
    typed: typed['evaluators'],
    judgeModel,
    onLenient: (name: string) => lenient.add(name),
  }
  const evaluators = await readEvaluators(written['evaluators'], reading, found.at('evaluators'))
  if (lenient.size > 0)
    problems.warn(
      `${source.file ?? ''}: ${[...lenient].join(', ')} without "passScore" lets 2 of 5 stars pass, as it always did. Write "passScore: 0.5" beside "uses" for 3.`,
    )
  const { name, description } = typed
  return {
    ...prompt,
    path: (source.file ?? '').replaceAll('\\', '/').replace(/^\.\//, ''),
    name: typeof name === 'string' ? name : '',
    description: typeof description === 'string' ? description : '',
    tests,
    lines,
    evaluators,
  }
}

/** A prompt file with its roles in lower case, which gh-models takes in any. */
function withPlainRoles(file: unknown): unknown {
  if (!isObject(file) || !Array.isArray(file['messages'])) return file
  const messages = file['messages'].map((message: unknown) => {
    const role = isObject(message) ? message['role'] : undefined
    return isObject(message) && typeof role === 'string' ? { ...message, role: role.toLowerCase() } : message
  })
  return { ...file, messages }
}
