import { failureMessage, internalError, TITLES } from './errors.js'
import { main } from './main.js'

/** How long the process may outlive its work, in ms. Only a DNS look-up, which nothing can cancel, lets it. */
const GRACE_MS = 200

/** Since Node 22.15; not on Windows. https://nodejs.org/api/process.html#processexecvefile-args-env */
interface Replaceable {
  readonly execPath: string
  execve?(file: string, args: readonly string[], env: Readonly<Record<string, string>>): never
}

const cancel = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    cancel.abort()
  })
}

void run()

async function run(): Promise<void> {
  try {
    process.exitCode = await main(cancel.signal)
  } catch (error) {
    // Even the reporting failed; the title and the message hold no text from outside.
    process.exitCode = 1
    console.log(`::error title=${TITLES.internal_error}::${failureMessage(internalError(error))}`)
  }
  setTimeout(endNow, GRACE_MS).unref()
}

/**
 * Ends the process while a look-up hangs. `process.exit` would wait for its thread, ten seconds and more
 * (https://github.com/libuv/libuv/issues/364), so where Node can, the process becomes one that ends at once with
 * the same exit code. All output has been written: that is synchronous for files and, but on Windows, for pipes.
 */
function endNow(): void {
  const { execPath, exitCode }: NodeJS.Process = process
  const replaceable: Replaceable = process
  try {
    replaceable.execve?.(execPath, [execPath, '-e', `process.exit(${String(exitCode)})`], {})
  } catch {
    // Not on this platform.
  }
  process.exit()
}
