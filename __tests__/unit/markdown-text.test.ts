import { cleanText, codeSpan, fenced, prose } from '../../src/report/markdown-text.js'
import { HOSTILE_TEXTS } from '../fixtures/hostile-texts.js'
import { renderGfm } from '../support/gfm.js'

const html = (markdown: string): string => renderGfm(markdown).trim()

/** The text that rendered HTML shows. */
const shown = (markup: string): string =>
  markup
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')

describe('cleaned text', () => {
  test.each([
    ['line ends', 'a\rb\r\nc\n\rd', 'a\nb\nc\n\nd'],
    [
      'control characters',
      'a\u0000\u0008\u000b\u000c\u001b\u001f\u007f',
      'a\u2400\u2408\u240b\u240c\u241b\u241f\u2421',
    ],
    ['tabs', 'a\tb', 'a\tb'],
    ['half surrogate pairs', '\ud800a\udc00🎉', '\ufffda\ufffd🎉'],
    ['a byte order mark at the start', '\ufeffa\ufeff', 'a\ufeff'],
  ])('%s', (_name, text, cleaned) => {
    expect(cleanText(text)).toBe(cleaned)
  })
})

describe('a fence', () => {
  test.each([
    ['a', '```text\na\n```'],
    ['a\n\n', '```text\na\n```'],
    ['a\rb', '```text\na\nb\n```'],
    ['```\n````', '`````text\n```\n````\n`````'],
    ['', '```text\n\n```'],
  ])('around %j', (text, block) => {
    expect(fenced(text)).toBe(block)
  })

  test('names a language', () => {
    expect(fenced('{}', 'json')).toBe('```json\n{}\n```')
  })
})

describe('a name as code', () => {
  test.each([
    ['gpt-5', '`gpt-5`'],
    ['a`b', '``a`b``'],
    ['`a', '`` `a ``'],
    ['a``', '``` a`` ```'],
    ['', '`  `'],
    ['a|b', '`a¦b`'],
    ['a\n<b>', '`a <b>`'],
    ['std::vector', '`std::vector`'],
  ])('%j', (name, code) => {
    expect(codeSpan(name)).toBe(code)
  })

  test('is shortened', () => {
    expect(codeSpan('a'.repeat(300))).toBe(`\`${'a'.repeat(199)}…\``)
    expect(codeSpan('abcdef', 4)).toBe('`abc…`')
  })
})

describe('prose', () => {
  test.each([
    ['Plain words, (some) "quoted": 1.5 < 2!', 'Plain words, (some) "quoted": 1.5 &lt; 2!'],
    ['two\nlines', 'two lines'],
    ['*a* `b` [c] ~d~ \\ snake_case _e_', '\\*a\\* \\`b\\` \\[c\\] \\~d\\~ \\\\ snake_case \\_e\\_'],
    ['&lt; & &#60;', '&amp;lt; & &amp;#60;'],
    ['<img src=x>', '&lt;img src=x>'],
    ['1. a', '1\\. a'],
    ['12) a', '12\\) a'],
    ['1.5 a', '1.5 a'],
    ['- a', '\\- a'],
    ['# a', '\\# a'],
    ['> a', '\\> a'],
    ['| a', '\\| a'],
    ['+ a', '\\+ a'],
    ['=== a', '\\=== a'],
    ['ask @octocat, please', 'ask `@octocat`, please'],
    ['("a@b.c")!', '("`a@b.c`")!'],
    ['$x$ costs $5.', '`$x$` costs `$5`.'],
    ['see https://a.example/b_c?d=e.', 'see `https://a.example/b_c?d=e`.'],
    ['WWW.a.example', '`WWW.a.example`'],
    ['std::vector at [::1]', 'std::vector at \\[::1\\]'],
  ])('%j', (text, markdown) => {
    expect(prose(text)).toBe(markdown)
  })

  test.each([
    ['see https://a.example/b_c?d=e.', 'see <https://a.example/b_c?d=e>.'],
    ['(http://a.example/),', '(<http://a.example/>),'],
    ['http://a.example/<b>', '`http://a.example/<b>`'],
    ['ftp://a.example', '`ftp://a.example`'],
  ])('with links: %j', (text, markdown) => {
    expect(prose(text, true)).toBe(markdown)
  })

  test('is shortened', () => {
    expect(prose('a '.repeat(3000))).toHaveLength(4000)
    expect(prose('abcdef', false, 4)).toBe('abc…')
  })

  test.each(HOSTILE_TEXTS)('of a hostile text is one paragraph of words and code: %s', (_name, text) => {
    const markup = html(prose(text.length < 10_000 ? text.slice(-3000) : text.slice(0, 3000)))
    expect(markup.replaceAll(/<\/?code>/g, '')).toMatch(/^<p>[^<]*<\/p>$/)
    expect(shown(markup)).toContain('evil')
  })
})
