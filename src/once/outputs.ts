import { EOL } from 'node:os'
import { formatBytes, oneLine } from '../display-text.js'
import { failureMessage } from '../failure.js'
import type { Json } from '../json-value.js'
import type { Redactor } from '../report/redact.js'
import type { Run } from './run.js'

/** The outputs that `action.yml` declares, in its order. */
export const OUTPUTS = [
  'content', 'response', 'json', 'tool-calls', 'usage', 'prompt-tokens', 'completion-tokens', 'total-tokens', 'cost',
  'finish-reason', 'model', 'request-id', 'reasoning', 'refusal', 'response-file', 'raw-response-file', 'audio-file',
  'content-truncated', 'attempts', 'outcome', 'error-code', 'error-status', 'error-message',
] as const // prettier-ignore

export type Outputs = Readonly<Record<(typeof OUTPUTS)[number], string>>

/** The runner takes 1 MiB an output; what is larger breaks the step. In bytes of UTF-8. */
export const MAX_OUTPUT_BYTES = 1_000_000

/** More than any server counts; an object that is larger is not about usage. */
const MAX_USAGE_BYTES = 64_000
/** More calls do not fit into an output, however small they are. */
const MAX_CALLS = 40_000

/** Every output of a run, and a warning for each that is too large to be one. */
export function outputsOf(
  { answer, files, failure }: Run,
  redact: Redactor,
): { readonly outputs: Outputs; readonly warnings: readonly string[] } {
  const { completion, facts } = answer
  const content = redact.text(completion?.content ?? '')
  const shownContent = cutToBytes(content, MAX_OUTPUT_BYTES)
  const name = (text = ''): string => redact.message(oneLine(text, Infinity))
  const calls = answer.toolCalls.slice(0, MAX_CALLS)
  const json = (value: Json): string => redact.text(JSON.stringify(redact.json(value)))
  const outputs: Record<keyof Outputs, string> = {
    content: shownContent,
    response: shownContent,
    json: answer.json === undefined ? '' : json(answer.json),
    'tool-calls': json(calls.map((call) => ({ ...call, id: name(call.id), name: name(call.name) }))),
    usage: json(facts.usage),
    'prompt-tokens': name(facts.promptTokens?.toString()),
    'completion-tokens': name(facts.completionTokens?.toString()),
    'total-tokens': name(facts.totalTokens?.toString()),
    cost: facts.cost === undefined ? '' : redact.text(decimal(facts.cost)),
    'finish-reason': name(facts.finishReason),
    model: name(facts.model),
    'request-id': name(facts.requestId),
    reasoning: redact.text(completion?.reasoning ?? ''),
    refusal: redact.text(completion?.refusal ?? ''),
    'response-file': files.response ?? '',
    'raw-response-file': files.rawResponse ?? '',
    'audio-file': files.audio ?? '',
    'content-truncated': String(shownContent !== content),
    attempts: String(answer.attempts),
    outcome: failure === undefined ? 'success' : 'failure',
    'error-code': failure?.code ?? '',
    'error-status': String(failure?.status ?? ''),
    'error-message': failure === undefined ? '' : redact.message(failureMessage(failure)),
  }
  const warnings: string[] = []
  for (const output of OUTPUTS) {
    const [limit, instead] = output === 'usage' ? [MAX_USAGE_BYTES, '{}'] : [MAX_OUTPUT_BYTES, '']
    if (Buffer.byteLength(outputs[output]) <= limit) continue
    outputs[output] = instead
    warnings.push(
      `The output "${output}" is ${instead || 'empty'}, because it would be larger than ${formatBytes(limit)}. The whole response is in the file of "raw-response-file".`,
    )
  }
  return { outputs, warnings }
}

/**
 * The outputs as the runner's file takes them: each value between random delimiters, which no content can forge.
 * `core.setOutput` writes the same, one output at a time: on a full disk, half of one, which fails the step.
 *
 * @param random what nobody can guess who wrote a value
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#multiline-strings
 */
export function outputsText(outputs: Outputs, random: string): string {
  const delimiter = `ghadelimiter_${random}`
  return OUTPUTS.map((name) => [`${name}<<${delimiter}`, outputs[name], delimiter, ''].join(EOL)).join('')
}

/** US dollars without an exponent, to the 12th decimal. */
export function decimal(value: number): string {
  return value.toFixed(12).replace(/\.?0+$/, '')
}

/** The longest start of a text that fits, cut between characters. */
export function cutToBytes(text: string, max: number): string {
  // No UTF-16 unit takes less than a byte.
  const bytes = Buffer.from(text.slice(0, max + 1))
  if (text.length <= max && bytes.length <= max) return text
  let end = max
  // Bytes of the form 10xxxxxx continue a character.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1
  return bytes.toString('utf8', 0, end)
}
