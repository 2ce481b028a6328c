import { basename } from 'node:path'
import { door as once } from './once/main.js'
import { type Door, runStep } from './step/run-step.js'

/** The other actions, by the file of dist/ that the runner starts; each loads what it needs. */
const doors: Readonly<Record<string, () => Promise<{ readonly door: Door }>>> = {
  diff: async () => await import('./diff/main.js'),
  apply: async () => await import('./apply/main.js'),
  eval: async () => await import('./eval/main.js'),
}

const cancel = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    cancel.abort()
  })
}

// Outputs are files: they must not be lost because nobody reads the log any more, or because it has no more room.
process.stdout.on('error', () => undefined)

const load = doors[basename(process.argv[1] ?? '', '.js')] ?? (() => Promise.resolve({ door: once }))
void runStep(load, cancel.signal, (text) => process.stdout.write(text)).then((exitCode) => {
  // Once the log is out, the process leaves, rather than take its heap down first. What is still open must not keep the job,
  // but a look-up of a name that hangs does, until the resolver gives up: its thread is waited for
  // (https://github.com/libuv/libuv/issues/364).
  process.stdout.write('', () => process.exit(exitCode))
})
