import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import ts from 'typescript'
import type { Failure } from '../../src/errors.js'

const root = fileURLToPath(new URL('../..', import.meta.url))

export interface ClientResult {
  readonly ok: boolean
  readonly attempts: number
  readonly failure?: Failure
  /** The body of the last response. */
  readonly body?: string
  /** Of the whole process. */
  readonly stderr: string
}

export interface ClientProcess extends Disposable {
  /** POSTs `{}` to each URL in turn, each with a bearer token; proxies are those of `env`. */
  run(
    urls: readonly string[],
    env: Readonly<Record<string, string>>,
    settings?: { readonly maxRetries?: number; readonly timeoutMs?: number; readonly cancelAfterMs?: number },
  ): Promise<readonly ClientResult[]>
}

const DRIVER = `
import { sendChatRequest } from './client/inference-client.js'
import { createRedactor } from './redact.js'
const [urls, settings] = process.argv.slice(2).map((text) => JSON.parse(text))
const results = []
for (const url of urls) {
  const user = new AbortController()
  if (settings.cancelAfterMs !== undefined) setTimeout(() => user.abort(), settings.cancelAfterMs).unref()
  const request = { url: new URL(url), headers: { Authorization: 'Bearer token-of-the-server' }, body: '{}' }
  const { response, ...sent } = await sendChatRequest(request, {
    timeoutMs: 8000, maxRetries: 0, isGitHubHost: false, sendsToken: true, proxyVariables: process.env, signal: user.signal,
    redact: createRedactor([]), onEvent: () => {}, ...settings,
  })
  results.push({ ...sent, ...(response && { body: response.body.toString() }) })
}
console.log(JSON.stringify(results))
`

/**
 * The client in a process of its own, for what Node reads once, as it starts: NODE_EXTRA_CA_CERTS. The process has
 * to end by itself, so an open connection that was left behind is a timeout here.
 */
export function prepareClientProcess(): ClientProcess {
  mkdirSync(join(root, '.cache'), { recursive: true })
  const folder = mkdtempSync(join(root, '.cache', 'client-'))
  for (const name of readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts')) continue
    const target = join(folder, name.replace(/\.ts$/, '.js'))
    mkdirSync(dirname(target), { recursive: true })
    const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 }
    writeFileSync(target, ts.transpile(readFileSync(join(root, 'src', name), 'utf8'), compilerOptions))
  }
  writeFileSync(join(folder, 'driver.js'), DRIVER)

  return {
    run: async (urls, env, settings = {}) => {
      const { stdout, stderr } = await promisify(execFile)(
        process.execPath,
        [join(folder, 'driver.js'), JSON.stringify(urls), JSON.stringify(settings)],
        { env: { PATH: process.env['PATH'] ?? '', ...env }, timeout: 20_000 },
      )
      const results = JSON.parse(stdout) as readonly Omit<ClientResult, 'stderr'>[]
      return results.map((result) => ({ ...result, stderr }))
    },
    [Symbol.dispose]: () => {
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
