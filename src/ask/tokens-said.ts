/** The numbers of tokens that a server names where it has no room for a prompt. */
export interface TokensSaid {
  /** Of the prompt, and of the answer where the server counts both. */
  readonly limit: number | undefined
  /** Of the prompt. */
  readonly prompt: number | undefined
  /** Asked for the answer. */
  readonly answer: number | undefined
}

type Said = Readonly<Record<'limit' | 'prompt' | 'answer' | 'all', number | undefined>>

/** `#` stands for a number. "at least" is no count: a server that says so stopped counting at the limit. */
const PHRASES: readonly (readonly [keyof Said, RegExp])[] = (
  [
    // Anthropic: "prompt is too long: 207791 tokens > 200000 maximum"; and prompt + answer > limit.
    ['prompt', String.raw`\btoo long: #\b`],
    ['limit', String.raw`\btokens > #`],
    ['prompt', String.raw`\bcontext limit: # \+`],
    ['answer', String.raw`\bcontext limit: \d+ \+ #`],
    ['limit', String.raw`\bcontext limit: \d+ \+ \d+ > #`],
    // OpenAI, and all that speak like it: "… is 8192 tokens. However, you requested 9000 tokens (8000 in the
    // messages, 1000 in the completion)", "Your messages resulted in 289650 tokens"; OpenRouter: "(10535 of text input";
    // SGLang: "4500 tokens from the input messages and 500 tokens for the completion".
    ['prompt', String.raw`\bresulted in # tokens`],
    [
      'prompt',
      String.raw`(?:\(| )# (?:in (?:the|your) (?:messages|prompt)|of text input|tokens (?:from the input|in the) messages)\b`,
    ],
    ['answer', String.raw`(?:\(| )# (?:tokens )?(?:in|for) the (?:completion|output)\b`],
    ['all', String.raw`\byou requested (?:about )?# tokens`],
    // vLLM: "You passed 4097 input tokens and requested 1 output tokens", "your request has 5000 input tokens".
    ['prompt', String.raw`\b(?:passed|has|contains) # input tokens`],
    ['answer', String.raw`\brequested # output tokens`],
    // xAI: "maximum prompt length is 131072 but the request contains 136973 tokens"; Mistral: "Prompt contains 36231
    // tokens, too large for model with 32768 maximum context length".
    ['prompt', String.raw`\b(?:request|prompt) contains # tokens`],
    ['limit', String.raw`\bmodel with # maximum context length\b`],
    // llama.cpp: "request (5584 tokens) exceeds the available context size (4096 tokens)"; vLLM's engine: "prompt (length
    // 5000) is longer than the maximum model length of 4096"; SGLang: "The input (5000 tokens)".
    ['prompt', String.raw`\b(?:request|prompt|input)(?: length)? \((?:(?:total )?length )?#(?: tokens)?\)`],
    // Gemini: "The input token count (1100000) exceeds the maximum number of tokens allowed (1048576)", "input token
    // count is 140000 but model only supports up to 131072"; Copilot: "prompt token count of 5000 exceeds the limit of".
    ['prompt', String.raw`\b(?:input|prompt) token count(?: is| of)? \(?#`],
    ['limit', String.raw`\b(?:maximum number of tokens allowed(?: is)?|model only supports up to) \(?#`],
    // Qwen: "Range of input length should be [1, 129024]".
    ['limit', String.raw`\brange of input length should be \[\d+, #\]`],
    // A limit per minute: "Limit 30000, Requested 45411".
    ['all', String.raw`\bRequested:? #\b(?! output)`],
    [
      'limit',
      String.raw`\b(?:context (?:length|size|window)|configured limit|limit|max(?:imum)? size|maximum (?:prompt|model|allowed) length)(?: is| of|:)?(?: only)? \(?#`,
    ],
  ] as const
).map(([kind, phrase]) => [kind, new RegExp(phrase.replace('#', String.raw`(\d+)`), 'i')])

/** The fields of llama.cpp's error, which its older versions do not say in words. */
const FIELDS = [
  ['prompt', /\bn_prompt_tokens\\*"\s*:\s*(\d+)/],
  ['limit', /\bn_ctx\\*"\s*:\s*(\d+)/],
] as const

/**
 * @param words of the error
 * @param body of the response, for the numbers that have fields of their own
 */
export function tokensSaid(words: string, body: string): TokensSaid {
  // 200,000 is 200000.
  const plain = words.replace(/(?<=\d),(?=\d{3})/g, '')
  const find = (kind: keyof Said): number | undefined => {
    const field = FIELDS.find(([of]) => of === kind)?.[1].exec(body)?.[1]
    const matches = PHRASES.map(([of, phrase]) => (of === kind ? phrase.exec(plain)?.[1] : undefined))
    const digits = field ?? matches.find((match) => match !== undefined)
    return digits === undefined ? undefined : Number(digits)
  }
  const answer = find('answer')
  const all = find('all')
  return {
    limit: find('limit'),
    prompt: find('prompt') ?? (all === undefined || answer === undefined ? undefined : all - answer),
    answer,
  }
}
