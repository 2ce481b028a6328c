import type { Findings } from '../problems/problems.js'
import { acting, type Allowed } from './acting.js'
import { marker } from './marker.js'
import type { Run } from './inputs.js'
import type { TextRule } from './rules.js'
import { sanitised } from './sanitised.js'
import { filled, type Part, partsOf, WHOLE_TEXT } from './template.js'
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
    links: hosts === 'all' ? 'all' : hosts.map((name) => name.toLowerCase()),
    mentions: mentions.map((name) => name.replace(/^@/, '').toLowerCase()),
  }
}

/**
 * What is wrong with a template before there is any value: one that stands where nothing may come from outside, in an
 * address, in HTML or behind an `@`, or an author's text that is too long.
 */
export function checkTemplate(template: string, allowed: Allowed, maxLength: number, found: Findings): void {
  const parts = partsOf(template)
  const [one, other] = ['x', 'y'].map((word) =>
    acting(
      filled(parts, () => word),
      allowed,
    ).join('\n'),
  )
  if (one !== other)
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
  { text }: Data,
  allowed: Allowed,
  maxLength: number,
): string {
  const parts = partsOf(template)
  const count = parts.filter(({ kind }) => kind === 'value').length
  let left = maxLength - ownLength(parts)
  let pending = count
  let isEmpty = count > 0
  const made = filled(parts, (from) => {
    // Each leaves enough for a note to those behind it.
    pending -= 1
    const raw = from === WHOLE_TEXT ? (text ?? '') : values.textAt(from)
    const value =
      raw.trim() === '' ? '' : sanitised(raw, allowed, Math.max(MIN_VALUE, left - pending * MIN_VALUE))
    left -= value.length
    isEmpty &&= value === ''
    return value
  }).trim()
  if (isEmpty) return ''
  const brought = broughtIn(made, template, allowed)
  if (brought)
    values.refuse('', 'would act where "text" has put a value', 'Put the value on a line of its own.')
  return made
}

/** Whether a text acts in a way that its template alone does not. */
function broughtIn(made: string, template: string, allowed: Allowed): boolean {
  const own = acting(
    filled(partsOf(template), () => 'x'),
    allowed,
  )
  return acting(made, allowed).some((act) => {
    const at = own.indexOf(act)
    if (at !== -1) own.splice(at, 1)
    return at === -1
  })
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
