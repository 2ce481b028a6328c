import type { Link, Nodes } from 'mdast'
import { nodesOf } from '../report/safe-markdown.js'
import { allowedAddress, type Allowed } from './acting.js'
import { asText, textOf } from './cut.js'

/** A link where it may lead; else its text, and the address as code. */
export function unlinked(link: Link, allowed: Allowed, links: { left: number }): Nodes[] {
  const url = allowedAddress(link.url, allowed)
  const shown = nodesOf(link).some((node) => 'value' in node && node.value.trim() !== '')
  const isBare = isAddressOf(link, textOf(link))
  if (url !== undefined && shown && links.left > 0) {
    links.left -= 1
    const children = isBare ? [asText(url)] : link.children
    return [{ type: 'link', url, title: null, children }]
  }
  // As GitHub's parser would write it.
  const address = link.url.replace(/[\s<>[\]\\`|"]/g, encodeURIComponent)
  const code = address === '' ? [] : [{ type: 'inlineCode', value: address } as const]
  if (isBare || !shown) return code
  return [...link.children, ...(code.length === 0 ? [] : [asText(' ('), ...code, asText(')')])]
}

/** Whether the text of a link is its address, such as `www.a.example` for `http://www.a.example`. */
function isAddressOf({ url }: Link, text: string): boolean {
  return url.endsWith(text) && /^(?:mailto:|https?:\/\/)?$/i.test(url.slice(0, -text.length || url.length))
}
