import type { ChatMessage, ContentPart } from '../ask/question.js'
import { listed, oneLine } from '../display-text.js'
import type { Finding } from '../problems/problems.js'
import type { Path, Source } from '../problems/source.js'
import { type GitHubReader, githubSteps, isUntrusted, pathName } from './github-context.js'

/** A conversation whose values are not put in yet. It can be filled any number of times. */
export interface Template {
  readonly messages: readonly TemplateMessage[]
  /** Files and the like, behind the text of the last user message. */
  readonly attachments?: readonly ContentPart[] | undefined
}

export interface TemplateMessage {
  readonly message: ChatMessage
  /**
   * Prompt files are templates, and all their placeholders are ours. All other text is not: a stranger's words may
   * have been pasted into it before it is seen here, so that only names that the author defines are filled.
   */
  readonly inPromptFile: boolean
  readonly source: Source
  /** Where it stands in the source; undefined if the source is its text. */
  readonly path: Path | undefined
}

export interface TemplateValues {
  readonly variables: ReadonlyMap<string, string>
  /** Whether all other names are mistakes; not if the map of variables could not be read. */
  readonly areComplete: boolean
  readonly github: GitHubReader
  /** Not set if no value has a fence. */
  readonly fence?: Fence | undefined
}

/** What is written around values, so that a model can tell a stranger's words from the author's. */
export interface Fence {
  /** A value as it is put in. */
  wrap(name: string, value: string): string
  /** The tag of a value, which `{{ fence.NAME }}` is; undefined if it has no fence. */
  tag(name: string, value: string): string | undefined
  /** What the author wants to have a fence, but no message has put in. */
  unused(): readonly string[]
}

export interface FilledTemplate {
  readonly messages: readonly ChatMessage[]
  /** What is wrong; paths begin at the message, offsets in the text. */
  readonly findings: readonly { readonly message: TemplateMessage; readonly finding: Finding }[]
  /** System and developer messages that say nothing, and are not among `messages`. */
  readonly leftOut: readonly TemplateMessage[]
  /** Variables that no message uses. */
  readonly unused: readonly string[]
}

/** A value may be put in a thousand times; no server reads more than this. */
const MAX_VALUE_BYTES = 20 * 1024 * 1024

