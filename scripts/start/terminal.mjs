// Text for a terminal: colours where they are wanted, widths as a terminal counts them, lines that fit.

const CODES = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  cyan: [36, 39],
}

/**
 * The look of a stream. Colours follow https://no-color.org: never with NO_COLOR, and otherwise only on a
 * terminal, or with FORCE_COLOR.
 */
export function lookOf(stream, environment = process.env) {
  const forced = environment.FORCE_COLOR !== undefined && environment.FORCE_COLOR !== '0'
  const terminal = stream.isTTY === true && environment.TERM !== 'dumb'
  const coloured = !environment.NO_COLOR && (forced || terminal)
  const style = ([on, off]) =>
    coloured ? (text) => (text === '' ? '' : `\x1b[${on}m${text}\x1b[${off}m`) : (text) => text
  return {
    width: Math.max(24, Math.min(stream.columns || Number(environment.COLUMNS) || 100, 100)),
    ...Object.fromEntries(Object.entries(CODES).map(([name, codes]) => [name, style(codes)])),
  }
}

/** Shows control and bidi characters as marks, so that no text can move the cursor or hide itself. */
export function printable(text) {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll('\t', '    ')
    .replace(/[\u0000-\u0009\u000b-\u001f]/g, (control) =>
      String.fromCharCode(0x2400 + control.charCodeAt(0)),
    )
    .replace(/[\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g, '\ufffd')
}

const segmenter = new Intl.Segmenter()
const WIDE =
  /\p{Emoji_Presentation}|\ufe0f|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]/u

/** The number of columns that a text takes, colours not counted. */
export function columnsOf(text) {
  const plain = text.replace(/\x1b\[\d+m/g, '')
  if (/^[\x20-\x7e]*$/.test(plain)) return plain.length
  let columns = 0
  for (const { segment } of segmenter.segment(plain)) columns += WIDE.test(segment) ? 2 : 1
  return columns
}

function padTo(text, columns) {
  return text + ' '.repeat(Math.max(0, columns - columnsOf(text)))
}

/** Values in less room than this stand below their name, not beside it. */
const LEAST_ROOM = 24

/**
 * Names and values in two columns, or in one where the terminal is narrow. The lines of a value are the caller's, who is
 * told how many columns they have.
 *
 * @param entries pairs of a name and a function from that number to the lines of the value
 */
export function columns(entries, look) {
  const width = Math.max(0, ...entries.map(([name]) => columnsOf(name)))
  const room = look.width - width - 2
  if (room >= LEAST_ROOM) {
    return entries.flatMap(([name, linesFor]) =>
      linesFor(room).map((line, index) =>
        `${look.cyan(padTo(index === 0 ? name : '', width))}  ${line}`.trimEnd(),
      ),
    )
  }
  return entries.flatMap(([name, linesFor]) => [
    look.cyan(name),
    ...linesFor(look.width - 2).map((line) => `  ${line}`.trimEnd()),
  ])
}

/** Breaks a text between words into lines of at most so many columns; longer words stay whole. */
export function wrap(text, columns) {
  return text.split('\n').flatMap((paragraph) => {
    const lines = []
    let line = ''
    for (const word of paragraph.split(' ')) {
      if (line !== '' && columnsOf(line) + 1 + columnsOf(word) > columns) {
        lines.push(line)
        line = word
      } else {
        line = line === '' ? word : `${line} ${word}`
      }
    }
    return [...lines, line]
  })
}

/** Cuts a text to so many columns, with `…` at the end. */
export function shorten(text, columns) {
  if (columnsOf(text) <= columns) return text
  let cut = ''
  for (const { segment } of segmenter.segment(text)) {
    if (columnsOf(cut + segment) >= columns) break
    cut += segment
  }
  return `${cut}…`
}

export function heading(title, look) {
  return `\n${look.cyan('──')} ${look.bold(title)} ${look.dim(look.cyan('─'.repeat(Math.max(3, look.width - title.length - 4))))}`
}
