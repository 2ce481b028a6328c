// Shows the Markdown of a job summary in a terminal: the parts that a summary is made of, no more.
import { columnsOf, padTo, wrap } from './terminal.mjs'

/** @returns the lines to print */
export function renderMarkdown(markdown, look, width = look.width) {
  const lines = markdown.split('\n')
  const shown = []
  for (let at = 0; at < lines.length;) {
    const [block, next] = readBlock(lines, at, look, width)
    if (block.length > 0 && shown.length > 0) shown.push('')
    shown.push(...block)
    at = next
  }
  return shown
}

/** One block that starts at a line: what to print of it, and the line that comes after it. */
function readBlock(lines, at, look, width) {
  const line = lines[at]
  if (line.trim() === '' || /^\s*<!--.*-->\s*$/.test(line)) return [[], at + 1]
  const fence = /^ {0,3}(`{3,}|~{3,})\s*([^`]*)$/.exec(line)
  if (fence) return codeBlock(lines, at, fence, look)
  const title = /^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$/.exec(line)
  if (title) {
    const text = look.bold(inline(title[2], look))
    return [title[1].length < 3 ? [text, look.dim('─'.repeat(columnsOf(text)))] : [text], at + 1]
  }
  if (/^ {0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})$/.test(line))
    return [[look.dim('─'.repeat(width))], at + 1]
  if (line.includes('|') && /^[\s|]*:?-+[-:|\s]*$/.test(lines[at + 1] ?? '')) return table(lines, at, look)
  if (/^ {0,3}>/.test(line)) return quote(lines, at, look, width)
  if (LIST_ITEM.test(line)) return list(lines, at, look, width)
  return paragraph(lines, at, look, width)
}

function codeBlock(lines, at, [, marker, language], look) {
  const closing = new RegExp(`^ {0,3}${marker[0]}{${marker.length},}\\s*$`)
  let end = at + 1
  while (end < lines.length && !closing.test(lines[end])) end += 1
  const code = lines.slice(at + 1, end).map((line) => `${look.dim('│')} ${look.green(line)}`)
  return [[...(language.trim() === '' ? [] : [look.dim(`┌ ${language.trim()}`)]), ...code], end + 1]
}

function table(lines, at, look) {
  const cells = (line) =>
    line
      .trim()
      .replace(/^\||(?<!\\)\|$/g, '')
      .split(/(?<!\\)\|/)
      .map((cell) => inline(cell.trim().replaceAll('\\|', '|'), look))
  let end = at + 2
  while (end < lines.length && lines[end].includes('|')) end += 1
  const alignments = cells(lines[at + 1]).map((rule) =>
    rule.endsWith(':') ? (rule.startsWith(':') ? 'center' : 'right') : 'left',
  )
  const rows = lines.slice(at + 2, end).map(cells)
  const header = cells(lines[at])
  const widths = header.map((cell, column) =>
    Math.max(...[header, ...rows].map((row) => columnsOf(row[column] ?? ''))),
  )
  const show = (row) =>
    widths
      .map((width, column) => padTo(row[column] ?? '', width, alignments[column]))
      .join(look.dim(' │ '))
      .trimEnd()
  const rule = look.dim(widths.map((width) => '─'.repeat(width)).join('─┼─'))
  const body = rows.map(show)
  return [header.every((cell) => cell === '') ? body : [show(header.map(look.bold)), rule, ...body], end]
}

function quote(lines, at, look, width) {
  let end = at
  while (end < lines.length && /^ {0,3}>/.test(lines[end])) end += 1
  const inner = lines.slice(at, end).map((line) => line.replace(/^ {0,3}> ?/, ''))
  const alert = /^\[!(\w+)\]\s*$/.exec(inner[0])
  const colour = { CAUTION: look.red, WARNING: look.yellow, IMPORTANT: look.yellow }[alert?.[1]] ?? look.blue
  const body = renderMarkdown((alert ? inner.slice(1) : inner).join('\n'), look, width - 2)
  const shown = alert ? [look.bold(colour(alert[1])), ...body] : body
  return [shown.map((line) => `${colour('▌')} ${line}`.trimEnd()), end]
}

const LIST_ITEM = /^(\s*)([-*+]|\d{1,9}[.)])(\s+)(?:\[([ xX])\]\s+)?(.*)$/

