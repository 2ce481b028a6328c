import { oneLine } from './display-text.js'
import { compactJson, isJson, type Json, parseJson } from './json-value.js'

/** Shorter values, such as `ollama` for a local server, protect nothing and would black out words. */
export const MIN_SECRET_LENGTH = 8

export interface Redactor {
  /** Replaces every secret, plain, JSON-escaped or URL-encoded, by `***`. */
  readonly text: (text: string) => string
  /** The same for every text, key and number inside a JSON value. */
  readonly json: (value: Json) => Json
  /** The same for bytes, all others kept as they are, also where they are not UTF-8. */
  readonly bytes: (bytes: Buffer) => Buffer
}

/** @param secrets values to hide; those under 8 characters are left alone */
export function createRedactor(secrets: readonly string[]): Redactor {
  const long = secrets.filter((secret) => secret.length >= MIN_SECRET_LENGTH)
  // Also as `oneLine` leaves them, which takes `::` and double blanks apart.
  const hidden = [...new Set([...long, ...long.map((secret) => oneLine(secret, Infinity))])]
    // The longest first, so that a secret that contains another one leaves no remainder.
    .sort((a, b) => b.length - a.length)
  const pattern = hidden.length === 0 ? undefined : new RegExp(hidden.map(anyEncoding).join('|'), 'g')

  const text = (value: string): string =>
    pattern === undefined ? value : withoutStarts(value.replace(pattern, '***'), hidden)
  const json = (value: Json): Json => {
    if (typeof value === 'string') return text(value)
    if (typeof value === 'number') return text(String(value)) === String(value) ? value : '***'
    if (typeof value !== 'object' || value === null) return value
    if (isList(value)) return value.map(json)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [text(key), json(item ?? null)]))
  }
  return {
    text,
    json: (value) => {
      if (pattern === undefined) return value
      try {
        return json(value)
      } catch (error) {
        if (!(error instanceof RangeError)) throw error
        // Nested too deeply for the stack; a number that is a secret may then break the JSON.
        const clean = parseJson(text(compactJson(value)))
        return clean !== undefined && isJson(clean.value) ? clean.value : '***'
      }
    },
    bytes: (bytes) => {
      // As Latin-1, each byte is one character.
      const latin1 = bytes.toString('latin1')
      const clean = text(latin1)
      return clean === latin1 ? bytes : Buffer.from(clean, 'latin1')
    },
  }
}

/** A text that was cut may end in the start of a secret, which is as good as the whole to a guesser. */
function withoutStarts(text: string, secrets: readonly string[]): string {
  if (!text.includes('…')) return text
  return text
    .split('…')
    .map((part, index, parts) => (index === parts.length - 1 ? part : withoutStart(part, secrets)))
    .join('…')
}

function withoutStart(part: string, secrets: readonly string[]): string {
  for (const secret of secrets) {
    for (let length = Math.min(secret.length - 1, part.length); length >= MIN_SECRET_LENGTH; length -= 1) {
      if (part.endsWith(secret.slice(0, length))) return `${part.slice(0, -length)}***`
    }
  }
  return part
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}

/**
 * A pattern for a secret in any mixture of encodings: each character plain, behind the backslashes of JSON (in
 * JSON, five deep), as `\u0041`, or percent-encoded (once or twice). A server that echoes a token inside a quoted
 * upstream body would otherwise slip past a search for the plain value. UTF-8 that is read as Latin-1, as the
 * bytes of a body are here and header values are by Node, is found, too.
 */
function anyEncoding(secret: string): string {
  const characters = Array.from(secret.matchAll(/\\+|[^\\]/gsu), ([character]) => {
    if (character.startsWith('\\')) return backslashes(character.length)
    const units = Array.from({ length: character.length }, (_, i) => `u${hex(character.charCodeAt(i), 4)}`)
    const plain = escapeForPattern(character)
    const utf8AsLatin1 = escapeForPattern(Buffer.from(character, 'utf8').toString('latin1'))
    const short = SHORT_ESCAPES[character]
    // The plain character comes last: where it is a percent sign, its encodings begin with it.
    return `(?:${[
      `${ESCAPE}${units.join(ESCAPE)}`,
      percentEncoded(character),
      ...(/["/]/.test(character) ? [`${ESCAPE}${plain}`] : []),
      ...(short === undefined ? [] : [`${ESCAPE}${short}`]),
      ...(character === ' ' ? ['\\+'] : []),
      ...(utf8AsLatin1 === plain ? [] : [utf8AsLatin1]),
      plain,
    ].join('|')})`
  })
  // Of several backslashes a match begins at the first only: else a long run of them would be slow to search.
  return `(?:(?<!\\\\)|(?!\\\\))${characters.join('')}`
}

/** So many backslashes at once: one by one, each with its escapes, they would take exponential time to search. */
function backslashes(count: number): string {
  const times = `{${String(count)}}`
  const encoded = [`${ESCAPE}u005[cC]`, percentEncoded('\\')].map((form) => `(?:${form})${times}`)
  return `(?:${encoded.join('|')}|\\\\{${String(count)},${String(32 * count)}})`
}

/** The backslashes before an escaped character, as a pattern. */
const ESCAPE = '\\\\{1,31}'

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '\n': 'n',
  '\r': 'r',
  '\t': 't',
  '\b': 'b',
  '\f': 'f',
}

function percentEncoded(character: string): string {
  return Array.from(Buffer.from(character, 'utf8'), (byte) => `%(?:25)?${hex(byte, 2)}`).join('')
}

/** Hexadecimal digits in either case, as a pattern. */
function hex(value: number, digits: number): string {
  return value
    .toString(16)
    .padStart(digits, '0')
    .replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`)
}

function escapeForPattern(character: string): string {
  return /[\\^$.*+?()[\]{}|/-]/.test(character) ? `\\${character}` : character
}
