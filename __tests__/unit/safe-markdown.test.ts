import { safeMarkdownInTime } from '../../src/report/markdown-in-time.js'
import { safeMarkdown } from '../../src/report/safe-markdown.js'
import { foreignTags, renderGfm, tagsOf } from '../support/gfm.js'

const FOLLOWING = '### What follows'

/** The answer as HTML, between two parts of ours. */
function rendered(answer: string): string {
  return renderGfm(`### Answer\n\n${safeMarkdown(answer)}\n\n${FOLLOWING}\n`)
}

function expectContained(html: string): void {
  expect(foreignTags(html)).toEqual([])
  expect(html.startsWith('<h3>Answer</h3>')).toBe(true)
  // Footnotes stand at the end of the page, wherever they are written.
  expect(
    html
      .replace(/<section data-footnotes[^]*/, '')
      .trimEnd()
      .endsWith('<h3>What follows</h3>'),
  ).toBe(true)
}

const FENCE = '```'

const HOSTILE: readonly (readonly [name: string, answer: string])[] = [
  ['an inline tag', 'hello <b id=x>world</b>'],
  ['a script', '<script>alert(1)</script>'],
  ['a script over lines', '<script>\nalert(1)\n\n![a](http://evil/x.png)\n</script>'],
  ['a block', '<div>\n  <p>x</p>\n</div>'],
  ['a block that is not closed', '<div>\nfoo'],
  ['Markdown in a block', '<div>\n\n![a](http://evil/x.png)\n\n</div>'],
  ['an image in a line of a block', '<div>\n![a](http://evil/x.png)\n</div>'],
  ['an image tag', '<img src="http://evil/x.png">'],
  ['an image tag with a line end', 'a <img\nsrc=x\nonerror=alert(1)> b'],
  ['an unclosed image tag', '<img src="http://evil/x.png" alt="'],
  ['a picture', '<picture><source srcset="http://evil/x"><img src="x"></picture>'],
  ['an svg', '<svg onload=alert(1)><image href="http://evil/x"/></svg>'],
  ['an unclosed comment', 'a\n\n<!-- all of this\n\n# is hidden'],
  ['a comment', 'a <!-- hidden --> b'],
  ['an odd comment', '<!-->![a](b)-->'],
  ['a processing instruction', '<?php echo 1 ?>'],
  ['a declaration', '<!DOCTYPE html>\n<html><body>hi</body></html>'],
  ['CDATA', '<![CDATA[ ![a](b) ]]>'],
  ['an unclosed CDATA', '<![CDATA['],
  ['a tag without an end in a task', '- [x] <div'],
  ['a tag without an end in a footnote', 'a[^ab]\n\n[^ab]: <div'],
  ['details', '<details open><summary>x</summary>\n\ntext\n\n</details>'],
  ['closing tags', '</code></pre></td></tr></table></div></details>'],
  ['a style', '<style>* { display: none }</style>'],
  ['an unclosed style', '<style>'],
  ['a textarea', '<textarea>'],
  ['a pre with blank lines', '<pre>\n\n\n\t\t![a](b)\n\n    <b>\n</pre>'],
  ['an anchor', '<a href="javascript:alert(1)" id="x">x</a>'],
  ['a custom element', '<x-y z="1">'],
  ['a tag of another specification', 'text\n<source src=x>\n![a](b)'],
  ['a tag in a quote', '> <div>\n> ![a](b)\n> </div>\ntext'],
  ['a tag in a list in a quote', '> - <div>\n>   <b>\n>   foo\n> bar'],
  ['a tag in a list', '- a\n- <div>\n- b'],
  ['a tag in a task', '- [ ] <b>x</b>\n- [x] ![a](b)'],
  ['a tag in a table', '| a |\n|---|\n| <b>x</b> ![a](b) |'],
  ['a tag in a heading', '# <b id=x>a</b>\n\n<i>b</i>\n==='],
  ['a tag in a footnote', 'a[^1]\n\n[^1]: <div>\n    ![a](b)'],
  ['an address that looks like a tag', '[a]:\n<source x>\n\n[a]'],
  ['a tag in a link', '[<b>x</b>](http://a.example)'],
  ['a tag as a label', '[<b>]\n\n[<b>]: http://a.example'],
  ['a tag behind a backslash and an address', 'ftp://a.b\\<b id=x>'],
  ['a tag in code behind an address', 'ftp://a.b`<b id=x>`'],
  ['an image', '![a](http://evil/x.png)'],
  ['an image with a title', '![a](http://evil/x.png "title")'],
  ['an image in angle brackets', '![a](<http://evil/x y.png>)'],
  ['an image without an address', '![a]()'],
  ['an image without a text', '![](http://evil/x.png)'],
  ['an image with brackets', '![a [b] ![c](d) [e](f)](http://evil/x.png)'],
  ['an image over lines', '![a\nb](\n  http://evil/x.png\n)'],
  ['an image over lines of a quote', '> ![a\n> b](http://evil/x.png)'],
  ['an image in a link', '[![a](http://evil/x.png)](http://a.example)'],
  ['two images in a link', '[*![a](x.png)* ![b](y.png)](http://a.example)'],
  ['an image in a reference', '[![a](x.png)][r]\n\n[r]: http://a.example'],
  ['an image by full reference', '![a][r]\n\n[r]: http://evil/x.png'],
  ['an image by collapsed reference', '![r][]\n\n[r]: http://evil/x.png'],
  ['an image by shortcut', '![r]\n\n[r]: http://evil/x.png'],
  ['an image by a label with a tag', '![<b>]\n\n[<b>]: http://evil/x.png'],
  ['an image by a label over lines', '> ![r\n> s]\n\n[r s]: http://evil/x.png'],
  ['marks before an image', '!![a](b) !!![c](d) \\!![e](f) \\\\![g](h)'],
  ['an image in emphasis', '**![a](b)** ~~![c](d)~~'],
  ['an image in a setext heading', '![a](b)\n---'],
  ['an image as a footnote', '![^1]\n\n[^1]: x'],
  ['an image of data', '![a](data:image/svg+xml;base64,PHN2Zz4=)'],
  ['an image with entities', '&#33;![a](h&#116;tp://evil/x.png)'],
  ['an open fence', `${FENCE}js\nlet a`],
  ['an open fence of tildes', '~~~~\n<b>'],
  ['an open fence with a shorter one inside', `${FENCE}${FENCE}\n${FENCE}\n<b>`],
  ['an open fence in a quote', `> ${FENCE}\n> <b>`],
  ['an open fence in a list', `1. a\n\n   ${FENCE}html\n   <b>`],
  ['an open fence in a footnote', `[^1]: a\n\n    ${FENCE}\n    <b>\n\n[^1]`],
  ['an open fence behind a tag', `<div>\n\n${FENCE}\n</div>`],
  ['an indented open fence', `   ${FENCE}\n   a`],
  ['an open list', '- a\n  - b\n    - '],
  ['an open quote', '> > > a'],
  ['an open table', '| a |\n|---|\n| b'],
  ['an open link', '[a](http://a.example'],
  ['an open code span', '`a <b>'],
  ['code spans that cmark miscounts', '``!`>`&`<b id=x>`'],
  ['a code span with a very long fence', `${'`'.repeat(81)}<b id=x>${'`'.repeat(81)}`],
  ['a code span with a tag at the start of a line', 'a `b\n<source x>` c'],
  ['a table that is none to cmark', '~\n-|-\na|~\n-|-\n\t<script>'],
  ['code in a list whose item is empty', `-\n  \n  ${FENCE}\n<b>`],
  ['a setext underline to come', 'a\n\n==='],
  ['a backslash at the end', 'a\\'],
  [
    'a definition of our words',
    '[Answer]: http://evil\n[What follows]: http://evil\n[Cut here]: http://evil',
  ],
  ['CR as line ends', '<div>\r![a](b)\r\r# x\r'],
  ['CRLF', '<div>\r\n![a](b)\r\n\r\n# x\r\n'],
  ['NUL and other controls', '<b\u0000>\u001b[31m<i\u000cid=x>\u0007'],
  ['half a surrogate pair', '\ud800<b>\udc00'],
  ['a byte order mark', '\ufeff<div>\n\ufeff![a](b)'],
  ['tabs', '\t<b>\n\n-\t<div>\n\n>\t<div>'],
  ['entities of a tag', '&lt;b&gt; &#60;b&#62;'],
  ['nested quotes with tags', '> > <div>\n> <b>\n<i>'],
  ['a formula with a tag', '$a <b> c$ and $$\n<i>\n$$'],
]

