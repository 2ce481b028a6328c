import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'

/**
 * Renders GitHub-flavoured Markdown as a renderer does that lets everything through: raw HTML, dangerous
 * addresses, and the tags that GitHub's tag filter would take out.
 */
export function renderGfm(markdown: string): string {
  const html = gfmHtml()
  const { htmlFlowData, htmlTextData, ...exit } = html.exit ?? {}
  if (htmlFlowData === undefined || htmlTextData === undefined) throw new Error('The tag filter has moved.')
  return micromark(markdown, {
    extensions: [gfm()],
    htmlExtensions: [{ ...html, exit }],
    allowDangerousHtml: true,
    allowDangerousProtocol: true,
  })
}

/** The start tags, comments and declarations of rendered HTML, each as `name` or `name attribute…`. */
export function tagsOf(html: string): readonly string[] {
  return Array.from(html.matchAll(/<([a-z!?][^>]*)>/gi), ([, tag = '']) => tag.replace(/\s*\/$/, ''))
}

/** What Markdown itself can make; all else was brought along. Footnotes have the classes and ids. */
const MARKDOWN =
  /^(?:p|pre|code(?: class="language-[^"]*")?|em|strong|del|ul(?: class="contains-task-list")?|ol(?: start="\d+")?|li(?: class="task-list-item")?|blockquote|h[1-6]|hr|br|table|thead|tbody|tr|t[hd](?: align="(?:left|right|center)")?|input type="checkbox" disabled=""(?: checked="")?|a href="[^"]*"(?: title="[^"]*")?|sup|section data-footnotes="" class="footnotes"|h2 id="footnote-label" class="sr-only"|li id="user-content-fn-[^"]*"|a href="#user-content-fn(?:ref)?-[^>]*)$/

/** The tags that Markdown cannot have made. */
export function foreignTags(html: string): readonly string[] {
  return tagsOf(html).filter((tag) => !MARKDOWN.test(tag))
}
