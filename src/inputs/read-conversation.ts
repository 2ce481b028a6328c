import type { Environment } from '../environment.js'
import { fillConversation, usesEvent } from '../prompt/conversation.js'
import { isPromptFileName, type PromptFile, readPromptFile } from '../prompt/prompt-file.js'
import type { Looked } from '../prompt/template.js'
import { ADD_USER, type ChatMessage, checkMessages } from './messages.js'
import type { Report } from './problem.js'
import { reportFindings, type Source, sourceOf, structured } from './source.js'
import { type Path, positionIn, type StructuredText } from './structured-text.js'
import { templateVariables } from './variables.js'
import type { Finding } from './zod-problems.js'

type Warn = (warning: string) => void

export interface ReadConversation {
  readonly messages: readonly ChatMessage[]
  /** Whether `system-prompt` replaced instructions of the prompt file. */
  readonly systemReplaced: boolean
  /** `bad`: there is one, but it cannot be read, and that is reported. */
  readonly promptFile: PromptFile | 'bad' | undefined
  /** Reports what was found in the prompt file, to be called when nobody will find more. */
  readonly finish: () => Promise<void>
}

/** Messages, and where a problem with one of them is reported. */
interface Draft {
  readonly messages: readonly ChatMessage[]
  readonly systemReplaced?: boolean
  readonly promptFile?: PromptFile | 'bad' | undefined
  readonly find: (finding: Finding) => void
  readonly finish: () => Promise<void>
}

/** The conversation from `messages`, a prompt file, or the prompt inputs, its values put in. */
export async function readConversation(
  environment: Environment,
  report: Report,
  warn: Warn,
): Promise<ReadConversation> {
  const { values, areGiven, areBad } = await templateVariables(environment, report, warn)
  const draft = environment.inputs.has('messages')
    ? await fromMessages(environment, report)
    : await fromPrompts(environment, report, warn)
  const { loadEventContext } = usesEvent(draft.messages)
    ? await import('../prompt/event-context.js')
    : { loadEventContext: noEvent }
  const filled = fillConversation(draft.messages, {
    variables: values,
    github: await loadEventContext(environment),
    unknownIsProblem: (areGiven || draft.promptFile !== undefined) && !areBad,
  })
  filled.findings.forEach(draft.find)
  const { systemReplaced = false, promptFile, finish } = draft
  return { messages: filled.messages, systemReplaced, promptFile, finish }
}

function noEvent(): (name: string) => Looked {
  return () => ({ ok: true, text: '' })
}

async function fromMessages(environment: Environment, report: Report): Promise<Draft> {
  for (const other of ['prompt', 'prompt-file', 'system-prompt', 'system-prompt-file'] as const) {
    if (environment.inputs.has(other)) {
      report({
        input: 'messages',
        rule: `is a whole conversation and excludes "${other}"`,
        remedy: `Move that text into "messages", or leave "messages" out.`,
      })
    }
  }
  const source: Source = {
    input: 'messages',
    text: environment.inputs.get('messages') ?? '',
    file: undefined,
  }
  const parsed = await structured(source, report)
  if (parsed === undefined) return nothing()
  const checked = checkMessages(parsed.value)
  const { find, finish } = findingsIn(source, parsed, report)
  if (!checked.ok) {
    checked.findings.forEach(find)
    return { ...nothing(), finish }
  }
  if (!checked.messages.some(({ role }) => role === 'user'))
    find({ path: [], rule: 'must hold a user message', remedy: ADD_USER })
  return { messages: checked.messages, find, finish }
}

