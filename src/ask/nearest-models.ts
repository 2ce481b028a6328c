import { oneLine } from '../display-text.js'
import { isObject, parseJson } from '../json-value.js'
import { nearest } from '../nearest.js'
import { exchange } from './http/exchange.js'
import type { Connections } from './http/connections.js'
import type { Proxy } from './http/proxy.js'
import type { Target } from './target.js'

const TIME_LIMIT_MS = 3000
const MAX_BYTES = 2 * 1024 * 1024
/** More names than a server has; each costs a comparison, letter by letter. */
const MAX_NAMES = 5000
const MAX_NAME = 100
const SHOWN = 3

/**
 * A sentence that names the models of the server that are nearest to the one that is not there; undefined if there is no
 * list, or the model is in it. The list is a help, so any trouble with it is ignored.
 *
 * @param headers those of the request, with its token
 */
export async function nearestModels(
  model: string,
  target: Target,
  headers: Readonly<Record<string, string>>,
  proxy: Proxy | undefined,
  stop: AbortSignal,
  connections: Connections | undefined,
): Promise<string | undefined> {
  const url = listUrl(target)
  if (url === undefined) return undefined
  const over = new AbortController()
  // The socket keeps the process alive until then.
  setTimeout(() => {
    over.abort()
  }, TIME_LIMIT_MS).unref()
  const signal = AbortSignal.any([stop, over.signal])
  const request = { url, method: 'GET', headers, body: '' } as const
  const ended = await exchange({ request, proxy, signal, maxBytes: MAX_BYTES }, connections)
  if (ended.outcome !== 'response' || ended.response.status !== 200) return undefined
  const names = namesIn(parseJson(ended.response.body.toString('utf8'))?.value)
  if (names.length === 0 || names.includes(model)) return undefined
  // Behind the slash: servers differ in their publishers (`openai/gpt-4.1`, `gpt-4.1`).
  const bare = (name: string): string => name.slice(name.lastIndexOf('/') + 1)
  const found = nearest(model.slice(0, MAX_NAME), names, bare).map((name) => oneLine(name, MAX_NAME))
  return `${names.length > SHOWN ? 'The nearest names that it has' : 'It has'}: ${found.slice(0, SHOWN).join(', ')}.`
}

/** `/models` beside `/chat/completions`; GitHub Models has a catalog, and Azure lists models, not deployments. */
function listUrl({ url, host }: Target): URL | undefined {
  if (/\.azure(?:\.com|\.us|\.cn|-api\.net)$/.test(url.hostname)) return undefined
  if (host.speaksGitHubModels) return new URL('/catalog/models', url.origin)
  const list = new URL(url)
  list.pathname = url.pathname.replace(/\/chat\/completions$/, '/models')
  return list
}

/** `{data: [{id}]}` as OpenAI has it; others leave out the map, or say `models` and `name`. */
function namesIn(value: unknown): string[] {
  const listed = isObject(value) ? (value['data'] ?? value['models']) : value
  const models: readonly unknown[] = Array.isArray(listed) ? listed.slice(0, MAX_NAMES) : []
  const names = models.map((model) => (isObject(model) ? (model['id'] ?? model['name']) : model))
  return [...new Set(names.filter((name) => typeof name === 'string'))].filter(
    (name) => name.trim() !== '' && name.length <= MAX_NAME,
  )
}
