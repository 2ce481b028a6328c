import { oneLine } from '../../src/display-text.js'
import { createRedactor } from '../../src/report/redact.js'
import { seededRandom } from '../support/seeded-random.js'

const SECRET = 's3cr&t "k\\y/é🎉%'
const redact = createRedactor([SECRET])

const percent = (text: string, wrap: (hex: string) => string = (hex) => `%${hex}`): string =>
  Array.from(Buffer.from(text), (byte) => wrap(byte.toString(16).padStart(2, '0'))).join('')
const unicode = (text: string, characters = /[^]/g): string =>
  text.replace(characters, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
const upper = (text: string): string => text.replace(/[a-f\d]{4}/g, (digits) => digits.toUpperCase())
const json = (text: string, depth: number): string =>
  depth === 0 ? text : JSON.stringify(json(text, depth - 1)).slice(1, -1)

/** Ways in which servers write a secret that they quote. */
const ENCODINGS: readonly (readonly [string, (secret: string) => string])[] = [
  ['plain', (secret) => secret],
  ['JSON', (secret) => json(secret, 1)],
  ['JSON in JSON', (secret) => json(secret, 2)],
  ['JSON of PHP', (secret) => json(secret, 1).replaceAll('/', '\\/')],
  ['JSON of Python', (secret) => unicode(json(secret, 1), /[\u007f-\uffff]/g)],
  ['JSON of Go', (secret) => unicode(json(secret, 1), /[<>&]/g)],
  ['JSON in escapes alone', unicode],
  ['JSON in escapes alone, upper case', (secret) => upper(unicode(secret))],
  ['in a URL', encodeURIComponent],
  ['in a form', (secret) => encodeURIComponent(secret).replaceAll('%20', '+')],
  ['in a URL, every byte', percent],
  ['in a URL, every byte, upper case', (secret) => percent(secret).toUpperCase()],
  ['in a URL, twice', (secret) => encodeURIComponent(encodeURIComponent(secret))],
  ['in a URL in JSON', (secret) => json(encodeURIComponent(secret), 1)],
  ['on one line', (secret) => oneLine(secret, Infinity)],
]

test.each(ENCODINGS)('a secret is hidden: %s', (_, encode) => {
  const encoded = encode(SECRET)
  expect(redact.text(`before ${encoded} after ${encoded}`)).toBe('before *** after ***')
  expect(redact.bytes(Buffer.from(`<${encoded}>`)).toString()).toBe('<***>')
})

test('a secret is hidden: JSON of .NET', () => {
  const { text } = createRedactor(['a"b+c/d=e&<f>é'])
  expect(text('"a\\u0022b\\u002Bc/d=e\\u0026\\u003Cf\\u003E\\u00E9"')).toBe('"***"')
})

test('a secret is hidden: several lines, as headers and reasons have it', () => {
  const { text } = createRedactor(['first  line\nand second'])
  expect(text('"first  line\\nand second", first line and second')).toBe('"***", ***')
})

test('a secret with half a character does not stop the others', () => {
  expect(createRedactor(['half \ud800 a character', 'sk-whole-0123']).text('sk-whole-0123')).toBe('***')
})

test('what is only alike stays', () => {
  const others = [
    SECRET.slice(1),
    SECRET.slice(0, -1),
    SECRET.toUpperCase(),
    Buffer.from(SECRET).toString('base64'),
    'nothing',
    '',
  ]
  for (const text of others) expect(redact.text(text)).toBe(text)
  const untouched = Buffer.from('nothing')
  expect(redact.bytes(untouched)).toBe(untouched)
})

test('short secrets are left alone, and no secret at all changes nothing', () => {
  expect(createRedactor(['ollama', '1234567']).text('ollama 1234567')).toBe('ollama 1234567')
  expect(createRedactor(['12345678']).text('12345678')).toBe('***')
  // What is left of it on one line protects nothing either.
  expect(createRedactor(['\n  a  b\u200b\n']).text('a b')).toBe('a b')
  const none = createRedactor([])
  const value = { a: ['b', 1, null] }
  expect(none.json(value)).toBe(value)
  expect([none.text('a'), none.message('a…b')]).toEqual(['a', 'a…b'])
})

test('the longest of several goes first, so that nothing of it is left over', () => {
  const both = createRedactor(['abcdefgh', 'abcdefgh-ijklmnop', '-ijklmnop'])
  expect(both.text('abcdefgh-ijklmnop abcdefgh -ijklmnop')).toBe('*** *** ***')
})

test('characters of patterns and of replacements are only characters', () => {
  const secret = '^.*+?()[]{}|$-/\\d$&'
  expect(createRedactor([secret]).text(`${secret} abcdefghijklmnopq`)).toBe('*** abcdefghijklmnopq')
})

test('JSON: texts, keys, numbers, at any depth; the rest keeps its type', () => {
  const { json: clean } = createRedactor(['12345678', 'abcdefgh'])
  expect(
    clean({ abcdefgh: [1, 12345678, 123456789, true, null, { a: 'x abcdefgh' }], b: 'a\nb', c: -1.5 }),
  ).toEqual({ '***': [1, '***', '***', true, null, { a: 'x ***' }], b: 'a\nb', c: -1.5 })
})

test('bytes that are not UTF-8 stay as they are', () => {
  const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))
  const bytes = Buffer.concat([all, Buffer.from(SECRET), all])
  expect(redact.bytes(bytes).equals(Buffer.concat([all, Buffer.from('***'), all]))).toBe(true)
  const latin1 = createRedactor(['geheim-é-ü'])
  expect(latin1.bytes(Buffer.from('geheim-é-ü', 'latin1')).toString()).toBe('***')
  expect(latin1.bytes(Buffer.from('geheim-é-ü', 'utf8')).toString()).toBe('***')
})

