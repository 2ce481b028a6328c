import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { compile } from '../../scripts/compile.mjs'
import type { Answer } from '../../src/ask/answer.js'

/** No run takes nearly as long, on a busy machine either; one that does has left something open. */
const LIMIT_MS = 120_000

export interface ClientResult extends Pick<Answer, 'attempts' | 'completion' | 'failure'> {
  /** The bodies of `response` and `lastResponse`. */
  readonly body?: string
  readonly lastBody?: string
  /** Of the whole process. */
  readonly stderr: string
}

export interface ClientSettings {
  readonly maxRetries?: number
  readonly timeoutMs?: number
  readonly cancelAfterMs?: number
  /** All over shared connections, which are never closed. */
  readonly shared?: boolean
}

export interface ClientProcess extends Disposable {
  /** Asks each URL in turn, with a bearer token; proxies are those of `env`. */
  run(
    urls: readonly string[],
    env: Readonly<Record<string, string>>,
    settings?: ClientSettings,
  ): Promise<readonly ClientResult[]>
}

const DRIVER = `
import { ask } from './ask/ask.js'
import { createConnections } from './ask/http/connections.js'
const [urls, { cancelAfterMs, shared, ...limits }] = process.argv.slice(2).map((text) => JSON.parse(text))
const connections = shared ? createConnections() : undefined
const question = {
  model: 'm', messages: [{ role: 'user', content: 'Hello' }], parameters: {}, format: { kind: 'unset' }, tools: [],
  toolChoice: { kind: 'unset' }, extraBody: {},
}
const askAt = async (url) => {
  const user = new AbortController()
  if (cancelAfterMs !== undefined) setTimeout(() => user.abort(), cancelAfterMs).unref()
  const target = {
    url: new URL(url), headers: { Authorization: 'Bearer token-of-the-server' }, sendsToken: true,
    host: { takesGitHubToken: false, speaksGitHubModels: false }, proxyVariables: process.env,
    timeoutMs: 60_000, maxRetries: 0, ...limits,
  }
  const io = { id: url, signal: user.signal, connections, onEvent: () => {} }
  const { attempts, completion, failure, response, lastResponse } = await ask(question, target, io)
  return { attempts, completion, failure, body: response?.body.toString(), lastBody: lastResponse?.body.toString() }
}
const results = []
for (const url of urls) results.push(await askAt(url))
console.log(JSON.stringify(results))
`

/**
 * The core in a process of its own, for what Node reads once, as it starts: NODE_EXTRA_CA_CERTS. The process has to
 * end by itself, so an open connection that was left behind is a timeout here.
 *
 * @param without files of `src/` that are not there, as if they could not be read any more
 */
export function prepareClientProcess(without: readonly string[] = []): ClientProcess {
  const compiled = compile()
  // Beside the others, so that packages are found.
  const folder = mkdtempSync(join(dirname(compiled), 'client-'))
  const left = without.map((name) => join(compiled, name.replace(/\.ts$/, '.js')))
  cpSync(compiled, folder, { recursive: true, filter: (path) => !left.includes(path) })
  writeFileSync(join(folder, 'driver.js'), DRIVER)

  return {
    run: async (urls, env, settings = {}) => {
      const { stdout, stderr } = await promisify(execFile)(
        process.execPath,
        [join(folder, 'driver.js'), JSON.stringify(urls), JSON.stringify(settings)],
        { env: { PATH: process.env['PATH'] ?? '', ...env }, timeout: LIMIT_MS },
      )
      const results = JSON.parse(stdout) as readonly Omit<ClientResult, 'stderr'>[]
      return results.map((result) => ({ ...result, stderr }))
    },
    [Symbol.dispose]: () => {
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
