import { formatBytes, oneLine } from '../display-text.js'
import { startOf } from '../fit/lines.js'
import type { Json } from '../json-value.js'
import type { Redactor } from '../report/redact.js'
import { ENDING_OUTPUTS, endingOutputs, MAX_OUTPUT_BYTES } from '../step/outputs.js'
import { leftOutOf, type Run } from './run.js'

/** The outputs that `action.yml` declares, in its order. */
export const OUTPUTS = [
  'content', 'response', 'json', 'tool-calls', 'usage', 'prompt-tokens', 'completion-tokens', 'total-tokens', 'cost',
  'finish-reason', 'model', 'request-id', 'reasoning', 'refusal', 'response-file', 'raw-response-file', 'audio-file',
  'content-truncated', 'left-out', 'attempts', ...ENDING_OUTPUTS,
] as const // prettier-ignore

export type Outputs = Readonly<Record<(typeof OUTPUTS)[number], string>>

/** More than any server counts; an object that is larger is not about usage. */
const MAX_USAGE_BYTES = 64_000
/** More calls do not fit into an output, however small they are. */
const MAX_CALLS = 40_000

/** Every output of a run, and a warning for each that is too large to be one. */
export function outputsOf(
  run: Run,
  redact: Redactor,
): { readonly outputs: Outputs; readonly warnings: readonly string[] } {
  const { answer, files, failure } = run
  const { completion, facts } = answer
  const content = redact.text(completion?.content ?? '')
  const shownContent = startOf(content, MAX_OUTPUT_BYTES)
  const name = (text = ''): string => redact.message(oneLine(text, Infinity))
  const calls = answer.toolCalls.slice(0, MAX_CALLS)
  const json = (value: Json): string => jsonText(value, redact)
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
    'left-out': json(leftOutOf(run).map((one) => ({ ...one }))),
    attempts: String(answer.attempts),
    ...endingOutputs(failure, redact),
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

/** JSON without secrets. What is too large to be an output is not taken apart for it, which could take half a minute. */
export function jsonText(value: Json, redact: Redactor, indentation = 0): string {
  const isLarge = JSON.stringify(value).length > MAX_OUTPUT_BYTES
  return redact.text(JSON.stringify(isLarge ? value : redact.json(value), undefined, indentation))
}

/** US dollars without an exponent, to the 12th decimal. */
export function decimal(value: number): string {
  return value.toFixed(12).replace(/\.?0+$/, '')
}
