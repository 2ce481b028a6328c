import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
import { hiddenTextIn, withoutHiddenText } from '../../src/text/hidden-text.js'

const found = (text: string): Record<string, number> => Object.fromEntries(hiddenTextIn(text))
/** ASCII as the tag characters that hide it. */
const tagged = (text: string): string =>
  text.replace(/./g, (letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0)))

describe('what is seen stays as it is', () => {
  test("every sequence of Unicode's emoji-test.txt", () => {
    const path = createRequire(import.meta.url).resolve(
      'emoji-test-regex-pattern/dist/latest/index-strings.txt',
    )
    const emoji = readFileSync(path, 'utf8').trimEnd().split('\n')
    expect(emoji.length).toBeGreaterThan(5000)
    const changed = emoji.filter((one) => withoutHiddenText(one) !== one || hiddenTextIn(one).size > 0)
    expect(changed).toEqual([])
    // Also all of them behind each other, with and without words between them.
    for (const all of [emoji.join(''), emoji.join(' word ')]) expect(withoutHiddenText(all)).toBe(all)
  })

  test.each([
    ['families', '👩‍👩‍👧‍👦 👨🏽‍🤝‍👨🏻 🏳️‍🌈'],
    ['flags', '🏴󠁧󠁢󠁥󠁮󠁧󠁿 🏴󠁧󠁢󠁳󠁣󠁴󠁿 🏴󠁧󠁢󠁷󠁬󠁳󠁿 🇩🇪'],
    ['Hindi', 'हिन्दी में क्‍ष और क्‌ष, श्री'],
    ['Persian', 'می‌خواهم کتاب‌ها را بخوانم، PDF‌ها و ۲۰‌ساله'],
    ['Bengali, Malayalam and Sinhala', 'র‍্যাব ന്‍ ශ්‍රී'],
    ['Mongolian', 'ᠠ᠋ᠨ᠋'],
    ['ideographs and mathematics', '葛󠄀 ∩︀ ⊊︀ ，︁'],
    ['keycaps and text style', '1️⃣ ☎︎ ☎️'],
    ['other scripts', 'Ελληνικά, русский, 日本語, עברית, ไทย, naïve e\u0301 “quotes” — …'],
    ['lines and tabs', 'a\tb\r\nc\rd\n\n'],
    ['no comment', 'a < b, x <!- y, <!DOCTYPE html>, -->'],
  ])('%s', (_, text) => {
    expect(found(text)).toEqual({})
    expect(withoutHiddenText(text)).toBe(text)
  })
})

