/** What may stand before the first word of a block: blanks, and quotes, list items and footnotes that begin on its line. */
const CONTAINERS = String.raw`^[ \t]*(?:(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t])|\[\^[^\]\s]+\]:)[ \t]*)*`
const PREFIX = new RegExp(CONTAINERS)
const FENCE = new RegExp(`(${CONTAINERS})(\`{3,}(?=[^\`]*$)|~{3,})`)
const TAG = new RegExp(`${CONTAINERS}<(?!!--)|<[?]|<![A-Z[]`, 'i')
/** Tags that go on over blank lines: https://spec.commonmark.org/0.31.2/#html-blocks */
const LONG_TAG = new RegExp(`${CONTAINERS}<(?:script|pre|style|textarea|\\?|![A-Z[])`, 'i')

/** What is certain at a place. Where it is not certain that a comment is seen, it is hidden. */
interface Certainty {
  /** Not behind what may be HTML to the end. */
  code: boolean
  /** Whether fences are what they look like: an odd one before makes their insides their outsides. */
  fences: boolean
  /** Whether the backticks of this paragraph are. */
  spans: boolean
  /** Whether a tag begins a line of this paragraph, or something odder is in it, so that all of it may be HTML. */
  tag: boolean
}

/**
 * Takes out HTML comments, but for those that Markdown shows: in fenced code and in code spans. It is no parser of
 * Markdown: code that only one would find (in a table, behind a tag, by its indentation) counts as none.
 *
 * @param trustsCode with `false`, comments in code are taken out, too, and no `<!--` is left
 */
export function withoutComments(text: string, trustsCode: boolean, onComment: () => void): string {
  const lastStart = text.lastIndexOf('<!--')
  const lastEnd = text.lastIndexOf('-->')
  const certain: Certainty = { code: trustsCode, fences: trustsCode, spans: trustsCode, tag: false }
  const kept = pieces()
  let done = 0
  let at = 0
  while (at <= lastStart) {
    const line = lineAt(text, at)
    const fenceEnd = beginLine(text, at, line, certain)
    if (fenceEnd !== undefined) {
      at = fenceEnd
      continue
    }
    const prefix = PREFIX.exec(line)?.[0] ?? ''
    const firstPlace = at + prefix.length
    let end = at + line.length
    for (;;) {
      const start = nextComment(text, at, end, certain)
      if (start === undefined) break
      const isClosed = start + 2 <= lastEnd
      // One that never ends is text to Markdown, unless it begins a block or stands in HTML.
      if (!isClosed && trustsCode && start !== firstPlace && !certain.tag) break
      at = isClosed ? endOfComment(text, start) : text.length
      onComment()
      kept.add(text.slice(done, start))
      kept.dropHalfOpened(text.slice(at, at + 3))
      done = at
      // To Markdown, what begins inside a line may be text, and a fence in it a fence.
      const isBlock = start === firstPlace && /^ {0,3}$/.test(prefix)
      if (at > end && !isBlock) certain.fences = false
      if (at > end) end = at + lineAt(text, at).length
    }
    at = nextLine(text, end)
  }
  kept.add(text.slice(done))
  return kept.text()
}

/** Learns what a line says about those that follow. Where it begins a fence, that is certainly over at the result. */
function beginLine(text: string, at: number, line: string, certain: Certainty): number | undefined {
  if (certain.code && /^[ \t]*$/.test(line)) Object.assign(certain, { spans: true, tag: false })
  const [, prefix = '', fence] = FENCE.exec(line) ?? []
  if (fence !== undefined && certain.fences) {
    const isPlain = /^(?:> ?)* {0,3}$/.test(prefix) && !certain.tag
    const end = isPlain ? endOfFence(text, at, prefix, fence) : undefined
    if (end === undefined) certain.fences = false
    else certain.spans = certain.code
    return end
  }
  if (TAG.test(line)) Object.assign(certain, { spans: false, tag: true })
  if (LONG_TAG.test(line)) Object.assign(certain, { code: false, fences: false })
  return undefined
}

/** undefined where it depends on what is around the fence, a list or a quote or nothing, at which line it ends. */
function endOfFence(text: string, start: number, prefix: string, fence: string): number | undefined {
  const closing = new RegExp(`^[ \\t>]*${fence.charAt(0)}{${String(fence.length)},}[ \\t]*$`)
  const place = prefix === '' ? /^ {0,3}[`~]/ : /^[`~]/
  for (let at = nextLine(text, start); at < text.length; at = nextLine(text, at)) {
    const line = lineAt(text, at)
    const isBlank = /^[ \t>]*$/.test(line)
    if (!line.startsWith(prefix) && !(isBlank && line.startsWith(prefix.trimEnd()))) return undefined
    if (!closing.test(line)) continue
    if (place.test(line.slice(prefix.length))) return nextLine(text, at)
    if (prefix !== '') return undefined
  }
  return text.length
}

/** Where the next comment of a line begins, but for those in code spans that certainly are some. */
function nextComment(text: string, from: number, end: number, certain: Certainty): number | undefined {
  const line = text.slice(from, end)
  // In a table, a cell ends a span.
  if (certain.spans && line.includes('|')) certain.spans = false
  const tokens = /<!--|<[a-z/!?]|\\`|`+/gi
  while (certain.spans) {
    const token = tokens.exec(line)?.[0]
    if (token === undefined) return undefined
    const spanEnd = token.startsWith('`') ? endOfSpan(line, tokens.lastIndex, token) : undefined
    if (spanEnd === undefined) {
      certain.spans = false
      tokens.lastIndex -= token.length
    } else tokens.lastIndex = spanEnd
  }
  const start = line.indexOf('<!--', tokens.lastIndex)
  return start === -1 ? undefined : from + start
}

function endOfSpan(line: string, from: number, opening: string): number | undefined {
  const runs = /`+/g
  runs.lastIndex = from
  for (let run = runs.exec(line); run !== null; run = runs.exec(line))
    if (run[0] === opening) return runs.lastIndex
  return undefined
}

/** `<!-->` and `<!--->` are whole: https://spec.commonmark.org/0.31.2/#html-comment */
function endOfComment(text: string, start: number): number {
  return text.indexOf('-->', start + '<!'.length) + '-->'.length
}

function lineAt(text: string, at: number): string {
  const rest = /[^\r\n]*/y
  rest.lastIndex = at
  return rest.exec(text)?.[0] ?? ''
}

/** Where the line behind the one of a place begins. */
function nextLine(text: string, at: number): number {
  const end = at + lineAt(text, at).length
  return end + (text.startsWith('\r\n', end) ? 2 : 1)
}

/** A text in pieces, of which it is cheap to take a few characters back. */
function pieces(): {
  add: (piece: string) => void
  dropHalfOpened: (next: string) => void
  text: () => string
} {
  const kept: string[] = []
  const add = (piece: string): void => {
    if (piece !== '') kept.push(piece)
  }
  const endsIn = (end: string): boolean => {
    const last = kept.slice(-3).map((piece) => piece.slice(-3))
    return last.join('').endsWith(end)
  }
  return {
    add,
    /** Takes back the half of a comment's opening whose other half is next, and was apart from it until now. */
    dropHalfOpened: (next) => {
      for (const half of ['<!-', '<!', '<']) {
        while (endsIn(half) && `${half}${next}`.startsWith('<!--')) {
          for (let left = half.length; left > 0;) {
            const piece = kept.pop() ?? ''
            add(piece.slice(0, Math.max(0, piece.length - left)))
            left -= piece.length
          }
        }
      }
    },
    text: () => kept.join(''),
  }
}
