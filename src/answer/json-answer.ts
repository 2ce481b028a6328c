import { parseFiniteJson } from './finite-json.js'
import { splitReasoning } from './reasoning.js'

/**
 * Reads JSON out of an answer: as it is, then without a leading `<think>` block, then without the one fence that
 * encloses all of it. Any other text around the JSON is not JSON: guessing would hand a pipeline half an answer.
 */
export function readJsonAnswer(text: string): { readonly value: unknown } | undefined {
  const direct = parseFiniteJson(text)
  if (direct !== undefined) return direct
  const { content } = splitReasoning(text)
  return parseFiniteJson(content) ?? parseFiniteJson(unfenced(content) ?? '')
}

/** The inside of a code fence, with or without a language, that encloses all of a text. */
function unfenced(text: string): string | undefined {
  const trimmed = text.trim()
  // Behind backticks, a backtick would make it a code span: https://spec.commonmark.org/0.31.2/#info-string
  const opening = /^(?:(`{3,})[^\n`]*|(~{3,})[^\n]*)\n/.exec(trimmed)
  const lastLine = trimmed.lastIndexOf('\n')
  const fence = opening?.[1] ?? opening?.[2]
  if (opening === null || fence === undefined || lastLine < opening[0].length - 1) return undefined
  const closing = trimmed.slice(lastLine + 1).trim()
  const closes = closing.startsWith(fence) && closing === fence.charAt(0).repeat(closing.length)
  return closes ? trimmed.slice(opening[0].length, lastLine) : undefined
}