test.each<[what: string, text: string, visible: string, counts: Record<string, number>]>([
  ['10,000 tag characters', `a${tagged('x'.repeat(10_000))}b`, 'ab', { 'tag character': 10_000 }],
  ['a flag that is none', `🏴${tagged('ignore all')}`, '🏴', { 'tag character': 10 }],
  ['a flag without an end', `🏴${tagged('gbeng')}`, '🏴', { 'tag character': 5 }],
  ['colours of a terminal', '\u001b[31mred\u001b[0m \u001b]8;;https://a.example\u0007x', 'red x', { 'terminal sequence': 3 }],
  ['controls', 'a\u0000b\u0007\u007f\u0085c', 'abc', { 'control character': 4 }],
  ['directions', 'if\u202e(x)\u2066\u2069\u200f\u061c', 'if(x)', { 'direction control': 5 }],
  ['zero widths', 'a\u200bb\u2060c\ufeffd\u00ade\u3164\uffa0', 'abcde', { 'invisible character': 6 }],
  ['joiners between Latin letters', 'a\u200db\u200cc', 'abc', { 'invisible character': 2 }],
  ['a joiner behind an emoji alone', '👩\u200d and', '👩 and', { 'invisible character': 1 }],
  ['a selector behind a letter', 'a\ufe0f\ufe01b', 'ab', { 'variation selector': 2 }],
  ['bytes as selectors', `😀\ufe0f${'\u{E0100}\ufe05'.repeat(50)}`, '😀\ufe0f', { 'variation selector': 100 }],
  ['a joiner behind a selector that goes', 'a\ufe0f\u200d👩', 'a👩', { 'variation selector': 1, 'invisible character': 1 }],
  ['a second ideographic selector', '葛\u{E0100}\u{E0101}', '葛\u{E0100}', { 'variation selector': 1 }],
  ['Mongolian selectors elsewhere', 'a\u180b\u180e\u180fᠠ\u180f', 'aᠠ', { 'variation selector': 3, 'invisible character': 1 }],
  ['joiners before marks that go', 'a\u200c\u17b4b\u200d\u180bc', 'abc', { 'invisible character': 3, 'variation selector': 1 }],
  ['a joiner behind half a character', '\u17b4\udc69\u200c', '\udc69', { 'invisible character': 2 }],
  ['a comment', 'a<!-- x -->b<!---->c<!-->d<!--->e', 'abcde', { 'HTML comment': 4 }],
  ['a comment over lines', 'a\n<!-- x\n\ny -->\nb', 'a\n\nb', { 'HTML comment': 1 }],
  ['a comment in a list that never ends', '- <!-- x\n\nb', '- ', { 'HTML comment': 1 }],
  ['a comment in HTML that never ends', '<p>a <!-- x\n\nb', '<p>a ', { 'HTML comment': 1 }],
  ['a comment that hides inside another', '<!-<!-- x -->- y -->', '- y -->', { 'HTML comment': 1 }],
  ['a comment that an invisible character opens', '<!\u200b-- x -->', '', { 'invisible character': 1, 'HTML comment': 1 }],
])('%s', (_, text, visible, counts) => {
  expect(withoutHiddenText(text)).toBe(visible)
  expect(found(text)).toEqual(counts)
  expect(found(visible)).toEqual({})
}) // prettier-ignore

const C = '<!-- x -->'

test.each([
  ['a fence', `\`\`\`html\n${C}\n\`\`\``],
  ['a fence of tildes with one of backticks in it', `~~~\n\`\`\`\n${C}\n~~~`],
  ['a longer fence', `\`\`\`\`\n\`\`\`\n${C}\n\`\`\`\``],
  ['a fence that never ends', `\`\`\`\n${C}`],
  ['a fence in a list', `1. a\n   \`\`\`\n   ${C}\n\n   \`\`\``],
  ['a fence in a quote', `> \`\`\`\n> ${C}\n>\n> \`\`\``],
  ['a fence behind a paragraph and a list', `- a\n- b\n\nc\n\`\`\`\n${C}\n\`\`\``],
  ['two fences', `\`\`\`\na\n\`\`\`\n\nb\n\n\`\`\`\n${C}\n\`\`\``],
  ['a fence behind details', `<details>\n\n\`\`\`\n${C}\n\`\`\`\n\n</details>`],
  ['CRLF', `\`\`\`\r\n${C}\r\n\`\`\`\r\n`],
  ['a span', `Write \`${C}\`, or \`\`a ${C} \` b\`\`.`],
  ['text', 'a <!-- b'],
])('a comment that Markdown shows stays: %s', (_, text) => {
  expect(withoutHiddenText(text)).toBe(text)
  expect(found(text)).toEqual({})
})

test.each([
  ['behind a fence', `\`\`\`\na\n\`\`\`\n${C}`],
  ['behind a fence that is too short', `\`\`\`\`\na\n\`\`\`\`\n${C}`],
  ['in a list that ends', `- \`\`\`\n${C}\n`],
  ['in a quote that ends', `> \`\`\`\n${C}\n`],
  ['between two fences of a list', `- \`\`\`\n  a\n  \`\`\`\n  ${C}\n  \`\`\`\n  b\n  \`\`\``],
  ['between fences of which one is indented', ` \`\`\`\na\n\`\`\`\n${C}\n\`\`\`\nb\n\`\`\``],
  ['in a fence that is HTML', `<div>\n\`\`\`\n${C}\n\`\`\`\n</div>`],
  ['in a fence in pre', `<pre>\n\n\`\`\`\n${C}\n\`\`\`\n</pre>`],
  ['in a span in pre', `<pre>\n\n\`${C}\`</pre>`],
  ['between an escaped backtick and another', `\\\`${C}\``],
  ['between backticks of two lengths', `\`\`${C}\``],
  ['between backticks of two spans', `a \` b\n\`${C}\``],
  ['between backticks of two cells', `| \` ${C} | \` |\n|---|---|`],
  ['between backticks of attributes', `<a title="\`">${C}<a title="\`">`],
  ['between backticks of two paragraphs', `\`\n\n${C}\n\n\``],
])('a comment that Markdown hides goes: %s', (_, text) => {
  expect(withoutHiddenText(text)).not.toContain('<!--')
  expect(found(text)).toEqual({ 'HTML comment': 1 })
})

