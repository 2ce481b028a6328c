import type { Environment } from '../environment.js'
import type { Result } from '../failure.js'
import { readEventFile } from '../files.js'
import { isObject, parseJson } from '../json-value.js'
import type { Problems } from '../problems/problems.js'
import { githubReader } from '../template/github-context.js'
import type { TemplateValues } from '../template/template.js'
import { readVariables } from './variables.js'

/**
 * Everything that the messages may ask for, through `hidden-text`: the author's variables, and the run's event, which
 * is read when it is asked for. Whoever shortens the variables does it to these; the template's engine puts the fences
 * around what is left of them.
 */
export async function readValues(environment: Environment, problems: Problems): Promise<TemplateValues> {
  const { values, areComplete } = await readVariables(environment, problems)
  const { inputs } = environment
  // What looks for hidden text is large; only variables and prompt files can bring a stranger's text in.
  const isNeeded = values.size > 0 || inputs.has('prompt-file') || inputs.has('hidden-text')
  const guard = isNeeded
    ? (await import('./hidden-text.js')).hiddenTextGuard(environment, problems)
    : (_name: string, value: string) => value
  let event: Result<unknown, string> | undefined
  return {
    variables: new Map([...values].map(([name, value]) => [name, guard(name, value)])),
    areComplete,
    github: githubReader(environment.github, () => (event ??= readEvent(environment.eventPath)), guard),
    fence: inputs.has('fence')
      ? await (await import('./fence.js')).readFence(environment, values, areComplete, problems)
      : undefined,
  }
}

/** The payload of the run's event; the error is the end of a sentence: `and …`. */
export function readEvent(path: string | undefined): Result<unknown, string> {
  const nothing = (why: string): Result<unknown, string> => ({ ok: false, error: `and ${why}` })
  if (path === undefined) return nothing('this run has no event (GITHUB_EVENT_PATH is not set)')
  const text = readEventFile(path)
  if (!text.ok) return nothing(`the event file ${text.error}`)
  const event = parseJson(text.value)?.value
  return isObject(event) ? { ok: true, value: event } : nothing('the event file holds no JSON object')
}
