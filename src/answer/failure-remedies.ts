import { formatDuration } from '../display-text.js'
import type { ErrorCode } from '../errors.js'
import { isAboutMoney, isDailyLimit, type Spoken } from './error-names.js'
import { keyRemedy, rejectedRemedy } from './rejected-remedy.js'

/** What a remedy depends on. */
export interface RemedyFacts {
  readonly host: string
  readonly isGitHubHost: boolean
  /** Whether the request carried a token. */
  readonly sendsToken: boolean
  readonly status: number
  readonly error: Spoken
  readonly willRetry: boolean
  readonly serverWaitMs: number | undefined
}

/** The codes that a server's answer can lead to. */
export type AnswerCode = Extract<
  ErrorCode,
  | 'unauthorized'
  | 'permission_denied'
  | 'endpoint_retired'
  | 'endpoint_not_found'
  | 'model_not_found'
  | 'rate_limited'
  | 'quota_exhausted'
  | 'prompt_too_large'
  | 'content_filtered'
  | 'request_rejected'
  | 'provider_error'
>

/** What to do about a failure, for each code. */
export const REMEDIES: Readonly<Record<AnswerCode, (facts: RemedyFacts) => string>> = {
  unauthorized: (facts) =>
    facts.isGitHubHost
      ? 'Give the job "permissions: models: read"; a token of your own in the input "token" needs the same permission.'
      : `${keyRemedy(facts)}${facts.sendsToken ? ' If this server takes its key in a header other than Authorization, name that header in "token-header".' : ''}`,

  permission_denied: (facts) => {
    if (facts.isGitHubHost) {
      return 'Give the job "permissions: models: read", and check that the owner of the token may use the model in the input "model" (and the organization in "org").'
    }
    return facts.sendsToken
      ? `Check that the key in the input "token" may use ${facts.host} and the model in "model".`
      : keyRemedy(facts)
  },

  endpoint_retired: () =>
    'Change the inputs "endpoint", "token" and "model" to another server that speaks the OpenAI protocol; the rest of the step stays as it is.',

  endpoint_not_found: ({ host }) =>
    `Check the base URL in the input "endpoint": "/chat/completions" is appended to its path. A right one looks like ${baseUrlLike(host)}.`,

  model_not_found: ({ host, isGitHubHost, sendsToken }) =>
    isGitHubHost
      ? 'Check the input "model": it has the form {publisher}/{model_name}, such as openai/gpt-4.1.'
      : `Check the input "model": there is no such model (on Azure: no such deployment) at ${host}${sendsToken ? ', or the token may not use it' : ''}.`,

  rate_limited: ({ host, error, willRetry, serverWaitMs }) => {
    if (isAboutMoney(error) && serverWaitMs === undefined) {
      return `Check plan, credit and billing of the account at ${host} that the input "token" belongs to, or run the step again later.`
    }
    if (isDailyLimit(error) && serverWaitMs === undefined) {
      return 'Run the step again when the limit of the day starts anew, or run fewer steps; more "max-retries" do not help here.'
    }
    return willRetry
      ? 'Run the step again later, run fewer steps at a time, or raise the inputs "max-retries" and "timeout".'
      : `Run the step again later${serverWaitMs === undefined ? '' : ` (the server asks to wait ${formatDuration(serverWaitMs)})`}, or run fewer steps at a time; more "max-retries" or a longer "timeout" do not help here.`
  },

  quota_exhausted: ({ host, error }) =>
    `Check plan, credit and billing of the account at ${host} that the input "token" belongs to; trying again does not help before they change.${
      /\bmax_(?:completion_)?tokens\b/.test(error.message)
        ? ' A lower "max-tokens" may fit into what is left.'
        : ''
    }`,

  prompt_too_large: () =>
    'Shorten the prompt or the files that go into it, lower "max-tokens", or choose a model with a larger context in the input "model".',

  content_filtered: () =>
    'Reword the prompt (inputs "prompt" and "system-prompt"), or change the content filter in the settings of the server.',

  request_rejected: (facts) =>
    facts.status === 405
      ? `Check the base URL in the input "endpoint": this address takes no POST. A right one looks like ${baseUrlLike(facts.host)}.`
      : rejectedRemedy(facts),

  provider_error: ({ willRetry, status }) => {
    if (willRetry) {
      return 'The fault is on the side of the server: run the step again later, or raise the input "max-retries".'
    }
    return status === 501
      ? 'Check the inputs "endpoint" and "model": this server cannot do what was asked.'
      : 'The fault is on the side of the server: run the step again later, or look at its status page or log.'
  },
}

/** Base URLs that are right, by the end of the host's name. */
const BASE_URLS: readonly (readonly [RegExp, string])[] = [
  [/(?:^|\.)googleapis\.com/, 'https://generativelanguage.googleapis.com/v1beta/openai'],
  [/(?:^|\.)groq\.com/, 'https://api.groq.com/openai/v1'],
  [/(?:^|\.)cerebras\.ai/, 'https://api.cerebras.ai/v1'],
  [/(?:^|\.)openrouter\.ai/, 'https://openrouter.ai/api/v1'],
  [/(?:^|\.)azure\.com/, 'https://NAME.openai.azure.com/openai/v1'],
  [/(?:^|\.)mistral\.ai/, 'https://api.mistral.ai/v1'],
  [/(?:^|\.)anthropic\.com/, 'https://api.anthropic.com/v1'],
  [/(?:^|\.)deepseek\.com/, 'https://api.deepseek.com'],
  [/(?:^|\.)github\.ai/, 'https://models.github.ai/inference'],
  [/^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])/, 'http://localhost:11434/v1'],
]

function baseUrlLike(host: string): string {
  return BASE_URLS.find(([end]) => end.test(host))?.[1] ?? 'https://api.openai.com/v1'
}