/** What stands in two braces on one line, not preceded by `$`, so that what GitHub expands itself is left alone. */
const BRACES = /(?<!\$)\{\{([^{}\r\n]*)\}\}/g
const NAME = /^[A-Za-z_][A-Za-z0-9_.-]*$/
/** The start of an expression that reads the event, perhaps through a function or an operator. */
const GITHUB = /^(?:[A-Za-z]*\s*\(\s*|!\s*)*github\s*[.[]/i

/** Whether a key of `variables` can be written in a placeholder and reads the variable. */
export function isVariableName(name: string): boolean {
  return NAME.test(name) && !name.startsWith('github.')
}

/** What stands in the braces of a text, without the blanks around it. */
export function placeholdersIn(text: string): string[] {
  return [...text.matchAll(BRACES)].map(([, inside = '']) => inside.trim())
}

/** Whether a text holds a placeholder `{{ github.… }}`, which is filled only in a prompt file. */
export function asksForGitHub(text: string): boolean {
  return /(?<!\$)\{\{\s*github\s*[.[]/.test(text)
}

/**
 * Puts the values into every message text, once: a value that holds a placeholder is not expanded again, so no
 * stranger's text can ask for another value.
 */
export function fillTemplate(
  { messages: templates, attachments = [] }: Template,
  values: TemplateValues,
): FilledTemplate {
  const findings: { message: TemplateMessage; finding: Finding }[] = []
  const used = new Set<string>()
  let bytes = 0

  const fillText = (text: string, from: TemplateMessage, path: Path): string => {
    const told = new Set<string>()
    return text.replace(BRACES, (braces, inside: string, offset: number) => {
      const name = inside.trim()
      used.add(name)
      const value = valueOf(name, from, values)
      if (value === undefined) return braces
      // To measure a value thousands of times would take longer than anything else.
      if (typeof value === 'string' && bytes <= MAX_VALUE_BYTES) bytes += Buffer.byteLength(value)
      if (typeof value === 'string' && bytes <= MAX_VALUE_BYTES) return value
      const wrong = typeof value === 'string' ? TOO_MUCH : value
      if (!told.has(wrong.rule)) findings.push({ message: from, finding: { path, offset, ...wrong } })
      told.add(wrong.rule)
      return braces
    })
  }

  const all = templates.map((from) => ({ from, message: mapTexts(from, fillText) }))
  for (const { from, message } of all) {
    if (message.role !== 'user' || !isEmpty(message)) continue
    const remedy = 'Say what to ask; a value that was put in may have been empty.'
    findings.push({ message: from, finding: { path: ['content'], rule: 'is an empty user message', remedy } })
  }
  const isKept = ({ message }: { message: ChatMessage }): boolean =>
    !isInstructions(message) || !isEmpty(message)
  return {
    messages: withAttachments(
      all.filter(isKept).map(({ message }) => message),
      attachments,
    ),
    findings,
    leftOut: all.filter((one) => !isKept(one)).map(({ from }) => from),
    unused: [...values.variables.keys()].filter((name) => !used.has(name)),
  }
}

function withAttachments(
  messages: readonly ChatMessage[],
  attachments: readonly ContentPart[],
): readonly ChatMessage[] {
  const last = messages.findLastIndex(({ role }) => role === 'user')
  const message = messages[last]
  if (message === undefined || attachments.length === 0) return messages
  const { content } = message
  const parts = typeof content === 'string' ? [{ type: 'text', text: content }] : (content ?? [])
  return messages.with(last, { ...message, content: [...parts, ...attachments] })
}

type Wrong = Required<Pick<Finding, 'rule' | 'remedy'>>

const TOO_MUCH: Wrong = {
  rule: 'puts in more than 20 MiB of values, all messages together',
  remedy: 'Put in only what the model needs.',
}

/** What to put in for what stands in braces, or why that cannot be; undefined if it is not ours, and stays. */
function valueOf(
  inside: string,
  { message, inPromptFile }: TemplateMessage,
  { variables, areComplete, github, fence }: TemplateValues,
): string | Wrong | undefined {
  const variable = variables.get(inside)
  if (variable !== undefined) return fence?.wrap(inside, variable) ?? variable
  const tag = fence && tagOf(inside, inPromptFile, fence, variables, github)
  if (tag !== undefined || !inPromptFile) return tag
  const shown = `{{ ${oneLine(inside, 60)} }}`
  if (GITHUB.test(inside)) {
    const steps = githubSteps(inside)
    if (steps === undefined) {
      const remedy =
        'Write a path such as github.event.commits[0].message; pass what is computed by "variables".'
      return { rule: `asks for ${shown}, but functions and operators are not read here, only paths`, remedy }
    }
    if (isInstructions(message) && isUntrusted(steps)) {
      const rule = `puts ${shown}, which a stranger can write, into a system or developer message`
      return { rule, remedy: 'Move it into a user message.' }
    }
    const value = github(steps)
    const remedy = 'Check the name. If only some events have it, pass it by "variables".'
    if (!value.ok) return { rule: `asks for ${shown}, ${value.error}`, remedy }
    return fence?.wrap(pathName(steps), value.value) ?? value.value
  }
  if (!NAME.test(inside) || !areComplete) return undefined
  const known = variables.size === 0 ? 'no variable is set' : `known: ${listed([...variables.keys()])}`
  const remedy = 'Define it in "variables" or "file-variables", or remove it.'
  return { rule: `asks for ${shown}, which is not defined (${oneLine(known, 120)})`, remedy }
}

/** What `{{ fence.diff }}` and, in a prompt file, `{{ fence.github.event.issue.body }}` are. */
function tagOf(
  inside: string,
  inPromptFile: boolean,
  fence: Fence,
  variables: ReadonlyMap<string, string>,
  github: GitHubReader,
): string | undefined {
  if (!inside.startsWith('fence.')) return undefined
  const name = inside.slice('fence.'.length)
  const variable = variables.get(name)
  if (variable !== undefined) return fence.tag(name, variable)
  const steps = inPromptFile ? githubSteps(name) : undefined
  const value = steps && github(steps)
  return steps && value?.ok ? fence.tag(pathName(steps), value.value) : undefined
}

function mapTexts(
  from: TemplateMessage,
  change: (text: string, from: TemplateMessage, path: Path) => string,
): ChatMessage {
  const { content } = from.message
  if (typeof content === 'string') return { ...from.message, content: change(content, from, ['content']) }
  if (content === null || content === undefined) return from.message
  const parts = content.map((part, index) =>
    isTextPart(part) ? { ...part, text: change(part.text, from, ['content', index, 'text']) } : part,
  )
  return { ...from.message, content: parts }
}

function isTextPart(part: ContentPart): part is ContentPart & { readonly text: string } {
  return part.type === 'text' && typeof part['text'] === 'string'
}

/** The words of a message: its text, or that of its text parts. */
export function textOf({ content }: ChatMessage): string {
  if (typeof content === 'string') return content
  return (content ?? []).map((part) => (isTextPart(part) ? part.text : '')).join('')
}

export function isInstructions({ role }: ChatMessage): boolean {
  return role === 'system' || role === 'developer'
}

/** Blanks alone, and no part of another kind than text. */
function isEmpty(message: ChatMessage): boolean {
  const parts = typeof message.content === 'string' ? [] : (message.content ?? [])
  return textOf(message).trim() === '' && parts.every(({ type }) => type === 'text')
}
