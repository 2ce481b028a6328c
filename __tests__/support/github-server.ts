import {
  type ArrivedRequest,
  type InferenceServer,
  inTurn,
  type RawReply,
  type Reply,
  type ScriptedReply,
  type ServerOptions,
  startServer,
} from './inference-server.js'

/** A request to GitHub's API, with the values of the `{…}` in its route, decoded. */
export interface GitHubRequest extends ArrivedRequest {
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
}

export type Handler = (request: GitHubRequest) => Reply
/** Of a list, each request of the route gets the next one, and all later requests the last. */
export type Route = Reply | readonly Reply[] | Handler

/** By method and path, as GitHub's documentation writes them: `GET /repos/{owner}/{repo}/pulls/{pull_number}`. */
export type Routes = Readonly<Record<string, Route>>

/** What every answer of GitHub's has; tests look at what is done with the rest. */
const HEADERS = {
  'Content-Type': 'application/json; charset=utf-8',
  'X-GitHub-Media-Type': 'github.v3; format=json',
}

/** Plays GitHub's API on a free port; what has no route is answered as GitHub answers it, with 404. */
export function startGitHub(routes: Routes, options: ServerOptions = {}): Promise<InferenceServer> {
  const served = Object.entries(routes).map(([route, reply]) => {
    const [method, path = ''] = route.split(' ')
    return { method, path, handle: typeof reply === 'function' ? reply : inTurn(reply) }
  })
  return startServer((request) => {
    const url = new URL(request.path, 'http://github.test')
    for (const { method, path, handle } of served) {
      const params = request.method === method ? valuesIn(url.pathname, path) : undefined
      if (params === undefined) continue
      const reply = handle({ ...request, params, query: url.searchParams })
      return 'raw' in reply ? reply : { ...reply, headers: { ...HEADERS, ...reply.headers } }
    }
    return notFound()
  }, options)
}

/**
 * The values of a template's `{…}` in a path, decoded; undefined if the path is of another template. `{path}` takes
 * slashes.
 */
export function valuesIn(path: string, template: string): Readonly<Record<string, string>> | undefined {
  const parts = template.split(/\{(\w+)\}/)
  const source = parts.map((part, index) => {
    if (index % 2 === 0) return part.replace(/[.*+?^$()[\]\\|]/g, '\\$&')
    return `(?<${part}>${part === 'path' ? '.+' : '[^/]+'})`
  })
  const match = new RegExp(`^${source.join('')}$`).exec(path)
  if (match === null) return undefined
  const values = Object.entries(match.groups ?? {})
  return Object.fromEntries(values.map(([name, value]) => [name, decodeURIComponent(value)]))
}

/** An error as GitHub words it. */
export function githubError(
  status: number,
  message: string,
  headers: ScriptedReply['headers'] = {},
  more: object = {},
): ScriptedReply {
  const body = { message, documentation_url: 'https://docs.github.com/rest', status: String(status), ...more }
  return { status, headers: { ...HEADERS, ...headers }, body }
}

export const notFound = (): ScriptedReply => githubError(404, 'Not Found')

/** 403 of a token without the permission. */
export const notAccessible = (): ScriptedReply => githubError(403, 'Resource not accessible by integration')

/** The limit of requests an hour, used up until so many seconds from now. */
export function primaryLimit(seconds: number): ScriptedReply {
  return githubError(403, 'API rate limit exceeded for installation ID 12345.', {
    'X-RateLimit-Remaining': '0',
    'X-RateLimit-Reset': String(Math.ceil(Date.now() / 1000) + seconds),
  })
}

/** The limit of what is done at a time; without seconds, GitHub names no wait. */
export function secondaryLimit(seconds?: number): ScriptedReply {
  const headers = seconds === undefined ? {} : { 'Retry-After': String(seconds) }
  return githubError(403, 'You have exceeded a secondary rate limit. Please wait a few minutes.', headers)
}

/** Closes the connection without an answer, after the whole request has arrived. */
export const cutConnection: RawReply = {
  raw: (_request, _response, socket) => {
    socket.destroy()
  },
}
