"""Reads lines of [answer, Markdown] and lets GitHub's own parser render the Markdown, with everything let through that
GitHub would filter: no HTML, no image, no link but to GitHub, no mention, no closing word, no high heading."""

import json
import re
import sys
from html.parser import HTMLParser

from cmarkgfm.cmark import Options, markdown_to_html_with_extensions

OPTIONS = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES | Options.CMARK_OPT_GITHUB_PRE_LANG
EXTENSIONS = ['table', 'autolink', 'strikethrough', 'tasklist']

ELEMENTS = set(
    'p h3 h4 h5 h6 code em strong del ul ol li blockquote hr br table thead tbody tr th td pre a input sup section'.split()
)
VOID = {'hr', 'br', 'input'}
ADDRESS = re.compile(r'https://(?:docs\.)?github\.com/|#fn')
# What GitHub takes for a mention, what closes an issue, links of formulas and hidden characters, with room to spare.
ACTING = re.compile(
    r'@\w|\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?|duplicate\s+of)[\s:]+(?:\S+)?(?:#|GH-)\d'
    r'|\\href|[\u00ad\u200b\u2060\u202a-\u202e]',
    re.IGNORECASE,
)


class Page(HTMLParser):
    """What is wrong in a page."""

    def __init__(self, html):
        super().__init__()
        self.wrong = []
        self.open = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag not in ELEMENTS or (tag == 'a' and not ADDRESS.match(values.get('href') or '')):
            self.wrong.append(self.get_starttag_text())
        if re.match(r'suggestion|mermaid|geojson|topojson|stl', values.get('lang') or '', re.IGNORECASE):
            self.wrong.append(self.get_starttag_text())
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f'</{tag}>')

    def handle_data(self, data):
        if 'code' not in self.open and 'pre' not in self.open and ACTING.search(data):
            self.wrong.append(data)

    def something_else(self, text):
        self.wrong.append(f'<!{text}')

    handle_comment = handle_decl = handle_pi = unknown_decl = something_else


count = failed = 0
for line in sys.stdin:
    answer, markdown = json.loads(line)
    wrong = Page(markdown_to_html_with_extensions(markdown, OPTIONS, EXTENSIONS)).wrong
    count += 1
    failed += bool(wrong)
    if wrong and failed <= 5:
        print(json.dumps({'wrong': wrong, 'answer': answer[:2000], 'markdown': markdown[:2000]}, indent=2), file=sys.stderr)
print(f'{count - failed} of {count} comments do nothing under cmark-gfm')
sys.exit(failed > 0 or count < 200)
