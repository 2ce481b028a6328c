/** What an error says in words and names. */
export interface Spoken {
  /** From outside in; empty if it says nothing. What the model wrote is not in them. */
  readonly words: string
  /** Codes, types and the like, from outside in. A code that only repeats a status isn't one. */
  readonly names: readonly string[]
  /** The request's field that is at fault, in the server's spelling. */
  readonly param: string | undefined
}

/**
 * What an error may speak of. Servers have hundreds of names for a dozen subjects, so these are rules about names and
 * words, not lists. `names` are tested without their spelling: `DeploymentNotFound` is `deploymentnotfound`.
 */
type Subject = Readonly<Partial<Record<'names' | 'words', RegExp>>>

function about(names: RegExp, words: RegExp) {
  return { names, words }
}

/** Whether names or words of an error are about a subject. */
export function isAbout(error: Omit<Spoken, 'param'>, subject: Subject): boolean {
  return isNamed(error, subject) || isSaid(error, subject)
}

export function isNamed({ names }: Pick<Spoken, 'names'>, subject: Subject): boolean {
  return names.some((name) => subject.names?.test(name.toLowerCase().replace(/[^a-z0-9]/g, '')))
}

export function isSaid(error: Pick<Spoken, 'words'>, subject: Subject): boolean {
  return subject.words?.test(plainWords(error.words)) === true
}

/**
 * Words without their addresses (URLs, paths, host names with a path, mail addresses), because nearly every rate
 * limit links to a page about billing or quotas. "GitHub Models" is a name, not a model.
 */
