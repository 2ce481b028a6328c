// A text that matches a regular expression, for the parts of the language that schemas are written in.

/** What stands for a class or an escape: the first of them that it matches. */
const CANDIDATES = [...'a1-'].concat(
  Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).sort((a, b) => rank(a) - rank(b)),
  [...'éΩ中🎉\t\n\r\f\v\0'],
)

function rank(character) {
  return /[a-z]/.test(character) ? 0 : /[A-Z0-9]/.test(character) ? 1 : 2
}

/**
 * @returns undefined where none was found: look-around, back references, or a length that the pattern does not reach
 */
export function exampleText(pattern, { minLength = 0, maxLength = Infinity } = {}) {
  const expression = ['u', ''].map((flags) => compiled(pattern, flags)).find((found) => found)
  if (!expression) return undefined
  const fits = (text) =>
    text !== undefined &&
    [...text].length >= minLength &&
    [...text].length <= maxLength &&
    expression.test(text)
  const free = !pattern.endsWith('$')
  for (const more of [0, 1, 2, 4, 8, 16, 32, 64, minLength]) {
    const text = textOf(pattern, more, expression.flags)
    if (fits(text)) return text
    // What stands behind the match is free where the pattern does not end with `$`.
    if (text !== undefined && free && fits(text.padEnd(minLength, 'a'))) return text.padEnd(minLength, 'a')
  }
  return undefined
}

function compiled(pattern, flags) {
  try {
    return new RegExp(pattern, flags)
  } catch {
    return undefined
  }
}

/** Reads the pattern from left to right and writes the first alternative of all; `more` is added to each free count. */
function textOf(pattern, more, flags) {
  let at = 0
  try {
    const text = alternatives()
    return at === pattern.length ? text : undefined
  } catch {
    return undefined
  }

  function alternatives() {
    const first = sequence()
    while (pattern[at] === '|') {
      at += 1
      sequence()
    }
    return first
  }

  function sequence() {
    let text = ''
    while (at < pattern.length && pattern[at] !== '|' && pattern[at] !== ')') {
      const one = atom()
      text += one.repeat(count())
    }
    return text
  }

  function atom() {
    const character = String.fromCodePoint(pattern.codePointAt(at))
    at += character.length
    if (character === '^' || character === '$') return ''
    if (character === '.') return 'a'
    if (character === '(') return group()
    return character === '[' || character === '\\' ? oneOf(character) : character
  }

  function group() {
    const kind = /^\?(?:[:]|<[A-Za-z]\w*>)/.exec(pattern.slice(at))
    if (pattern[at] === '?' && !kind) throw new Error('beyond this')
    at += kind?.[0].length ?? 0
    const text = alternatives()
    if (pattern[at] !== ')') throw new Error('beyond this')
    at += 1
    return text
  }

  /** Of the characters that a class or an escape matches; a back reference is beyond this. */
  function oneOf(opening) {
    const start = at - 1
    const end =
      opening === '['
        ? /^(?:[^\]\\]|\\.)*\]/u.exec(pattern.slice(at))
        : /^(?:[pP]\{[^}]*\}|u\{[^}]*\}|u.{4}|x.{2}|c.|[^1-9bBk])/.exec(pattern.slice(at))
    at += end[0].length
    const single = new RegExp(`^${pattern.slice(start, at)}$`, flags)
    const found = CANDIDATES.find((candidate) => single.test(candidate))
    if (found === undefined) throw new Error('beyond this')
    return found
  }

  function count() {
    const quantifier = /^(?:([*+?])|\{(\d+)(,)?(\d*)\})\??/.exec(pattern.slice(at))
    if (!quantifier) return 1
    at += quantifier[0].length
    const [, sign, least, comma, most] = quantifier
    if (sign === '?') return Math.min(more, 1)
    if (sign) return (sign === '+' ? 1 : 0) + more
    return comma ? Math.min(Number(least) + more, most === '' ? Infinity : Number(most)) : Number(least)
  }
}