function list(lines, at, look, width) {
  const shown = []
  let end = at
  while (end < lines.length) {
    const item = LIST_ITEM.exec(lines[end])
    if (!item) break
    const [, indent, marker, gap, task, first] = item
    const depth = indent.length + marker.length + Math.min(gap.length, 4)
    const own = [first]
    end += 1
    while (end < lines.length && belongsToItem(lines, end, depth, indent.length))
      own.push(lines[end++].slice(depth))
    const bullet = task === undefined ? (/\d/.test(marker) ? marker : '•') : task === ' ' ? '☐' : '☑'
    const body = renderMarkdown(own.join('\n').trimEnd(), look, width - bullet.length - 1)
    const hanging = ' '.repeat(bullet.length + 1)
    // An item without a blank line in it is shown without one.
    const tight = own.includes('') ? body : body.filter((line) => line !== '')
    shown.push(
      ...(tight.length === 0 ? [''] : tight).map(
        (line, index) => (index === 0 ? `${look.cyan(bullet)} ` : hanging) + line,
      ),
    )
    while (end < lines.length && lines[end].trim() === '' && LIST_ITEM.test(lines[end + 1] ?? '')) end += 1
  }
  return [shown, end]
}

function belongsToItem(lines, at, depth, outer) {
  const indentOf = (line) => line.length - line.trimStart().length
  if (lines[at].trim() !== '')
    return indentOf(lines[at]) > outer && indentOf(lines[at]) >= Math.min(depth, outer + 2)
  const next = lines.slice(at).find((line) => line.trim() !== '')
  return next !== undefined && indentOf(next) >= depth
}

function paragraph(lines, at, look, width) {
  let end = at + 1
  const ends = (line) =>
    line.trim() === '' || /^ {0,3}(?:#{1,6}\s|>|`{3}|~{3})/.test(line) || LIST_ITEM.test(line)
  while (end < lines.length && !ends(lines[end])) end += 1
  const text = lines
    .slice(at, end)
    .map((line) => line.trimStart().replace(/(?: {2,}|\\)$/, '\n'))
    .join(' ')
    .replaceAll('\n ', '\n')
  const shown = inline(text, look)
  return [shown.trim() === '' ? [] : wrap(shown, width), end]
}

const NAMED = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  hellip: '…',
  mdash: '—',
  ndash: '–',
}

/** Emphasis, code, links, HTML tags and entities of one run of text. */
function inline(text, look) {
  // What is finished is put aside, so that no later rule reads it again.
  const finished = []
  const aside = (shown) => `\ue000${finished.push(shown) - 1}\ue001`
  const each = (style) => (_all, inner) => inner.split(' ').map(style).join(' ')
  const shown = text
    .replace(/(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)/g, (_all, _ticks, code) =>
      aside(look.cyan(code.replace(/^ (.*) $/, '$1'))),
    )
    .replace(/\\([!-/:-@[-`{-~])/g, (_all, character) => aside(character))
    .replace(/<((?:https?|mailto):[^\s>]+)>/g, (_all, address) => aside(look.underline(address)))
    .replace(/<summary>(.*?)<\/summary>/g, (_all, title) => look.bold(`▸ ${title}`))
    .replace(/<br\s*\/?>/g, '\n')
    .replace(/<\/?[a-z][^<>]*>/gi, '')
    .replace(/!?\[([^\]]*)\]\(<?([^\s)>]*)>?(?:\s+"[^"]*")?\)/g, (_all, label, address) =>
      label === address ? look.underline(address) : `${look.underline(label)} ${look.dim(`(${address})`)}`,
    )
    .replace(/\*\*(?=\S)(.+?)(?<=\S)\*\*/g, each(look.bold))
    .replace(/(?<!\w)__(?=\S)(.+?)(?<=\S)__(?!\w)/g, each(look.bold))
    .replace(/~~(?=\S)(.+?)(?<=\S)~~/g, each(look.strike))
    .replace(/(?<!\*)\*(?=\S)([^*]+?)(?<=\S)\*(?!\*)/g, each(look.italic))
    .replace(/(?<![\w_])_(?=\S)([^_]+?)(?<=\S)_(?![\w_])/g, each(look.italic))
    .replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,8}));/gi, (all, decimal, hex, name) =>
      name === undefined
        ? character(decimal === undefined ? parseInt(hex, 16) : Number(decimal))
        : (NAMED[name] ?? all),
    )
  const back = (piece) => piece.replace(/\ue000(\d+)\ue001/g, (_all, index) => back(finished[index]))
  return back(shown)
}

function character(code) {
  return code >= 32 && code <= 0x10ffff && !(code >= 0x7f && code < 0xa0)
    ? String.fromCodePoint(code)
    : '\ufffd'
}
