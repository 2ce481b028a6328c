import { now } from '../clock.js'
import { lastTry, stoppedFailure, tooLate, type WaitingFor } from '../ask/given-up.js'
import { createConnections } from '../ask/http/connections.js'
import { exchange } from '../ask/http/exchange.js'
import type { FailedRequest } from '../ask/http/network-failure.js'
import { chooseProxy, type ProxyVariables } from '../ask/http/proxy.js'
import type { HttpRequest, HttpResponse } from '../ask/http/types.js'
import type { Happening } from '../ask/io.js'
import { pause, retryWaitMs } from '../ask/pace.js'
import type { Failure, Result } from '../failure.js'
import { isObject, parseJson } from '../json-value.js'
import { USER_AGENT } from '../product.js'
import type { Need } from './github-failure.js'

/** Which GitHub is spoken to, as whom, and how long and how often. */
export interface GitHubTarget {
  /** `GITHUB_API_URL`, without a slash at the end. */
  readonly apiUrl: string
  readonly token: string
  readonly proxyVariables: ProxyVariables
  readonly maxRetries: number
  /** For everything from `createOctokit` on, waits included. */
  readonly timeoutMs: number
}

export interface GitHubIo {
  /** Aborts when the user cancels. */
  readonly signal: AbortSignal
  readonly onRetry: (retry: Extract<Happening, { readonly event: 'retry' }>) => void
  /** Called when a request has been handed to the operating system. */
  readonly onSent?: () => void
}

export interface GitHubResponse {
  readonly status: number
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  /** The parsed body; undefined where there is none (204). */
  readonly data: unknown
}

export interface RequestNeed extends Need {
  /** Whether doing it twice is the same as once. Without it, a POST is sent again only where GitHub did nothing. */
  readonly repeatable?: boolean
}

export interface Octokit {
  /**
   * One request, and its retries.
   *
   * @param route as GitHub's documentation writes it: `GET /repos/{owner}/{repo}/pulls/{pull_number}`
   * @param parameters of path, query and body
   */
  request(
    route: `${Method} /${string}`,
    parameters: Readonly<Record<string, unknown>>,
    need: RequestNeed,
  ): Promise<Result<GitHubResponse>>
  /** A query of GraphQL, which changes nothing: its `data`. */
  graphql(query: string, need: Need): Promise<Result<unknown>>
  /** How many requests went out so far, retries among them. */
  readonly requests: number
  /** Ends what is open. */
  close(): void
}

type Method = NonNullable<HttpRequest['method']>

const HEADERS = {
  accept: 'application/vnd.github+json',
  'user-agent': USER_AGENT,
  // https://docs.github.com/en/rest/about-the-rest-api/api-versions
  'x-github-api-version': '2022-11-28',
}