describe('hostile answers', () => {
  test('are at least sixty', () => {
    expect(HOSTILE.length).toBeGreaterThanOrEqual(60)
  })

  test.each(HOSTILE)('%s stays in its place', (_name, answer) => {
    expectContained(rendered(answer))
  })

  test.each(HOSTILE)('%s twice, with what stood open before it', (_name, answer) => {
    expectContained(rendered(`${answer}\n\n${answer}`))
    expectContained(rendered(`a\n${answer}`))
    expectContained(rendered(`> - ${answer}`))
  })
})

describe('what is shown in place of HTML and images', () => {
  test.each([
    ['hello <b id=x>world</b>', '<p>hello &lt;b id=x&gt;world&lt;/b&gt;</p>'],
    ['<!-- note -->', '<p>&lt;!-- note --&gt;</p>'],
    ['<ul>\n  <li>*a*\n</ul>', '<p>&lt;ul&gt;<br />\n\u00a0\u00a0&lt;li&gt;*a*<br />\n&lt;/ul&gt;</p>'],
    ['![a chart](http://a.example/x.png)', '<p><a href="http://a.example/x.png">Image: a chart</a></p>'],
    ['![](http://a.example/x.png)', '<p><a href="http://a.example/x.png">Image</a></p>'],
    ['![c][r]\n\n[r]: http://a.example/', '<p><a href="http://a.example/">Image: c</a></p>'],
    [
      '[![build](b.svg)](http://a.example/)',
      '<p><a href="http://a.example/">Image: build</a> (<a href="b.svg">Image</a>)</p>',
    ],
    ['![a](<x (1).png>)', '<p><a href="x%20(1).png">Image: a</a></p>'],
    ['\u001b[31mred\u0000', '<p>\u241b[31mred\u2400</p>'],
  ])('%j', (answer, html) => {
    expect(renderGfm(safeMarkdown(answer)).trim()).toBe(html)
  })

  test('the address of a definition is not multiplied', () => {
    const answer = `${'![a]\n'.repeat(200)}\n[a]: http://a.example/${'x'.repeat(5000)}`
    expect(safeMarkdown(answer).length).toBeLessThan(4 * answer.length)
    expect(tagsOf(renderGfm(safeMarkdown(answer))).filter((tag) => tag.startsWith('a '))).toHaveLength(200)
  })
})

