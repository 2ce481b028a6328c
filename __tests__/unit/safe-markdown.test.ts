import { isContained, parseMarkdown, safeMarkdown, serialise } from '../../src/report/safe-markdown.js'
import { framed } from '../../src/report/markdown-text.js'
import { generatedMarkdown, HOSTILE_MARKDOWN } from '../fixtures/hostile-markdown.js'
import { HOSTILE_TEXTS } from '../fixtures/hostile-texts.js'
import { foreignTags, renderGfm } from '../support/gfm.js'

// GitHub's own parser judges more of the same in scripts/ci/check-markdown.sh.

const FENCE = '```'
const FOLLOWING = '### What follows'

/** The answer as HTML, between two parts of ours. */
function rendered(answer: string): string {
  return renderGfm(`### Answer\n\n${framed(safeMarkdown(answer))}\n\n${FOLLOWING}\n`)
}

function expectContained(html: string): void {
  expect(foreignTags(html)).toEqual([])
  expect(html).not.toMatch(/href="(?:javascript|vbscript|data|file):/i)
  expect(html).not.toMatch(/class="language-(?:mermaid|geojson|topojson|stl)/i)
  expect(html.startsWith('<h3>Answer</h3>')).toBe(true)
  // Footnotes stand at the end of the page, wherever they are written.
  const page = html.replace(/<section data-footnotes[^]*/, '').trimEnd()
  expect(page.split('\n').slice(-3)).toEqual([
    '<hr />',
    '<p><em>End of the answer. The model wrote all of it, headings and notes included.</em></p>',
    '<h3>What follows</h3>',
  ])
}

const SHORT_TEXTS = [...HOSTILE_TEXTS, ...HOSTILE_MARKDOWN].filter(([, text]) => text.length < 10_000)

describe('hostile answers', () => {
  test('are at least a hundred', () => {
    expect(SHORT_TEXTS.length).toBeGreaterThanOrEqual(100)
  })

  test.each(SHORT_TEXTS)('%s stays in its place', (_name, answer) => {
    expectContained(rendered(answer))
  })

  test.each(HOSTILE_MARKDOWN)('%s twice, with what stood open before it', (_name, answer) => {
    expectContained(rendered(`${answer}\n\n${answer}`))
    expectContained(rendered(`a\n${answer}`))
    expectContained(rendered(`> - ${answer}`))
  })

  test.each([1, 2])('generated ones, seed %i', (seed) => {
    for (const answer of generatedMarkdown(25, seed)) expectContained(rendered(answer))
  })
})

describe('what is shown in place of HTML, images and what is drawn', () => {
  test.each([
    ['an element', 'hello <b id=x>world</b>', '<p>hello &lt;b id=x&gt;world&lt;/b&gt;</p>'],
    ['a tag that ends what is not there', 'a </b>', '<p>a &lt;/b&gt;</p>'],
    ['an empty element', 'a<br/>', '<p>a&lt;br/&gt;</p>'],
    ['a comment', '<!-- *note* -->', '<p>&lt;!-- *note* --&gt;</p>'],
    [
      'a block keeps its lines and their indentation',
      '<ul>\n  <li>*a*\n\t<li>\n</ul>',
      '<p>&lt;ul&gt;<br />\n\u00a0\u00a0&lt;li&gt;*a*<br />\n\u00a0&lt;li&gt;<br />\n&lt;/ul&gt;</p>',
    ],
    [
      'a block beside others in a list',
      '- <div>\n  <b>\n- a\n  <pre>x</pre>\n  b',
      '<ul>\n<li>\n<p>&lt;div&gt;<br />\n&lt;b&gt;</p>\n</li>\n<li>\n<p>a</p>\n<p>&lt;pre&gt;x&lt;/pre&gt;</p>\n<p>b</p>\n</li>\n</ul>',
    ],
    [
      'an image',
      '![a chart](http://a.example/x.png)',
      '<p><a href="http://a.example/x.png">Image: a chart</a></p>',
    ],
    [
      'an image without a text',
      '![](http://a.example/x.png)',
      '<p><a href="http://a.example/x.png">Image</a></p>',
    ],
    ['an image of several lines', '![a\nb](u)', '<p><a href="u">Image: a b</a></p>'],
    [
      'an image by reference',
      '![c][r]\n\n[r]: http://a.example/',
      '<p><a href="http://a.example/">Image: c</a></p>',
    ],
    [
      'images in a link',
      '[![build](b.svg) ![](c.svg)](http://a.example/)',
      '<p><a href="http://a.example/">Image: build Image</a> (<a href="b.svg">Image</a>) (<a href="c.svg">Image</a>)</p>',
    ],
    ['an address with blanks', '![a](<x (1).png>)', '<p><a href="x%20(1).png">Image: a</a></p>'],
    [
      'a dangerous address',
      '[*a*](javascript:alert) ![b](data:x)',
      '<p><em>a</em> (<code>javascript:alert</code>) Image: b (<code>data:x</code>)</p>',
    ],
    ['one behind an entity', '[a](java&#115;cript:x)', '<p>a (<code>javascript:x</code>)</p>'],
    ['one behind an escape', '[a](vbscript\\:x)', '<p>a (<code>vbscript:x</code>)</p>'],
    [
      'one by reference',
      '> [a]:\n> FILE:x\n\n[a]',
      '<blockquote>\n</blockquote>\n<p>a (<code>FILE:x</code>)</p>',
    ],
    [
      'what no browser takes for a dangerous address',
      '[a](&#1;java&#10;script:x)',
      '<p><a href="%EF%BF%BDjava%0Ascript:x">a</a></p>',
    ],
    ['control characters', '<\u001b[31mred\u0000', '<p>&lt;\u241b[31mred\u2400</p>'],
    [
      'a diagram',
      `${FENCE}mermaid theme\ngraph TD\n${FENCE}`,
      '<pre><code class="language-text">graph TD\n</code></pre>',
    ],
    ['a body', `${FENCE}STL\n${FENCE}`, '<pre><code class="language-text"></code></pre>'],
    ['a map', '~~~GeoJSON\n{}\n~~~', '<pre><code class="language-text">{}\n</code></pre>'],
  ])('%s', (_name, answer, html) => {
    expect(renderGfm(safeMarkdown(answer)).trim()).toBe(html)
  })

  test('the address of a definition that is used a thousand times does not fill the summary', () => {
    const answer = `${'![a]\n'.repeat(200)}\n[a]: http://a.example/${'x'.repeat(5000)}`
    expect(safeMarkdown(answer)).toBe(`${FENCE}text\n${answer}\n${FENCE}`)
  })

  test('the first of two definitions counts, wherever it stands', () => {
    expect(safeMarkdown('[a] ![a]\n\n> [a]: u "t"\n\n[a]: v')).toBe('[a](u "t") [Image: a](u)\n\n>')
  })
})

/** Answers that bring nothing that acts. */
const SAFE: readonly (readonly [name: string, answer: string])[] = [
  ['headings and text', '# One\n\nTwo\n===\n\n*a* __b__ ~~c~~ \\* &amp; &lt;b&gt; 1 < 2 > 0, a<b'],
  [
    'fenced code',
    `${FENCE}html\n<b>![a](b)</b>\n<!-- c -->\n${FENCE}\n\n~~~\n<i>\n~~~\n\n${FENCE}\n${FENCE}`,
  ],
  ['fenced code in a list', `1. Do:\n\n   ${FENCE}html\n   <b>![a](b)</b>\n\n   ${FENCE}\n\n2. Then.`],
  ['indented code', 'As code:\n\n    <b>![a](b)</b>\n\nend'],
  ['indented code after a fenced block', `${FENCE}js\na\n${FENCE}\n\n    <p>\n      b\n\n    </p>\n\nend`],
  ['indented code in a list after a tag as code', '- a\n\n      <p>\n\n- `<b>`\n\n> - b\n>\n>       <i>'],
  ['inline code', 'Use `<br>`, ``a`<b>``, `![a](b)` and `Map<String, T>`.'],
  ['inline code with an address', 'Open `https://a.example/<id>` or `www.a.example/<id>`.'],
  ['formulas', '$a<b$, $\\sqrt{x_1}$, $`a<b`$\n\n$$\n\\sum_{i<n} x_i > 0 \\\\\n$$\n\n```math\na < b\n```'],
  ['tables', '| a | b |\n|:--|--:|\n| `x` | 1 \\| 2 |\n| `<b>` | $y$ |\n\n> | a \\| b |\n> |:-:|'],
  ['lists', '1. a\n   - b\n     - c\n2. d\n\n* e\n+ f\n\n7) g\n\n   h'],
  ['tasks', '- [ ] open\n- [x] done\n  - [ ] `<b>`'],
  ['footnotes', 'a[^1] b[^note]\n\n[^1]: One.\n[^note]: Two\n    lines.\n\n    `<b>`'],
  [
    'links',
    '[a](http://a.example "t") <http://b.example> <c@d.example> http://e.example [f] [g][f]\n\n[f]: http://f',
  ],
  ['quotes', '> a\n>> b\n\n> [!NOTE]\n> c'],
  ['hard breaks and rules', 'a  \nb\\\nc\n\n---\n\n***'],
  ['other scripts', 'Grüße, 你好, שלום, 🎉👩‍👩‍👧'],
  ['marks', 'Yes! No!! [a](b)! n! = n [x] snake_case_name 2 * 3 * 4 C:\\dir\\ #1 @a 1986. #'],
]

describe('what is safe', () => {
  test.each(SAFE)('%s look as before, and can be written twice', (_name, answer) => {
    const written = serialise(parseMarkdown(answer), answer)
    expect(renderGfm(written).trimEnd()).toBe(renderGfm(answer).trimEnd())
    expect(isContained(written)).toBe(true)
    expect(serialise(parseMarkdown(written), written)).toBe(written)
    expectContained(rendered(answer))
  })

  test('only loses blanks at its end', () => {
    expect(safeMarkdown('a\n\n- b \n\n')).toBe('a\n\n- b')
  })

  test.each([
    ['plain Markdown', SAFE[0]?.[1].replace('a<b', 'a<1') ?? ''],
    [
      'plain code blocks',
      `# A\n\n${FENCE}html\n<b>\n  ~~~\n![a](b)\n${FENCE}\nb\n\n${FENCE}${FENCE}c++\n${FENCE}\n<i>\n${FENCE}${FENCE}\`  \nc`,
    ],
    ['JSON', `${FENCE}json\n{}\n${FENCE}`],
    ['an alert', '> [!NOTE]\n> a_b\n\n*c* __d__'],
    ['a link of any scheme', '[a](http://a.example/&amp;x) [b](tel:1) [c](d)'],
    ['a formula', 'Let $x_1$ and $\\{a\\}$ be.'],
  ])('%s is not touched at all', (_name, answer) => {
    expect(safeMarkdown(answer)).toBe(answer)
  })

  test.each([
    ['inline', '$a_1 \\{b\\} + c_2^{*}$'],
    ['with an order', '$i<n$'],
    ['as code', '$`a_1 < b_1`$'],
    ['on one line', '$$\\frac{a_1}{b_1} \\\\ c$$'],
    ['on lines of their own', '$$\na_1 \\\\\n\\{b\\}\n$$'],
    ['in a quote', '> $$\n> a_1 \\\\\n> b\n> $$'],
    ['in a list', '- $x_1$ \\\\(\n  $\\,y$'],
    ['in a fence', `${FENCE}math\na_1 < b\n${FENCE}`],
    ['in a table', '| $a_1$ | $\\|x\\|$ |\n| - | - |'],
    ['in a heading', '## The $O(n_1)$ of it'],
    ['an alert', '> [!WARNING]\n> $a_1$'],
    ['an alert by small letters', '> [!tip]\n> b'],
  ])('formulas and alerts beside a tag: %s', (_name, written) => {
    expect(safeMarkdown(`a <b>\n\n${written}`)).toBe(`a &lt;b>\n\n${written}`)
  })
})

describe('text that is written again', () => {
  test.each([
    ['a stray backtick before code', 'a ` b `` c <img> ``', 'a \\` b `c <img>`'],
    ['a mark before what was an image', 'a!![b](c)', 'a\\![Image: b](c)'],
    ['a backslash before what becomes something else', '\\http://a.b <b>', '\\\\<http://a.b> &lt;b>'],
    ['an address that only GitHub sees', 'ftp://a.b\\<b> HTTP:// <i>', 'ftp\\://a.b&lt;b> HTTP\\:// &lt;i>'],
    ['a definition that only GitHub sees', '[a]: u(x\n\n<b>', '\\[a]: u(x\n\n&lt;b>'],
    ['a line that would begin a list', 'a <b>\n    - c', 'a &lt;b>\n\\- c'],
    ['a line that would begin a numbered one', 'a <b>\n    1. c', 'a &lt;b>\n1\\. c'],
    ['an address before code', 'ftp://a.b`<b>`', 'ftp\\://a.b`<b>`'],
    ['an address behind a bracket', 'a [www.a.b <b>', 'a \\[www\\.a.b &lt;b>'],
    ['a line that would begin a fence', 'a <b>\n    ~~~ c', 'a &lt;b>\n\\~\\~\\~ c'],
    ['what may be the start of a tag', 'a <b\n\n<i>', 'a &lt;b\n\n&lt;i>'],
    ['what else is said of a diagram', `${FENCE}mermaid x\n${FENCE}`, `${FENCE}text\n${FENCE}`],
    ['the end of a heading', '<b> a #\n===', '# &lt;b> a \\#'],
    ['what looks like a tag already', '&lt;b> <i>', '&lt;b> &lt;i>'],
    ['the text of a link', '[a*b\\]](c) <i>', '[a\\*b\\]](c) &lt;i>'],
    ['the title of a link', '[a](b "<i> ![c](d)")', '[a](b "\\<i> !\\[c](d)")'],
    ['the label of a footnote', '[^<b>]\n\n[^<b>]: c', '[^\\<b>]\n\n[^\\<b>]: c'],
    ['an address in brackets', '[a](http://b/[<>) <i>', '[a](http://b/%5B%3C%3E) &lt;i>'],
    ['an address with what could act', '[a](<b c`![d]|"\\\\e>)', '[a](b%20c%60!%5Bd%5D%7C%22%5Ce)'],
  ])('%s', (_name, answer, written) => {
    expect(safeMarkdown(answer)).toBe(written)
  })
})

describe('the check of what was written', () => {
  test.each([
    ['an element', '<b>'],
    ['a block', '<div>'],
    ['an image', '![a](b)'],
    ['an open fence', FENCE],
    ['an open comment', '<!--'],
    ['a dangerous address', '[a](javascript:x)'],
    ['a diagram', `${FENCE}mermaid\n${FENCE}`],
    [
      'a longer fence of inline code than GitHub knows',
      `${'`'.repeat(81)} ${'`'.repeat(80)} <b> ${'`'.repeat(81)}`,
    ],
  ])('finds %s', (_name, markdown) => {
    expect(isContained(`a\n\n${markdown}`)).toBe(false)
  })

  test('lets everything else through', () => {
    for (const [, answer] of SAFE) expect(isContained(answer)).toBe(true)
  })

  test('what it finds is shown in a fence', () => {
    const answer =
      HOSTILE_MARKDOWN.find(([name]) => name === 'a code span with every shorter fence')?.[1] ?? ''
    expect(safeMarkdown(answer)).toMatch(/^`{162}text\n/)
  })
})

describe('time and depth', () => {
  const fill = (text: string): string => text.repeat(Math.ceil(65_536 / text.length)).slice(0, 65_536)

  test('what takes too long is plain text in a fence', () => {
    const answer = `${fill('*a_ ')}${'![a]('.repeat(20_000)}`
    expect(safeMarkdown(answer)).toBe(`${FENCE}text\n${answer}\n${FENCE}`)
  })

  test('so is what is nested too deeply', () => {
    const answer = `${'> '.repeat(5000)}<b>`
    expect(safeMarkdown(answer)).toBe(`${FENCE}text\n${answer}\n${FENCE}`)
  })

  test.each(['![', '> ', '<!--', '`a``b```', `${FENCE}a\n`])(
    '64 KiB of %j become no more than a summary can hold',
    (text) => {
      expect(safeMarkdown(fill(text)).length).toBeLessThan(600_000)
    },
  )
})
