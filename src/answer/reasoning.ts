const OPEN = '<think>'
const CLOSE = '</think>'

/**
 * Splits off a leading `<think>` block, as reasoning models write it where the server has no reasoning parser
 * (llama.cpp, vLLM, Ollama). The blank lines after it go with it; an unclosed block is all reasoning.
 */
export function splitReasoning(text: string): { readonly reasoning: string; readonly content: string } {
  const start = text.length - text.trimStart().length
  if (!text.startsWith(OPEN, start)) return { reasoning: '', content: text }
  const end = text.indexOf(CLOSE, start)
  if (end === -1) return { reasoning: text.slice(start + OPEN.length).trim(), content: '' }
  const after = text.slice(end + CLOSE.length)
  const firstWords = after.search(/\S/)
  if (firstWords === -1) return { reasoning: text.slice(start + OPEN.length, end).trim(), content: '' }
  // Blank lines end where the line of the first words begins; its own indentation is Markdown and stays.
  const lineStart = Math.max(after.lastIndexOf('\n', firstWords), after.lastIndexOf('\r', firstWords)) + 1
  return { reasoning: text.slice(start + OPEN.length, end).trim(), content: after.slice(lineStart) }
}