async function fromPrompts(environment: Environment, report: Report, warn: Warn): Promise<Draft> {
  const user = sourceOf(environment, 'prompt', report, warn)
  const system = sourceOf(environment, 'system-prompt', report, warn)
  const systemText = system.kind === 'set' && system.value.text.trim() !== '' ? system.value : undefined
  if (system.kind === 'set' && systemText === undefined)
    warn(`"${system.value.input}" is blank, so no system message is sent.`)
  if (user.kind === 'bad') return { ...systemOnly(systemText, report), promptFile: 'bad' }
  if (user.kind === 'unset') {
    report({
      input: 'prompt',
      rule: 'is required, for neither "prompt-file" nor "messages" is set',
      remedy: 'Say in one of the three what to ask.',
    })
    return systemOnly(systemText, report)
  }
  if (user.value.file !== undefined && isPromptFileName(user.value.file)) {
    return fromPromptFile(user.value, systemText, report, warn)
  }
  const inputs = [...(systemText === undefined ? [] : [systemText]), user.value]
  return {
    messages: [...systemMessage(systemText), { role: 'user', content: user.value.text }],
    find: (finding) => {
      reportInText(inputs[Number(finding.path[0])] ?? user.value, finding, report)
    },
    finish: () => Promise.resolve(),
  }
}

function systemMessage(source: Source | undefined): ChatMessage[] {
  return source === undefined ? [] : [{ role: 'system', content: source.text }]
}

/** Reports what is wrong in a text that is one message. */
function reportInText(
  source: Source,
  { offset, rule, remedy = 'Correct it there.' }: Finding,
  report: Report,
): void {
  const place = offset === undefined ? [] : [positionIn(source.text, offset)]
  const where = [...(source.file === undefined ? [] : [source.file]), ...place].join(', ')
  report({ input: source.input, where: where === '' ? undefined : where, rule, remedy })
}

async function fromPromptFile(
  source: Source,
  system: Source | undefined,
  report: Report,
  warn: Warn,
): Promise<Draft> {
  const parsed = await structured(source, report)
  if (parsed === undefined) return { ...systemOnly(system, report), promptFile: 'bad' }
  const { find, finish } = findingsIn(source, parsed, report)
  const promptFile = readPromptFile(parsed.value, find, warn)
  if (promptFile === undefined) return { ...nothing(), promptFile: 'bad', finish }
  const numbered = promptFile.messages.map((message, index) => ({ message, index }))
  const systemMessages = systemMessage(system)
  const isReplaced = ({ role }: ChatMessage): boolean =>
    system !== undefined && (role === 'system' || role === 'developer')
  const kept = numbered.filter(({ message }) => !isReplaced(message))
  if (promptFile.messages.length > 0 && !kept.some(({ message }) => message.role === 'user')) {
    find({ path: ['messages'], rule: 'must hold a user message', remedy: ADD_USER })
  }
  return {
    messages: [...systemMessages, ...kept.map(({ message }) => message)],
    systemReplaced: kept.length < numbered.length,
    promptFile,
    find: (finding) => {
      const [at, ...rest] = finding.path
      const original = kept[Number(at) - systemMessages.length]
      if (original !== undefined) find({ ...finding, path: ['messages', original.index, ...rest] })
      else if (system !== undefined) reportInText(system, finding, report)
    },
    finish,
  }
}

/** The system message alone, so that what is wrong with it is found, too. */
function systemOnly(source: Source | undefined, report: Report): Draft {
  const find = (finding: Finding): void => {
    if (source !== undefined) reportInText(source, finding, report)
  }
  return { ...nothing(), messages: systemMessage(source), find }
}

function nothing(): Draft {
  return { messages: [], find: () => undefined, finish: () => Promise.resolve() }
}

/** Collects findings, whose positions in the text cost a parse, and reports them at the end. */
function findingsIn(source: Source, parsed: StructuredText, report: Report): Pick<Draft, 'find' | 'finish'> {
  const findings: Finding[] = []
  return {
    find: ({ path, rule, remedy }: { path: Path; rule: string; remedy?: string }) => {
      findings.push({ path, rule, ...(remedy === undefined ? {} : { remedy }) })
    },
    finish: () => reportFindings(source, parsed, findings, report),
  }
}
