import type { Environment } from '../environment.js'
import type { Problem } from '../problems/problems.js'
import type { Endpoint } from './endpoint.js'

/** Anything that looks like a GitHub token, in a longer text; a whole one is found behind anything. */
const GITHUB_TOKEN =
  /(?<![a-z\d_-])(?:gh[pousr]_|github_pat_)[a-z\d]{4}|gh[pousr]_[a-z\d]{36}|github_pat_[a-z\d_]{22}/i

/** Inputs whose texts go into the URL and the headers; the last is named where none holds the token as it is. */
const URL_INPUTS = ['org', 'api-version', 'endpoint']
const HEADER_INPUTS = ['token', 'token-header', 'custom-headers']
/** Their texts are not in the body. */
const OTHER_INPUTS = [...URL_INPUTS, ...HEADER_INPUTS, 'github-token', 'github-hosts', 'output-file']

/**
 * The last look at a request before it is sent, whatever way a token came into it: to a host that takes no GitHub
 * token goes neither the value of `github-token`, anywhere, nor what looks like a GitHub token in URL or headers. (In
 * the body it may be a finding that the model is asked about.)
 */
export function lastGate(
  request: { readonly url: URL; readonly headers: Readonly<Record<string, string>>; readonly body: string },
  { inputs }: Environment,
  { host }: Endpoint,
): Problem | undefined {
  if (host.takesGitHubToken) return undefined
  const value = inputs.get('github-token') ?? ''
  // A shorter one is a placeholder, and stands in texts by chance.
  const spellings = value.length < 8 ? [] : spellingsOf(value)
  const isInBody = (text: string): boolean => spellings.some((spelling) => text.includes(spelling))
  const isInHead = (text: string): boolean =>
    readingsOf(text).some(
      (reading) =>
        GITHUB_TOKEN.test(reading) ||
        spellings.some((spelling) => reading.toLowerCase().includes(spelling.toLowerCase())),
    )
  const bodyInputs = [...inputs.keys()].filter((name) => !OTHER_INPUTS.includes(name))
  const places = [
    { text: request.url.href, names: URL_INPUTS, holds: isInHead },
    { text: Object.entries(request.headers).flat().join('\n'), names: HEADER_INPUTS, holds: isInHead },
    { text: request.body, names: bodyInputs, holds: isInBody },
    // Of other requests than this one.
    { text: inputs.get('identity') ?? '', names: ['identity'], holds: isInHead },
    { text: inputs.get('fallback-models') ?? '', names: ['fallback-models'], holds: isInBody },
  ]
  const place = places.find(({ text, holds }) => holds(text))
  if (place === undefined) return undefined
  const { names, holds } = place
  const holding = names.find((name) => holds(inputs.get(name) ?? ''))
  return {
    // Where the inputs do not hold it as it is, one of the files that they name does.
    input: holding ?? names.find((name) => name.includes('file')) ?? names.at(-1) ?? 'prompt',
    rule: `puts a GitHub token into the request, and ${request.url.hostname} is not a GitHub host: it would be handed to a stranger`,
    remedy: `Take it out. If the server is GitHub's, name it in "github-hosts".`,
  }
}

/** A text and what is in it in percent-encoding and in base64, also in one inside the other. */
function readingsOf(text: string): string[] {
  const once = decodingsOf(text)
  return [text, ...once, ...once.flatMap(decodingsOf)]
}

function decodingsOf(text: string): string[] {
  const plain = text.replace(/%([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
  const blocks = (text.match(/[\w+/-]{12,}/g) ?? []).flatMap((block) =>
    // Where other letters stand before it, it begins at one of four places.
    [0, 1, 2, 3].map((start) => Buffer.from(block.slice(start), 'base64').toString('latin1')),
  )
  return [...(plain === text ? [] : [plain]), ...blocks]
}

/** A token as it can stand in JSON: plain, escaped, and inside a text in base64, whatever stands before it. */
function spellingsOf(token: string): string[] {
  const blocks = [0, 1, 2].map((before) => {
    const base64 = Buffer.from(`${' '.repeat(before)}${token}`)
      .toString('base64')
      .replace(/=+$/, '')
    // The first and last letters also hold bits of what is beside it.
    return base64.slice(before === 0 ? 0 : before + 1, -1)
  })
  return [token, JSON.stringify(token).slice(1, -1), ...blocks]
}
