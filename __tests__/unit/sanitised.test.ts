import { sanitised } from '../../src/apply/sanitised.js'
import { generatedMarkdown, HOSTILE_MARKDOWN } from '../fixtures/hostile-markdown.js'
import { HOSTILE_COMMENTS } from '../fixtures/hostile-comments.js'
import { HOSTILE_TEXTS } from '../fixtures/hostile-texts.js'
import { foreignTags, renderGfm } from '../support/gfm.js'

// GitHub's own parser judges the same texts in scripts/ci/check-markdown.sh.

const HOSTS = ['github.com', 'docs.github.com']
const NOBODY = { links: HOSTS, mentions: [] }
const MAX = 10_000
const FENCE = '```'

/** What a renderer makes of it, without what stands in code: there nothing acts. */
function outsideCode(html: string): string {
  return html.replace(/<pre>[^]*?<\/pre>|<code[^>]*>[^]*?<\/code>/g, '<code></code>')
}

function expectHarmless(markdown: string): void {
  const html = renderGfm(markdown)
  expect(foreignTags(html)).toEqual([])
  for (const [, href = ''] of html.matchAll(/href="([^"]*)"/g))
    expect(href).toMatch(/^(?:https:\/\/(?:docs\.)?github\.com\/|#user-content-fn)/)
  const text = outsideCode(html).replace(/<[^>]*>/g, '\n')
  expect(text).not.toMatch(/@\w/)
  expect(text).not.toMatch(/\b(?:(?:fix|close|resolve)\w*|duplicate\s+of)[\s:]+(?:\S*#|GH-|https:)[^\n]*\d/i)
  expect(text).not.toMatch(/[\u00ad\u200b\u2060\u202a-\u202e]|\\href/)
  expect(outsideCode(html)).not.toMatch(/<h[12]>|<img/)
  expect(outsideCode(markdown).replace(/^( *)(`{3,}|~{3,})[^]*?\n\1\2/gm, '')).not.toMatch(/^[ \t]*\/[a-z]/im)
  expect(html).not.toMatch(/class="language-suggestion/i)
}

const TEXTS = [...HOSTILE_COMMENTS, ...HOSTILE_TEXTS, ...HOSTILE_MARKDOWN]

test('the hostile texts are at least 200', () => {
  expect(TEXTS.length).toBeGreaterThanOrEqual(200)
})

// Of the long ones, which may reach the limit of time, a few; the script takes them all.
const SHORT = TEXTS.filter(([, { length }]) => length < 2000)
const LONG = TEXTS.filter(([name]) => ['deep lists', 'deep emphasis', 'many slashes'].includes(name))

test.each([...SHORT, ...LONG])('%s: harmless', (_name, text) => {
  const once = sanitised(text, NOBODY, MAX)
  expect(once.length).toBeLessThanOrEqual(MAX)
  expectHarmless(once)
})

test('a second time, nothing changes', () => {
  for (const [, text] of HOSTILE_COMMENTS.filter(([, { length }]) => length < 500)) {
    const once = sanitised(text, NOBODY, MAX)
    expect(sanitised(once, NOBODY, MAX)).toBe(once)
  }
})

test('generated ones, cut short', () => {
  const pieces = HOSTILE_COMMENTS.map(([, text]) => text).filter(({ length }) => length < 500)
  for (const [index, text] of generatedMarkdown(20, 7).entries()) {
    const once = sanitised(`${pieces[index % pieces.length] ?? ''}\n${text}`, NOBODY, 400)
    expect(once.length).toBeLessThanOrEqual(400)
    expectHarmless(once)
    expect(sanitised(once, NOBODY, 400)).toBe(once)
  }
})

test.each([
  ['text as it is', 'Hello *you*, see #12 and `code`.', 'Hello *you*, see #12 and `code`.'],
  ['a mention', 'Ask @octocat.', 'Ask `@octocat`.'],
  ['who may be mentioned', 'Ask @Hubot, not @hubot2.', 'Ask @Hubot, not `@hubot2`.'],
  ['a closing word', 'This fixes #1, see #2.', 'This `fixes #1`, see #2.'],
  ['one that looks like mere text', 'This fixes GH-1', 'This `fixes GH-1`'],
  ['a closing word in bold', '**Fixes** *#1*, **see** #2', '`Fixes #1`, see #2'],
  ['bold beside a closing word', '**Good:** fixes #1', '**Good:** `fixes #1`'],
  ['a duplicate', 'Duplicate of #1.', '`Duplicate of #1`.'],
  [
    'a closing word and an address',
    'Fixes https://github.com/a/b/issues/1',
    'Fixes `https://github.com/a/b/issues/1`',
  ],
  ['a hidden character of an entity', 'a&#x202e;b @&#8203;octocat', 'ab `@octocat`'],
  ['a formula', '$a^2$ $`b`$', '$a^2$ $`b`$'],
  ['a formula that leads away', '$\\href{//a.example}{x}$', '$ `\\href{//a.example}{x}$`'],
  ['another', '$`\\href{//a.example}{x}`$', '$ `\\href{//a.example}{x}`$'],
  ['a block of one', `${FENCE}math\n\\href{//a}{x}\n${FENCE}`, `${FENCE}text\n\\href{//a}{x}\n${FENCE}`],
  ['a command', '/close please\nyes', '`/close` please\nyes'],
  ['what is no command', 'and/or, in /etc', 'and/or, in /etc'],
  ['an allowed link', '[docs](https://docs.github.com/en)', '[docs](https://docs.github.com/en)'],
  ['an allowed address', 'https://github.com/a/b', '<https://github.com/a/b>'],
  [
    'a link whose text ends its address',
    '[en](https://docs.github.com/en)',
    '[en](https://docs.github.com/en)',
  ],
  ['a mail address', 'Write to a@evil.example.', 'Write to `mailto:a@evil.example`.'],
  ['a foreign link', '[click](https://evil.example/a)', 'click (`https://evil.example/a`)'],
  ['a foreign address', 'See https://evil.example/a.', 'See `https://evil.example/a`.'],
  ['an image', '![A chart](https://github.com/x.png)', 'A chart'],
  ['an element', 'a <b>c</b>', 'a &lt;b>c&lt;/b>'],
  ['a comment', 'a<!-- hidden -->b', 'ab'],
  ['headings', '# A\n\n## B', '### A\n\n#### B'],
  ['low headings', '#### A', '#### A'],
  ['a suggestion', `${FENCE}suggestion\na\n${FENCE}`, `${FENCE}text\na\n${FENCE}`],
  ['code', `${FENCE}js\n@octocat <b>\n${FENCE}`, `${FENCE}js\n@octocat <b>\n${FENCE}`],
])('%s', (_name, text, expected) => {
  expect(sanitised(text, { links: HOSTS, mentions: ['hubot'] }, MAX)).toBe(expected)
})

test('links may lead everywhere, or nowhere', () => {
  const text = '[a](https://a.example/) [b](http://a.example/)'
  expect(sanitised(text, { links: 'all', mentions: [] }, MAX)).toBe(
    '[a](https://a.example/) b (`http://a.example/`)',
  )
  expect(sanitised('[a](https://github.com/)', { links: [], mentions: [] }, MAX)).toBe(
    'a (`https://github.com/`)',
  )
})

test('at most 50 links', () => {
  const text = Array.from({ length: 52 }, (_, i) => `[a](https://github.com/${String(i)})`).join('\n\n')
  expect(renderGfm(sanitised(text, NOBODY, MAX)).match(/<a /g)).toHaveLength(50)
})

test('a long text is cut at the end of a block', () => {
  const note = '*The rest is left out: the text is too long.*'
  const text = 'One two three.\n\n'.repeat(100)
  const cut = sanitised(text, NOBODY, 300)
  expect(cut.length).toBeLessThanOrEqual(300)
  expect(cut.endsWith(`three.\n\n${note}`)).toBe(true)
  expect(sanitised(`- ${'a'.repeat(90)}\n`.repeat(20), NOBODY, 300)).toBe(
    `- ${'a'.repeat(90)}\n- ${'a'.repeat(90)}\n\n${note}`,
  )
  // Of a list, and of a table, as much as fits is kept, however long it is.
  const list = sanitised(`Some *words*.\n\n${'- Some *words* of it\n'.repeat(200)}`, NOBODY, 600)
  expect(list).toMatch(/^Some \*words\*\.\n\n(?:- Some \*words\* of it\n){22,}\n\*The rest/)
  const table = sanitised(`| a | b |\n| - | - |\n${'| *c* | d |\n'.repeat(200)}`, NOBODY, 300)
  expect(table).toMatch(/^\| a \| b \|\n\| - \| - \|\n(?:\| \*c\* \| d \|\n){8,}\n\*The rest/)
  const lines = sanitised(`${FENCE}js\n${'let a = 1\n'.repeat(100)}${FENCE}`, NOBODY, 300)
  expect(lines).toMatch(/^```js\n(?:let a = 1\n)+```\n\n\*The rest/)
})
