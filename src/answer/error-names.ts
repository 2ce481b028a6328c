/**
 * What the codes, types and words of an error speak of. Servers have hundreds of names for a dozen subjects,
 * so these are rules about names, not lists of them.
 */

/** `context_length_exceeded`, `DeploymentNotFound` and `Rate limit reached` without their spelling. */
function squash(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '')
}

/** The most characters of a server's words that are searched: hostile text must not cost time. */
const MAX_SEARCHED = 4000

/**
 * The words of a text without its addresses (URLs, paths, host names with a path, mail addresses), since
 * nearly every rate limit links to a page about billing or quotas. "GitHub Models" is a name, not a model.
 */
export function wordsOf(text: string): string {
  return text
    .slice(0, MAX_SEARCHED)
    .split(/\s+/)
    .filter((word) => !/:\/\/|@|^[('"`]?\/\w/.test(word) && !/^[^/]{1,100}\.[a-z]{2,12}\//i.test(word))
    .join(' ')
    .replace(/github models/gi, '')
}

/** The names of an error (codes and types) and what it says in words. */
export interface Spoken {
  readonly names: readonly string[]
  readonly message: string
  /** The request's field that is at fault, in the server's spelling; empty if it names none. */
  readonly param: string
}

function isNamed(error: Spoken, subject: RegExp): boolean {
  return error.names.some((name) => subject.test(squash(name)))
}

function isSaid(error: Spoken, subject: RegExp): boolean {
  return subject.test(wordsOf(error.message))
}

const RETIRED = 'github_models_retirement_brownout'

export function isRetirement(error: Spoken): boolean {
  return error.names.includes(RETIRED)
}

const MODEL_NAME =
  /(?:unknown|unavailable|invalid|unsupported|nosuch|missing|deprecated|retired)(?:model|deployment)|(?:model|deployment)(?:id|name)?(?:is|does|has|was|been)*(?:not|unavailable|unknown|decommissioned|deprecated|retired|removed|missing|gone)/

// Between "the model" and "not found" stands its name, perhaps a clause, but no other subject.
const MODEL_GAP = String.raw`(?:(?!\b(?:tools?|param\w*|fields?|propert\w*|images?|files?|functions?|arguments?|values?|outputs?|roles?|schemas?|formats?|temperature|top_p|\w+_penalty|max_\w*tokens|response_format|reasoning_effort|modalit\w+)\b)(?:[^.;]|\.(?!\s))){0,160}?`
const MODEL_WORDS = new RegExp(
  [
    String.raw`\b(?:model|deployment)(?:\b|s/)${MODEL_GAP}(?:\bnot (?:be )?(?:found|exist|available|deployed|loaded|a valid|supported (?:by|for|in)\b)|\b(?:doesn't|does not|didn't|did not) exist|\bdon't have access|\bdo not have access|\bunavailable|\bno longer|\bdecommissioned|\bdeprecated|\bretired|\bend[ -]of[ -]life|\bbeen (?:removed|shut down)|\bis (?:invalid|unknown))`,
    String.raw`\b(?:no such|unknown|invalid|unavailable|unrecognized|cannot find|can't find|could not find|couldn't find|failed to load|unable to access)(?: the| non-serverless)? (?:model|deployment)\b(?! (?:param|option|setting|config|response|output))`,
    String.raw`\bno models? (?:is |are |was )?(?:loaded|found|available|named)\b`,
    String.raw`\bnot a valid (?:model|deployment)\b`,
    // OpenRouter, of a model that no provider serves, or serves with what was asked for.
    String.raw`\bno (?:allowed )?(?:endpoints|providers) (?:found|are available|available)\b`,
    // Anthropic's not_found_error says `model: NAME` and nothing else.
    String.raw`^model: ?\S{1,200}$`,
  ].join('|'),
  'i',
)

/** Whether the model or the deployment is not there. The words count only where no other field is named. */
export function isMissingModel(error: Spoken): boolean {
  return (
    isNamed(error, MODEL_NAME) ||
    /^(?:[/.$]*(?:body[/.])?)?(?:model|deployment|engine)(?:[_-]?id|[_-]?name)?$/i.test(error.param) ||
    (error.param === '' && isSaid(error, MODEL_WORDS))
  )
}

const CONTEXT_NAME =
  /context(?:length|window|size|limit)|(?:prompt|input|request)too(?:long|large)|tokenslimitreached|maxcontext/
const CONTEXT_WORDS =
  /context[ _-]?(?:length|window|size|limit)|\bn_ctx\b|\breduce (?:the (?:length|size)|your (?:prompt|inputs?|messages?))\b|\b(?:prompt|inputs?|request|request body|payload|messages?|conversation)\b[^.;]{0,80}\btoo (?:long|large|big)\b|\btoo many (?:input |prompt )?tokens\b|\b(?:inputs?|prompts?|tokens?)\b[^.;]{0,60}\bexceed[^.;]{0,60}\b(?:context|maximum|limit)\b|\binputs?\W{0,3}(?: tokens?)?[^.;]{0,40}\bmust (?:be <=?|have less than)/i

/** Whether the request is longer than what the model can read. */
export function isTooLong(error: Spoken): boolean {
  return isNamed(error, CONTEXT_NAME) || isSaid(error, CONTEXT_WORDS)
}

const FILTER_NAME =
  /contentfilter|contentpolic|contentsafety|contentmoderation|contentblocked|responsibleai|datainspection|moderation(?:blocked|failed|error)|promptblocked|prohibitedcontent|sensitivecontent/
const FILTER_WORDS =
  /content[ _-]?(?:management|filter|polic|moderation|safety)|responsible ?ai\b|\bcontent exists risk\b|\binappropriate content\b|\b(?:flagged|blocked|rejected|filtered)\b[^.;]{0,60}\b(?:polic|filter|safety|moderation|violat)|\bviolat[^.;]{0,60}\b(?:usage|content|safety|acceptable use)[ -]polic/i

/** Whether a content filter stopped the request. */
export function isFiltered(error: Spoken): boolean {
  return isNamed(error, FILTER_NAME) || isSaid(error, FILTER_WORDS)
}

const QUOTA_NAME = /quota|billing|credit|balance|budget|payment|arrear|insufficientfunds|spend(?:ing)?limit/
const QUOTA_WORDS = /\b(?:credits?|billing|plans?|quotas?)\b/i
const MONEY_WORDS = /\b(?:balance|budget|payments?|prepaid|recharge|top[ -]up)\b/i

/** Whether a code or type of the error is one of credit, billing or quota. */
export function isNamedQuota(error: Spoken): boolean {
  return isNamed(error, QUOTA_NAME)
}

/** Whether the text of the error speaks of credit, billing, plan or quota. */
export function isSaidQuota(error: Spoken): boolean {
  return isSaid(error, QUOTA_WORDS)
}

/** Whether the text speaks of these or of money in other words: enough for advice, not to tell one limit from another. */
export function isAboutMoney(error: Spoken): boolean {
  return isSaidQuota(error) || isSaid(error, MONEY_WORDS)
}

/** Whether the text speaks of a limit per day. */
export function isDailyLimit(error: Spoken): boolean {
  return isSaid(error, /\bper[ -]day\b|\bdaily\b|\w+ByDay\b|\b[RT]PD\b/)
}

/** Whether the error speaks of a rate limit. */
export function isRateLimit(error: Spoken): boolean {
  return (
    isNamed(error, /ratelimit|toomanyrequests|throttl/) ||
    isSaid(error, /rate[ _-]?limit|too many requests|\bthrottl/i)
  )
}

/**
 * Whether the server refuses what the model made, as Groq does. The error then quotes it: the text in its field
 * `failed_generation`, names of tools and keys in its message.
 */
export function isFailedGeneration(error: Spoken): boolean {
  return isNamed(error, /failedgeneration|tooluse|jsonvalidate|toolcallvalidation/)
}

/** Whether the error speaks of the key or token. */
export function isAboutKey(error: Spoken): boolean {
  return isNamed(error, /apikey|authentication|unauthori[sz]ed/) || isSaid(error, /\bapi[ _-]?key\b/i)
}

/** Names of errors that stand for an HTTP status, the first rule that fits. */
const STATUS_RULES: readonly (readonly [RegExp, number])[] = [
  [CONTEXT_NAME, 400],
  [FILTER_NAME, 400],
  [MODEL_NAME, 404],
  [/paymentrequired|insufficient(?:credit|balance|fund)/, 402],
  [/ratelimit|toomanyrequests|toomanytokens|resourceexhausted|throttl/, 429],
  [QUOTA_NAME, 429],
  [/overloaded/, 529],
  [/^(?:service)?(?:temporarily)?unavailable(?:error)?$/, 503],
  [/badgateway/, 502],
  [/gatewaytimeout|deadlineexceeded/, 504],
  [/requesttimeout|^timeout(?:error)?$/, 408],
  [/^(?:api|server|internal|internalserver)error$|^internal$/, 500],
  [/unauthori[sz]ed|unauthenticated|authentication|apikey/, 401],
  [/permission|forbidden|accessdenied|noaccess/, 403],
  [/notfound/, 404],
  [/unprocessable/, 422],
  [/invalidrequest|badrequest|invalidargument|unsupported(?:parameter|value)|validationerror/, 400],
]

/** The HTTP status that an error's names stand for, if any does: `rate_limit_exceeded` is a 429. */
export function statusOfNames(names: readonly string[]): number | undefined {
  for (const name of names) {
    const rule = STATUS_RULES.find(([subject]) => subject.test(squash(name)))
    if (rule) return rule[1]
  }
  return undefined
}
