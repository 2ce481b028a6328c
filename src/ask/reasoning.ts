import type { Json } from '../json-value.js'
import { readJsonText } from './json-text.js'

/** Up to the line of the first words, because its own indentation is Markdown and stays. */
const BLANK_LINES = /^\s+$|^\s*[\r\n]/
const TAG = /<(\/?)(think|thinking|seed:think)>/g

/**
 * Splits off the reasoning that models write into their text where the server has no reasoning parser (llama.cpp,
 * vLLM, Ollama): blocks of `<think>` at the start, with the blank lines after them. An unclosed block is all
 * reasoning. A text whose first tag closes a block began inside one, because chat templates of several models
 * write the opening tag into the prompt: https://github.com/ggml-org/llama.cpp/issues/11861
 */
export function splitReasoning(text: string): {
  readonly reasoning: string | undefined
  readonly content: string
} {
  const blocks: string[] = []
  let rest = text
  for (;;) {
    const [first] = rest.matchAll(TAG)
    if (first === undefined) break
    const [tag, slash, name = ''] = first
    const begun = slash === '/' && blocks.length === 0 && readJsonText(text) === undefined
    if (!begun && (slash === '/' || rest.slice(0, first.index).trim() !== '')) break
    const start = begun ? 0 : first.index + tag.length
    const end = rest.indexOf(`</${name}>`, start)
    blocks.push(rest.slice(start, end === -1 ? undefined : end).trim())
    rest = end === -1 ? '' : rest.slice(end + `</${name}>`.length).replace(BLANK_LINES, '')
  }
  const reasoning = blocks.filter((block) => block !== '').join('\n\n')
  return { reasoning: reasoning === '' ? undefined : reasoning, content: rest }
}

/** Reads JSON out of an answer: as it is, then without its reasoning. */
export function readJsonAnswer(text: string): Json | undefined {
  const direct = readJsonText(text)
  return direct === undefined ? readJsonText(splitReasoning(text).content) : direct
}
