import type { AskEvent } from '../ask/io.js'
import type { ChatMessage } from '../ask/question.js'
import { formatBytes, formatDuration, formatValue, oneLine } from '../display-text.js'
import type { Environment } from '../environment.js'
import { BODY_FIELDS, type InputName } from '../inputs/declared.js'
import type { AttachedFile } from '../inputs/attachments.js'
import type { Inputs } from '../inputs/inputs.js'
import { decimal } from './outputs.js'
import type { Run } from './run.js'

type IsSet = (...names: readonly InputName[]) => boolean
/** Without a value, or with an empty one, it is not shown. */
type Row = readonly [label: string, value: string | undefined, note?: string | undefined]

/**
 * What is asked, before the first attempt: host, path, model, each parameter and where it came from, sizes.
 *
 * @param bodyBytes size of the request's body
 */
export function requestLines(inputs: Inputs, bodyBytes: number, environment: Environment): string[] {
  const { target, question, promptFile, customHeaders } = inputs
  const { fallbackModels, tools, toolChoice, extraBody, messages } = question
  const isSet: IsSet = (...names) => names.some((name) => environment.inputs.has(name))
  const parameters = Object.entries(question.parameters).map(([field, value]): Row => {
    const input = BODY_FIELDS.find((known) => known.field === field)?.input
    return [field, formatValue(value), from(input !== undefined && isSet(input), valueInFile(field, inputs))]
  })
  const toolNames = tools.map(({ definition }) => definition.name).join(', ')
  const { kind } = toolChoice
  const choiceText = kind === 'function' ? `function ${toolChoice.name}` : kind === 'unset' ? '' : kind
  const retries = `${String(target.maxRetries)} ${target.maxRetries === 1 ? 'retry' : 'retries'}`
  return [
    `Asking ${oneLine(question.model, 100)} at ${target.url.host}`,
    ...table([
      ['path', target.url.pathname],
      ['token', tokenText(inputs, environment)],
      ['model', question.model, from(isSet('model'), promptFile?.model)],
      ['fallbacks', fallbackModels?.join(', '), 'from "fallback-models"'],
      ...parameters,
      formatRow(inputs, isSet),
      ['tools', toolNames, from(isSet('tools', 'tools-file'), promptFile?.tools, 'that')],
      ['tool_choice', choiceText, 'from the input'],
      ['headers', customHeaders.join(', '), 'from "custom-headers"'],
      ['extra fields', Object.keys(extraBody).join(', '), 'from "extra-body"'],
      ['messages', messagesText(messages), systemNote(inputs, isSet)],
      ...inputs.files.map((file): Row => ['file', fileText(file)]),
      ['body', formatBytes(bodyBytes)],
      ['limits', `${String(target.timeoutMs / 1000)} s in all, ${retries}`],
    ]),
  ]
}

/** `PNG shots/home.png, 3.1 MB` */
export function fileText({ kind, path, bytes }: AttachedFile): string {
  return `${kind} ${oneLine(path, 150)}, ${formatBytes(bytes)}`
}

function from(isOwn: boolean, beaten: unknown, shown?: string): string {
  if (!isOwn) return 'from the prompt file'
  if (beaten === undefined) return 'from the input'
  return `from the input, beats ${shown ?? formatValue(beaten)} of the prompt file`
}

const TOKEN_LIMITS = ['max_tokens', 'max_completion_tokens']

/** What the prompt file says of a field; either token limit stands in for the other. */
function valueInFile(field: string, { promptFile }: Inputs): unknown {
  const fields = TOKEN_LIMITS.includes(field) ? [field, ...TOKEN_LIMITS] : [field]
  return fields.map((name) => promptFile?.parameters.get(name)?.value).find((value) => value !== undefined)
}

function tokenText({ tokenHeader, target }: Inputs, { inputs }: Environment): string {
  if (target.authorizer !== undefined)
    return `from ${target.authorizer.provider}, for the identity of the job`
  if (tokenHeader !== undefined)
    return `${inputs.has('token') ? '"token"' : 'the workflow token'}, in ${tokenHeader}`
  const isUnused = inputs.has('github-token') && !target.host.takesGitHubToken
  return `none ("token" is empty${isUnused ? '; the workflow token goes to GitHub hosts only' : ''})`
}