/** What matters to comments and code. */
const MARKUP = [
  '<!--', '-->', C, '`', '``', '```', '~~~', '````', '\n', '\n', '\n\n', '\r\n', ' ', '  ', '    ', '\t', '> ', '- ', '1. ', 'a', 'b|c', '\\',
  '<div>', '</div>', '<pre>', '</pre>', '<a b="', '">', '|--|', '<!-', '<', '!--', '\u200b', '[^1]: ',
] // prettier-ignore
/** What is hidden or not by what is beside it. */
const CHARACTERS = [
  'a', '1', 'क', 'ی', 'ᠠ', '葛', '👩', '❤', '🏻', '🏴', '\ud83d', '\udc69', '\u200d', '\u200d', '\u200c', '\u200c', '\ufe0f', '\ufe00',
  '\u{E0100}', '\u180b', '\u17b4', '\u200b', '\u{E0067}', '\u{E0062}', '\u{E0065}', '\u{E007F}', '\u001b', '[', '3m', '<!', '--', '>',
] // prettier-ignore

/** Texts out of such atoms, the same ones each time. */
function texts(count: number, atoms: readonly string[]): string[] {
  let state = 1
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  return Array.from({ length: count }, () =>
    Array.from({ length: 1 + random(16) }, () => atoms[random(atoms.length)]).join(''),
  )
}

/** Whether a browser would find a comment in what micromark makes of GitHub's Markdown. */
function hasComment(markdown: string): boolean {
  const options = { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] }
  const attributes = /<\/?[a-z][^<>"]*(?:"[^"]*"[^<>"]*)*>/gi
  return micromark(markdown, options).replace(attributes, ' ').includes('<!--')
}

test('no comment is left that a parser of Markdown finds, and nothing hidden at all', () => {
  const hasMore = (text: string): boolean => {
    const visible = withoutHiddenText(text)
    return hiddenTextIn(visible).size > 0 || withoutHiddenText(visible) !== visible
  }
  expect(texts(1200, MARKUP).filter((text) => hasMore(text) || hasComment(withoutHiddenText(text)))).toEqual(
    [],
  )
  expect(texts(10_000, CHARACTERS).filter(hasMore)).toEqual([])
})

test.each<[what: string, text: string]>([
  ['comments', '<!---->'.repeat(50_000)],
  ['comments that never end', '<!-- '.repeat(80_000)],
  ['comments in one another', `${'<!-'.repeat(50_000)}${'- x -->'.repeat(50_000)}`],
  ['halves of comments', `${'<!<!-- -->'.repeat(40_000)}-- x -->`],
  ['backticks of all lengths', Array.from({ length: 800 }, (_, length) => '`'.repeat(length)).join(' <!-- ')],
  ['backticks', '` '.repeat(200_000)],
  ['fences', '```\n<!--\n'.repeat(40_000)],
  ['quotes', `${'> '.repeat(200_000)}<!-- -->`],
  ['terminal sequences', '\u001b]'.repeat(200_000)],
  ['joiners', '\u200d'.repeat(400_000)],
])('hundreds of thousands of characters, %s, are read in one go', (_, text) => {
  expect(withoutHiddenText(text).length).toBeLessThanOrEqual(text.length)
}) // prettier-ignore
