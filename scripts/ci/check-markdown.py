"""Reads lines of [answer, Markdown] and lets GitHub's own parser render the Markdown, with everything let through that
GitHub would filter: no element may be there but Markdown's own, no dangerous address, nothing that is drawn, and our
own parts stand where they belong."""

import json
import re
import sys
from html.parser import HTMLParser

from cmarkgfm.cmark import Options, markdown_to_html_with_extensions

OPTIONS = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES | Options.CMARK_OPT_GITHUB_PRE_LANG
# Not "tagfilter", which would hide what got through.
EXTENSIONS = ['table', 'autolink', 'strikethrough', 'tasklist']

# What Markdown itself makes, with the attributes that it may have.
BARE = 'p h1 h2 h3 h4 h5 h6 code em strong del ul blockquote hr br table thead tbody tr'
ELEMENTS = {name: set() for name in BARE.split()} | {
    'pre': {'lang'},
    'ol': {'start'},
    'li': {'id'},
    'th': {'align'},
    'td': {'align'},
    'input': {'type', 'checked', 'disabled'},
    'a': {'href', 'title', 'class', 'id', 'aria-label', 'data-footnote-ref', 'data-footnote-backref',
          'data-footnote-backref-idx'},
    'sup': {'class'},
    'section': {'class', 'data-footnotes'},
}
VOID = {'hr', 'br', 'input'}
DANGEROUS = re.compile(r'(?:[\0- ]|%[01].|%20)*(?:javascript|vbscript|file|data):', re.IGNORECASE)
DRAWN = re.compile(r'mermaid|geojson|topojson|stl', re.IGNORECASE)
NOTE = 'End of the answer. The model wrote all of it, headings and notes included.'


class Page(HTMLParser):
    """What is wrong in a page, and the elements at its top, with their text."""

    def __init__(self, html):
        super().__init__()
        self.wrong = []
        self.top = []
        self.open = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if (
            not values.keys() <= ELEMENTS.get(tag, {None})
            or tag not in ELEMENTS
            or DANGEROUS.match(values.get('href') or '')
            or DRAWN.search(values.get('lang') or '')
        ):
            self.wrong.append(self.get_starttag_text())
        if not self.open:
            self.top.append([tag, ''])
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f'</{tag}>')

    def handle_data(self, data):
        if self.open:
            self.top[-1][1] += data

    def something_else(self, text):
        self.wrong.append(f'<!{text}')

    handle_comment = handle_decl = handle_pi = unknown_decl = something_else


def wrong_in(html):
    page = Page(html)
    # Footnotes come last, wherever they are written.
    top = [element for element in page.top if element[0] != 'section']
    ours = top[:1] + top[-3:]
    if ours != [['h3', 'Answer'], ['hr', ''], ['p', NOTE], ['h3', 'What follows']]:
        page.wrong.append(f'our own parts: {ours}')
    return page.wrong


count = failed = 0
for line in sys.stdin:
    answer, markdown = json.loads(line)
    wrong = wrong_in(markdown_to_html_with_extensions(markdown, OPTIONS, EXTENSIONS))
    count += 1
    failed += bool(wrong)
    if wrong and failed <= 5:
        print(json.dumps({'wrong': wrong, 'answer': answer, 'markdown': markdown}, indent=2), file=sys.stderr)
print(f'{count - failed} of {count} answers stay in their place under cmark-gfm')
sys.exit(failed > 0 or count < 4000)
