import { isAboutKey, isAboutMoney, isFailedGeneration, wordsOf, type Spoken } from './error-names.js'

/** The input behind a field of the request. */
const INPUTS: Readonly<Record<string, string>> = {
  frequency_penalty: 'frequency-penalty',
  max_completion_tokens: 'max-completion-tokens',
  max_tokens: 'max-tokens',
  modalities: 'modalities',
  presence_penalty: 'presence-penalty',
  response_format: 'response-format',
  seed: 'seed',
  stop: 'stop',
  temperature: 'temperature',
  tool_choice: 'tool-choice',
  tools: 'tools',
  top_p: 'top-p',
}

/** The token and whom it is for. */
export interface KeyFacts {
  readonly host: string
  readonly sendsToken: boolean
}

export function keyRemedy({ host, sendsToken }: KeyFacts): string {
  return sendsToken
    ? `Check that the input "token" holds a valid key for ${host}.`
    : `No token was sent (the workflow token goes to GitHub hosts only): set the input "token" to a key for ${host}.`
}

/** What to do about a request that the server rejects, by what the server finds fault with. */
export function rejectedRemedy(facts: KeyFacts & { readonly error: Spoken }): string {
  const { host, error } = facts
  if (isFailedGeneration(error)) {
    return 'The model did not make what was asked for: run the step again, reword the prompt, or choose another model in the input "model".'
  }
  const field = faultyField(error)
  const input = field === undefined ? undefined : INPUTS[field]
  if (input === 'max-tokens' || input === 'max-completion-tokens') {
    const other = input === 'max-tokens' ? 'max-completion-tokens' : 'max-tokens'
    return `Change or remove the input "${input}", or use "${other}" in its place.`
  }
  if (input === 'response-format') {
    return 'Change or remove the input "response-format" or the schema in "json-schema": this model may not know the format.'
  }
  if (input !== undefined) return `Change or remove the input "${input}".`
  if (isAboutKey(error)) return keyRemedy(facts)
  if (isAboutMoney(error)) {
    return `Check plan and credit of the account at ${host} that the input "token" belongs to.`
  }
  if (error.message === '') {
    return 'The server gave no reason: check the inputs "endpoint" and "model", or look at its log.'
  }
  if (/^(?:messages|prompt|input)\b/.test(error.param)) {
    return 'Change what the inputs "prompt", "system-prompt" or "messages" send.'
  }
  return 'Change the input that the server names; a field that came from "extra-body" or a prompt file is removed there.'
}

/** The field that the server names as `param` (`tools[0].function`), or in its words, quoted or with a `_`. */
function faultyField(error: Spoken): string | undefined {
  const head = /^[/.]?\w{1,50}/.exec(error.param)?.[0].replace(/^[/.]/, '')
  if (head !== undefined && Object.hasOwn(INPUTS, head)) return head
  const quoted = [
    ...wordsOf(error.message).matchAll(/['"`](\w{1,50})\b|\b([a-z]{1,20}_[a-z_]{1,30})\b/g),
  ].map(([, inQuotes, withUnderscore]) => inQuotes ?? withUnderscore ?? '')
  return quoted.find((name) => Object.hasOwn(INPUTS, name))
}