export function plainWords(words: string): string {
  const isAddress = /:\/\/|@|^[('"`]?\/\w|^[^/]{1,100}\.[a-z]{2,12}\//i
  const kept = words
    .slice(0, 4000)
    .split(/\s+/)
    .filter((word) => !isAddress.test(word))
  return kept.join(' ').replace(/github models/gi, '')
}

// Between "the model" and "not found" stands its name, perhaps a clause, but no other subject.
const MODEL_GAP = String.raw`(?:(?!\b(?:tools?|param\w*|fields?|propert\w*|images?|files?|functions?|arguments?|values?|outputs?|roles?|schemas?|formats?|temperature|top_p|\w+_penalty|max_\w*tokens|response_format|reasoning_effort|modalit\w+)\b)(?:[^.;]|\.(?!\s))){0,160}?`

export const SUBJECTS = {
  retirement: { names: /^githubmodelsretirementbrownout$/ },
  missingModel: about(
    /(?:unknown|unavailable|invalid|unsupported|nosuch|missing|deprecated|retired)(?:model|deployment)|(?:model|deployment)(?:id|name)?(?:is|does|has|was|been)*(?:not|unavailable|unknown|decommissioned|deprecated|retired|removed|missing|gone)/,
    new RegExp(
      [
        String.raw`\b(?:model|deployment)(?:\b|s/)${MODEL_GAP}(?:\bnot (?:be )?(?:found|exist|available|deployed|loaded|a valid|supported (?:by|for|in)\b)|\b(?:doesn't|does not|didn't|did not) exist|\bdon't have access|\bdo not have access|\bunavailable|\bno longer|\bdecommissioned|\bdeprecated|\bretired|\bend[ -]of[ -]life|\bbeen (?:removed|shut down)|\bis (?:invalid|unknown))`,
        String.raw`\b(?:no such|unknown|invalid|unavailable|unrecognized|cannot find|can't find|could not find|couldn't find|failed to load|unable to access)(?: the| non-serverless)? (?:model|deployment)\b(?! (?:param|option|setting|config|response|output))`,
        String.raw`\bno models? (?:is |are |was )?(?:loaded|found|available|named)\b|\bnot a valid (?:model|deployment)\b`,
        // OpenRouter, of a model that nobody serves; Anthropic's not_found_error, which says only `model: NAME`.
        String.raw`\bno (?:allowed )?(?:endpoints|providers) (?:found|are available|available)\b|^model: ?\S{1,200}$`,
      ].join('|'),
      'i',
    ),
  ),
  // Of a model that is there, but speaks only the Responses API, or makes embeddings.
  noChatModel: about(
    /unsupportedapiformodel/,
    /\bnot a chat model\b|\bnot (?:supported|accessible|available) (?:in|via|with|through|on) the (?:v1\/chat\/completions )?endpoint\b|\bonly (?:supported|available|accessible|usable) (?:in|via|with|through|on) (?:the )?(?:v1\/)?(?:responses|completions)\b|\bdoes not support chat(?: completions?)?(?=$| ?[^\w\s])/i,
  ),
  // OpenRouter, of a model that is there, but not with what is asked of it: https://github.com/zed-industries/zed/issues/36094
  noProvider: { words: /\bno (?:allowed )?(?:endpoints|providers) found (?:that|matching)\b/i },
  tooLong: about(
    /context(?:length|window|size|limit)|(?:prompt|input|request)too(?:long|large)|tokenslimitreached|maxcontext/,
    /context[ _-]?(?:length|window|size|limit)|\bn_ctx\b|\breduce (?:the (?:length|size)|your (?:prompt|inputs?|messages?))\b|\b(?:prompt|inputs?|request|request body|payload|messages?|conversation)\b[^.;]{0,80}\btoo (?:long|large|big)\b|\btoo many (?:input |prompt )tokens\b|\b(?:inputs?|prompts?|tokens?)\b[^.;]{0,60}\bexceed[^.;]{0,60}\b(?:context|maximum|limit)\b|\binputs?\W{0,3}(?: tokens?)?[^.;]{0,40}\bmust (?:be <=?|have less than)|\bmaximum (?:prompt|model) length\b|\bexceeded model token limit\b|\brange of input length\b|\binput token count\b|\btoo many tokens: size limit\b/i,
  ),
  // Larger than a limit per minute as a whole, so that no wait helps.
  overLimit: about(
    /(?:prompt|input|request)too(?:long|large)|tokenslimitreached/,
    /\b(?:request|prompt|inputs?|messages?|payload)\b[^.;]{0,80}\btoo (?:long|large|big)\b|\btokens must be reduced\b|\breduce your (?:prompt|inputs?|messages?|request)\b/i,
  ),
  filter: about(
    /contentfilter|contentpolic|contentsafety|contentmoderation|contentblocked|responsibleai|datainspection|moderation(?:blocked|failed|error)|promptblocked|prohibitedcontent|sensitivecontent/,
    /content[ _-]?(?:management|filter|polic|moderation|safety)|responsible ?ai\b|\bcontent exists risk\b|\binappropriate content\b|\b(?:flagged|blocked|rejected|filtered)\b[^.;]{0,60}\b(?:polic|filter|safety|moderation|violat)|\bviolat[^.;]{0,60}\b(?:usage|content|safety|acceptable use)[ -]polic/i,
  ),
  // A filter that answers 403: https://openrouter.ai/docs/api/reference/errors-and-debugging
  moderation: about(/contentpolicyviolation/, /\brequires moderation\b|\binput was flagged\b/i),
  quota: about(
    /quota|billing|credit|balance|budget|payment|arrear|overdue|insufficientfunds|spend(?:ing)?limit/,
    /\b(?:credits?|billing|plans?|quotas?)\b/i,
  ),
  // Gemini, of a model that a plan has nothing of: "limit: 0 … Please retry in 25s" never comes true.
  noQuota: { words: /\blimit:? ?0\b(?![.,]?\d)/i },
  // Of an account that cannot pay, where the status does not tell; but not "No credits were charged".
  money: {
    words:
      /\bbilling\b|(?<!\bno )\bcredits?\b(?! card numbers?\b)|\b(?:insufficient|negative|low|no|not enough) (?:account )?(?:balance|funds)\b|\b(?:balance|account)\b[^.;]{0,20}\b(?:insufficient|too low|negative|overdue|suspended)\b|\boverdue (?:account|balance|payment)|\bspend(?:ing)? limit\b|\binvoices?\b|\barrears?\b|\brecharge\b|\btop[ -]up\b/i,
  },
  rateLimit: about(/ratelimit|toomanyrequests|throttl/, /rate[ _-]?limit|too many requests|\bthrottl/i),
  unknownEndpoint: about(
    /(?:unknown|invalid|nosuch|unsupported)(?:endpoint|path|route|url|method)|(?:endpoint|path|route|url)not(?:found|exist)|methodnotallowed/,
    /\b(?:unexpected|unknown|unrecognized|invalid|unsupported|no such|no matching|no) (?:api |request )?(?:(?:endpoint|path|route|method|handler)\b|url \()|\b(?:endpoint|path|route|method|requested url)\b[^.;]{0,60}\b(?:not (?:be )?(?:found|exist|allowed|supported|implemented|recognized)|(?:doesn't|does not) exist|unknown)|^(?:error:? ?)?(?:404:? ?)?(?:(?:page|resource|url) )?not found\.?$|^(?:cannot post|post (?:is )?not (?:supported|allowed))\b/i,
  ),
  // The server refuses what the model made, and quotes it: in a field of that name, or names of tools and keys.
  failedGeneration: about(
    /failedgeneration|tooluse|jsonvalidate|toolcallvalidation/,
    /\battempted to call tool\b|\btool call validation failed\b/i,
  ),
  key: about(/apikey|authentication|unauthori[sz]ed/, /\bapi[ _-]?key\b|\bauthorization header\b/i),
  // A 403 for where the runner is.
  place: {
    words:
      /\b(?:country|region|territory|location)\b[^.;]{0,60}\bnot supported\b|\bvirtual network\b|\bfirewall rules\b/i,
  },
  firewall: {
    words:
      /^just a moment|^attention required|\bhave been blocked\b|\brequest (?:could not be satisfied|blocked|unsuccessful\. incapsula)|\bweb application firewall\b|\bwaf\b|\bcaptcha\b|\bbot (?:detection|protection)\b|\berror (?:code:? )?10(?:0[5-9]|1\d|20)\b/i,
  },
} satisfies Record<string, Subject>

/** Whether the model or the deployment is not there. The words count only where no other field is named. */
export function isMissingModel(error: Spoken): boolean {
  return (
    isNamed(error, SUBJECTS.missingModel) ||
    isAbout(error, SUBJECTS.noChatModel) ||
    /^(?:[/.$]*(?:body[/.])?)?(?:model|deployment|engine)(?:[_-]?id|[_-]?name)?$/i.test(error.param ?? '') ||
    (error.param === undefined && isSaid(error, SUBJECTS.missingModel))
  )
}

/** Whether more was requested than the whole limit: "Limit 30000, Requested 45411", in either order. */
export function isOverLimit(error: Spoken): boolean {
  const words = plainWords(error.words)
  const numberAfter = (word: string): number =>
    Number(
      new RegExp(`\\b${word}(?::| of| is)? ?(\\d[\\d,]{0,15})`, 'i').exec(words)?.[1]?.replaceAll(',', ''),
    )
  return isAbout(error, SUBJECTS.overLimit) || numberAfter('requested') > numberAfter('limit')
}
