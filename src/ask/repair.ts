import type { Failure } from '../failure.js'
import type { LeftOut } from '../fit/left-out.js'
import type { Spoken } from './server-error/subjects.js'

/** A change to a request that a server refused, after which it is likely to take it. */
export interface Repair {
  /** Each kind is worth one try. */
  readonly kind: 'token-limit' | 'reasoning-effort' | 'fit'
  readonly body: Readonly<Record<string, unknown>>
  /** A sentence about the change, for the log. */
  readonly says: string
  /** Of a prompt that was shortened. */
  readonly leftOut?: readonly LeftOut[]
}

const OTHER_NAME = { max_tokens: 'max_completion_tokens', max_completion_tokens: 'max_tokens' } as const
const TOKEN_LIMITS = ['max_tokens', 'max_completion_tokens'] as const

/** The change of a body that makes a server take what it refused, where the server itself says what to change. */
export function repairOf(
  { failure, error }: { readonly failure: Failure; readonly error: Spoken },
  body: Repair['body'],
): Repair | undefined {
  // 200: of an error object with a name that stands for 400.
  if (failure.code !== 'request_rejected' || ![200, 400].includes(failure.status ?? 0)) return undefined
  const refused = TOKEN_LIMITS.find((name) => body[name] !== undefined && refusesName(error, name))
  if (refused !== undefined) {
    const name = OTHER_NAME[refused]
    const says = `The server takes no ${refused}, but ${name}: the limit is sent once more under that name.`
    const fields = Object.entries(body).map(([key, value]) => [key === refused ? name : key, value] as const)
    return { kind: 'token-limit', body: Object.fromEntries(fields), says }
  }
  const isOwnEffort = body['reasoning_effort'] !== undefined
  if (isOwnEffort || body['tools'] === undefined || !refusesEffort(error)) return undefined
  const says =
    'The server takes tools only without reasoning: they are sent once more with reasoning_effort: none.'
  return { kind: 'reasoning-effort', body: { ...body, reasoning_effort: 'none' }, says }
}

/** Whether a 400 is one that a repair may help: whatever else it sounds like, it is about a field of the request. */
export function isRepairable(error: Spoken): boolean {
  return refusesEffort(error) || TOKEN_LIMITS.some((name) => refusesName(error, name))
}

/** Where an effort that the author set is refused. */
export const EFFORT_REMEDY =
  'Set the input "reasoning-effort" to none: this model takes tools only without reasoning at chat completions. Or leave out "tools", or choose another model.'

/**
 * Whether function tools are refused for the reasoning effort, which OpenAI's models from GPT-5.4 on do even where none
 * was sent: "Function tools with reasoning_effort are not supported for gpt-5.6 in /v1/chat/completions. To use
 * function tools, use /v1/responses or set reasoning_effort to 'none'." (https://github.com/BerriAI/litellm/pull/34569)
 */
export function refusesEffort({ words, param }: Spoken): boolean {
  const isNamed = param === 'reasoning_effort' || /\breasoning[_ ]effort\b/.test(words)
  return isNamed && /\b(?:tools?|functions?)\b/i.test(words)
}

const ABOUT_NAME =
  /\binstead\b|\buse\b|\bsupport|\baccept|\breplaced\b|\brenamed\b|\bunsupported|\bunknown|\bunrecognized|\bunexpected|\bpermitted|\ballowed|\bdeprecated|\bdid you mean\b/i
const ABOUT_NUMBER =
  /\btoo (?:large|small|big|high|low)\b|\bat (?:least|most)\b|\bmust be (?:strictly |a |an )?(?:[<>=≤≥\d]|in\b|within|between|greater|larger|higher|bigger|more|less|lower|smaller|fewer|under|below|above|over|equal|positive|negative|non-?negative|integer|(?:whole )?number|multiple)|\bexceed|\bboth\b/i

/**
 * Whether a token limit is refused for its name, and its other name wanted: "'max_tokens' is not supported with this
 * model. Use 'max_completion_tokens' instead." Not meant: "'max_tokens' or 'max_completion_tokens' is too large".
 */
function refusesName({ words, param }: Spoken, name: keyof typeof OTHER_NAME): boolean {
  const other = OTHER_NAME[name]
  const isRefused = param === name || (param !== other && new RegExp(`\\b${name}\\b`).test(words))
  const isOtherNamed = new RegExp(`\\b${other}\\b`).test(words)
  return isRefused && isOtherNamed && ABOUT_NAME.test(words) && !ABOUT_NUMBER.test(words)
}
