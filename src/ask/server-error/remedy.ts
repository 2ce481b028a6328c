import { formatDuration, oneLine } from '../../display-text.js'
import type { ErrorCode } from '../../failure.js'
import { PROXY_PASSWORD } from '../http/network-failure.js'
import { EFFORT_REMEDY, refusesEffort } from '../repair.js'
import { isCopilotHost } from '../target.js'
import { isRetried } from './code.js'
import type { ErrorFacts } from './facts.js'
import { isAbout, isSaid, plainWords, type Spoken, SUBJECTS } from './subjects.js'

const MODELS_READ =
  'Give the job "permissions: models: read"; a token of your own in the input "token" needs the same permission'

/** What to do about a failure, for each code that a server's answer can lead to. */
export const REMEDIES = {
  unauthorized: (facts) =>
    copilotRemedy(facts) ?? (facts.speaksGitHubModels ? `${MODELS_READ}.` : keyRemedy(facts)),
  permission_denied: (facts) => {
    const { host, error, sendsToken } = facts
    const { headers } = facts.response
    const isChallenge = 'cf-mitigated' in headers || 'x-amzn-waf-action' in headers
    if (isChallenge || /\bhtml\b/i.test(headers['content-type'] ?? '') || isSaid(error, SUBJECTS.firewall)) {
      return `A firewall in front of ${host} seems to have stopped the request, because of the runner's address or a text in the prompt and not because of the key: ask whoever runs it to let the request pass, or use a runner in another network.`
    }
    if (isAbout(error, SUBJECTS.moderation)) {
      return 'The key is not at fault, but what was sent: reword the prompt (inputs "prompt" and "system-prompt"), or choose another model in the input "model".'
    }
    if (isSaid(error, SUBJECTS.place)) {
      return `The key is not at fault: ${host} turns away the place or the network of the runner. Use a runner in another one, or another server.`
    }
    const ofCopilot = copilotRemedy(facts)
    if (ofCopilot !== undefined) return ofCopilot
    if (facts.speaksGitHubModels) return `${MODELS_READ}, and its owner must be allowed to use the model.`
    if (!sendsToken) return keyRemedy(facts)
    return `Check that the key in the input "token" may use ${host} and the model in "model".`
  },
  endpoint_retired: () =>
    'Change the inputs "endpoint", "token" and "model" to another server that speaks the OpenAI protocol; the rest of the step stays as it is.',
  endpoint_not_found: ({ host }) =>
    `Check the base URL in the input "endpoint": "/chat/completions" is appended to its path. It often looks like ${baseUrlLike(host)}.`,
  model_not_found: ({ host, speaksGitHubModels, sendsToken, model, error }) => {
    if (isAbout(error, SUBJECTS.noChatModel)) {
      return 'Choose a model that supports chat completions in the input "model": this one is served by another API only, such as the Responses API.'
    }
    if (isSaid(error, SUBJECTS.noProvider)) {
      return `No provider of this model at ${host} takes what the request asks for: change that, the settings of your account, or the input "model".`
    }
    if (speaksGitHubModels) {
      return 'Check the input "model": it has the form {publisher}/{model_name}, such as openai/gpt-4.1.'
    }
    const name = HAS_PUBLISHERS.test(host) ? undefined : GITHUB_MODEL.exec(model)?.[1]
    const hint = name && ` Outside GitHub Models, names rarely have a publisher: try ${oneLine(name, 80)}.`
    return `Check the input "model": there is no such model (on Azure: no such deployment) at ${host}${sendsToken ? ', or the token may not use it' : ''}.${hint ?? ''}`
  },
  rate_limited: ({ host, error, status, serverWaitMs }) => {
    if (serverWaitMs === undefined && isSaid(error, SUBJECTS.money)) {
      return `Check plan, credit and billing of the account at ${host} that the input "token" belongs to, or run the step again later.`
    }
    if (isRetried('rate_limited', status)) {
      return 'Run the step again later, run fewer steps at a time, or raise the inputs "max-retries" and "timeout".'
    }
    return `Run the step again later${serverWaitMs === undefined ? '' : ` (the server asks to wait ${formatDuration(serverWaitMs)})`}, or run fewer steps at a time.`
  },
  quota_exhausted: ({ host, error }) =>
    `Check plan, credit and billing of the account at ${host} that the input "token" belongs to; trying again does not help before they change.${/\bmax_(?:completion_)?tokens\b/.test(error.words) ? ' A lower "max-tokens" may fit into what is left.' : ''}`,
  prompt_too_large: () =>
    'Shorten the prompt, name in the input "fit" the variables that may be shortened, lower "max-tokens", or choose a model with a larger context or limit in the input "model".',
  content_filtered: () =>
    'Reword the prompt (inputs "prompt" and "system-prompt"), or change the content filter in the settings of the server.',
  request_rejected: rejectedRemedy,
  provider_error: ({ status }) =>
    status === 501
      ? 'Check the inputs "endpoint" and "model": this server cannot do what was asked.'
      : `The fault is on the side of the server: run the step again later, or ${isRetried('provider_error', status) ? 'raise the input "max-retries"' : 'look at its status page or log'}.`,
  network_error: () => PROXY_PASSWORD,
  invalid_response: ({ response }) =>
    response.headers['location'] === undefined
      ? 'Check the input "endpoint".'
      : 'If the API is there, set the input "endpoint" to that address, without "/chat/completions": redirects are not followed, so that no other server gets the token or the prompt.',
} satisfies Partial<Record<ErrorCode, (facts: ErrorFacts) => string>>