test('generated secrets are found in every encoding', () => {
  const random = seededRandom(8)
  for (let round = 0; round < 300; round += 1) {
    const secret = Array.from({ length: 8 + random.below(20) }, () =>
      String.fromCharCode(0x21 + random.below(0x5e)),
    ).join('')
    const { text } = createRedactor([secret])
    expect(ENCODINGS.map(([, encode]) => text(`x ${encode(secret)} x`))).toEqual(
      ENCODINGS.map(() => 'x *** x'),
    )
  }
})

describe('a token of any length', () => {
  const random = seededRandom(9)
  const letters = (length: number): string =>
    Array.from({ length }, () => String.fromCharCode(0x61 + random.below(26))).join('')

  // Entra ID makes tokens of 10 kB; a pattern of 4,000 characters was too large to be compiled.
  test.each([1500, 4000, 16 * 1024, 64 * 1024])('%i characters', (length) => {
    const secret = `eyJ${letters(length)}`
    const { text, json: clean, bytes, message } = createRedactor([secret])
    expect(text(`a ${secret} b ${percent(secret)} c`)).toBe('a *** b *** c')
    expect(clean([secret, { [secret]: 1 }])).toEqual(['***', { '***': 1 }])
    expect(bytes(Buffer.from(`"${secret}"`)).toString()).toBe('"***"')
    expect(message(`key ${secret.slice(0, 400)}… is bad`)).toBe('key ***… is bad')
    expect(text(secret.slice(1))).toBe(secret.slice(1))
  })
})

describe('the start of a secret', () => {
  const { text, message } = createRedactor(['sk-proj-0123456789', 'two  blanks and::colons'])

  test.each([
    ['not "sk-proj-01234…", but', 'not "***…", but'],
    ['not "sk-proj-…"', 'not "***…"'],
    ['sk-proj-0123456789… and sk-proj-0…', '***… and ***…'],
    // The one that counts is directly at the cut.
    ['sk-proj-0 sk-proj-01…', 'sk-proj-0 ***…'],
    ['two blanks an…', '***…'],
    [encodeURIComponent('two  blanks and').concat('…'), '***…'],
  ])('is hidden at the cut of a message: %s', (given, shown) => {
    expect(message(given)).toBe(shown)
  })

  test.each([
    'not "sk-pro…"',
    'sk-proj-01234',
    'sk-proj-0123 …',
    'sk-proj-x…',
    '…sk-proj-0123',
    'no such thing…',
    '……',
    '',
  ])('stays elsewhere: %s', (given) => {
    expect(message(given)).toBe(given)
  })

  // A server that was sent the secret can write this; each of these took minutes.
  test.each([
    ['one cut behind a million starts', `${'sk-proj-'.repeat(1_000_000)}…`, /sk-proj-\*\*\*…$/],
    ['a million cuts', 'sk-proj-…'.repeat(500_000), /^(?:\*\*\*…)+$/],
  ])('is found at once: %s', (_what, given, shown) => {
    expect(shown.test(message(given))).toBe(true)
  })

  test('stays in an answer, which nobody cut', () => {
    const answer = 'Keys that begin with `sk-proj-`… or `sk-proj-0123`…'
    expect(text(answer)).toBe(answer)
    expect(createRedactor(['sk-proj-0123456789']).json({ 'sk-proj-…': answer })).toEqual({
      'sk-proj-…': answer,
    })
  })
})

describe('an invisible character inside a secret', () => {
  const { text, message } = createRedactor(['sk-proj-0123456789'])

  test.each(['\u200b', '\u200d', '\u00ad', '\u034f', '\u2063', '\ufeff', '\ufe0f', '\u{e0041}', '\u202e'])(
    'does not hide it in a message: %j',
    (invisible) => {
      expect(message(`key sk-${invisible}proj-0123${invisible}456789 is bad`)).toBe('key *** is bad')
      expect(message(`key sk-proj-${invisible}01234… is bad`)).toBe('key ***… is bad')
    },
  )

  test('changes nothing else, and nothing in an answer', () => {
    const emoji = 'a family: \u{1f468}\u200d\u{1f469}\u200d\u{1f467}, soft\u00adhyphens'
    expect(message(emoji)).toBe(emoji)
    expect(text('sk-\u200bproj-0123456789')).toBe('sk-\u200bproj-0123456789')
  })
})
