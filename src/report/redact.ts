import { oneLine, sliceWhole } from '../display-text.js'
import { isList, type Json } from '../json-value.js'

/** Shorter values, such as `ollama` for a local server, protect nothing and would black out words. */
export const MIN_SECRET_LENGTH = 8

/** Hides secrets where something is printed or written; what is read and judged is what the server sent. */
export interface Redactor {
  /** For answers and files: each whole secret becomes `***`, and nothing else changes. */
  readonly text: (text: string) => string
  /**
   * For names and messages of a server. We may have cut them with `…`: the start of a secret directly before that is
   * hidden, too.
   */
  readonly message: (text: string) => string
  /** For every text, key and number inside a JSON value. */
  readonly json: (value: Json) => Json
  /** For bytes of any encoding; all but the secrets stay as they are. */
  readonly bytes: (bytes: Buffer) => Buffer
  /** Hides one more, from now on. */
  readonly add: (secret: string) => void
}

/** @param secrets values to hide, of any length; those under 8 characters are left alone */
export function createRedactor(secrets: readonly string[]): Redactor {
  const hidden: Hidden[] = []
  const add = (secret: string): void => {
    const long = variants(secret).filter(({ length }) => length >= MIN_SECRET_LENGTH)
    hidden.push(...[...new Set(long)].map(hiddenOf))
  }
  secrets.forEach(add)
  const text = (value: string): string =>
    // No spelling of a secret is shorter than it, and an answer may hold a million short texts.
    value.length < MIN_SECRET_LENGTH
      ? value
      : spelledIn(value, hidden)
          .filter(({ start }) => value.includes(start))
          .flatMap(({ wholes }) => wholes())
          // The longest first, so that one that contains another one leaves no remainder.
          .sort((a, b) => b.length - a.length)
          .reduce((rest, found) => rest.replaceAll(found, '***'), value)
  const cut = (value: string): string => {
    const parts = text(value).split('…')
    return [...parts.slice(0, -1).map((part) => withoutStart(part, hidden)), ...parts.slice(-1)].join('…')
  }
  const json = (value: Json): Json => {
    if (typeof value === 'string') return text(value)
    if (typeof value === 'number') return text(String(value)) === String(value) ? value : '***'
    if (typeof value !== 'object' || value === null) return value
    if (isList(value)) return value.map(json)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [text(key), json(item ?? null)]))
  }
  return {
    add,
    text,
    message: (value) => {
      if (value.length < MIN_SECRET_LENGTH) return value
      if (/^[ -~]*$/.test(value)) return cut(value)
      // An invisible character inside a secret must not hide it.
      const visible = value.replace(/[\p{DI}\p{Cf}]/gu, '')
      const clean = cut(visible)
      return clean === visible ? cut(value) : clean
    },
    json: (value) => (hidden.length === 0 ? value : json(value)),
    bytes: (bytes) => {
      // As Latin-1, each byte is one character.
      const latin1 = bytes.toString('latin1')
      const clean = text(latin1)
      return clean === latin1 ? bytes : Buffer.from(clean, 'latin1')
    },
  }
}

/** A text without the start of a secret that it ends in, which is as good as the whole to a guesser. */
function withoutStart(text: string, hidden: readonly Hidden[]): string {
  for (const { start, wholes } of spelledIn(text, hidden)) {
    if (!text.includes(start)) continue
    const all = wholes()
    // Further ahead, what follows is longer than any of them.
    const first = Math.max(0, text.length - Math.max(...all.map(({ length }) => length)))
    for (let at = text.indexOf(start, first); at >= 0; at = text.indexOf(start, at + 1)) {
      const end = text.slice(at)
      if (all.some((whole) => whole.startsWith(end))) return `${text.slice(0, at)}***`
    }
  }
  return text
}

/** A secret as it is, on one line, and as its UTF-8 read as Latin-1 (as Node reads headers, and `bytes` a body). */
function variants(secret: string): string[] {
  const bytes = Buffer.from(secret)
  // Half a surrogate pair, which no URL can hold, is replaced.
  return [bytes.toString(), oneLine(bytes.toString(), Infinity), bytes.toString('latin1')]
}

/** Ways to write a secret that begin alike. They are worked out once a text holds the start: they may be long. */
interface Spellings {
  readonly start: string
  readonly wholes: () => readonly string[]
}

interface Hidden {
  readonly plain: Spellings
  readonly all: () => readonly Spellings[]
}

/** What a text may hold. The lines before the request rarely have an encoded character, and do not wait for the others. */
function spelledIn(text: string, hidden: readonly Hidden[]): readonly Spellings[] {
  const isPlain = !/[\\%+]/.test(text)
  return hidden.flatMap(({ plain, all }) => (isPlain ? plain : all()))
}

function hiddenOf(secret: string): Hidden {
  const start = sliceWhole(secret, MIN_SECRET_LENGTH)
  const all = once(() =>
    [...new Set(ENCODINGS.map((encode) => encode(start)))].map((spelled) => {
      const alike = ENCODINGS.filter((encode) => encode(start) === spelled)
      return { start: spelled, wholes: once(() => alike.map((encode) => encode(secret))) }
    }),
  )
  return { plain: { start, wholes: () => [secret] }, all }
}

function once<T>(work: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: work() }).value
}

type Encode = (text: string) => string

/** Inside a URL: in a form, by RFC 3986, by `encodeURIComponent`, and byte by byte. */
const IN_URL: readonly Encode[] = [
  (text) => percentEncoded(text).replaceAll('%20', '+'),
  percentEncoded,
  encodeURIComponent,
  everyByte,
]

/** Inside JSON, as this and other languages write it, and in JSON inside JSON. */
const IN_JSON: readonly Encode[] = [
  unicode,
  (text) => capital(unicode(text)),
  (text) => jsonString(text).replaceAll('/', '\\/'), // PHP
  (text) => jsonString(text).replace(/[\u007f-\uffff]/g, unicode), // Python
  (text) => jsonString(text).replace(/[<>&\u2028\u2029]/g, unicode), // Go
  (text) =>
    jsonString(text).replace(/\\"|[&'+<>`\u007f-\uffff]/g, (unit) => capital(unicode(unit.slice(-1)))), // .NET
  (text) => jsonString(jsonString(text)),
  jsonString,
]

const lower = (encode: Encode): Encode => {
  return (text) => encode(text).replace(/%../g, (byte) => byte.toLowerCase())
}
const twice = (encode: Encode): Encode => {
  return (text) => encodeURIComponent(encode(text))
}
const ENCODINGS: readonly Encode[] = [
  (text) => text,
  // A text in the body of a response is inside JSON once more.
  ...IN_JSON.flatMap((encode): Encode[] => [encode, (text) => jsonString(encode(text))]),
  ...[...IN_URL, ...IN_URL.map(lower)].flatMap((encode) => [encode, twice(encode)]),
]

function percentEncoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*~]/g, everyByte)
}

function everyByte(text: string): string {
  return Buffer.from(text).toString('hex').toUpperCase().replace(/../g, '%$&')
}

function jsonString(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

/** Each UTF-16 unit as `\u004a`. */
function unicode(text: string): string {
  return Buffer.from(text, 'utf16le').swap16().toString('hex').replace(/.{4}/g, '\\u$&')
}

/** The same with the digits `4A`. */
function capital(escapes: string): string {
  return escapes.toUpperCase().replaceAll('\\U', '\\u')
}
