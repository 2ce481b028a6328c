import { createRedactor } from '../../src/redact.js'
import { seededRandom } from '../support/seeded-random.js'

const SECRET = 's3cr&t "k\\y/é🎉%'
const redact = createRedactor([SECRET])

const percent = (text: string, wrap: (hex: string) => string = (hex) => `%${hex}`): string =>
  Array.from(Buffer.from(text), (byte) => wrap(byte.toString(16).padStart(2, '0'))).join('')
const unicode = (text: string, escape = '\\'): string =>
  Array.from({ length: text.length }, (_, at) => {
    return `${escape}u${text.charCodeAt(at).toString(16).padStart(4, '0')}`
  }).join('')
const json = (text: string, depth: number): string =>
  depth === 0 ? text : JSON.stringify(json(text, depth - 1)).slice(1, -1)

test.each<[string, string]>([
  ['plain', SECRET],
  ...[1, 2, 3, 4].map((depth): [string, string] => [`JSON, ${String(depth)} deep`, json(SECRET, depth)]),
  ['JSON with escaped slashes', json(SECRET, 1).replaceAll('/', '\\/')],
  ['JSON in ASCII', unicode(SECRET)],
  ['JSON in ASCII, upper case', unicode(SECRET).replace(/[a-f]/g, (digit) => digit.toUpperCase())],
  ['JSON in ASCII, in JSON', unicode(SECRET, '\\\\')],
  ['in a URL', encodeURIComponent(SECRET)],
  ['in a form', encodeURIComponent(SECRET).replaceAll('%20', '+')],
  ['in a URL, every byte', percent(SECRET)],
  ['in a URL, every byte, upper case', percent(SECRET).toUpperCase()],
  ['in a URL, twice', encodeURIComponent(encodeURIComponent(SECRET))],
  ['in a URL in JSON', json(encodeURIComponent(SECRET), 1)],
  ['mixed', `${unicode('s3cr')}&t${percent(' "k')}\\\\y\\/é${unicode('🎉')}%25`],
])('a secret is hidden: %s', (_, encoded) => {
  expect(redact.text(`before ${encoded} after ${encoded}`)).toBe('before *** after ***')
  expect(redact.bytes(Buffer.from(`<${encoded}>`)).toString()).toBe('<***>')
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
  const none = createRedactor([])
  const value = { a: ['b', 1, null] }
  expect(none.json(value)).toBe(value)
  expect(none.text('a')).toBe('a')
})

test('the longest of several goes first, so that nothing of it is left over', () => {
  const both = createRedactor(['abcdefgh', 'abcdefgh-ijklmnop', '-ijklmnop'])
  expect(both.text('abcdefgh-ijklmnop abcdefgh -ijklmnop')).toBe('*** *** ***')
})

test('characters that patterns use are only characters', () => {
  const secret = '^.*+?()[]{}|$-/\\d'
  expect(createRedactor([secret]).text(`${secret} abcdefghijklmnopq`)).toBe('*** abcdefghijklmnopq')
})

test('JSON: texts, keys, numbers, at any depth; the rest keeps its type', () => {
  const { json: clean } = createRedactor(['12345678', 'abcdefgh'])
  expect(
    clean({ abcdefgh: [1, 12345678, 123456789, true, null, { a: 'x abcdefgh' }], b: 'a\nb', c: -1.5 }),
  ).toEqual({ '***': [1, '***', '***', true, null, { a: 'x ***' }], b: 'a\nb', c: -1.5 })
})

test('bytes that are no UTF-8 stay as they are', () => {
  const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))
  const bytes = Buffer.concat([all, Buffer.from(SECRET), all])
  expect(redact.bytes(bytes).equals(Buffer.concat([all, Buffer.from('***'), all]))).toBe(true)
  const latin1 = createRedactor(['geheim-é-ü'])
  expect(latin1.bytes(Buffer.from('geheim-é-ü', 'latin1')).toString()).toBe('***')
  expect(latin1.bytes(Buffer.from('geheim-é-ü', 'utf8')).toString()).toBe('***')
})

test('generated secrets are found in every encoding, and nothing else is', () => {
  const random = seededRandom(8)
  for (let round = 0; round < 300; round += 1) {
    const secret = Array.from({ length: 8 + random.below(20) }, () =>
      String.fromCharCode(0x21 + random.below(0x5e)),
    ).join('')
    const { text } = createRedactor([secret])
    const forms = [
      secret,
      json(secret, 1),
      json(secret, 3),
      unicode(secret),
      percent(secret),
      encodeURIComponent(secret),
    ]
    expect(forms.map((form) => text(`x ${form} x`))).toEqual(forms.map(() => 'x *** x'))
  }
})

test('a long text of what begins like a secret is searched quickly', () => {
  const { text } = createRedactor(['aaaaaaaaaaaaaaaaaaab', '\\\\\\\\\\\\\\\\x'])
  const started = performance.now()
  for (const unit of ['a', '\\', '%25', '\\u0061', '%']) {
    const long = unit.repeat(500_000 / unit.length)
    expect(text(long) === long).toBe(true)
  }
  expect(performance.now() - started).toBeLessThan(5_000)
})

test('the start of a secret at a cut is hidden, too', () => {
  const { text } = createRedactor(['github_pat_0123456789'])
  expect(text('not "github_pat_01234…", but')).toBe('not "***…", but')
  expect(text('not "github_…"')).toBe('not "github_…"')
  expect(createRedactor(['sk-A::bcdefgh']).text('not "sk-A: :bcdefgh"')).toBe('not "***"')
})
