import type { SendEvent } from '../client/send-event.js'
import { formatBytes, formatDuration, formatValue, oneLine } from '../display-text.js'
import type { FormOrigin, Inputs } from '../inputs/inputs.js'
import { textOf } from '../inputs/messages.js'
import type { Given } from '../inputs/parameters.js'
import type { Environment } from '../environment.js'
import { type Run, tokenCount } from './run.js'

type Row = readonly [label: string, value: string, note?: string | undefined]

/** What was asked, before the first attempt: host, path, model, each parameter and where it came from, sizes. */
export function requestLines(inputs: Inputs, bodyBytes: number, environment: Environment): string[] {
  const { endpoint, model, parameters, timeoutMs, maxRetries } = inputs
  return [
    `Asking ${oneLine(model.value, 100)} at ${endpoint.url.host}`,
    ...table([
      ['path', oneLine(endpoint.url.pathname, 200)],
      ['token', tokenText(inputs, environment)],
      ['model', oneLine(model.value, 100), fromText(model)],
      ...parameters.map((parameter): Row => [
        parameter.field,
        formatValue(parameter.value),
        fromText(parameter),
      ]),
      ...formRows(inputs),
      ...namesRow('headers', Object.keys(inputs.customHeaders), 'from "custom-headers"'),
      ...namesRow('extra fields', Object.keys(inputs.extraBody), 'from "extra-body"'),
      [
        'messages',
        messagesText(inputs),
        inputs.systemReplaced ? 'the system prompt beats that of the prompt file' : undefined,
      ],
      ['body', formatBytes(bodyBytes)],
      [
        'limits',
        `${String(timeoutMs / 1000)} s in all, ${String(maxRetries)} ${maxRetries === 1 ? 'retry' : 'retries'}`,
      ],
    ]),
  ]
}

function fromText({ origin, beaten }: Given<unknown>): string {
  return `from the ${origin}${beaten === undefined ? '' : `, beats ${formatValue(beaten)} of the prompt file`}`
}

function formFromText({ origin, beatsFile }: FormOrigin): string {
  return `from the ${origin}${beatsFile ? ', beats that of the prompt file' : ''}`
}

function tokenText({ credential, endpoint }: Inputs, environment: Environment): string {
  if (credential === undefined) {
    const unused = environment.inputs.has('github-token') && !endpoint.isGitHubHost
    return unused ? 'none (the workflow token goes to GitHub hosts only)' : 'none'
  }
  const input = environment.inputs.has('token') ? '"token"' : 'the workflow token'
  return `${input}, in ${credential.header}`
}

function formRows({ format, formatFrom, tools, toolsFrom, toolChoice }: Inputs): Row[] {
  const rows: Row[] = []
  if (format.kind === 'json_schema') {
    const { name, strict } = format.envelope
    const text = `json_schema ${name}${strict === true ? ', strict' : ''}`
    rows.push(['response_format', text, formFromText(formatFrom)])
  } else if (format.kind !== 'unset') rows.push(['response_format', format.kind, formFromText(formatFrom)])
  rows.push(
    ...namesRow(
      'tools',
      tools.map(({ definition }) => definition.name),
      formFromText(toolsFrom),
    ),
  )
  if (toolChoice.kind !== 'unset') {
    rows.push([
      'tool_choice',
      toolChoice.kind === 'function' ? `function ${toolChoice.name}` : toolChoice.kind,
      'from the input',
    ])
  }
  return rows
}

function namesRow(label: string, names: readonly string[], note?: string): Row[] {
  if (names.length === 0) return []
  return [[label, oneLine(names.join(', '), 120), note]]
}

/** `system 1.2 kB, user 340 B`; a long conversation by its counts. */
function messagesText({ messages }: Inputs): string {
  if (messages.length <= 4) {
    return messages
      .map((message) => `${message.role} ${formatBytes(Buffer.byteLength(textOf(message)))}`)
      .join(', ')
  }
  const bytes = messages.reduce((sum, message) => sum + Buffer.byteLength(textOf(message)), 0)
  return `${String(messages.length)} with ${formatBytes(bytes)} of text`
}

/** One attempt, retry or repair as it happens. */
export function eventLine(event: SendEvent): string | undefined {
  switch (event.event) {
    case 'attempt':
      return `Attempt ${String(event.attempt)}`
    case 'response':
      return `  ${String(event.status)} after ${formatDuration(event.elapsedMs)}, ${formatBytes(event.bytes)}`
    case 'redirect':
      return `  ${String(event.status)}: following a redirect on the same server`
    case 'retry': {
      const who = event.waitFrom === 'server' ? ', as the server asked' : ''
      const when = event.waitMs < 50 ? 'at once' : `in ${formatDuration(event.waitMs)}`
      return `  ${event.reason} Trying again ${when}${who}.`
    }
    case 'repair':
      return `  The model wants ${event.to} instead of ${event.from}: sending it again with the field renamed.`
    case 'sent':
      return undefined
  }
}

/** The result: status, request id, finish reason, tokens, seconds. Not a word of the model's. */
export function resultLines({ response, facts, judged, completion, attempts, elapsedMs }: Run): string[] {
  if (response === undefined) return []
  const tokens = (['prompt_tokens', 'completion_tokens', 'total_tokens'] as const).map((field) =>
    tokenCount(facts, field),
  )
  const [prompt, answered, total] = tokens.map((count) => (count === undefined ? '?' : String(count)))
  const rows: Row[] = [['status', `${String(response.status)} ${oneLine(response.statusText, 60)}`.trim()]]
  if (facts.requestId !== '') rows.push(['request id', oneLine(facts.requestId, 120)])
  if (facts.model !== '') rows.push(['model', oneLine(facts.model, 100)])
  if (facts.finishReason !== '') rows.push(['finish reason', oneLine(facts.finishReason, 60)])
  if (tokens.some((count) => count !== undefined)) {
    rows.push(['tokens', `${String(prompt)} in, ${String(answered)} out, ${String(total)} in all`])
  }
  if (completion !== undefined) rows.push(['content', formatBytes(Buffer.byteLength(completion.content))])
  const calls = judged?.toolCalls.length ?? 0
  if (calls > 0) rows.push(['tool calls', String(calls)])
  rows.push(['time', `${formatDuration(elapsedMs)}${attempts === 1 ? '' : `, ${String(attempts)} attempts`}`])
  return ['Answer', ...table(rows)]
}

/** Rows under each other, the columns aligned. */
function table(rows: readonly Row[]): string[] {
  const width = Math.max(...rows.map(([label]) => label.length))
  const valueWidth = Math.max(
    0,
    ...rows.filter(([, , note]) => note !== undefined).map(([, value]) => value.length),
  )
  return rows.map(([label, value, note]) =>
    `  ${label.padEnd(width)}  ${note === undefined ? value : `${value.padEnd(valueWidth)}  ${note}`}`.trimEnd(),
  )
}