describe('what is safe', () => {
  test.each([
    ['headings and text', '# One\n\nTwo\n===\n\n*a* __b__ ~~c~~ \\* &amp; &lt;b&gt; 1 < 2 > 0, a<b'],
    ['fenced code', `${FENCE}html\n<b>![a](b)</b>\n<!-- c -->\n${FENCE}\n\n~~~\n<i>\n~~~`],
    [
      'fenced code in a list',
      `1. Do this:\n\n   ${FENCE}html\n   <b>![a](b)</b>\n   ${FENCE}\n\n2. Then that.`,
    ],
    ['indented code', 'As code:\n\n    <b>![a](b)</b>\n\nend'],
    ['inline code', 'Use `<br>`, ``a`<b>``, `![a](b)` and `Map<String, T>`.'],
    ['inline code with an address', 'Open `https://a.example/<id>` or `www.a.example/<id>`.'],
    ['formulas', '$a<b$, $\\sqrt{x_1}$, $`a<b`$\n\n$$\n\\sum_{i<n} x_i > 0\n$$\n\n```math\na < b\n```'],
    ['tables', '| a | b |\n|:--|--:|\n| `x` | 1 \\| 2 |\n| `<b>` | $y$ |'],
    ['lists', '1. a\n   - b\n     - c\n2. d\n\n* e\n+ f'],
    ['tasks', '- [ ] open\n- [x] done\n  - [ ] `<b>`'],
    ['footnotes', 'a[^1] b[^note]\n\n[^1]: One.\n[^note]: Two\n    lines.'],
    [
      'links',
      '[a](http://a.example "t") <http://b.example> <c@d.example> http://e.example [f] [g][f]\n\n[f]: <http://f>',
    ],
    ['quotes', '> a\n>> b\n\n> [!NOTE]\n> c'],
    ['a diagram', `${FENCE}mermaid\ngraph TD; A-->B;\n${FENCE}`],
    ['hard breaks and rules', 'a  \nb\\\nc\n\n---\n\n***'],
    ['other scripts', 'Grüße, 你好, שלום, 🎉👩‍👩‍👧'],
    ['marks', 'Yes! No!! [a](b)! n! = n'],
  ])('%s stay as they are written', (_name, answer) => {
    expect(safeMarkdown(answer)).toBe(answer)
    expectContained(rendered(answer))
  })

  test('all around what is not stays as well', () => {
    const rest = '| a |\n|---|\n| `x` |\n\n- [ ] $a<b$\n\n```html\n<b>\n```\n'
    expect(safeMarkdown(`${rest}\nx <b> y\n\n${rest}end`)).toBe(`${rest}\nx &lt;b&gt; y\n\n${rest}end`)
  })
})

