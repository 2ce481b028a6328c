import type { Findings } from '../problems/problems.js'
import { acting, type Allowed } from './acting.js'
import { marker } from './marker.js'
import type { Run } from './inputs.js'
import type { TextRule } from './rules.js'
import { sanitised } from './sanitised.js'
import { filled, type Part, partsOf, sourcesOf, WHOLE_TEXT } from './template.js'
import type { Data, Values } from './values.js'

/** The most characters that a value has in any case: those of a note that it is left out. */
const MIN_VALUE = 200

/** What a text of the model's may do under a rule. */
export function allowedBy(
  { links, mentions }: Pick<TextRule, 'links' | 'mentions'>,
  { serverUrl }: Run,
): Allowed {
  const { host } = new URL(serverUrl)
  const hosts = links === 'default' ? [host, 'docs.github.com'] : links === 'none' ? [] : links
  return {
    // As addresses have it: in lower case, names of other scripts in Punycode.
    links: hosts === 'all' ? 'all' : hosts.map((name) => new URL(`https://${name}`).host),
    mentions: mentions.map((name) => name.replace(/^@/, '').toLowerCase()),
  }
}

/**
 * What is wrong with a template before there is any value: one that stands where nothing may come from outside, in an
 * address, in HTML or behind an `@`, or an author's text that is too long.
 */
export function checkTemplate(template: string, allowed: Allowed, maxLength: number, found: Findings): void {
  const parts = partsOf(template)
  const [one = '', other = ''] = ['x', 'y'].map((word) => filled(parts, () => word))
  if (!actsAlike(one, other, allowed))
    found.add({
      rule: 'has a {{ … }} in an address, in HTML or behind an @, where nothing of the model may stand',
      remedy: 'Put it elsewhere, or take the link, the element or the @ out.',
    })
  const values = parts.filter(({ kind }) => kind === 'value').length
  if (ownLength(parts) + Math.max(1, values) * MIN_VALUE > maxLength)
    found.add({
      rule: `leaves no room for a value within ${String(maxLength)} characters`,
      remedy: 'Shorten it.',
    })
}

/** The author's text with the model's values, each sanitised for itself; `''` where they are all empty. */
export function filledBody(
  template: string,
  values: Values,
  { text = '' }: Data,
  allowed: Allowed,
  maxLength: number,
): string {
  const parts = partsOf(template)
  const sources = sourcesOf(template)
  const raw = new Map(sources.map((from) => [from, from === WHOLE_TEXT ? text : values.textAt(from)]))
  let isEmpty = sources.length > 0
  const within = (room: number): string => {
    let left = room - ownLength(parts)
    let pending = sources.length
    return filled(parts, (from) => {
      // Each leaves enough for a note to those behind it.
      pending -= 1
      const value = sanitised(raw.get(from) ?? '', allowed, Math.max(MIN_VALUE, left - pending * MIN_VALUE))
      left -= value.length
      isEmpty &&= value === ''
      return value
    }).trim()
  }
  let made = within(maxLength)
  // What is put before each of its lines makes a value longer.
  for (let room = maxLength * 0.7; made.length > maxLength && room > MIN_VALUE; room *= 0.7)
    made = within(Math.floor(room))
  if (isEmpty) return ''
  if (made.length > maxLength) values.refuse('', `gives more than ${String(maxLength)} characters`, OWN_LINE)
  else if (!actsAlike(made, filled(parts, () => 'x').trim(), allowed))
    values.refuse('', 'acts where "text" has put a value, or takes from the rest what it does', OWN_LINE)
  return made
}

const OWN_LINE = 'Put the value on a line of its own, outside of code.'

/**
 * Whether a text acts as the author's does: nothing came in, and nothing of the author's is taken from it but a heading,
 * for `---` below a value is one only where that ends in a paragraph.
 */
function actsAlike(made: string, own: string, allowed: Allowed): boolean {
  const [one = [], other = []] = [made, own].map((text) => acting(text, allowed).toSorted())
  const [rest, otherRest] = [one, other].map((acts) => acts.filter((act) => act !== 'heading'))
  return rest?.join('\n') === otherRest?.join('\n') && one.length <= other.length
}

function ownLength(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => sum + (part.kind === 'own' ? part.text.length : 0), 0)
}

/** A text with its marker and, in a comment, the line that says where it comes from. */
export function signed(body: string, update: string | undefined, footer: string | undefined): string {
  return [
    ...(update === undefined ? [] : [marker(update)]),
    body,
    ...(footer === undefined ? [] : ['', footer]),
  ].join('\n')
}

export function footerLine({ runUrl }: Run): string {
  return `*Written by a language model in [this run](${runUrl}).*`
}