/** `@actions/github`'s Octokit, which knows how requests are written, over a client of ours, which sends them. */
export function createOctokit(target: GitHubTarget, io: GitHubIo): Octokit {
  const timeUp = new AbortController()
  const timer = setTimeout(() => {
    timeUp.abort()
  }, target.timeoutMs)
  const deadline = now() + target.timeoutMs
  const stop = AbortSignal.any([io.signal, timeUp.signal])
  const { host } = new URL(target.apiUrl)
  const connections = createConnections()
  const proxy = chooseProxy(new URL(target.apiUrl), target.proxyVariables)
  let requests = 0
  let octokit: ReturnType<typeof loadOctokit> | undefined

  const stopped = (waitingFor: WaitingFor, status?: number): Failure => {
    const by = io.signal.aborted ? 'user' : 'time limit'
    const failure = stoppedFailure(by, waitingFor, host, target.timeoutMs, status)
    const remedy = `Raise the input "timeout", or check that the runner reaches ${host}.`
    return { ...failure, remedy: by === 'user' ? 'Run the step again.' : remedy }
  }

  /** One attempt: a response that is a success, or what went wrong. */
  const attempt = async (
    request: HttpRequest,
    need: RequestNeed,
  ): Promise<Result<HttpResponse, FailedRequest>> => {
    requests += 1
    const isRepeatable = need.repeatable ?? request.method !== 'POST'
    const server = proxy.ok ? proxy.value : undefined
    // A kept-alive connection may break before anybody knows whether the request arrived.
    const ended = await exchange(
      { request, proxy: server, signal: stop, onSent: io.onSent ?? (() => undefined) },
      isRepeatable ? connections : undefined,
    )
    if (ended.outcome === 'stopped')
      return { ok: false, error: { failure: stopped(ended.stage, ended.status), retry: false } }
    if (ended.outcome === 'response' && ended.response.status >= 200 && ended.response.status <= 299)
      return { ok: true, value: ended.response }
    const { githubFailure, unansweredFailure } = await loadFailures()
    if (ended.outcome === 'response') {
      const error = githubFailure(ended.response, need, host, Date.now())
      return {
        ok: false,
        error: { ...error, retry: error.retry && (isRepeatable || isUndone(error.failure)) },
      }
    }
    const { failure, retry } = unansweredFailure(ended, need, host, server?.url.host)
    const isUnsent =
      ended.outcome === 'proxy refused' || (ended.outcome === 'broken' && ended.stage === 'connection')
    return { ok: false, error: { failure, retry: retry && (isRepeatable || isUnsent) } }
  }

  const send = async (request: HttpRequest, need: RequestNeed): Promise<Result<HttpResponse>> => {
    for (let retries = 0; ; retries += 1) {
      if (stop.aborted) return { ok: false, error: stopped('retry') }
      const answer = await attempt(request, need)
      if (answer.ok) return answer
      const { failure, retry, serverWaitMs } = answer.error
      if (!retry) return { ok: false, error: failure }
      const waitMs = retryWaitMs(retries + 1, serverWaitMs, Math.random())
      const waitFrom = serverWaitMs === undefined ? 'backoff' : 'server'
      const leftMs = deadline - now()
      if (retries === target.maxRetries)
        return { ok: false, error: lastTry(failure, retries + 1, serverWaitMs) }
      if (waitMs >= leftMs) return { ok: false, error: tooLate(failure, waitMs, waitFrom, leftMs) }
      io.onRetry({ event: 'retry', reason: failure.reason, waitMs, waitFrom })
      await pause(waitMs, stop)
    }
  }

  const request: Octokit['request'] = async (route, parameters, need) => {
    if (!proxy.ok) return proxy
    let answer: Result<HttpResponse> | undefined
    const fetch = async (url: string, { method, headers, body = '' }: FetchOptions): Promise<object> => {
      answer = await send({ url: new URL(url), method, headers, body }, need)
      // Octokit's own reading throws, and makes BigInt of numbers: to it, there is nothing to read.
      return { status: 204, url, headers: [] }
    }
    octokit ??= loadOctokit(target)
    await (await octokit).request(route, { ...parameters, headers: HEADERS, request: { fetch } })
    if (answer === undefined) throw new Error('Octokit sent no request')
    if (!answer.ok) return answer
    const { status, headers, body } = answer.value
    const parsed = body.length === 0 ? { value: undefined } : parseJson(body.toString('utf8'))
    if (parsed !== undefined) return { ok: true, value: { status, headers, data: parsed.value } }
    return { ok: false, error: (await loadFailures()).unreadableFailure(need, host, status) }
  }

  return {
    request,
    graphql: async (query, need) => {
      // On GitHub Enterprise Server, REST is at /api/v3 and GraphQL at /api.
      const baseUrl = target.apiUrl.replace(/\/v3$/, '')
      const answer = await request('POST /graphql', { query, baseUrl }, { ...need, repeatable: true })
      if (!answer.ok) return answer
      const { data, status, headers } = answer.value
      if (isObject(data) && isObject(data['data'])) return { ok: true, value: data['data'] }
      const { LIMIT_REMEDY, unreadableFailure } = await loadFailures()
      // GraphQL has a limit of its own, which it tells with 200.
      const isUsedUp = headers['x-ratelimit-remaining'] === '0'
      const reason = `The limit of GraphQL requests of ${host} is used up, while asking for ${need.what}.`
      if (isUsedUp)
        return { ok: false, error: { code: 'rate_limited', reason, remedy: LIMIT_REMEDY, status } }
      return { ok: false, error: unreadableFailure(need, host, status) }
    },
    get requests() {
      return requests
    },
    close: () => {
      clearTimeout(timer)
      connections.close()
    },
  }
}

/** What Octokit passes to `fetch`. */
interface FetchOptions {
  readonly method: Method
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** Whether GitHub turned a request away without having begun with it. */
function isUndone({ code }: Failure): boolean {
  return code === 'rate_limited'
}

async function loadOctokit({ apiUrl, token }: GitHubTarget) {
  const load = async () => await import('@actions/github/lib/utils')
  const { GitHub } = await load().catch(load)
  return new GitHub({ auth: token, baseUrl: apiUrl })
}

/** Only what went wrong needs it. */
function loadFailures() {
  const load = async () => await import('./github-failure.js')
  return load().catch(load)
}
