/** In the order in which one of several choices decides what the answer is worth. */
const FINISH_KINDS = ['filter', 'length', 'tool_calls', 'end'] as const

/** What a finish reason means, whatever its letters are. */
type FinishKind = (typeof FINISH_KINDS)[number] | 'unknown'

const FINISH_NAMES = {
  // https://ai.google.dev/api/generate-content#FinishReason; `sensitive` is Zhipu's, `guardrail_intervened` Amazon's,
  // `error_toxic` Cohere's.
  filter:
    /^(?:content_?filter.*|(?:image_)?(?:safety|recitation|prohibited_content)|blocklist|spii|model_armor|sensitive|guardrail\w*|error_toxic)$/,
  length:
    /^(?:length(?:_limit)?|(?:max|model|token|context)_(?:\w+_)?(?:tokens?|length|limit|window)(?:_(?:exceeded|reached))?)$/,
  tool_calls: /^(?:tool_calls?|tool_use|function_calls?)$/,
  end: /^(?:|stop\w*|eos\w*|end\w*|completed?|finished|done|null|none)$/,
}

export function finishKind(reason: string | undefined): FinishKind {
  const name = (reason ?? '')
    .slice(0, 100)
    .trim()
    .replace(/([a-z])(?=[A-Z])/g, '$1_')
    .toLowerCase()
    .replace(/[\s-]+/g, '_')
    .replace(/^finish_?reason[._]/, '')
  return FINISH_KINDS.find((kind) => FINISH_NAMES[kind].test(name)) ?? 'unknown'
}

/** The finish reason as the end of a sentence. */
export function finishNote(finishReason: string | undefined): string {
  return finishReason === undefined ? '' : ` (finish_reason: ${finishReason.slice(0, 40)})`
}

/** Of several choices the one that decides what the answer is worth: a filter, then a cut, then the first. */
export function decisiveReason(finishReasons: readonly string[]): string | undefined {
  const reasons = [...new Set(finishReasons)]
  const kinds = reasons.map(finishKind)
  const first = FINISH_KINDS.filter((kind) => kind !== 'end').find((kind) => kinds.includes(kind))
  return reasons[first === undefined ? 0 : kinds.indexOf(first)]
}
