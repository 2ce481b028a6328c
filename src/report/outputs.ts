import { formatBytes } from '../display-text.js'
import { failureMessage } from '../errors.js'
import { compactJson, type Json } from '../json-value.js'
import type { Redactor } from '../redact.js'
import { type Run, tokenCount } from './run.js'

/** The outputs that `action.yml` declares, in its order. */
export const OUTPUTS = [
  'content',
  'response',
  'json',
  'tool-calls',
  'usage',
  'prompt-tokens',
  'completion-tokens',
  'total-tokens',
  'finish-reason',
  'model',
  'request-id',
  'reasoning',
  'refusal',
  'response-file',
  'raw-response-file',
  'audio-file',
  'content-truncated',
  'attempts',
  'outcome',
  'error-code',
  'error-status',
  'error-message',
] as const

export type OutputName = (typeof OUTPUTS)[number]
export type Outputs = Readonly<Record<OutputName, string>>

/** The runner takes 1 MiB an output; what is larger breaks the step. In bytes of UTF-8. */
export const MAX_OUTPUT_BYTES = 1_000_000

/** Every output of a run, and a warning for each that is too large to be one. */
export function outputsOf(
  run: Run,
  redact: Redactor,
): { readonly outputs: Outputs; readonly warnings: readonly string[] } {
  const { completion, judged, facts, failure } = run
  const whole = redact.text(completion?.content ?? '')
  const content = cutToBytes(whole, MAX_OUTPUT_BYTES)
  const json = (value: Json): string => redact.text(compactJson(redact.json(value)))
  const count = (field: Parameters<typeof tokenCount>[1]): string => String(tokenCount(facts, field) ?? '')
  const outputs: Outputs = {
    content,
    response: content,
    json: judged?.json === undefined ? '' : json(judged.json),
    'tool-calls': json(
      (judged?.toolCalls ?? []).map(({ id, name, arguments: value }) => ({ id, name, arguments: value })),
    ),
    usage: json(facts.usage),
    'prompt-tokens': count('prompt_tokens'),
    'completion-tokens': count('completion_tokens'),
    'total-tokens': count('total_tokens'),
    'finish-reason': redact.text(facts.finishReason),
    model: redact.text(facts.model),
    'request-id': redact.text(facts.requestId),
    reasoning: redact.text(completion?.reasoning ?? ''),
    refusal: redact.text(completion?.refusal ?? ''),
    'response-file': run.files.responseFile,
    'raw-response-file': run.files.rawResponseFile,
    'audio-file': run.files.audioFile,
    'content-truncated': String(content !== whole),
    attempts: String(run.attempts),
    outcome: failure === undefined ? 'success' : 'failure',
    'error-code': failure?.code ?? '',
    'error-status': String(failure?.status ?? ''),
    'error-message': failure === undefined ? '' : redact.text(failureMessage(failure)),
  }
  return withinLimit(outputs)
}

function withinLimit(outputs: Outputs): { readonly outputs: Outputs; readonly warnings: readonly string[] } {
  const tooLarge = OUTPUTS.filter((name) => Buffer.byteLength(outputs[name]) > MAX_OUTPUT_BYTES)
  return {
    outputs: { ...outputs, ...Object.fromEntries(tooLarge.map((name) => [name, ''])) },
    warnings: tooLarge.map(
      (name) =>
        `The output "${name}" is empty, for its ${formatBytes(Buffer.byteLength(outputs[name]))} are more than an output can carry. The whole response is in the file of "raw-response-file".`,
    ),
  }
}

/** The longest start of a text that fits, cut between characters. */
export function cutToBytes(text: string, max: number): string {
  if (text.length * 3 <= max) return text
  const bytes = Buffer.from(text, 'utf8')
  if (bytes.length <= max) return text
  let end = max
  // Bytes of the form 10xxxxxx continue a character.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1
  return bytes.toString('utf8', 0, end)
}