/** A name as GitHub Models has them, and other servers whose names have publishers. */
const GITHUB_MODEL = /^(?:openai|meta|microsoft|mistral-ai|deepseek|xai|cohere|ai21-labs|core42)\/(\S+)$/i
const HAS_PUBLISHERS = /openrouter|together|huggingface|groq|deepinfra|nvidia|vercel|fireworks|novita/

/** Where servers have their API, if not at `/v1`. */
const BASES =
  'googleapis.com/v1beta/openai groq.com/openai/v1 azure.com/openai/v1 openrouter.ai/api/v1 github.ai/inference'

function baseUrlLike(host: string): string {
  const domain = host.split('.').slice(-2).join('.')
  const base = BASES.split(' ').find((known) => known.startsWith(`${domain}/`)) ?? `${domain}/v1`
  return `http${/^(?:localhost|127\.|\[::1\])/.test(host) ? '' : 's'}://${host}${base.slice(domain.length)}`
}

/** https://docs.github.com/en/actions/security-guides/using-secrets-in-github-actions: a secret that is not there is an empty text. */
const EMPTY_SECRET =
  'An expression such as ${{ secrets.X }} gives nothing in runs of forks and of Dependabot, which get no secrets, and where the name is misspelt.'

function keyRemedy({ host, sendsToken }: ErrorFacts): string {
  if (sendsToken)
    return `Check that the input "token" holds a valid key for ${host}. If this server takes its key in a header other than Authorization, name that header in "token-header".`
  return `No token was sent (the workflow token goes to GitHub hosts only): set the input "token" to a key for ${host}. ${EMPTY_SECRET}`
}

/** Copilot's hosts: https://docs.github.com/en/copilot/how-tos/copilot-cli/use-copilot-cli-in-actions */
function copilotRemedy({ host, error, status }: ErrorFacts): string | undefined {
  if (!isCopilotHost(host.replace(/:\d+$/, ''))) return undefined
  if (/unknown integration|copilot-integration-id/i.test(error.words)) {
    return 'Name an integration that Copilot knows in "custom-headers", such as Copilot-Integration-Id: NAME.'
  }
  if (status !== 401 && status !== 403) return undefined
  return 'Give the job "permissions: copilot-requests: write" and set "token" to ${{ github.token }}; the organization must allow it (its policy "Allow use of Copilot CLI billed to the organization").'
}

/** What to do about a request that the server rejects, by what the server finds fault with. */
function rejectedRemedy(facts: ErrorFacts): string {
  const { host, error, status } = facts
  if (status === 405) {
    return `Check the base URL in the input "endpoint": this address takes no POST. It often looks like ${baseUrlLike(host)}.`
  }
  const ofCopilot = copilotRemedy(facts)
  if (ofCopilot !== undefined) return ofCopilot
  if (isAbout(error, SUBJECTS.failedGeneration)) {
    return 'The model did not make what was asked for: run the step again, reword the prompt, or choose another model in the input "model".'
  }
  if (refusesEffort(error)) return EFFORT_REMEDY
  const input = faultyInput(error)
  if (input !== undefined) return `Change or remove the input "${input}"${FURTHER[input] ?? ''}.`
  if (isAbout(error, SUBJECTS.key)) return keyRemedy(facts)
  if (error.words === '') {
    return 'The server gave no reason: check the inputs "endpoint" and "model", or look at its log.'
  }
  return /^(?:messages|prompt|input)\b/.test(error.param ?? '')
    ? 'Change what the inputs "prompt", "system-prompt" or "messages" send.'
    : 'Change the input that the server names; a field that came from "extra-body" or a prompt file is removed there.'
}

const FURTHER: Readonly<Record<string, string>> = {
  'max-tokens': ', or use "max-completion-tokens" in its place',
  'max-completion-tokens': ', or use "max-tokens" in its place',
  'response-format': ' or the schema in "json-schema": this model may not know the format',
}

/** The fields of a request that have an input of their own, which has `-` for `_` in its name. */
const FIELDS =
  'frequency_penalty max_completion_tokens max_tokens modalities presence_penalty prompt_cache_key reasoning_effort response_format seed service_tier stop store temperature tool_choice tools top_p verbosity'

/** The input of the field that is the `param` (`tools[0].function`), or named in words, quoted or with a `_`. */
function faultyInput({ param = '', words }: Spoken): string | undefined {
  const named = [...plainWords(words).matchAll(/['"`](\w{1,50})\b|\b([a-z]{1,20}_[a-z_]{1,30})\b/g)]
  return [/^\W?(\w{1,50})/.exec(param), ...named]
    .map((match) => match?.[1] ?? match?.[2] ?? '')
    .find((name) => FIELDS.split(' ').includes(name))
    ?.replaceAll('_', '-')
}
