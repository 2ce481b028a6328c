import type { HttpResponse } from '../client/http-types.js'
import { oneLine } from '../display-text.js'
import type { ErrorBody } from './error-body.js'

/**
 * Who answered what: in the words of the server, else with its reason phrase and what else there is.
 *
 * @param head such as `api.openai.com answered 429`
 */
export function reasonOf(head: string, error: ErrorBody, response: HttpResponse): string {
  const phrase = phraseOf(response)
  const words = oneLine(error.message)
  if (words !== '') {
    const isSaid = error.source === 'field' || words.toLowerCase().includes(phrase.toLowerCase())
    return sentence(`${head}${isSaid ? '' : phrase}: ${words}`)
  }
  return `${head}${phrase} without a reason${tellingHeaders(response.headers)}.`
}

/** ` Bad Gateway`, or nothing. That of a success says nothing about a failure. */
export function phraseOf({ status, statusText }: HttpResponse): string {
  const phrase = status < 300 ? '' : oneLine(statusText, 100).replace(/[\s:]+$/, '')
  return phrase === '' ? '' : ` ${phrase}`
}

/** Headers that may tell why, where a body says nothing. */
const TELLING_HEADERS = [
  'www-authenticate',
  'proxy-authenticate',
  'x-ms-error-code',
  'x-amzn-errortype',
  'cf-mitigated',
  'retry-after',
  'sunset',
  'deprecation',
  'link',
  'server',
]

function tellingHeaders(headers: HttpResponse['headers']): string {
  const told = TELLING_HEADERS.map((name) => [name, oneLine(headers[name] ?? '', 200)] as const)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}: ${value}`)
  return told.length === 0 ? '' : ` (${told.slice(0, 4).join('; ')})`
}

/**
 * The reason of a retirement, with the truth about it: GitHub's own answer spoke of a "scheduled brownout" and of
 * "temporarily unavailable".
 */
export function retirementReason(
  head: string,
  error: ErrorBody,
  response: HttpResponse,
  isGitHubHost: boolean,
): string {
  const { headers } = response
  const reason = reasonOf(head, error, { ...response, headers: {} })
  const link = oneLine(headers['link'] ?? '', 300)
  const sunset = oneLine(headers['sunset'] ?? '', 60)
  const since = sunset === '' ? '' : ` (sunset: ${sunset})`
  const isGitHubModels =
    isGitHubHost || /github[ _-]models/i.test(`${error.names.join(' ')} ${reason} ${link}`)
  const permanent = `${reason} ${isGitHubModels ? 'GitHub Models' : 'This endpoint'} is retired, and that is permanent, whatever the answer claims${since}.`
  return link === '' ? permanent : `${permanent} The server's link: ${sentence(link)}`
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`
}
