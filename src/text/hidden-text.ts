import { TERMINAL_SEQUENCES } from '../display-text.js'
import { withoutComments } from './html-comments.js'

/** What a person does not see in a text, by its kind, as a message names it in the singular. */
export type HiddenKind =
  | 'HTML comment'
  | 'terminal sequence'
  | 'control character'
  | 'tag character'
  | 'variation selector'
  | 'direction control'
  | 'invisible character'

/** How many of each kind are in a text: instructions can hide in it. Emoji, and the joiners that scripts need, are not hidden. */
export function hiddenTextIn(text: string): ReadonlyMap<HiddenKind, number> {
  return split(text).counts
}

/** The text without what a person does not see in it. What is left holds no hidden text. */
export function withoutHiddenText(text: string): string {
  return split(text).visible
}

/** A text without a character outside ASCII, without controls and comments: most texts, found out at a glance. */
const MAY_HIDE = /[^\t\n\r -~]|<!--/

function split(text: string): { counts: ReadonlyMap<HiddenKind, number>; visible: string } {
  const characters = new Map<HiddenKind, number>()
  if (!MAY_HIDE.test(text)) return { counts: characters, visible: text }
  let visible = withoutHiddenCharacters(text, (kind) => {
    characters.set(kind, (characters.get(kind) ?? 0) + 1)
  })
  let comments = 0
  // Without a comment, lines and code may be others than before. The third time, nothing is taken for code.
  for (const trustsCode of [true, true, false]) {
    const before = visible
    visible = withoutComments(before, trustsCode, () => (comments += 1))
    if (visible === before) break
  }
  const counts = new Map<HiddenKind, number>([['HTML comment', comments], ...characters])
  if (comments === 0) counts.delete('HTML comment')
  return { counts, visible }
}

/** https://www.unicode.org/reports/tr51/#def_emoji_tag_sequence */
const FLAG = String.raw`\u{1F3F4}[\u{E0030}-\u{E0039}\u{E0061}-\u{E007A}]{3,6}\u{E007F}`
/** Those that combine with others stand first, so that they do not look combined here. */
const CHARACTERS = [
  String.raw`\u034f\u17b4\u17b5\u180b-\u180f\ufe00-\ufe0f\u{E0100}-\u{E01EF}`,
  String.raw`\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u200b-\u200f\u202a-\u202e`,
  String.raw`\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{1D173}-\u{1D17A}\u{E0000}-\u{E007F}`,
].join('')
const hidden = (): RegExp => new RegExp(`${FLAG}|${TERMINAL_SEQUENCES.source}|[${CHARACTERS}]`, 'gu')

/** The same, but for comments. */
export function withoutHiddenCharacters(
  text: string,
  count: (kind: HiddenKind) => void = () => undefined,
): string {
  let end = 0
  let last = ''
  return text.replace(hidden(), (found: string, at: number) => {
    // What stands before it once all before it is taken out.
    const before = at > end ? characterBefore(text, at) : last
    const kind = hiddenKind(found, before, text.slice(at + found.length, at + found.length + 2))
    end = at + found.length
    last = kind === undefined ? characterBefore(text, end) : before
    if (kind === undefined) return found
    count(kind)
    return ''
  })
}

function characterBefore(text: string, at: number): string {
  return /(?:[\ud800-\udbff][\udc00-\udfff]|[^])$/.exec(text.slice(Math.max(0, at - 2), at))?.[0] ?? ''
}

/** undefined for what is needed where it stands. */
function hiddenKind(found: string, before: string, after: string): HiddenKind | undefined {
  const code = found.codePointAt(0) ?? 0
  if (code === 0x1f3f4) return undefined
  if (code < 0xa0) return found.length > 1 ? 'terminal sequence' : 'control character'
  if (code >= 0xe0000 && code <= 0xe007f) return 'tag character'
  if (/[\u180b-\u180d\u180f\ufe00-\ufe0f\u{E0100}-\u{E01EF}]/u.test(found))
    return takesSelector(before, code) ? undefined : 'variation selector'
  const isJoiner = code === 0x200c || code === 0x200d
  // Some marks of these scripts are hidden themselves.
  const joinsNext = JOINED.test(after) && !/^[\u17b4\u17b5\u180b-\u180f]/.test(after)
  if (isJoiner && (joinsEmoji(code, before, after) || JOINED.test(before) || joinsNext)) return undefined
  return /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f]/.test(found)
    ? 'direction control'
    : 'invisible character'
}

function joinsEmoji(code: number, before: string, after: string): boolean {
  return (
    code === 0x200d &&
    /\ufe0f|[\p{Extended_Pictographic}\p{Emoji_Modifier}\u{E007F}]/u.test(before) &&
    /^\p{Extended_Pictographic}/u.test(after)
  )
}

/** Scripts where the two joiners decide how a word is written. In Persian, suffixes are joined to foreign words, too. */
const JOINED =
  /^(?=[\p{L}\p{M}\p{Nd}])[\p{scx=Arab}\p{scx=Syrc}\p{scx=Nkoo}\p{scx=Mong}\p{scx=Adlm}\p{scx=Rohg}\p{scx=Mand}\p{scx=Deva}\p{scx=Beng}\p{scx=Guru}\p{scx=Gujr}\p{scx=Orya}\p{scx=Taml}\p{scx=Telu}\p{scx=Knda}\p{scx=Mlym}\p{scx=Sinh}\p{scx=Khmr}\p{scx=Mymr}\p{scx=Tibt}\p{scx=Bali}\p{scx=Java}\p{scx=Lana}\p{scx=Cakm}\p{scx=Newa}]/u

/** https://www.unicode.org/Public/UCD/latest/ucd/StandardizedVariants.txt, by the kinds of its bases. */
const STANDARDIZED =
  /[0\u2018-\u201d\u210b-\u2133\u2205-\u22ff\u2a00-\u2aff\u3001\u3002\uff01-\uff1f\u{1D49C}-\u{1D4B5}\p{sc=Han}\p{sc=Mymr}\p{sc=Phag}\p{sc=Mani}\p{sc=Egyp}]/u

function takesSelector(base: string, selector: number): boolean {
  if (selector >= 0xe0100) return /\p{sc=Han}/u.test(base)
  if (selector < 0xfe00) return selector !== 0x180f && /(?=\p{L})\p{sc=Mong}/u.test(base)
  // The last two are those of emoji: https://www.unicode.org/reports/tr51/#Emoji_Variation_Sequences
  return selector >= 0xfe0e ? /\p{Emoji}/u.test(base) : selector <= 0xfe06 && STANDARDIZED.test(base)
}