describe('time', () => {
  const fill = (text: string): string => text.repeat(Math.ceil(65_536 / text.length)).slice(0, 65_536)
  test.each(['![', '*a_', '> ', '<!--', '![a](b)', '[^1]: a\n\n', '`a``b```', '\t'])(
    '64 KiB of %j are shown within two seconds',
    (text) => {
      const before = performance.now()
      const shown = safeMarkdownInTime(fill(text))
      expect(performance.now() - before).toBeLessThan(2000)
      expect(Buffer.byteLength(shown)).toBeLessThan(600_000)
    },
  )

  test('what takes too long is plain text in a fence', () => {
    const answer = `${fill('*a_ ')}${'![a]('.repeat(20_000)}`
    const shown = safeMarkdownInTime(answer)
    expect(shown).toBe(`${FENCE}text\n${answer}\n${FENCE}`)
  })
})

describe('random text', () => {
  // prettier-ignore
  const PIECES = [
    '<b id=x>', '</b>', '<source x>', '<img src=x>', '<script>', '</script>', '<!-- ', ' -->', '<![CDATA[', '<?', '<div>\n', '<div',
    '<', '>', '![', '[', ']', '](', '](u)', '(u)', '![a](u)', '![a]', '[a]: u', '[a]', '![^1]', '[^1]', '[^1]: ', '!', '`', '``', '```',
    '\n```\n', '~~~', '|', '\n|-|-|\n', '\n', '\n', '\n', '\n\n', '    ', '\t', ' ', '> ', '>', '- ', '* ', '1. ', '# ', '---', '===',
    '\\', '&lt;', '&#60;', '*', '**', '_', '~~', '$', '$$', '"', 'a', 'b c', 'http://a.b', 'ftp://a.b', 'a@b.c', '\u000c', '\u0000',
    '\r', '\u00a0', '\ufeff', '\ud800', '- [ ] ', '`<b id=x>`',
  ]

  test.each(Array.from({ length: 20 }, (_, seed) => seed))('stays in its place, seed %i', (seed) => {
    const random = generator(seed)
    for (let i = 0; i < 40; i += 1) {
      const answer = Array.from({ length: 1 + random(30) }, () => PIECES[random(PIECES.length)] ?? '').join(
        '',
      )
      const html = rendered(answer)
      if (foreignTags(html).length > 0 || !html.includes('<h3>What follows</h3>')) {
        throw new Error(`${JSON.stringify(answer)} became ${JSON.stringify(html)}`)
      }
    }
    expect.assertions(0)
  })

  /** Mulberry32. */
  function generator(seed: number): (below: number) => number {
    let state = seed
    return (below) => {
      state = (state + 0x6d2b79f5) | 0
      let mixed = Math.imul(state ^ (state >>> 15), state | 1)
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
      return ((mixed ^ (mixed >>> 14)) >>> 0) % below
    }
  }
})
