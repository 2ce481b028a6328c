import type { TokenLimitField } from '../answer/response-failure.js'
import type { HttpRequest } from '../client/http-types.js'
import type { Inputs, ToolChoice } from '../inputs/inputs.js'
import type { ResponseFormat } from '../inputs/response-format.js'
import { USER_AGENT } from '../product.js'

/** https://docs.github.com/en/rest/about-the-rest-api/api-versions */
const GITHUB_API_VERSION = '2022-11-28'

/**
 * Builds the request: one chat completion, not streamed, with nothing in the body that the author did not set.
 * Fields as in https://docs.github.com/en/rest/models/inference
 */
export function chatRequest(inputs: Inputs): HttpRequest {
  return { url: inputs.endpoint.url, headers: headersOf(inputs), body: JSON.stringify(bodyOf(inputs)) }
}

function headersOf({ endpoint, credential, customHeaders }: Inputs): Record<string, string> {
  const own: Record<string, string> = {
    Accept: endpoint.isGitHubHost ? 'application/vnd.github+json' : 'application/json',
    'Content-Type': 'application/json',
    ...(endpoint.isGitHubHost ? { 'X-GitHub-Api-Version': GITHUB_API_VERSION } : {}),
    'User-Agent': USER_AGENT,
    ...(credential === undefined ? {} : { [credential.header]: credential.value }),
  }
  const replaced = new Set(Object.keys(customHeaders).map((name) => name.toLowerCase()))
  const kept = Object.entries(own).filter(([name]) => !replaced.has(name.toLowerCase()))
  return { ...Object.fromEntries(kept), ...customHeaders }
}

function bodyOf(inputs: Inputs): Record<string, unknown> {
  const { model, messages, parameters, format, tools, toolChoice, extraBody } = inputs
  return {
    model: model.value,
    messages,
    ...Object.fromEntries(parameters.map(({ field, value }) => [field, value])),
    ...responseFormatField(format),
    ...(tools.length === 0
      ? {}
      : { tools: tools.map(({ definition }) => ({ type: 'function', function: definition })) }),
    ...toolChoiceField(toolChoice),
    ...extraBody,
    stream: false,
  }
}

function responseFormatField(format: ResponseFormat): Record<string, unknown> {
  switch (format.kind) {
    case 'unset':
      return {}
    case 'json_schema':
      return { response_format: { type: 'json_schema', json_schema: format.envelope } }
    default:
      return { response_format: { type: format.kind } }
  }
}

function toolChoiceField(choice: ToolChoice): Record<string, unknown> {
  switch (choice.kind) {
    case 'unset':
      return {}
    case 'function':
      return { tool_choice: { type: 'function', function: { name: choice.name } } }
    default:
      return { tool_choice: choice.kind }
  }
}

/** The field that limits the tokens, if one is sent: a server may want it under its other name. */
export function sentTokenLimit({ parameters }: Inputs): { readonly sentTokenLimit?: TokenLimitField } {
  for (const { field } of parameters) {
    if (field === 'max_tokens' || field === 'max_completion_tokens') return { sentTokenLimit: field }
  }
  return {}
}
