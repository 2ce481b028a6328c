import type { ChatMessage } from '../ask/question.js'
import { listed, oneLine } from '../display-text.js'
import type { Environment } from '../environment.js'
import { isObject } from '../json-value.js'
import type { Problems } from '../problems/problems.js'
import type { Source } from '../problems/source.js'
import { parseStructured } from '../problems/structured-text.js'
import { asksForGitHub, fillTemplate, isInstructions, textOf } from '../template/template.js'
import type { Template, TemplateMessage, TemplateValues } from '../template/template.js'
import { hasPromptFileName, type PromptFile, readPromptFile } from './prompt-file.js'
import { sourceOf, structured } from './source.js'

export interface ReadTemplate extends Template {
  /** `bad`: there is one, but it cannot be read, and that is reported. */
  readonly promptFile: PromptFile | 'bad' | undefined
}

/** The conversation from `messages`, a prompt file, or the prompt inputs, its values not put in yet. */
export async function readTemplate(environment: Environment, problems: Problems): Promise<ReadTemplate> {
  const isWhole = environment.inputs.has('messages')
  const read = isWhole ? await fromMessages(environment, problems) : await fromPrompts(environment, problems)
  const asking = read.messages.filter(
    ({ inPromptFile, message }) => !inPromptFile && asksForGitHub(textOf(message)),
  )
  for (const name of new Set(asking.map(({ source }) => nameOf(source))))
    problems.warn(
      `${name} holds {{ github.… }}, which stays as it is: only prompt files (*.prompt.yml) fill it, so that no text that was pasted in can ask for values. Move the prompt into one, or pass the value by "variables".`,
    )
  return read
}

/** `"prompt-file" (triage.prompt.yml)` */
function nameOf({ input, file }: Source): string {
  return file === undefined ? `"${input}"` : `"${input}" (${oneLine(file, 80)})`
}

/** Puts the values into the messages; what is wrong is reported. */
export function fillFromInputs(
  template: Template,
  values: TemplateValues,
  problems: Problems,
): readonly ChatMessage[] {
  const filled = fillTemplate(template, values)
  for (const { message, finding } of filled.findings) {
    // A text that is one message has no paths in it.
    const path = message.path === undefined ? [] : finding.path
    problems.at(message.source, message.path).add({ ...finding, path: path ?? [] })
  }
  for (const { message, source } of filled.leftOut)
    problems.warn(`${nameOf(source)}: an empty ${message.role} message is left out.`)
  // Where something could not be read, nobody knows what it would have used.
  if (filled.unused.length > 0 && problems.count === 0)
    problems.warn(
      `No message uses ${oneLine(listed(filled.unused), 200)} of "variables" and "file-variables". Write {{ name }} where the value belongs.`,
    )
  const unfenced = problems.count === 0 ? (values.fence?.unused() ?? []) : []
  if (unfenced.length > 0)
    problems.warn(`No message puts in ${oneLine(listed(unfenced), 200)} of "fence", so that it has no fence.`)
  return filled.messages
}

async function fromMessages(environment: Environment, problems: Problems): Promise<ReadTemplate> {
  const input = 'messages'
  for (const other of ['prompt', 'prompt-file', 'system-prompt', 'system-prompt-file']) {
    const rule = `is the whole conversation, so "${other}" cannot be set beside it`
    const remedy = 'Move that text into "messages", or leave "messages" out.'
    if (environment.inputs.has(other)) problems.add({ input, rule, remedy })
  }
  const source: Source = { input, text: environment.inputs.get(input) ?? '', file: undefined }
  const value = await structured(source, problems)
  const { checkMessages } = await import('./messages.js')
  const messages = value === undefined ? undefined : checkMessages(value, problems.at(source))
  return {
    messages: (messages ?? []).map((message, i) => ({ message, inPromptFile: false, source, path: [i] })),
    promptFile: undefined,
  }
}

async function fromPrompts(environment: Environment, problems: Problems): Promise<ReadTemplate> {
  const user = sourceOf(environment, 'prompt', problems)
  const system = sourceOf(environment, 'system-prompt', problems)
  const messages: TemplateMessage[] = []
  if (typeof system === 'object') {
    if (system.text.trim() === '') problems.warn(`${nameOf(system)} is blank and counts as not set.`)
    else messages.push(wholeText(system, 'system'))
  }
  const kind = hasPromptFileName(environment.inputs.get('prompt-file') ?? '')
  if (user === undefined)
    problems.add({
      input: 'prompt',
      rule: 'is required because neither "prompt-file" nor "messages" is set',
      remedy: 'Say in one of them what to ask. If it is set to an expression, that gave nothing.',
    })
  if (typeof user !== 'object')
    return { messages, promptFile: user === 'bad' && kind !== 'no' ? 'bad' : undefined }
  if (kind === 'yes' || (kind === 'perhaps' && (await holdsMessages(user.text))))
    return fromPromptFile(user, messages, problems)
  return { messages: [...messages, wholeText(user, 'user')], promptFile: undefined }
}

/** A text that is one message. */
function wholeText(source: Source, role: 'system' | 'user'): TemplateMessage {
  return { message: { role, content: source.text }, inPromptFile: false, source, path: undefined }
}

async function holdsMessages(text: string): Promise<boolean> {
  const parsed = await parseStructured(text)
  return parsed.ok && isObject(parsed.value) && 'messages' in parsed.value
}

async function fromPromptFile(
  source: Source,
  system: readonly TemplateMessage[],
  problems: Problems,
): Promise<ReadTemplate> {
  const value = await structured(source, problems)
  const promptFile = value === undefined ? undefined : await readPromptFile(source, value, problems)
  // A system prompt in the inputs replaces the file's.
  const kept = (promptFile?.messages ?? [])
    .map((message, i) => ({ message, inPromptFile: true, source, path: ['messages', i] }))
    .filter(({ message }) => system.length === 0 || !isInstructions(message))
  return { messages: [...system, ...kept], promptFile: promptFile ?? 'bad' }
}
