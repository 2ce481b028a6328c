import { oneLine } from '../display-text.js'

/**
 * Text with `\n` as its only line end, and without what no Markdown needs and parsers disagree about: control
 * characters become their visible pictures (`␛`), half surrogate pairs the replacement character, and a byte
 * order mark at the start is dropped.
 */
export function cleanText(text: string): string {
  return text
    .replace(/^\ufeff/, '')
    .replace(/\r\n?/g, '\n')
    .replace(/[\u0000-\u0008\u000b-\u001f]/g, (char) => String.fromCharCode(0x2400 + char.charCodeAt(0)))
    .replaceAll('\u007f', '\u2421')
    .replace(/\p{Surrogate}/gu, '\ufffd')
}

/** A code block that no content can close: its fence is longer than any run of backticks inside. */
export function fenced(text: string, language = 'text'): string {
  const body = cleanText(text).replace(/\n+$/, '')
  const fence = '`'.repeat(Math.max(3, longestRun(body) + 1))
  return `${fence}${language}\n${body}\n${fence}`
}

/**
 * A name from outside (a model, a request id) as inline code: there GitHub makes no link, mention, emoji or
 * formula of it. A `|` becomes `¦`, because in a table even code is cut at it and parsers differ on `\|`.
 */
export function codeSpan(name: string, max = 200): string {
  const text = oneLine(name, max).replaceAll('|', '\u00a6')
  const fence = '`'.repeat(longestRun(text) + 1)
  const pad = text === '' || text.startsWith('`') || text.endsWith('`') ? ' ' : ''
  return `${fence}${pad}${text}${pad}${fence}`
}

/**
 * Prose that may quote a server: one line in which no Markdown and no HTML is interpreted. Words that GitHub would
 * turn into a link, a mention or a formula are set as code; all others stay readable in the source.
 *
 * @param links whether an http address in it may be a link, as in a remedy
 */
export function prose(text: string, links = false, max = 4000): string {
  const words = oneLine(text, max).split(' ')
  const shown = words.map((word) => {
    if (links && ADDRESS.test(word)) return word.replace(ADDRESS, '$1<$2>$3')
    return /[@$]|:\/\/|www\./i.test(word) ? word.replace(/[^("'].*?(?=[)"'.,;:!?]*$)/, asCode) : escaped(word)
  })
  // Nor does it begin a list, a heading, a quote or a table.
  return shown.join(' ').replace(/^(?=[-+#=>|:])|^(\d+)(?=[.)](?: |$))/, '$1\\')
}

const ADDRESS = /^([("]?)(https?:\/\/[\w.~/?#=%+:,-]*[\w/#=])([).,;:"]*)$/

const asCode = (word: string): string => codeSpan(word, Infinity)

function escaped(word: string): string {
  return word
    .replace(/[\\`*~[\]]|(?<![A-Za-z\d])_|_(?![A-Za-z\d])/g, '\\$&')
    .replace(/&(?=[#\w])/g, '&amp;')
    .replaceAll('<', '&lt;')
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0)
}

/** What may be a tag, a declaration, an image, a dangerous address (which `&` and `\` can hide) or an open fence. */
export const NEEDS_A_LOOK =
  /<(?:[!?]|\/?[a-z][a-z\d-]*(?:[\s/>:]|$))|!\[|\](?:\(|:)[\s>]*(?:[\w+.-]*[&\\]|(?:javascript|vbscript|file|data):)|`{3}|~{3}/i

/** An answer in a frame that it can't leave: whatever it imitates, the last word on what it is isn't its own. */
export function framed(safe: string): string {
  return `${safe}\n\n---\n\n*End of the answer. The model wrote all of it, headings and notes included.*`
}
