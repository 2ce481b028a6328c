import type { Spoken } from './error-names.js'

export type TokenLimitField = 'max_tokens' | 'max_completion_tokens'

export interface TokenLimitRename {
  readonly from: TokenLimitField
  readonly to: TokenLimitField
}

/**
 * The other name of the token limit, if an error refuses the one that was sent and names the other one instead:
 * "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
 * A server that finds fault with the number ("'max_tokens' or 'max_completion_tokens' is too large") is not meant.
 */
export function tokenLimitRename(
  error: Spoken,
  sent: TokenLimitField | undefined,
): TokenLimitRename | undefined {
  if (sent === undefined) return undefined
  const other = sent === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens'
  const words = error.message
  const isRefused = error.param === sent || (!isTokenLimit(error.param) && hasWord(words, sent))
  const isAboutName =
    /\binstead\b|\buse\b|\bsupport|\baccept|\breplaced\b|\brenamed\b|\bunsupported|\bunknown|\bunrecognized|\bunexpected|\bpermitted|\ballowed|\bdeprecated|\bdid you mean\b/i
  const isAboutNumber =
    /\btoo (?:large|small|big|high|low)\b|\bat (?:least|most)\b|\bmust be (?:strictly |a |an )?(?:[<>=≤≥\d]|in\b|within|between|greater|larger|higher|bigger|more|less|lower|smaller|fewer|under|below|above|over|equal|positive|negative|non-?negative|integer|(?:whole )?number|multiple)|\bexceed|\bboth\b/i
  return isRefused && hasWord(words, other) && isAboutName.test(words) && !isAboutNumber.test(words)
    ? { from: sent, to: other }
    : undefined
}

function isTokenLimit(param: string): boolean {
  return param === 'max_tokens' || param === 'max_completion_tokens'
}

function hasWord(text: string, word: string): boolean {
  return new RegExp(`\\b${word}\\b`).test(text)
}
