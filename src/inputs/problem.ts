import { listed } from '../display-text.js'

/** What is wrong with one input: all of them are collected and shown together. */
export interface Problem {
  /** The input's name; it is shown in quotes. */
  readonly input: string
  /** Where inside the input or its file: `.github/triage.prompt.yml, line 3, column 5: modelParameters.seed`. */
  readonly where?: string | undefined
  /** The rule, as the end of a sentence that begins with the input: `must be a number from 0 to 1, not "0.7x"`. */
  readonly rule: string
  /** What to do, a sentence. */
  readonly remedy: string
}

export type Report = (problem: Problem) => void

/** `"temperature" must be a number from 0 to 1, not "0.7x". Write it like 0.7.` */
export function problemText({ input, where, rule, remedy }: Problem): string {
  return `"${input}"${where === undefined ? '' : ` (${where})`} ${rule}. ${remedy}`
}

/** All problems of a step as one reason. */
export function problemsText(problems: readonly Problem[]): string {
  if (problems.length === 1) return problems.map(problemText).join('')
  const inputs = [...new Set(problems.map(({ input }) => `"${input}"`))]
  return [
    `${String(problems.length)} problems with the ${inputs.length === 1 ? 'input' : 'inputs'} ${listed(inputs)}:`,
    ...problems.map((problem) => `- ${problemText(problem)}`),
  ].join('\n')
}
