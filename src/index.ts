import { failureMessage, internalError, TITLES } from './errors.js'
import { main } from './main.js'

/** How long the process may outlive its work, in ms, when something such as a DNS look-up cannot be cancelled. */
const GRACE_MS = 400

const cancel = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    cancel.abort()
  })
}

try {
  process.exitCode = await main(cancel.signal)
} catch (error) {
  // Even the reporting failed; the title and the message hold no text from outside.
  process.exitCode = 1
  console.log(`::error title=${TITLES.internal_error}::${failureMessage(internalError(error))}`)
}
setTimeout(() => process.exit(), GRACE_MS).unref()