function formatRow({ question: { format }, promptFile }: Inputs, isSet: IsSet): Row {
  const label = 'response_format'
  if (format.kind === 'unset') return [label, undefined]
  const isSchema = format.kind === 'json_schema'
  const { jsonSchema, responseFormat } = promptFile ?? {}
  // The schema counts, not the word `json_schema` that goes with it.
  const isOwnFormat = isSet('response-format') && !(isSchema && jsonSchema !== undefined)
  const isOwn = isOwnFormat || isSet('json-schema', 'json-schema-file')
  const strict = isSchema && format.envelope.strict === true ? ', strict' : ''
  const text = isSchema ? `json_schema ${format.envelope.name}${strict}` : format.kind
  return [label, text, from(isOwn, jsonSchema ?? responseFormat, 'that')]
}

function systemNote({ promptFile }: Inputs, isSet: IsSet): string | undefined {
  const isInFile = promptFile?.messages.some(({ role }) => role === 'system' || role === 'developer') ?? false
  if (!isInFile || !isSet('system-prompt', 'system-prompt-file')) return undefined
  return 'the system prompt beats that of the prompt file'
}

/** `system 1.2 kB, user 340 B`; a long conversation by its counts. */
function messagesText(messages: readonly ChatMessage[]): string {
  const sizes = messages.map(({ role, content }) => {
    const texts = typeof content === 'string' ? [content] : (content ?? []).map((part) => part['text'])
    return { role, bytes: Buffer.byteLength(texts.filter((text) => typeof text === 'string').join('')) }
  })
  if (sizes.length <= 4) return sizes.map(({ role, bytes }) => `${role} ${formatBytes(bytes)}`).join(', ')
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0)
  return `${String(sizes.length)} with ${formatBytes(total)} of text`
}

/** What happens while it is asked, as it happens. */
export function eventLine(event: AskEvent): string | undefined {
  switch (event.event) {
    case 'attempt':
      return `Attempt ${String(event.attempt)}`
    case 'sent':
      return undefined
    case 'waiting':
      return `  still waiting, ${String(Math.round(event.elapsedMs / 1000))} s`
    case 'response':
      return `  ${String(event.status)} after ${formatDuration(event.elapsedMs)}, ${formatBytes(event.bytes)}`
    case 'retry': {
      const who = event.waitFrom === 'server' ? ', as the server asked' : ''
      const when = event.waitMs < 50 ? 'at once' : `in ${formatDuration(event.waitMs)}`
      return `  ${oneLine(event.reason, 1000)} Trying again ${when}${who}.`
    }
    case 'identity':
      return `  identity  ${oneLine(event.says, 400)}`
    case 'fallback':
    case 'repair':
      return `  ${oneLine(event.says, 1000)}`
  }
}

/** The result: status, request id, finish reason, tokens, seconds. Not a word of the model's. */
export function resultLines({ answer }: Run): string[] {
  const { response, facts, completion, toolCalls, attempts, elapsedMs } = answer
  if (response === undefined) return []
  const counts = [facts.promptTokens, facts.completionTokens, facts.totalTokens]
  const [prompt, written, total] = counts.map((count) => String(count ?? '?'))
  const tokens = `${String(prompt)} in, ${String(written)} out, ${String(total)} in all`
  const rows: readonly Row[] = [
    ['status', `${String(response.status)} ${response.statusText}`],
    ['request id', facts.requestId],
    ['model', facts.model],
    ['finish reason', facts.finishReason],
    ['tokens', counts.every((count) => count === undefined) ? undefined : tokens],
    ['cost', facts.cost === undefined ? undefined : `${decimal(facts.cost)} USD`],
    ['content', completion && formatBytes(Buffer.byteLength(completion.content))],
    ['tool calls', toolCalls.length === 0 ? '' : String(toolCalls.length)],
    ['time', `${formatDuration(elapsedMs)}${attempts === 1 ? '' : `, ${String(attempts)} attempts`}`],
  ]
  return [completion === undefined ? 'Response' : 'Answer', ...table(rows)]
}

/** Rows under each other, each on one line, the columns aligned. */
function table(all: readonly Row[]): string[] {
  const rows = all
    .map(([label, value = '', note = '']) => ({ label, value: oneLine(value, 200), note }))
    .filter(({ value }) => value !== '')
  const width = Math.max(...rows.map(({ label }) => label.length))
  const valueWidth = Math.max(...rows.map(({ value, note }) => (note === '' ? 0 : value.length)))
  return rows.map(({ label, value, note }) =>
    `  ${label.padEnd(width)}  ${value.padEnd(valueWidth)}  ${note}`.trimEnd(),
  )
}
