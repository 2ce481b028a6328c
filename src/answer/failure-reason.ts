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
  if (words === '') return `${head}${phrase} without a reason${tellingHeaders(response.headers)}.`
  const isSaid = error.source === 'field' || words.toLowerCase().includes(phrase.trim().toLowerCase())
  const rest = withoutStatus(words, head)
  if (rest === undefined) return sentence(`${head}${isSaid ? '' : phrase}: ${words}`)
  const isPhrase = rest === '' || rest.toLowerCase() === phrase.trim().toLowerCase()
  return sentence(isPhrase ? `${head}${phrase}` : `${head}: ${rest}`)
}

/**
 * Pages and plain texts often begin with the status themselves: `404 page not found`, `502: Bad Gateway`.
 *
 * @returns what follows it; undefined if they begin with anything but the status that the head ends in
 */
function withoutStatus(words: string, head: string): string | undefined {
  const match = /^(\d{3})(?!\w|[.,]\d)[\s:|,.–—-]*/.exec(words)
  return match && head.endsWith(` ${match[1] ?? ''}`) ? words.slice(match[0].length) : undefined
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
  const link = linkOf(headers['link'] ?? '')
  const sunset = oneLine(headers['sunset'] ?? '', 60)
  const since = sunset === '' ? '' : ` (sunset: ${sunset})`
  const claims = error.message === '' ? '' : ', whatever the answer claims'
  const isGitHubModels =
    isGitHubHost || /github[ _-]models/i.test(`${error.names.join(' ')} ${reason} ${link}`)
  const permanent = `${reason} ${isGitHubModels ? 'GitHub Models' : 'This endpoint'} is retired${since}, and that is permanent${claims}.`
  return link === '' ? permanent : `${permanent} The server's link: ${sentence(link)}`
}

/** The first address of a `Link` (RFC 8288), in its angle brackets; the header as it is if it holds none. */
function linkOf(header: string): string {
  return oneLine(/<[^<>]{1,1000}>/.exec(header)?.[0] ?? header, 300)
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`
}
