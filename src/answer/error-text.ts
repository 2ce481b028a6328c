import { isObject, parseJson } from '../json-value.js'

/** The most characters of a server's words that are kept. */
export const MAX_WORDS = 4000

/** What a page, an unknown shape or another text without a known field is searched in. */
const MAX_PAGE = 16_384

/** Fields that hold what a model wrote, or what was sent to it. */
const MODEL_KEYS = new Set(
  'failed_generation content choices candidates reasoning reasoning_content thinking refusal tool_calls function_call arguments output output_text completion generated_text generation response text delta input inputs messages prompt'.split(
    ' ',
  ),
)
const MODEL_TEXT = new RegExp(String.raw`\\{0,8}["'](?:${[...MODEL_KEYS].join('|')})\\{0,8}["']\s{0,20}:`)

/** Where messages go on to quote it: Groq's `failed_generation`, and what Ollama and llama.cpp failed to parse. */
const GENERATION = new RegExp(
  [
    String.raw`\\{0,8}["']?failed_generation\\{0,8}["']?\s{0,20}[:=]`,
    String.raw`(?<=\bparsing tool call): raw=`,
    String.raw`(?<=\bfailed to parse (?:input|output|response|tool call)[^:]{0,60}): `,
  ].join('|'),
  'i',
)

/** A text for people in place of a body that has no field for it: the title of a page, or its words. */
export function textOfBody(body: string): string {
  const text = body
    .slice(0, 4 * MAX_PAGE)
    .trim()
    .slice(0, MAX_PAGE)
  return text.startsWith('<') ? textOfPage(text) : cutAt(text, MODEL_TEXT).slice(0, MAX_WORDS)
}

/** A message up to where it goes on to quote what the model wrote. */
export function withoutGeneration(message: string): string {
  return cutAt(message.slice(0, MAX_WORDS), GENERATION)
}

/**
 * A message with all that it quotes hidden. Where a server checks what the model made, it quotes the names of
 * tools and keys that the model may have made up. From the first quotation mark to the last, as such a name can
 * hold quotation marks.
 */
export function withoutQuotes(message: string): string {
  return message
    .replace(/(['"`])failed_generation\1/g, 'failed_generation')
    .replace(/(^|[^\p{L}\p{N}])['"`“‘«].*['"`”’»]/su, "$1'*'")
}

function cutAt(text: string, mark: RegExp): string {
  const match = mark.exec(text)
  return match ? text.slice(0, match.index).replace(/[\s,{[]+$/, '') : text
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  middot: '·',
  ndash: '–',
  mdash: '—',
}

function textOfPage(page: string): string {
  const heading =
    /<title[^<>]*>([^<]{1,1000})</i.exec(page)?.[1] ?? /<h1[^<>]*>([^<]{1,1000})</i.exec(page)?.[1] ?? ''
  const words = heading.trim() === '' ? textBetweenTags(page) : heading
  return words
    .replace(/&#(\d{1,7});/g, (whole, digits: string) => character(Number(digits)) ?? whole)
    .replace(/&#x([\da-f]{1,6});/gi, (whole, digits: string) => character(parseInt(digits, 16)) ?? whole)
    .replace(/&([a-z]{2,6});/g, (whole, name: string) => ENTITIES[name] ?? whole)
    .trim()
    .slice(0, MAX_WORDS)
}

function textBetweenTags(page: string): string {
  return page
    .split(/(?=<(?:script|style)\b)/i)
    .map((part) => (/^<(?:script|style)\b/i.test(part) ? part.split(/<\/(?:script|style)[^<>]*>/i)[1] : part))
    .join(' ')
    .replace(/<[^<>]*>?/g, ' ')
}

function character(code: number): string | undefined {
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined
}

/** A JSON value of unknown shape, shortened, without the fields that hold what a model wrote. */
export function sketch(value: unknown, depth = 4): string {
  if (typeof value === 'string') return JSON.stringify(withoutGeneration(value).slice(0, 200))
  if (Array.isArray(value)) {
    if (depth === 0) return '[…]'
    return `[${value
      .slice(0, 3)
      .map((item) => sketch(item, depth - 1))
      .join(',')}]`
  }
  if (!isObject(value)) return String(value)
  if (depth === 0) return '{…}'
  const fields: string[] = []
  for (const key in value) {
    if (fields.length === 8) break
    if (!MODEL_KEYS.has(key)) {
      fields.push(`${JSON.stringify(key.slice(0, 60))}:${sketch(value[key], depth - 1)}`)
    }
  }
  return `{${fields.join(',')}}`
}

/** The first JSON object (or list of objects) inside a text, as LiteLLM and others wrap what they were told. */
export function embeddedJson(
  text: string,
): { readonly before: string; readonly value: unknown; readonly after: string } | undefined {
  const start = text.search(/\[\s{0,20}\{|\{/)
  if (start < 0) return undefined
  const end = closingBracket(text, start)
  const parsed = end === undefined ? undefined : parseJson(text.slice(start, end))
  return parsed && { before: text.slice(0, start), value: parsed.value, after: text.slice(end) }
}

function closingBracket(text: string, start: number): number | undefined {
  let depth = 0
  let isQuoted = false
  for (let at = start; at < text.length; at++) {
    const char = text[at]
    if (isQuoted && char === '\\') at++
    else if (char === '"') isQuoted = !isQuoted
    else if (isQuoted) continue
    else if (char === '{' || char === '[') depth++
    else if ((char === '}' || char === ']') && --depth === 0) return at + 1
  }
  return undefined
}
